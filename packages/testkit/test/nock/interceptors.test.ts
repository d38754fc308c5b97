import http from 'node:http';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mockPiaozoneInterceptors } from '../../src/nock/index.js';
import { type MockPiaozone, type MockPiaozoneOptions, startMockPiaozone } from '../../src/piaozone/index.js';
import { MockClock } from '../../src/server/clock.js';
import { INVOICE, signed } from '../piaozone/expense/expense-client.js';
import { requestToken, sampleBill, seal, send } from '../piaozone/raw-client.js';

const BASE = 'http://piaozone.invalid/test';
const FILE = Buffer.from([0xff, 0xfe, 0, 1, 2]);
const open: MockPiaozone[] = [];
const options = (): MockPiaozoneOptions => ({
  seed: 7,
  clock: new MockClock({ frozenAt: Date.UTC(2024, 0, 1, 1, 2, 3) }),
  settings: { pollingHoldMs: 0, receiving: { path: '/r', headers: 'h', listField: 'list' } },
});

beforeEach(() => nock.disableNetConnect());
afterEach(async () => {
  await Promise.all(open.splice(0).map((mock) => mock.close()));
  nock.enableNetConnect();
});

async function carried(how: 'server' | 'nock'): Promise<MockPiaozone> {
  const mock = how === 'nock' ? await mockPiaozoneInterceptors({ baseUrl: BASE, ...options() }) : await startMockPiaozone(options());
  if (how === 'server') nock.enableNetConnect('127.0.0.1');
  open.push(mock);
  mock.expense.addFile(FILE, { invoices: [INVOICE] });
  return mock;
}

type Step = readonly [name: string, method: string, path: string, body?: (mock: MockPiaozone) => string | Buffer, contentType?: string];

const sealed = (value: (mock: MockPiaozone) => unknown) => (mock: MockPiaozone) => seal(seller(mock).encryptKey, JSON.stringify(value(mock)));
const assistantBody = (change: Record<string, unknown>) => (mock: MockPiaozone) => JSON.stringify({ ...signed(seller(mock)), ...change });
const SERIAL = '20240101000000000001';

function seller(mock: MockPiaozone) {
  const [first] = mock.enterprises;
  if (first === undefined) throw new Error('no enterprise');
  return first;
}

const TABLE: readonly Step[] = [
  ['create', 'POST', '/m5/bill/invoice/create', sealed((mock) => sampleBill(seller(mock).taxNo, SERIAL, { remark: '备注🧾' }))],
  ['create, text/plain', 'POST', '/m5/bill/invoice/create', sealed((mock) => sampleBill(seller(mock).taxNo, 'T'.repeat(20))), 'text/plain'],
  ['create, quoted', 'POST', '/m5/bill/invoice/create', (mock) => JSON.stringify(sealed((m) => sampleBill(seller(m).taxNo, 'Q'.repeat(20)))(mock))],
  ['repeat', 'POST', '/m5/bill/invoice/create', sealed((mock) => sampleBill(seller(mock).taxNo, SERIAL))],
  ['query', 'POST', '/m7/bill/invoice/serialno/query', sealed(() => ({ serialNo: SERIAL }))],
  ['red', 'POST', '/m5/bill/invoice/invalid', sealed(() => ({ serialNo: SERIAL, originalSerialNo: 'RED-1' }))],
  ['red of red', 'POST', '/m5/bill/invoice/invalid', sealed(() => ({ serialNo: SERIAL, originalSerialNo: 'RED-2' }))],
  ['quota', 'POST', '/bill/hx/yl/get', () => 'null'],
  ['garbage', 'POST', '/m5/bill/invoice/create', () => '{"not":"sealed"}'],
  ['recognize', 'POST', '/m3/bill/invoice/img/Check/info', () => FILE.toString('base64')],
  ['text that looks like hex', 'POST', '/m3/bill/invoice/img/Check/info', () => '00ff00ff'],
  ['multipart', 'POST', '/m3/bill/invoice/pdf/check', multipart, 'multipart/form-data; boundary=B'],
  ['check', 'POST', '/m13/bill/invoice/sys/check', () => JSON.stringify({ ...INVOICE, items: undefined })],
  ['userKey', 'POST', '/m4/fpzs/getUserKey', (mock) => assistantBody({ tin: seller(mock).taxNo, bxd_key: 'B' })(mock)],
  ['linkKey', 'POST', '/m4/fpzs/getLinkKey', () => ''],
  ['1301', 'POST', '/m4/fpzs/expense/invoice/status/update', assistantBody({ bxd_key: 'B', expenseStatus: '60' })],
  ['poll without token', 'GET', '/polling/fpzs/invoice/data/v2'],
  ['digital', 'POST', '/bill-websocket/digitalInvoice/query', () => '{}'],
  ['headers', 'POST', '/r', () => JSON.stringify({ request_path: 'h', dataFromIndex: 0, dataIndex: 0, continueFlag: false, searchOpt: {} })],
  ['imaging', 'POST', '/archivebase/scan/login/token', () => '{}'],
  ['nowhere', 'POST', '/no/such/path', () => '{}'],
  ['link', 'GET', '/public/pdf/none'],
];

function multipart(): Buffer {
  return Buffer.concat([Buffer.from('--B\r\nContent-Disposition: form-data; name="file"\r\n\r\n'), FILE, Buffer.from('\r\n--B--\r\n')]);
}

async function runTable(mock: MockPiaozone): Promise<Record<string, unknown>> {
  const token = (await requestToken(mock.baseUrl, seller(mock))).access_token ?? '';
  const answers: Record<string, unknown> = {};
  for (const [name, method, path, body, contentType = 'application/json'] of TABLE) {
    const reply = await send(method, `${mock.baseUrl}${path}?access_token=${token}&type=pdf`, body?.(mock), { 'content-type': contentType });
    answers[name] = [reply.status, reply.contentType, reply.text.replaceAll(mock.server.origin, 'ORIGIN')];
  }
  const journal = mock.server.journal.entries.map(({ method, path, query, body, status, at }) => ({
    method,
    path,
    query,
    body: body.toString('hex'),
    status,
    at,
  }));
  return { answers, journal, record: mock.record, states: mock.invoices(), unknown: mock.server.unknownRequests, expense: mock.expense.view() };
}

describe('the nock form', () => {
  it('gives the answers, the record and the journal of the server', async () => {
    const byServer = await runTable(await carried('server'));
    nock.disableNetConnect();
    const byNock = await runTable(await carried('nock'));
    expect(byNock).toEqual(byServer);
    expect(byNock['record']).toHaveLength(4);
    expect(byNock['unknown']).toEqual(['POST /test/no/such/path']);
    const answers = byNock['answers'] as Record<string, [number, string, string]>;
    expect(answers['multipart']?.[2]).toContain('"errcode":"0000"');
    expect(answers['check']?.[2]).toContain('"errcode":"0000"');
  });

  it('reads a chunked body and keeps requests apart that overlap', async () => {
    const mock = await carried('nock');
    const token = (await requestToken(BASE, seller(mock))).access_token ?? '';
    const send1 = (serialNo: string) =>
      new Promise<string>((resolve, reject) => {
        const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
        const outgoing = http.request(`${BASE}/m5/bill/invoice/create?access_token=${token}`, { method: 'POST', headers }, (incoming) => {
          let text = '';
          incoming.on('data', (chunk) => (text += String(chunk))).on('end', () => resolve(text));
        });
        outgoing.on('error', reject);
        outgoing.end(seal(seller(mock).encryptKey, JSON.stringify(sampleBill(seller(mock).taxNo, serialNo))));
      });
    const serials = Array.from({ length: 20 }, (_, index) => `S${String(index).padStart(20, '0')}`);
    const replies = await Promise.all(serials.map(send1));
    expect(replies.map((text) => (JSON.parse(text) as { data: { serialNo: string } }).data.serialNo)).toEqual(serials);
    expect(mock.record).toHaveLength(20);
  });

  it('plays faults that need no socket, refuses the others', async () => {
    const mock = await carried('nock');
    mock.server.faults.next('/base/oauth/token', { kind: 'html', status: 502 });
    expect((await send('POST', `${BASE}/base/oauth/token`, '{}')).status).toBe(502);
    mock.server.faults.next('*', { kind: 'answer', status: 503, body: '{}' });
    expect((await send('POST', `${BASE}/base/oauth/token`, '{}')).status).toBe(503);
    for (const kind of ['drop-before', 'drop-after', 'reset', 'stall-body'] as const) {
      expect(() => mock.server.faults.next('*', { kind })).toThrow('needs the server');
    }
  });

  it('serves /__mock, and nothing any more once it is closed', async () => {
    const mock = await carried('nock');
    expect(JSON.parse((await send('POST', 'http://piaozone.invalid/__mock/clock', '{"advanceMs":1000}')).text)).toEqual({
      now: mock.server.clock.now(),
    });
    await mock.close();
    await expect(send('POST', `${BASE}/base/oauth/token`, '{}')).rejects.toThrow();
  });

  it('stands at the test base of the cloud by default, and refuses a base with a query', async () => {
    const mock = await mockPiaozoneInterceptors();
    open.push(mock);
    expect(mock.baseUrl).toBe('https://api-dev.piaozone.com/test');
    await expect(mockPiaozoneInterceptors({ baseUrl: `${BASE}?a=1` })).rejects.toThrow(TypeError);
  });
});
