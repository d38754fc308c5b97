import { type Call, type InvoiceRequest, type Piaozone, type PreparedRequest, perOrganizationAuthorization } from '@piaozone/core';
import { HostedService } from '@piaozone/standard';
import { type MockPiaozone, type MockRequest, startMockPiaozone } from '@piaozone/testkit';
import { describe, expect, it } from 'vitest';
import { startCensus } from '../../packages/core/test/support/census.js';
import { VirtualRuntime } from '../../packages/core/test/support/virtual-runtime.js';
import { clientOf } from './support/client.js';
import { bill } from './support/memory-erp.js';

const MINUTE = 60_000;
const QUERY = '/m7/bill/invoice/serialno/query';

/** Each enterprise with its own triple, so that the mock can tell whose a request is by its token. */
function clientOfAll(mock: MockPiaozone, runtime: VirtualRuntime): Piaozone {
  const triples = mock.enterprises.map(({ taxNo, clientId, clientSecret, encryptKey }) => [taxNo, { clientId, clientSecret, encryptKey }] as const);
  const [[, main]] = triples as unknown as [(typeof triples)[number]];
  const authorization = perOrganizationAuthorization({ main, organizations: Object.fromEntries(triples) });
  return clientOf(mock, { runtime, authorization, limits: { maxSockets: 8 } });
}

/**
 * One virtual minute in which B issues an invoice and queries it every 500 ms. Real sockets, virtual time: between B's calls the clock moves, during them it
 * stands, so a call of B that waited for anything but the network would never come back.
 */
async function minuteOfB(a: 'absent' | 'throttled' | 'stalled'): Promise<{ readonly completed: number; readonly requestsOfA: number }> {
  const census = startCensus();
  const mock = await startMockPiaozone();
  const runtime = new VirtualRuntime();
  const client = clientOfAll(mock, runtime);
  const service = new HostedService(client);
  const [taxA = '', taxB = ''] = mock.enterprises.map(({ taxNo }) => taxNo);
  const call = (): Call => ({ requestId: client.newRequestId(), warn: () => {} });
  const create = (taxNo: string, serialNo: string) =>
    service.create({ ...(bill('B', taxNo).raw as InvoiceRequest), serialNo } as PreparedRequest, call());
  const query = (taxNo: string, serialNo: string) => service.query({ serialNo, sellerTaxNo: taxNo, color: 'blue' }, call());

  const clientIdOfA = mock.enterprises[0]?.clientId ?? '';
  const isOfA = (detail: unknown) => (detail as MockRequest).query['access_token'] === mock.tokens.current(clientIdOfA);
  if (a !== 'absent') {
    await service.authorize({ taxNo: taxA }, call());
    const fault =
      a === 'throttled' ? ({ kind: 'custom', name: 'throttle' } as const) : ({ kind: 'hold', until: new Promise<void>(() => {}) } as const);
    mock.server.faults.next('*', fault, { times: Number.POSITIVE_INFINITY, match: isOfA });
  }
  const endedOfA: Promise<unknown>[] = [];
  let completed = 0;
  for (let at = 0; at < MINUTE; at += 500) {
    if (a !== 'absent')
      for (let i = 0; i < 3; i += 1)
        endedOfA.push(
          query(taxA, `A${at}`).catch(() => {}),
          create(taxA, `A${i}${String(at).padStart(30, '0')}`).catch(() => {}),
        );
    const serialNo = `B${String(at).padStart(31, '0')}`;
    expect(await create(taxB, serialNo)).toMatchObject({ state: 'issued' });
    expect(await query(taxB, serialNo)).toMatchObject({ state: 'issued' });
    completed += 2;
    await runtime.advance(500);
  }
  const requestsOfA = mock.server.journal.entries.filter((entry) => entry.query['access_token'] === mock.tokens.current(clientIdOfA)).length;
  await client.close();
  await runtime.advance(5 * MINUTE);
  await Promise.all(endedOfA);
  expect(runtime.pending).toBe(0);
  await mock.close();
  await census.none();
  return { completed, requestsOfA };
}

describe('one tenant in trouble at the cloud', () => {
  it('throttled: the other completes as many calls in a minute as without it', async () => {
    const alone = await minuteOfB('absent');
    const beside = await minuteOfB('throttled');
    expect(beside.completed).toBe(alone.completed);
    expect(alone.completed).toBe(240);
    // A asked 720 times and was told to wait: a few dozen requests reached the cloud.
    expect(beside.requestsOfA).toBeGreaterThan(4);
    expect(beside.requestsOfA).toBeLessThan(60);
  });

  it('stalled: the other completes as many, on the connections that are left', async () => {
    const beside = await minuteOfB('stalled');
    expect(beside.completed).toBe(240);
  });

  it('is throttled per operation: its own other calls go on', async () => {
    const mock = await startMockPiaozone();
    const runtime = new VirtualRuntime();
    const client = clientOfAll(mock, runtime);
    const service = new HostedService(client);
    const [taxNo = ''] = mock.enterprises.map((each) => each.taxNo);
    const call = (): Call => ({ requestId: client.newRequestId(), warn: () => {} });
    mock.throttle({ path: QUERY, allow: 0, perMs: MINUTE });
    const query = service.query({ serialNo: 'x', sellerTaxNo: taxNo, color: 'blue' }, call());
    query.catch(() => {});
    while (mock.server.journal.to(QUERY).length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await service.remainingQuota({ taxNo }, call())).toMatch(/^\d+$/);
    await client.close();
    await runtime.advance(5 * MINUTE);
    await expect(query).rejects.toMatchObject({ code: expect.stringMatching(/rate_limited|closed/) });
    await mock.close();
  });
});
