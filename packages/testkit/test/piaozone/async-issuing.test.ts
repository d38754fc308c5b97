import { describe, expect, it } from 'vitest';
import { type MockPiaozone, OBSERVED_ASYNC_FIELDS, type SettingsChange } from '../../src/piaozone/index.js';
import { enterprise, startWithClient } from './harness.js';
import { type Envelope, postJson, RawClient, sampleBill, seal, send } from './raw-client.js';

const SERIAL = '20240101000000000001';
const PATHS = { submitPath: '/m9/digital/async', queryPath: '/m9/invoice/query' };
const NOT_FOUND = '未查询该数据';

async function start(change: SettingsChange = {}) {
  const settings = { asyncIssuing: { ...PATHS, resultFields: { ...OBSERVED_ASYNC_FIELDS, message: 'msg' } }, ...change };
  const started = await startWithClient({ settings });
  const { seller, client } = started;
  const bill = (serialNo = SERIAL, more: Record<string, unknown> = {}) => sampleBill(seller.taxNo, serialNo, { invoiceType: '26', ...more });
  const submit = (value: unknown) => postJson(client.url(PATHS.submitPath), JSON.stringify(value));
  const result = async (query: Record<string, string> = {}, who: RawClient = client): Promise<Envelope> => {
    const url = `${who.url(PATHS.queryPath)}&${new URLSearchParams({ taxNo: seller.taxNo, fpdk_type: '3', serialNo: SERIAL, ...query })}`;
    return JSON.parse((await send('GET', url, '{}', { 'content-type': 'application/json', 'content-length': '2' })).text) as Envelope;
  };
  return { ...started, bill, submit, result };
}

describe('数电异步开票 v4', () => {
  it('exists under configured paths only', async () => {
    const { mock, client } = await startWithClient();
    expect((await send('GET', client.url(PATHS.queryPath))).status).toBe(404);
    mock.configure({ asyncIssuing: PATHS });
    expect((await send('POST', client.url(PATHS.queryPath))).status).toBe(404);
    const reply = await send('GET', client.url(PATHS.queryPath));
    expect([reply.status, reply.text]).toEqual([501, expect.stringContaining('resultFields')]);
  });

  it('is accepted, in progress, then done by the clock', async () => {
    const { mock, seller, bill, submit, result } = await start();
    const acceptedAt = mock.server.clock.now();
    expect(await submit(bill())).toEqual({ errcode: '0000', description: '操作成功', data: { serialNo: SERIAL } });
    expect((await result()).data).toEqual({ serialNo: SERIAL, status: '2' });
    mock.server.clock.advance(4_999);
    expect((await result()).data?.['status']).toBe('2');
    expect(mock.record).toEqual([]);
    mock.server.clock.advance(1);
    const { data = {} } = await result();
    expect(data).toEqual({
      ...{ serialNo: SERIAL, status: '1', invoiceCode: '0', invoiceNo: expect.stringMatching(/^\d{20}$/) },
      pdfUrl: expect.stringContaining('/public/pdf/'),
      ofdUrl: expect.stringContaining('/public/ofd/'),
      xmlUrl: expect.stringContaining('/public/xml/'),
    });
    expect((await send('GET', String(data['ofdUrl']))).contentType).toBe('application/ofd');
    expect(mock.record).toMatchObject([{ channel: 'async', at: acceptedAt + 5_000, invoiceType: '26' }]);
    expect(seller.quota).toBe(999_999);
  });

  it.each(['3', '4', '5', '6'] as const)('may end with status %s and issues nothing then', async (status) => {
    const { mock, bill, submit, result } = await start();
    mock.asyncOutcome(SERIAL, { status, afterMs: 10, message: '开具异常' });
    await submit(bill());
    mock.server.clock.advance(10);
    expect((await result()).data).toEqual({ serialNo: SERIAL, status, msg: '开具异常' });
    expect(mock.record).toEqual([]);
    // Only 失败允许重试 frees the serial.
    expect((await submit(bill())).errcode).toBe(status === '6' ? '0000' : 'MOCK_SERIAL_EXISTS');
  });

  it('does not find synchronous invoices, nor those of another tax number', async () => {
    const { mock, seller, client, bill, submit, result } = await start();
    await client.create(sampleBill(seller.taxNo, 'sync'));
    expect((await result({ serialNo: 'sync' })).description).toBe(NOT_FOUND);
    await submit(bill());
    expect((await result({ taxNo: enterprise(mock, 1).taxNo })).description).toBe(NOT_FOUND);
    const other = await RawClient.login(mock.baseUrl, enterprise(mock, 1));
    expect((await result({}, other)).errcode).toBe('0000');
    mock.settings.sharedAuthorization = false;
    expect((await result({}, other)).description).toBe(NOT_FOUND);
  });

  it('wants reqid, a known fpdk_type and a serial', async () => {
    const { client, bill, submit, result } = await start();
    await submit(bill());
    const without = await send('GET', `${client.baseUrl}${PATHS.queryPath}?access_token=${client.token}&serialNo=${SERIAL}`);
    expect(without.text).toContain('reqid');
    expect((await result({ fpdk_type: '5' })).errcode).toBe('MOCK_INVALID');
    expect((await result({ serialNo: '' })).errcode).toBe('MOCK_INVALID');
    expect((await result({ fpdk_type: '4' })).errcode).toBe('0000');
  });

  it('keeps the serial of a request in progress, or answers with the first one, by setting', async () => {
    const { mock, seller, client, bill, submit } = await start();
    await submit(bill());
    expect((await submit(bill())).description).toBe('该流水号已经存在');
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('MOCK_REPAIR');
    mock.settings.repeatedSerial = 'first-result';
    expect((await submit(bill())).errcode).toBe('0000');
    mock.server.clock.advance(5_000);
    expect(issued(mock)).toEqual([SERIAL]);
    mock.settings.repeatedSerial = 'issue-again';
    expect((await submit(bill())).errcode).toBe('0000');
    mock.server.clock.advance(5_000);
    expect(issued(mock)).toEqual([SERIAL, SERIAL]);
  });

  it('reds a blue invoice once, and refuses what hosted issuing would', async () => {
    const { mock, bill, submit, result } = await start();
    await submit(bill());
    mock.server.clock.advance(5_000);
    const blue = (await result()).data ?? {};
    const negative = { invoiceAmount: '-100.00', totalTaxAmount: '-6.00', totalAmount: '-106.00', originalInvoiceNo: blue['invoiceNo'] };
    const line = (bill()['items'] as Record<string, unknown>[])[0];
    const red = (serialNo: string) => bill(serialNo, { type: '1', ...negative, items: [{ ...line, detailAmount: '-100.00', taxAmount: '-6.00' }] });
    expect((await submit(red('R1'))).errcode).toBe('0000');
    expect((await submit(red('R2'))).errcode).toBe('MOCK_REPAIR');
    mock.server.clock.advance(5_000);
    expect((await submit(red('R2'))).errcode).toBe('3002');
    expect(mock.record.map(({ kind, totalAmount }) => [kind, totalAmount])).toEqual([
      ['blue', '106.00'],
      ['red', '-106.00'],
    ]);
    expect((await submit(bill('T', { invoiceType: '1' }))).errcode).toBe('MOCK_INVALID');
    expect((await submit('text')).errcode).toBe('MOCK_DECRYPT');
  });

  it('takes both body forms, or the one that is set; further names of the vendor are no surprise', async () => {
    const { mock, seller, client, bill, submit } = await start();
    const sealed = (serialNo: string) => postJson(client.url(PATHS.submitPath), seal(seller.encryptKey, JSON.stringify(bill(serialNo))));
    expect((await sealed('A')).errcode).toBe('0000');
    expect((await submit(bill('B', { paperInvoiceType: '1', agentUser: '李四' }))).errcode).toBe('0000');
    expect(mock.unknownFields).toEqual([]);
    mock.configure({ asyncIssuing: { body: 'encrypted' } });
    expect((await submit(bill('C'))).errcode).toBe('MOCK_DECRYPT');
    mock.configure({ asyncIssuing: { body: 'plain' } });
    expect((await sealed('C')).errcode).toBe('MOCK_INVALID');
    client.token = 'x';
    expect((await submit(bill('D'))).errcode).toBe('1300');
  });
});

function issued(mock: MockPiaozone): string[] {
  return mock.record.map(({ serialNo }) => serialNo);
}
