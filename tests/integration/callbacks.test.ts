import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  asText,
  type CallbackIncident,
  createCallbackReceiver,
  createCallbackServer,
  createIntegration,
  createTestCallback,
  deriveSerialNo,
  type InboxStore,
  type InboxSummary,
  type Integration,
  jsonCallbackProfile,
  type OperationStore,
  onCallback,
  type Piaozone,
  processInbox,
  refreshOnCallback,
  systemRuntime,
} from '@piaozone/core';
import { hostedIssuing } from '@piaozone/standard';
import { createSqliteInbox, createSqliteOperationStore } from '@piaozone/stores/sqlite';
import { type MockPiaozone, PIAOZONE_PATHS, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AGREED, clientOf, HOSTED, TOKEN_REJECTION } from './support/client.js';
import { bill, memoryErp } from './support/memory-erp.js';

/*
 * Hosted issuing has no callback of its own; this sender is invented for the test and given to both sides. It tells what the cloud holds, or lies.
 */
const profile = jsonCallbackProfile({
  id: 'invented',
  identify: ({ serialNo, result, number }) => [asText(serialNo), asText(result), asText(number)],
  claim: ({ serialNo, result, number }) => ({
    serialNo: asText(serialNo) ?? '',
    says: result === 'OK' ? 'issued' : 'failed',
    ...(number === undefined ? {} : { invoiceNumber: asText(number) ?? '' }),
  }),
  accepted: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"success":true}' },
});

const PATH = '/callbacks/invented';
const HOUR = 3_600_000;

let mock: MockPiaozone;
let client: Piaozone;
let store: OperationStore;
let inbox: InboxStore;
let integration: Integration;
let written: Map<string, unknown>;
let folder: string;
let incidents: CallbackIncident[];
let aheadMs: number;
let close: () => Promise<void>;
let base: string;

async function setUp(numbers: readonly string[]): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'piaozone-callbacks-'));
  mock = await startMockPiaozone({ settings: AGREED });
  aheadMs = 0;
  // Whatever in the client waits for time to pass sees it pass.
  const runtime = { ...systemRuntime, monotonic: () => systemRuntime.monotonic() + aheadMs };
  client = clientOf(mock, { tokenRejection: TOKEN_REJECTION, maxRetries: 0, runtime });
  incidents = [];
  store = createSqliteOperationStore({ path: join(folder, 'piaozone.db') });
  inbox = createSqliteInbox({ path: join(folder, 'piaozone.db'), runtime: { now: () => systemRuntime.now() + aheadMs } });
  const erp = memoryErp(numbers.map((number) => bill(number, mock.enterprises[0]?.taxNo ?? '')));
  written = erp.written;
  const issuing = hostedIssuing({ ...HOSTED, dedup: 'unknown' });
  integration = await createIntegration({ piaozone: client, erp: erp.adapter, issuing, store, settle: { pausesMs: [] } });
  const receiver = createCallbackReceiver({ routes: [{ path: PATH, profile, allow: ['127.0.0.1'] }], inbox });
  const server = createCallbackServer(receiver);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

beforeEach(() => setUp(['B1', 'B2', 'B3', 'B4']));

afterEach(async () => {
  await close();
  await integration.close();
  await inbox.close();
  await store.close();
  await client.close();
  expect(mock.server.unknownRequests).toEqual([]);
  await mock.close();
  rmSync(folder, { recursive: true, force: true });
});

async function deliver(serialNo: string, result: 'OK' | 'ERROR', number?: string): Promise<void> {
  const message = { serialNo, result, ...(number === undefined ? {} : { number }) };
  const { url, init } = createTestCallback({ profile, path: PATH, messages: [message] }).to(base);
  const response = await fetch(url, init);
  expect([response.status, await response.text()]).toEqual([200, '{"success":true}']);
}

/** What is due within `ms`, on the inbox's clock. */
async function work(ms = 0): Promise<InboxSummary> {
  const runtime = { ...systemRuntime, now: () => systemRuntime.now() + aheadMs };
  const handlers = [onCallback(profile, refreshOnCallback(integration))];
  const total = { done: 0, parked: 0, quarantined: 0, lost: 0 };
  for (let waited = 0; waited <= ms; waited += HOUR / 2) {
    const summary = await processInbox({ inbox, handlers, runtime, onIncident: (incident) => incidents.push(incident) });
    for (const name of ['done', 'parked', 'quarantined', 'lost'] as const) total[name] += summary[name];
    if (waited < ms) aheadMs += HOUR / 2;
  }
  return total;
}

const key = (serialNo: string) => [client.environment.kind, 'memory', 'A1', 'blue', serialNo].join('/');
const stateOf = async (serialNo: string) => (await store.find(key(serialNo)))?.state;
const creates = () => mock.server.journal.to(PIAOZONE_PATHS.create).length;

/** Sends all bills; the cloud issues those the fault lets through, and no reply arrives. */
async function sendWithoutReply(fault: 'drop-before' | 'drop-after'): Promise<string[]> {
  mock.server.faults.next(PIAOZONE_PATHS.create, { kind: fault }, { times: 4 });
  const { results } = await integration.issueBills();
  expect(results.map(({ status }) => status)).toEqual(Array(4).fill('unknown'));
  return results.map(({ serialNo = '' }) => serialNo);
}

describe('a callback wakes the query', () => {
  it('and the query records the invoice; the next run writes back and sends nothing', async () => {
    const serials = await sendWithoutReply('drop-after');
    for (const serialNo of serials) await deliver(serialNo, 'OK');
    expect(await work()).toEqual({ done: 4, parked: 0, quarantined: 0, lost: 0 });
    for (const serialNo of serials) expect(await stateOf(serialNo)).toBe('issued');
    expect((await integration.issueBills()).counts.issued).toBe(4);
    expect([mock.record.length, written.size, creates()]).toEqual([4, 4, 4]);
    expect(incidents).toEqual([]);
  });

  it('and two hundred deliveries of it wake one (F39)', async () => {
    const [serialNo = ''] = await sendWithoutReply('drop-after');
    const before = mock.server.journal.to(PIAOZONE_PATHS.query).length;
    for (let round = 0; round < 10; round += 1) await Promise.all(Array.from({ length: 20 }, () => deliver(serialNo, 'OK')));
    expect(await inbox.count('new')).toBe(1);
    expect(await work()).toMatchObject({ done: 1 });
    expect(mock.server.journal.to(PIAOZONE_PATHS.query)).toHaveLength(before + 1);
  });

  it('also when it overtakes the answer to its submit (F40)', async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    mock.server.faults.next(PIAOZONE_PATHS.create, { kind: 'hold', until: held }, { times: 4 });
    const run = integration.issueBills();
    while (creates() < 4) await new Promise((resolve) => setImmediate(resolve));
    const environment = client.environment.kind;
    const serialNo = deriveSerialNo({ environment, erp: 'memory', accountSet: 'A1', billType: '应收单', billNumber: 'B1', color: 'blue' });
    expect(await stateOf(serialNo)).toBe('sending');
    await deliver(serialNo, 'OK');
    expect(await work()).toMatchObject({ done: 0, parked: 1 });
    expect(await stateOf(serialNo)).toBe('sending');
    release();
    expect((await run).counts.issued).toBe(4);
    expect(await work(HOUR)).toMatchObject({ done: 1 });
    expect([await stateOf(serialNo), creates()]).toEqual(['issued', 4]);
  });

  it('about a bill nobody sent is kept, tried again and given to a person, never dropped', async () => {
    await deliver('NOBODY-1', 'OK', '1');
    expect(await work(12 * HOUR)).toMatchObject({ parked: 19, quarantined: 1 });
    expect(incidents).toMatchObject([{ reason: 'unknown-bill', serialNos: ['NOBODY-1'] }]);
    expect(await inbox.count('quarantined')).toBe(1);
    expect(creates()).toBe(0);
  });

  it('and waits while the cloud cannot be asked', async () => {
    const [serialNo = ''] = await sendWithoutReply('drop-after');
    await deliver(serialNo, 'OK');
    mock.server.faults.next(PIAOZONE_PATHS.query, { kind: 'html', status: 502 }, { times: 30 });
    expect(await work(10 * HOUR)).toMatchObject({ done: 0, quarantined: 0 });
    mock.server.faults.clear();
    expect(await work(HOUR)).toMatchObject({ done: 1 });
    expect(await stateOf(serialNo)).toBe('issued');
  });
});

describe('a callback changes nothing by itself', () => {
  it('forged "issued": no state, no invoice; a person is called (T12)', async () => {
    const serials = await sendWithoutReply('drop-before');
    for (const serialNo of serials) await deliver(serialNo, 'OK', '99999999');
    expect(await work(12 * HOUR)).toMatchObject({ done: 0, quarantined: 4 });
    for (const serialNo of serials) expect(await stateOf(serialNo)).toBe('unknown');
    expect(incidents.map(({ reason }) => reason)).toEqual(Array(4).fill('claim-ahead'));
    expect([mock.record.length, creates()]).toEqual([0, 4]);
  });

  it('against an issued invoice: state and evidence stay, a person is called (F47)', async () => {
    const { results } = await integration.issueBills();
    const [{ serialNo = '' } = {}] = results;
    const before = await store.find(key(serialNo));
    expect(before?.state).toBe('issued');
    await deliver(serialNo, 'ERROR');
    await deliver(serialNo, 'OK', '99999999');
    expect(await work()).toMatchObject({ quarantined: 2 });
    expect(await store.find(key(serialNo))).toEqual(before);
    expect(incidents.map(({ reason }) => reason)).toEqual(['against-issued', 'against-issued']);
    const [kept] = await inbox.list('quarantined', 9);
    expect(Buffer.from((await inbox.read(kept?.id ?? ''))?.body ?? []).toString()).toContain(serialNo);
  });

  it('in whatever order they come, the same invoices are recorded (F41)', async () => {
    const orders = permutations(['OK', 'ERROR', 'FORGED', 'OK']);
    const serials = await sendWithoutReply('drop-after');
    for (const [index, order] of orders.entries()) {
      const serialNo = serials[index % serials.length] ?? '';
      const number = mock.record.find((issued) => issued.serialNo === serialNo)?.invoiceNo ?? '';
      for (const kind of order) {
        if (kind === 'FORGED') await deliver(serialNo, 'OK', `9${index}`);
        else await deliver(serialNo, kind as 'OK' | 'ERROR', kind === 'OK' ? number : undefined);
        await work();
        expect(await stateOf(serialNo)).toBe('issued');
      }
      expect((await store.find(key(serialNo)))?.invoice?.number).toBe(number);
    }
    expect([mock.record.length, creates()]).toEqual([4, 4]);
  });
});

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((first, index) => permutations(list.filter((_, other) => other !== index)).map((rest) => [first, ...rest]));
}
