import { describe, expect, it } from 'vitest';
import { startWithClient } from '../harness.js';
import { requestToken, sampleBill, send } from '../raw-client.js';
import { INVOICE, postFile } from './expense-client.js';

const ONE = '/m3/bill/invoice/img/Check/info';
const MANY = '/m3/bill/invoice/img/analyze/multiple/check';
const RECOGNIZE = '/m3/bill/invoice/img/analyze/multiple/info';
const FILE = Buffer.from('a file of bytes \u0000\u00ff');
const SECOND = { ...INVOICE, invoiceNo: '22222222' };

async function started(options: Parameters<typeof startWithClient>[0] = {}) {
  const { mock, client, seller } = await startWithClient(options);
  return { mock, client, seller, url: (path: string, type = 'pdf') => `${client.url(path)}&type=${type}` };
}

describe('识别+查验', () => {
  it('knows a file by its hash, shows the first invoice and that it passed', async () => {
    const { mock, url } = await started();
    mock.expense.addFile(FILE, { invoices: [INVOICE, SECOND] });
    const answer = await postFile(url(ONE), FILE);
    expect(answer.errcode).toBe('0000');
    expect(answer.data).toMatchObject({ ...INVOICE, checkStatus: '1', expendStatus: '1', serialNo: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(await postFile(url(ONE), FILE, 'text/plain')).toEqual(answer);
    expect(mock.expense.checksToday(INVOICE)).toBe(2);
    expect(mock.expense.checksToday(SECOND)).toBe(0);
    expect((await postFile(url(ONE), Buffer.from('another'))).description).toBe('未识别出发票');
    mock.expense.addFile(Buffer.from('another'), { invoices: [{ ...INVOICE, salerName: '改名' }] });
    const later = await postFile(url(ONE), Buffer.from('another'));
    expect(later.data).toEqual({ ...(answer.data as object), salerName: '改名' });
  });

  it.each([
    ['code-with-data', '0009', true],
    ['success-with-data', '0000', true],
    ['code-only', '0009', false],
  ] as const)('gives OCR data when the check fails: %s', async (failedCheck, errcode, withData) => {
    const { mock, url } = await started({ settings: { failedCheck } });
    mock.expense.addFile(FILE, { invoices: [INVOICE], knownToBureau: false });
    const answer = await postFile(url(ONE), FILE);
    expect(answer.errcode).toBe(errcode);
    if (withData) expect(answer.data).toMatchObject({ invoiceNo: '12345678', checkStatus: '2' });
    else expect(answer.data).toBeUndefined();
    expect(mock.expense.unitsUsed).toBe(0);
  });

  it('gives many as JSON text or as a list, each with its own result', async () => {
    const { mock, url } = await started();
    mock.expense.addFile(FILE, { invoices: [INVOICE, SECOND, { invoiceType: '8', totalAmount: '31.00' }], knownToBureau: false });
    mock.expense.addToBureau(INVOICE);
    const text = await postFile(url(MANY), FILE);
    expect(typeof text.data).toBe('string');
    const expected = [
      { invoiceNo: '12345678', checkStatus: '1' },
      { invoiceNo: '22222222', checkStatus: '2' },
      { invoiceType: '8', checkStatus: '3' },
    ];
    expect(JSON.parse(String(text.data))).toMatchObject(expected);
    // 1 for the one that passed, 0.5 for the type that is never checked, nothing for the failed one.
    expect(mock.expense.unitsUsed).toBe(1.5);
    mock.settings.checkedData = 'array';
    expect((await postFile(`${url(MANY)}&checkFlag=true`, FILE)).data).toMatchObject(expected);
    expect((await postFile(`${url(MANY)}&checkFlag=1`, FILE)).errcode).toBe('MOCK_INVALID');
  });

  it('recognizes without a check; 10300 comes with data', async () => {
    const { mock, url } = await started();
    mock.expense.addFile(FILE, { invoices: [INVOICE], answer: { errcode: '10300', description: '发票串号' } });
    const answer = await postFile(url(RECOGNIZE), FILE);
    expect(answer).toMatchObject({ errcode: '10300', description: '发票串号', data: [{ invoiceNo: '12345678', checkStatus: '3' }] });
    expect(mock.expense.checksToday(INVOICE)).toBe(0);
    mock.settings.recognizedData = 'string';
    expect(typeof (await postFile(url(RECOGNIZE), FILE)).data).toBe('string');
  });

  it('takes 8 MB and not a byte more', async () => {
    const { mock, url } = await started();
    const largest = Buffer.alloc(8 * 1024 * 1024, 7);
    mock.expense.addFile(largest, { invoices: [INVOICE] });
    expect((await postFile(url(RECOGNIZE), largest)).errcode).toBe('0000');
    expect((await postFile(url(RECOGNIZE), Buffer.concat([largest, Buffer.from('x')]))).errcode).toBe('MOCK_FILE_SIZE');
  });

  it.each([
    ['a data: prefix', `data:image/png;base64,${FILE.toString('base64')}`, '1999'],
    ['JSON', JSON.stringify({ file: FILE.toString('base64') }), '1999'],
    ['a quoted string', JSON.stringify(FILE.toString('base64')), '1999'],
    ['broken Base64', 'abc', '1999'],
    ['nothing', '', '1999'],
  ])('refuses %s', async (_, body, errcode) => {
    const { url } = await started();
    expect((await postFile(url(ONE), body)).errcode).toBe(errcode);
  });

  it('refuses a missing type, a wrong path case and a wrong content type', async () => {
    const { mock, client, url } = await started();
    mock.expense.addFile(FILE, { invoices: [INVOICE] });
    expect((await postFile(client.url(ONE), FILE)).errcode).toBe('MOCK_FILE_TYPE');
    expect((await postFile(url(ONE), FILE, 'application/xml')).errcode).toBe('MOCK_CONTENT_TYPE');
    expect((await send('POST', url(ONE.replace('Check', 'check')), FILE.toString('base64'))).status).toBe(404);
  });

  it('takes the older multipart call', async () => {
    const { mock, client } = await started();
    mock.expense.addFile(FILE, { invoices: [INVOICE] });
    const body = Buffer.concat([
      Buffer.from(
        '--B\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n--B\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n',
      ),
      FILE,
      Buffer.from('\r\n--B--\r\n'),
    ]);
    const headers = { 'content-type': 'multipart/form-data; boundary=B' };
    const reply = await send('POST', client.url('/m3/bill/invoice/pdf/check'), body, headers);
    expect(JSON.parse(reply.text)).toMatchObject({ errcode: '0000', data: { invoiceNo: '12345678' } });
  });
});

describe('who may recognize, and what it costs', () => {
  it('needs a token and the product; a flow package of any tax number of the tenant counts', async () => {
    const { mock, url, seller } = await started();
    mock.expense.addFile(FILE, { invoices: [INVOICE] });
    mock.setEntitlements(seller.taxNo, ['开票管理']);
    expect((await postFile(url(ONE), FILE)).errcode).toBe('A0300');
    mock.settings.recognitionProduct = '发票校验流量包';
    expect((await postFile(url(ONE), FILE)).errcode).toBe('A0300');
    const other = mock.enterprises[1]?.taxNo ?? '';
    mock.setEntitlements(other, [{ product: '发票校验流量包', remaining: 1.5 }]);
    expect((await postFile(url(RECOGNIZE), FILE)).errcode).toBe('0000');
    expect((await postFile(url(ONE), FILE)).errcode).toBe('0000');
    expect(mock.expense.unitsUsed).toBe(1.5);
    expect((await postFile(url(ONE), FILE)).errcode).toBe('MOCK_USED_UP');
    expect((await postFile(url(ONE).replace(/access_token=[^&]*/, 'access_token=x'), FILE)).errcode).toBe('1300');
  });

  it('does not charge the same invoice again when repeats are free', async () => {
    const { mock, url } = await started({ settings: { repeatsAreFree: true } });
    mock.expense.addFile(FILE, { invoices: [INVOICE] });
    await postFile(url(ONE), FILE);
    await postFile(url(ONE), FILE);
    expect(mock.expense.unitsUsed).toBe(1);
  });

  it('may refuse one grant level', async () => {
    const { mock, client } = await started({ settings: { expenseGrantLevels: ['tenant'] } });
    mock.expense.addFile(FILE, { invoices: [INVOICE] });
    expect((await postFile(`${client.url(ONE)}&type=pdf`, FILE)).errcode).toBe('MOCK_GRANT_LEVEL');
    const token = (await requestToken(mock.baseUrl, mock.tenant)).access_token;
    expect((await postFile(`${mock.baseUrl}${ONE}?access_token=${token}&type=pdf`, FILE)).errcode).toBe('0000');
    expect((await postFile(`${mock.baseUrl}${ONE}?access_token=${token}&type=pdf&taxNo=91440300MCK000099X`, FILE)).errcode).toBe('MOCK_SELLER');
  });
});

describe('查验 by elements', () => {
  const CHECK = '/m13/bill/invoice/sys/check';
  const elements = { invoiceCode: INVOICE.invoiceCode, invoiceNo: INVOICE.invoiceNo, invoiceDate: '20231201', checkCode: '567890' };
  const json = (value: unknown) => JSON.stringify(value);

  it('answers with the invoice, plain or encrypted, new path or older', async () => {
    const { mock, client } = await started();
    mock.expense.addToBureau(INVOICE);
    const answer = await postFile(client.url(CHECK), json(elements));
    expect(answer).toMatchObject({ errcode: '0000', data: { ...INVOICE, checkStatus: '1' } });
    expect(await postFile(client.url('/m3/bill/invoice/sys/check'), json({ ...elements, isCreateUrl: '1' }))).toEqual(answer);
    expect(await client.call(CHECK, elements)).toEqual(answer);
    expect(mock.unknownFields).toEqual([]);
    expect(mock.expense.unitsUsed).toBe(1.5);
  });

  it.each([
    ['a wrong check code', {}, { checkCode: '000000' }, '0006'],
    ['a wrong day', {}, { invoiceDate: '2023-12-02' }, '0006'],
    ['no check code', {}, { checkCode: undefined }, '1005'],
    ['no date', {}, { invoiceDate: '' }, '1005'],
    ['an unknown number', {}, { invoiceNo: '99999999' }, '0009'],
    ['专票 without amount', { invoiceType: '4' }, { invoiceMoney: undefined }, '1005'],
    ['专票 with its net amount', { invoiceType: '4' }, { invoiceMoney: '100' }, '0000'],
    ['专票 with the total', { invoiceType: '4' }, { invoiceMoney: '106.00' }, '0006'],
    ['机动车 with the total', { invoiceType: '12' }, { invoiceMoney: '106.00' }, '0006'],
    ['电子专票 with the total, as Ccs sends it', { invoiceType: '2' }, { invoiceMoney: '106.00' }, '0000'],
    ['二手车 with its total', { invoiceType: '13' }, { totalAmount: '106.0' }, '0000'],
    ['二手车 with another total', { invoiceType: '13' }, { totalAmount: '107.00' }, '0006'],
    ['a date six years old', { invoiceDate: '2018-01-01' }, { invoiceDate: '2018-01-01' }, 'MOCK_TOO_OLD'],
  ])('%s', async (_, held, given, errcode) => {
    const { mock, client } = await started();
    mock.expense.addToBureau({ ...INVOICE, ...held });
    expect((await postFile(client.url(CHECK), json({ ...elements, ...given }))).errcode).toBe(errcode);
  });

  it('refuses the sixth check of a Shanghai day, whatever the earlier ones said', async () => {
    // 2024-01-01 09:02:03 in Shanghai
    const { mock, client } = await started();
    mock.expense.addToBureau(INVOICE);
    const check = async (change = {}) => (await postFile(client.url(CHECK), json({ ...elements, ...change }))).errcode;
    expect(await check({ checkCode: '000000' })).toBe('0006');
    for (let times = 0; times < 4; times += 1) expect(await check()).toBe('0000');
    const refused = await postFile(client.url(CHECK), json(elements));
    expect(refused.description).toBe('超过该张发票当天查验次数(请于次日再次查验)!');
    expect(refused.data).toBeUndefined();
    mock.server.clock.advance(14 * 3_600_000 + 57 * 60_000 + 56_000);
    expect(await check()).toBe('1002');
    mock.server.clock.advance(1_000);
    expect(await check()).toBe('0000');
  });

  it('does not find an invoice on its own day, one issued here either; the next day it does', async () => {
    const { mock, client, seller } = await started();
    await client.create(sampleBill(seller.taxNo));
    const issued = mock.record[0];
    const given = { invoiceCode: issued?.invoiceCode, invoiceNo: issued?.invoiceNo, invoiceDate: '2024-01-01', checkCode: '' };
    const query = await client.query('20240101000000000001');
    given.checkCode = String(query.data?.['checkCode']).slice(-6);
    expect((await postFile(client.url(CHECK), json(given))).description).toBe('查无此票');
    mock.server.clock.advance(15 * 3_600_000);
    const found = await postFile(client.url(CHECK), json(given));
    expect(found).toMatchObject({ errcode: '0000', data: { totalAmount: '106.00', amount: '100.00', taxAmount: '6.00', invoiceDate: '2024-01-01' } });
    mock.server.clock.advance(-15 * 3_600_000);
    mock.settings.sameDayInvoices = 'found';
    expect((await postFile(client.url(CHECK), json(given))).errcode).toBe('0000');
  });

  it('keeps 20-digit numbers, rare characters and emoji', async () => {
    const { mock, client } = await started();
    const rare = { ...INVOICE, invoiceType: '26', invoiceCode: '0', invoiceNo: '24442000000012345678', salerName: '𠮷野家🧾' };
    mock.expense.addToBureau(rare);
    const body = json({ invoiceNo: rare.invoiceNo, invoiceDate: rare.invoiceDate, totalAmount: '106.00' });
    expect((await postFile(client.url(CHECK), body)).data).toMatchObject({ invoiceNo: '24442000000012345678', salerName: '𠮷野家🧾' });
  });
});
