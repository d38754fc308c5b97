import { describe, expect, it } from 'vitest';
import { enterprise, startWithClient } from './harness.js';
import { postJson, RawClient, sampleBill, sampleLine, send } from './raw-client.js';

const SERIAL = '20240101000000000001';
const DOCUMENTED = [
  ...[
    'serialNo',
    'orderNo',
    'invoiceType',
    'type',
    'invoiceStatus',
    'invalid',
    'invalidDate',
    'invoiceCode',
    'invoiceNo',
    'invoiceDate',
    'checkCode',
  ],
  ...['machineNo', 'cipherArea', 'salerName', 'salerTaxNo', 'salerAddressPhone', 'salerAccount', 'buyerName', 'buyerTaxNo', 'buyerAddressPhone'],
  ...[
    'buyerAccount',
    'buyerEmail',
    'buyerMobilePhone',
    'invoiceAmount',
    'totalTaxAmount',
    'totalAmount',
    'totalAmountCn',
    'remark',
    'drawer',
    'payee',
  ],
  ...['reviewer', 'taxFlag', 'qsbz', 'itemName', 'sgfp', 'originalInvoiceCode', 'originalInvoiceNo', 'pdfurl', 'kdorgpdfurl', 'snapshotUrl'],
  ...['wxCardBagUrl', 'items'],
];

describe('查询 by serial number', () => {
  it('shows every documented field as it was issued', async () => {
    const { mock, seller, client } = await startWithClient();
    const change = {
      ...{ salerAddress: '深圳', salerPhone: '0755', salerAccount: '银行 1', buyerTaxNo: '91440300MCK000099X', buyerEmail: 'a@b.c', remark: '备注' },
      ...{ payee: '李四', reviewer: '王五', items: [sampleLine({ deduction: '1.00', unit: '次' })] },
    };
    const created = await client.create(sampleBill(seller.taxNo, SERIAL, change));
    const { errcode, data = {} } = await client.query(SERIAL);
    expect(errcode).toBe('0000');
    expect(Object.keys(data).sort()).toEqual([...DOCUMENTED].sort());
    expect(data).toMatchObject({
      ...{ serialNo: SERIAL, invoiceStatus: '0', type: '0', invoiceType: '1', invoiceDate: '2024-01-01 09:02:03', salerName: seller.name },
      ...{ salerTaxNo: seller.taxNo, salerAddressPhone: '深圳 0755', buyerTaxNo: '91440300MCK000099X', remark: '备注', drawer: '张三' },
      ...{ invoiceAmount: '100.00', totalAmount: '106.00', totalAmountCn: '壹佰零陆圆整', invoiceNo: created.data?.['invoiceNo'] },
      ...{ pdfurl: created.data?.['pdfUrl'], items: [sampleLine({ unit: '次' })] },
    });
    expect(mock.unknownFields).toEqual([]);
  });

  it('answers an unknown serial as configured', async () => {
    const { mock, client } = await startWithClient({ settings: { unknownSerial: { errcode: '1307', description: '没有数据' } } });
    expect(await client.query(SERIAL)).toEqual({ errcode: '1307', description: '没有数据' });
    mock.settings.unknownSerial = { errcode: 'X', description: '无' };
    expect(await client.query(SERIAL)).toEqual({ errcode: 'X', description: '无' });
    expect((await client.call('/m7/bill/invoice/serialno/query', {})).errcode).toBe('MOCK_INVALID');
  });

  it('may lag behind the issue', async () => {
    const { mock, seller, client } = await startWithClient({ settings: { readLagMs: 1000 } });
    await client.create(sampleBill(seller.taxNo));
    expect((await client.query(SERIAL)).errcode).toBe('MOCK_UNKNOWN_SERIAL');
    mock.server.clock.advance(1000);
    expect((await client.query(SERIAL)).errcode).toBe('0000');
  });
});

describe('下载pdf by serial number', () => {
  const PATH = '/m7/bill/invoice/serialno/pdf/query';

  it('answers 501 until the field names are set', async () => {
    const { mock, seller, client } = await startWithClient();
    await client.create(sampleBill(seller.taxNo));
    const reply = await send('POST', client.url(PATH), 'x', { 'content-type': 'application/json' });
    expect([reply.status, reply.text]).toEqual([501, expect.stringContaining('pdfFields')]);
    mock.settings.pdfFields = { pdf: 'p', snapshot: 's' };
    expect((await client.call(PATH, { serialNo: SERIAL })).data).toEqual({
      p: expect.stringContaining('/public/pdf/'),
      s: expect.stringContaining('/public/snapshot/'),
    });
    expect((await client.call(PATH, { serialNo: 'other' })).errcode).toBe('MOCK_UNKNOWN_SERIAL');
  });
});

describe('links', () => {
  it('serve files of every form, named by the invoice', async () => {
    const { mock, seller, client } = await startWithClient();
    await client.create(sampleBill(seller.taxNo));
    const { data } = await client.query(SERIAL);
    const [pdf, snapshot] = [String(data?.['pdfurl']), String(data?.['snapshotUrl'])];
    const ofd = pdf.replace('/public/pdf/', '/public/ofd/');
    const replies = await Promise.all([pdf, snapshot, ofd, ofd.replace('/ofd/', '/xml/')].map((url) => send('GET', url)));
    expect(replies.map(({ contentType }) => contentType)).toEqual(['application/pdf', 'image/png', 'application/ofd', 'application/xml']);
    expect(replies.map(({ body }) => body.subarray(0, 4).toString('latin1'))).toEqual(['%PDF', '\x89PNG', 'PK\x03\x04', '<?xm']);
    expect(replies[3]?.text).toContain(`<invoiceNo>${mock.record[0]?.invoiceNo}</invoiceNo>`);
  });

  it('say 0302 when nothing is behind them, or not any more', async () => {
    const { mock, seller, client } = await startWithClient();
    const url = String((await client.create(sampleBill(seller.taxNo))).data?.['pdfUrl']);
    const nothing = { errcode: '0302', description: '发票数据未上传' };
    expect(JSON.parse((await send('GET', `${mock.origin}/public/pdf/none`)).text)).toEqual(nothing);
    mock.server.clock.advance(60 * 86_400_000);
    expect((await send('GET', url)).contentType).toBe('application/pdf');
    mock.server.clock.advance(1);
    expect(JSON.parse((await send('GET', url)).text)).toEqual(nothing);
  });
});

describe('余量', () => {
  it('falls by one per invoice; a tenant sees the sum', async () => {
    const { mock, seller, client } = await startWithClient({ enterprises: [{ quota: 10 }, { quota: 5 }] });
    const total = async (url: string) => (await postJson(url, 'null')).data?.['total'];
    expect(await total(client.url('/bill/hx/yl/get'))).toBe(10);
    await client.create(sampleBill(seller.taxNo));
    await client.create(sampleBill(seller.taxNo));
    expect(await total(client.url('/bill/hx/yl/get'))).toBe(9);
    expect(enterprise(mock).quota).toBe(9);
    const tenant = await RawClient.login(mock.baseUrl, mock.tenant);
    expect(await total(tenant.url('/bill/hx/yl/get'))).toBe(14);
  });

  it('takes the literal null only, and an accepted token', async () => {
    const { client } = await startWithClient();
    for (const body of ['', '{}']) expect((await postJson(client.url('/bill/hx/yl/get'), body)).errcode).not.toBe('0000');
    client.token = 'x';
    expect((await postJson(client.url('/bill/hx/yl/get'), 'null')).errcode).toBe('1300');
  });
});

describe('邮件', () => {
  const PATH = '/m5/bill/invoice/email/and/message/send';

  it('sends once per call, for invoices that exist', async () => {
    const { mock, seller, client } = await startWithClient();
    const { data = {} } = await client.create(sampleBill(seller.taxNo));
    const mail = { invoiceCode: data['invoiceCode'], invoiceNo: data['invoiceNo'], email: 'kunde@example.com' };
    expect((await client.call(PATH, mail)).errcode).toBe('0000');
    expect((await client.call(PATH, mail)).errcode).toBe('0000');
    expect((await client.call(PATH, { ...mail, invoiceNo: '99999999' })).errcode).not.toBe('0000');
    expect((await client.call(PATH, { ...mail, email: 'nobody' })).errcode).not.toBe('0000');
    expect(mock.outbox).toEqual([
      { ...mail, at: mock.server.clock.now() },
      { ...mail, at: mock.server.clock.now() },
    ]);
  });
});

it('fails loudly on routes and methods it does not know', async () => {
  const { mock, client } = await startWithClient();
  expect((await send('POST', `${mock.baseUrl}/m5/bill/invoice/creat`, '')).status).toBe(404);
  expect((await send('GET', client.url('/m5/bill/invoice/create'))).status).toBe(404);
  expect(mock.server.unknownRequests).toEqual(['POST /test/m5/bill/invoice/creat', 'GET /test/m5/bill/invoice/create']);
});
