import {
  createIntegration,
  createNonDurableOperationStore,
  type Deduplication,
  type Integration,
  type InvoiceRequest,
  type OperationStore,
  type Piaozone,
  systemRuntime,
} from '@piaozone/core';
import { HostedService, hostedIssuing } from '@piaozone/standard';
import { type MockPiaozone, PIAOZONE_PATHS, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { everythingShown } from '../../packages/core/test/support/everything.js';
import { AGREED, clientOf, HOSTED, TOKEN_REJECTION } from './support/client.js';
import { bill, memoryErp } from './support/memory-erp.js';

let mock: MockPiaozone;
const clients: Piaozone[] = [];

beforeEach(async () => {
  mock = await startMockPiaozone({ settings: AGREED });
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  expect(mock.server.unknownRequests).toEqual([]);
  expect(mock.unknownFields).toEqual([]);
  await mock.close();
});

interface Given {
  readonly numbers: readonly string[];
  readonly dedup?: Deduplication;
  readonly store?: OperationStore;
}

async function integrate({
  numbers,
  dedup,
  store = createNonDurableOperationStore(),
}: Given): Promise<Integration & { written: Map<string, unknown> }> {
  const client = clientOf(mock, { tokenRejection: TOKEN_REJECTION, maxRetries: 0 });
  clients.push(client);
  const { adapter, written } = memoryErp(numbers.map((number) => bill(number, seller())));
  const issuing = hostedIssuing({ ...HOSTED, ...(dedup === undefined ? {} : { dedup }) });
  const integration = await createIntegration({ piaozone: client, erp: adapter, issuing, store, settle: { pausesMs: [1] } });
  return { ...integration, written };
}

const seller = () => mock.enterprises[0]?.taxNo ?? '';
const serials = () => mock.record.map(({ serialNo }) => serialNo);

describe.each(['refuse', 'first-result'] as const)('a repeated serial number is answered by: %s', (repeatedSerial) => {
  beforeEach(() => mock.configure({ repeatedSerial }));

  it('issues once although the reply was lost, also by a second run with an empty store', async () => {
    mock.server.faults.next(PIAOZONE_PATHS.create, { kind: 'drop-after' }, { times: 2 });
    const first = await integrate({ numbers: ['B1', 'B2', 'B3'], dedup: 'unique-key' });
    expect((await first.issueBills()).counts).toMatchObject({ issued: 3 });
    const second = await integrate({ numbers: ['B1', 'B2', 'B3'], dedup: 'unique-key' });
    expect(await second.issueBills()).toMatchObject({ counts: { issued: 3 }, writtenBack: 3 });
    expect(new Set(serials()).size).toBe(3);
    expect(mock.record).toHaveLength(3);
  });
});

describe('the reply is lost before issuing', () => {
  beforeEach(() => mock.server.faults.next(PIAOZONE_PATHS.create, { kind: 'drop-before' }));

  it('is unknown, then issued once where the route declares a unique key', async () => {
    const integration = await integrate({ numbers: ['B1'], dedup: 'unique-key' });
    expect((await integration.issueBills()).results[0]).toMatchObject({ status: 'unknown' });
    expect(mock.record).toHaveLength(0);
    expect((await integration.issueBills()).results[0]).toMatchObject({ status: 'issued', writeBack: 'written' });
    expect(mock.record).toHaveLength(1);
  });

  it('waits for review where nothing is declared', async () => {
    const integration = await integrate({ numbers: ['B1'] });
    expect((await integration.issueBills()).results[0]).toMatchObject({ status: 'unknown' });
    expect((await integration.issueBills()).results[0]).toMatchObject({ status: 'needs-review' });
    expect((await integration.issueBills()).results[0]).toMatchObject({ status: 'needs-review' });
    expect(mock.record).toHaveLength(0);
  });
});

describe('a cloud that catches no repeats', () => {
  it('is not given the chance to issue twice', async () => {
    mock.configure({ repeatedSerial: 'issue-again' });
    mock.server.faults.next(PIAOZONE_PATHS.create, { kind: 'drop-after' });
    const store = createNonDurableOperationStore();
    await (await integrate({ numbers: ['B1'], store })).issueBills();
    await (await integrate({ numbers: ['B1'], store })).issueBills();
    // A process that remembers nothing has only the query between itself and a second invoice.
    await (await integrate({ numbers: ['B1'] })).issueBills();
    expect(mock.record).toHaveLength(1);
  });

  it('would have: the naive script issues twice', async () => {
    mock.configure({ repeatedSerial: 'issue-again' });
    const client = clientOf(mock);
    clients.push(client);
    const service = new HostedService(client, HOSTED);
    const request = { ...(bill('B1', seller()).raw as InvoiceRequest), serialNo: 'NAIVE000000000000001' };
    const call = { requestId: client.newRequestId(), warn: () => {} };
    await service.create(request, call);
    await service.create(request, call);
    expect(mock.issuedTimes('NAIVE000000000000001')).toBe(2);
  });
});

describe('broken answers', () => {
  it.each([
    ['an HTML page of a gateway', { kind: 'html', status: 502 }],
    ['a reset', { kind: 'reset' }],
    ['no JSON', { kind: 'answer', status: 200, body: 'OK' }],
    ['JSON without errcode', { kind: 'answer', status: 200, body: '{}' }],
    ['a code that means a refusal elsewhere, with another text', { kind: 'answer', status: 200, body: '{"errcode":"3002","description":"?"}' }],
    ['a code in no table', { kind: 'answer', status: 200, body: '{"errcode":"9876","description":"?"}' }],
  ] as const)('%s leaves a write open, and the next run settles it', async (_name, fault) => {
    mock.server.faults.next(PIAOZONE_PATHS.create, fault);
    const integration = await integrate({ numbers: ['B1'], dedup: 'unique-key' });
    expect((await integration.issueBills()).results[0]).toMatchObject({ status: 'unknown', error: { outcome: 'unknown' } });
    expect((await integration.issueBills()).results[0]).toMatchObject({ status: 'issued' });
    expect(mock.record).toHaveLength(1);
  });
});

describe('tokens', () => {
  it('one request for 100 cold calls', async () => {
    const client = clientOf(mock);
    clients.push(client);
    const service = new HostedService(client, HOSTED);
    await Promise.all(Array.from({ length: 100 }, () => service.remainingQuota({}, { requestId: client.newRequestId(), warn: () => {} })));
    expect(mock.tokens.requests()).toBe(1);
  });

  it('killed under load, again and again: no call fails', async () => {
    const client = clientOf(mock, { tokenRejection: TOKEN_REJECTION });
    clients.push(client);
    const service = new HostedService(client, HOSTED);
    let kills = 0;
    const worker = async () => {
      for (let i = 0; i < 25; i += 1) {
        await service.remainingQuota({}, { requestId: client.newRequestId(), warn: () => {} });
        if (i === 10) {
          kills += 1;
          mock.tokens.kill();
        }
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    expect(mock.tokens.requests()).toBeLessThanOrEqual(kills + 1);
    expect(mock.tokens.requests()).toBeGreaterThan(1);
  });

  it('renewed before the end that the cloud names, without a refusal', async () => {
    mock.configure({ tokenLifeSeconds: 1000, tokenMode: 'new-keeps-old' });
    let movedMs = 0;
    const client = clientOf(mock, {
      tokenRejection: TOKEN_REJECTION,
      runtime: { ...systemRuntime, monotonic: () => systemRuntime.monotonic() + movedMs },
    });
    clients.push(client);
    const service = new HostedService(client, HOSTED);
    const ask = () => service.remainingQuota({}, { requestId: client.newRequestId(), warn: () => {} });
    await ask();
    movedMs = 700_000;
    await ask();
    expect(mock.tokens.requests()).toBe(1);
    movedMs = 950_000;
    await Promise.all([ask(), ask()]);
    await vi.waitFor(() => expect(mock.tokens.requests()).toBe(2));
    await ask();
    expect(mock.tokens.requests()).toBe(2);
    expect(mock.server.journal.to(PIAOZONE_PATHS.quota)).toHaveLength(5);
  });

  it('a refused triple is one clear error, not an invoice problem', async () => {
    const client = clientOf(mock, { environment: { baseUrl: mock.baseUrl } });
    clients.push(client);
    const integration = await integrate({ numbers: ['B1'] });
    mock.server.faults.next(
      PIAOZONE_PATHS.token,
      { kind: 'answer', status: 200, body: '{"errcode":"1200","description":"授权ID不能为空"}' },
      { times: 9 },
    );
    const report = await integration.checkConnection();
    expect(report.ok).toBe(false);
    expect(report.findings.find(({ status }) => status === 'failed')).toMatchObject({ code: 'piaozone.token', diagnosis: 'CLIENT_ID_EMPTY' });
    expect((await integration.issueBills()).results[0]).toMatchObject({
      status: 'failed',
      error: { code: 'credentials_rejected', outcome: 'not-sent' },
    });
  });
});

describe('a tax-bureau login is over', () => {
  it('waits for the person and goes on with the same serial number', async () => {
    mock.personAction('*', 'login');
    const integration = await integrate({ numbers: ['B1'] });
    const [waiting] = (await integration.issueBills()).results;
    expect(waiting).toMatchObject({ status: 'waiting-for-person', error: { code: 'person_action_required' } });
    mock.personActed();
    const [done] = (await integration.issueBills()).results;
    expect(done).toMatchObject({ status: 'issued', serialNo: waiting?.serialNo });
    expect(mock.record).toHaveLength(1);
  });
});

describe('the page where a person must act', () => {
  it('reaches the caller, and nobody who reads logs', async () => {
    mock.personAction('*', 'face', { channel: 'link' });
    const integration = await integrate({ numbers: ['B1'] });
    const [waiting] = (await integration.issueBills()).results;
    const url = waiting?.error?.actionUrl?.reveal() ?? '';
    expect(url).toMatch(/^https?:\/\/.*\/etax\/login\/.+/);
    const token = url.slice(url.lastIndexOf('/') + 1);
    expect(everythingShown(waiting)).not.toContain(token);
    expect(waiting?.error?.message).toContain('[link]');
  });
});

describe('results', () => {
  it('names line and difference of a bill that does not add up, and sends nothing', async () => {
    const { adapter } = memoryErp([bill('B1', seller(), { totals: { amount: '110.00', taxAmount: '6.00', totalAmount: '116.00' } })]);
    const client = clientOf(mock);
    clients.push(client);
    const integration = await createIntegration({
      piaozone: client,
      erp: adapter,
      issuing: hostedIssuing(HOSTED),
      store: createNonDurableOperationStore(),
    });
    const [result] = (await integration.issueBills()).results;
    expect(result).toMatchObject({ status: 'refused', error: { code: 'request_invalid', outcome: 'not-sent' } });
    expect(result?.problems.map(({ path }) => path)).toContain('totals.amount');
    expect(result?.problems.find(({ path }) => path === 'totals.amount')?.message.zh).toMatch(/10\.00/);
    expect(mock.server.journal.to(PIAOZONE_PATHS.create)).toHaveLength(0);
  });

  it('does not issue a bill that changed after something was sent for it', async () => {
    const store = createNonDurableOperationStore();
    await (await integrate({ numbers: ['B1'], dedup: 'unique-key', store })).issueBills();
    const changed = bill('B1', seller(), { buyer: { name: '另一购方' } });
    const client = clientOf(mock, { tokenRejection: TOKEN_REJECTION });
    clients.push(client);
    const { adapter, written } = memoryErp([changed]);
    const integration = await createIntegration({
      piaozone: client,
      erp: adapter,
      issuing: hostedIssuing({ ...HOSTED, dedup: 'unique-key' }),
      store,
    });
    expect((await integration.issueBills()).results[0]).toMatchObject({ status: 'needs-review', error: { code: 'operation_conflict' } });
    expect([mock.record.length, written.size]).toEqual([1, 0]);
  });

  it('streams results, and a forgotten stream loses no bill', async () => {
    const integration = await integrate({ numbers: ['B1', 'B2', 'B3'], dedup: 'unique-key' });
    const seen: string[] = [];
    for await (const { bill: reference } of integration.issueBills().stream()) seen.push(reference.number);
    expect(seen.sort()).toEqual(['B1', 'B2', 'B3']);
    const other = await integrate({ numbers: ['B4', 'B5'], dedup: 'unique-key' });
    const run = other.issueBills();
    run.stream();
    expect((await run).counts.issued).toBe(2);
  });

  it('writes a red invoice of a blue one of the same run', async () => {
    const red = bill('R1', seller(), {
      color: 'red',
      red: { originalBillNumber: 'B1', reason: 'sales-return' },
      lines: [{ nature: 'normal', goodsName: '装卸费', taxCode: '3040408000000000000', amount: '-100.00', taxRate: '0.06', taxAmount: '-6.00' }],
      totals: { amount: '-100.00', taxAmount: '-6.00', totalAmount: '-106.00' },
    });
    // The blue one is slow: a red one that did not wait for it would find no blue invoice.
    mock.server.faults.next(PIAOZONE_PATHS.create, { kind: 'delay', ms: 50 });
    const { adapter } = memoryErp([bill('B1', seller()), red]);
    const client = clientOf(mock);
    clients.push(client);
    const issuing = hostedIssuing({ ...HOSTED, dedup: 'unique-key' });
    const integration = await createIntegration({ piaozone: client, erp: adapter, issuing, store: createNonDurableOperationStore() });
    expect((await integration.issueBills()).counts).toMatchObject({ issued: 2 });
    expect(mock.record.map(({ kind }) => kind)).toEqual(['blue', 'red']);
  });
});
