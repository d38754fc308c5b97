import { inspect } from 'node:util';
import { SpanStatusCode } from '@opentelemetry/api';
import { createPiaozone, type InvoiceRequest, type Piaozone, type PreparedRequest, sharedAuthorization } from '@piaozone/core';
import { HostedService } from '@piaozone/standard';
import { type MockPiaozone, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CANARY } from '../../packages/core/test/support/canary.js';
import { bill } from '../../tests/integration/support/memory-erp.js';
import { cloudMock } from '../src/cloud.js';
import { type MemoryTrace, traceInMemory } from '../src/observability/in-memory.js';

let cloud: MockPiaozone;
let client: Piaozone;
let trace: MemoryTrace;

beforeEach(async () => {
  cloud = await startMockPiaozone({ ...cloudMock(), enterprises: [{ clientSecret: `${CANARY}-secret`, encryptKey: `${CANARY}-16by` }] });
  const [enterprise] = cloud.enterprises;
  if (enterprise === undefined) throw new Error('the mock has no enterprise');
  client = createPiaozone({ environment: { baseUrl: cloud.baseUrl }, authorization: sharedAuthorization({ enterprise }) });
  trace = traceInMemory();
});

afterEach(async () => {
  await trace.stop();
  await client.close();
  await cloud.close();
});

const seller = () => cloud.enterprises[0]?.taxNo ?? '';
const call = () => ({ requestId: client.newRequestId(), warn: () => {} });

describe('spans of attempts', () => {
  it('tell attempt, code and masked tax number', async () => {
    const service = new HostedService(client);
    const serialNo = 'P1B0000000000000000000000000001A';
    cloud.server.faults.next('/serialno/query', { kind: 'drop-before' });
    cloud.server.faults.next('/serialno/query', { kind: 'answer', status: 200, body: '{"errcode":"3002","description":"未找到对应蓝票"}' });
    await service.query({ serialNo, sellerTaxNo: seller(), color: 'blue' }, call());
    const masked = `${seller().slice(0, 3)}***********${seller().slice(-4)}`;
    const spans = trace.spans().filter(({ name }) => name === 'piaozone hosted.query');
    expect(spans.map(({ attributes }) => [attributes['piaozone.attempt'], attributes['error.type'], attributes['piaozone.upstream_code']])).toEqual([
      [1, 'connection', undefined],
      [2, 'business_rejected', '3002'],
    ]);
    expect(spans.map(({ attributes }) => attributes['piaozone.tenant'])).toEqual([masked, masked]);
    expect(spans.map(({ status }) => status)).toEqual([
      { code: SpanStatusCode.ERROR, message: 'connection' },
      { code: SpanStatusCode.ERROR, message: 'business_rejected' },
    ]);
  });

  it('show login and call in order, with times, and nothing secret', async () => {
    const request = { ...(bill('B1', seller()).raw as InvoiceRequest), serialNo: 'P1B0000000000000000000000000002A' } as PreparedRequest;
    await new HostedService(client).create(request, call());
    const [login, create, ...more] = trace.spans();
    expect(more).toEqual([]);
    const tenant = expect.stringMatching(/^.{3}\*+.{4}$/);
    expect(login).toMatchObject({ name: 'piaozone token', status: { code: SpanStatusCode.UNSET }, attributes: { 'piaozone.tenant': tenant } });
    expect(create).toMatchObject({
      name: 'piaozone hosted.create',
      attributes: {
        'http.request.method': 'POST',
        'http.response.status_code': 200,
        'server.address': '127.0.0.1',
        'url.path': '/test/m5/bill/invoice/create',
        'piaozone.outcome': 'ok',
        'piaozone.attempt': 1,
      },
    });
    const at = ([seconds, nanos]: readonly [number, number] = [0, 0]) => seconds * 1e9 + nanos;
    expect(at(create?.endTime)).toBeGreaterThanOrEqual(at(create?.startTime));
    expect(at(create?.startTime)).toBeGreaterThanOrEqual(at(login?.startTime));
    const shown = inspect(
      trace.spans().map(({ name, attributes, status, events }) => ({ name, attributes, status, events })),
      { depth: null },
    );
    expect(shown).not.toContain(CANARY);
    expect(shown).not.toContain(seller());
    expect(shown).not.toContain(cloud.tokens.current(cloud.enterprises[0]?.clientId ?? '') ?? 'no token');
  });

  it('end when tracing stops', async () => {
    await trace.stop();
    await new HostedService(client).remainingQuota({}, call());
    expect(trace.spans()).toEqual([]);
  });
});
