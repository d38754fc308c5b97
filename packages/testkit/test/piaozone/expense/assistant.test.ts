import { describe, expect, it } from 'vitest';
import { enterprise, startMock } from '../harness.js';
import { postJson, requestToken } from '../raw-client.js';
import { assistant, getJson, INVOICE, signed } from './expense-client.js';

const BILL = { bxd_key: 'BXD-1', eid: 'E1', billNumber: 'FY-001', ticketParam: '00001', billType: '', random: 'r', ghf_mc: '模拟一号科技有限公司' };

async function started(options: Parameters<typeof startMock>[0] = {}) {
  const mock = await startMock(options);
  const buyer = enterprise(mock);
  const own = { ...INVOICE, buyerName: buyer.name, buyerTaxNo: buyer.taxNo };
  const call = (path: string, values: Record<string, unknown> = {}) => assistant(mock.baseUrl, buyer, path, values);
  const base = { tin: buyer.taxNo, bxd_key: BILL.bxd_key, eid: BILL.eid };
  const open = async (change = {}) => {
    const { data } = await call('/getUserKey', { ...BILL, tin: buyer.taxNo, ...change });
    return (data as { userKey: string }).userKey;
  };
  const save = (fids: readonly string[], change = {}) =>
    call('/expense/entry/save', { ...base, billnumber: 'FY-001', data: [{ entryid: 'A', fid: fids }], ...change });
  const statusOf = (fid: string) => mock.expense.invoices().find(({ serialNo }) => serialNo === fid)?.expendStatus;
  return { mock, buyer, own, call, base, open, save, statusOf };
}

describe('userKey and linkKey', () => {
  it('gives one userKey per bill, whichever spelling and sign', async () => {
    const { mock, buyer, call, open } = await started();
    const userKey = await open();
    expect(userKey).toMatch(/^[0-9a-f]{32}$/);
    expect(await open({ billNumber: undefined, billnumber: 'FY-001', billTypeId: 'FYBX' })).toBe(userKey);
    expect(await open({ bxd_key: 'BXD-2' })).not.toBe(userKey);
    const { data } = await call('/getUserKey', { ...BILL, tin: buyer.taxNo, ...signed(buyer, 2), encType: '2', timestamp: '1700000000000' });
    expect(data).toEqual({ userKey });
    expect(mock.expense.bills()[0]).toMatchObject({ number: 'FY-001', eid: 'E1', ticketParam: '00001' });
  });

  it.each([
    ['a wrong sign', { sign: 'x' }, { description: '基础授权信息有误，请联系管理员！' }],
    ['no client id', { client_id: '' }, { errcode: '1200', description: '授权ID不能为空' }],
    ['another tax number', { tin: '91440300MCK000099X' }, { errcode: '1101' }],
    ['no bill', { bxd_key: '' }, { errcode: 'MOCK_INVALID' }],
    ['an unknown billType', { billType: 'X' }, { errcode: 'MOCK_INVALID' }],
    ['six flags', { ticketParam: '000011' }, { errcode: 'MOCK_INVALID' }],
  ])('refuses %s', async (_, change, refusal) => {
    const { buyer, call } = await started();
    expect(await call('/getUserKey', { ...BILL, tin: buyer.taxNo, ...change })).toMatchObject(refusal);
  });

  it('refuses a tenant grant and a tax number without 收票管理', async () => {
    const { mock, buyer } = await started();
    const tenant = await assistant(mock.baseUrl, mock.tenant, '/getUserKey', { ...BILL, tin: buyer.taxNo });
    expect(tenant.description).toBe('基础授权信息有误，请联系管理员！');
    mock.setEntitlements(buyer.taxNo, ['开票管理']);
    expect((await assistant(mock.baseUrl, buyer, '/getUserKey', { ...BILL, tin: buyer.taxNo })).errcode).toBe('A0300');
  });

  it('hands out a linkKey for an empty body, {} or a signed one', async () => {
    const { mock, call } = await started();
    const url = `${mock.baseUrl}/m4/fpzs/getLinkKey`;
    const keys = [(await postJson(url, '')).data, (await postJson(url, '{}')).data, (await call('/getLinkKey')).data];
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(keys).size).toBe(3);
    expect((await call('/getLinkKey', { sign: 'x' })).description).toBe('签名认证不通过');
  });
});

describe('a bill through its life', () => {
  it('cache → save → 30 → 60 → 65 → reset → delete', async () => {
    const { mock, own, call, base, open, save, statusOf } = await started();
    const fid = mock.expense.addInvoice(own);
    const userKey = await open();
    const cached = { ...base, userKey, data: [{ entryid: 'A', fid: [fid] }] };
    expect((await call('/expense/entry/cache', cached)).errcode).toBe('0000');
    expect(statusOf(fid)).toBe('1');
    const list = () => postJson(`${mock.baseUrl}/m4/fpzs/expense/invoices/query`, JSON.stringify({ userKey }));
    expect(await list()).toMatchObject({ errcode: '0000', data: [{ fid, serialNo: fid, expendStatus: '1' }], traceId: expect.any(String) });
    expect((await save([fid], { userKey: '' })).errcode).toBe('0000');
    expect(statusOf(fid)).toBe('30');
    for (const expenseStatus of ['30', 60, '65', '1', '60']) {
      expect((await call('/expense/invoice/status/update', { ...base, billnumber: 'FY-001', expenseStatus })).errcode).toBe('0000');
      expect(statusOf(fid)).toBe(String(expenseStatus));
    }
    expect((await save([fid])).errcode).toBe('0000');
    expect(statusOf(fid)).toBe('60');
    expect((await call('/expense/entry/delete', { ...base, userKey, billnumber: 'FY-001' })).errcode).toBe('0000');
    expect(statusOf(fid)).toBe('1');
    expect((await list()).data).toEqual([]);
    expect((await call('/expense/entry/delete', base)).errcode).toBe('MOCK_NO_BILL');
  });

  it('loses the cache after 2 h', async () => {
    const { mock, own, call, base } = await started({ settings: { saveNeedsCache: true } });
    const fid = mock.expense.addInvoice(own);
    const save = () => call('/expense/entry/save', { ...base, billnumber: 'FY-001' });
    await call('/expense/entry/cache', { ...base, data: [{ entryid: 'A', fid: [fid] }] });
    mock.server.clock.advance(2 * 3_600_000 - 1);
    expect((await save()).errcode).toBe('0000');
    mock.server.clock.advance(1);
    expect((await save()).errcode).toBe('MOCK_CACHE_ENDED');
    mock.settings.saveNeedsCache = false;
    expect((await save()).errcode).toBe('MOCK_CACHE_ENDED');
  });

  it('answers 1301 for an invoice that is not in the bill, and for a number of the ERP', async () => {
    const { mock, own, call, base, save, statusOf } = await started();
    const [fid, other] = [mock.expense.addInvoice(own), mock.expense.addInvoice({ ...own, invoiceNo: '2' })];
    const update = (invoiceData?: unknown) => call('/expense/invoice/status/update', { ...base, expenseStatus: '60', invoiceData });
    expect(await update()).toMatchObject({ errcode: '1301', description: '发票流水号不在该单据下' });
    await save([fid]);
    for (const serialNo of [other, '1'.repeat(33)]) expect((await update([{ serialNo: fid }, { serialNo }])).errcode).toBe('1301');
    expect(statusOf(fid)).toBe('30');
    expect((await update([{ serialNo: fid, canBeDeduction: '1', entryAmount: '1.00' }])).errcode).toBe('0000');
    expect(statusOf(fid)).toBe('60');
    expect((await call('/expense/invoice/status/update', { ...base, expenseStatus: '40' })).errcode).toBe('MOCK_INVALID');
  });

  it('frees what one entry held, and what a second save leaves out', async () => {
    const { mock, own, call, base, open, save, statusOf } = await started();
    const [a, b, c] = ['1', '2', '3'].map((invoiceNo) => mock.expense.addInvoice({ ...own, invoiceNo })) as [string, string, string];
    const data = [
      { entryid: 'A', fid: [a, b] },
      { entryid: 'B', fid: [c] },
    ];
    const userKey = await open();
    await call('/expense/entry/cache', { ...base, data });
    await save([], { data });
    expect([a, b, c].map(statusOf)).toEqual(['30', '30', '30']);
    const drop = (branch_id: string) => call('/expense/invoice/del/entry', { ...base, billnumber: 'FY-001', branch_id, ticketParam: '11111' });
    expect((await drop('B')).errcode).toBe('0000');
    expect([a, b, c].map(statusOf)).toEqual(['30', '30', '1']);
    expect((await drop('B')).errcode).toBe('MOCK_NO_BILL');
    const listed = await call('/expense/invoices/query', { userKey });
    expect(listed.data).toMatchObject([{ fid: a }, { fid: b }]);
    expect(listed.data).toHaveLength(2);
    await save([a]);
    expect([a, b].map(statusOf)).toEqual(['30', '1']);
  });

  it.each([
    ['11111', {}, { buyerName: 'x', buyerTaxNo: '' }, '2', '0000'],
    ['00000', {}, {}, '1', '0000'],
    ['10111', {}, { buyerName: 'x' }, '1', 'MOCK_BUYER_NAME'],
    ['11011', {}, { buyerTaxNo: 'x' }, '1', 'MOCK_BUYER_TAX_NO'],
    ['11101', {}, {}, '3', 'MOCK_NOT_CHECKED'],
    ['11101', {}, {}, '1', '0000'],
    ['11110', {}, { buyerTaxNo: '' }, '1', 'MOCK_PERSONAL'],
    ['1111', {}, { buyerTaxNo: '' }, '1', '0000'],
    ['11011', {}, { buyerTaxNo: '' }, '1', '0000'],
    ['10111', { ghf_mc: 'x' }, { buyerName: 'x' }, '1', '0000'],
  ] as const)('ticketParam %s with %o and %o, check %s → %s', async (ticketParam, bill, change, checkStatus, errcode) => {
    const { mock, own, open, save } = await started();
    await open({ ticketParam, ...bill });
    expect((await save([mock.expense.addInvoice({ ...own, ...change }, checkStatus)])).errcode).toBe(errcode);
  });

  it('refuses an invoice another bill uses unless the first flag allows it', async () => {
    const { mock, own, save } = await started();
    const fid = mock.expense.addInvoice(own);
    await save([fid]);
    const second = (change = {}) => save([fid], { bxd_key: 'BXD-2', ...change });
    expect((await second()).description).toBe('该发票已被报销');
    expect((await second({ ticketParam: '01111' })).description).toBe('该发票已被报销');
    expect((await second({ ticketParam: '11111' })).errcode).toBe('0000');
  });

  it('lists by bill, and details by fid', async () => {
    const { mock, buyer, own, call, save } = await started();
    const [a, b] = ['1', '2'].map((invoiceNo) => mock.expense.addInvoice({ ...own, invoiceNo })) as [string, string];
    await save([a, b]);
    const query = new URLSearchParams({
      ...Object.fromEntries(Object.entries(signed(buyer)).map(([k, v]) => [k, String(v)])),
      bxd_key: 'BXD-1',
      ticketParam: '00001',
    });
    const url = `${mock.baseUrl}/m4/fpzs/bxdInvoices?${query}`;
    expect((await getJson(url)).data).toMatchObject([{ fid: a, invoiceNo: '1' }, { fid: b }]);
    expect((await getJson(url.replace('BXD-1', 'BXD-9'))).data).toEqual([]);
    expect((await getJson(url.replace(/sign=\w+/, 'sign=x'))).description).toBe('签名认证不通过');
    expect((await call('/expense/invoice/detail/query', { fid: `${b},${a},unknown` })).data).toMatchObject([
      { fid: b },
      { fid: a, expendStatus: '30' },
    ]);
  });

  it('refuses a userKey of another bill, of nobody or of another client', async () => {
    const { mock, call, base, open } = await started();
    const userKey = await open({ bxd_key: 'BXD-2' });
    const update = (key: string) => call('/expense/invoice/status/update', { ...base, userKey: key, expenseStatus: '60' });
    expect((await update(userKey)).errcode).toBe('MOCK_USER_KEY');
    expect((await update('x')).errcode).toBe('MOCK_USER_KEY');
    const stranger = enterprise(mock, 1);
    const query = (path: string, values = {}) => assistant(mock.baseUrl, stranger, path, { userKey, ...values });
    expect((await query('/expense/invoices/query')).errcode).toBe('MOCK_USER_KEY');
    expect((await query('/expense/entry/delete')).errcode).toBe('MOCK_USER_KEY');
  });
});

describe('再次查验', () => {
  it('checks once more, with or without a token', async () => {
    const { mock, buyer, own } = await started();
    const fid = mock.expense.addInvoice(own, '3');
    const url = `${mock.baseUrl}/m4/bill/multiple/check/invoice/forexpense/submit`;
    const body = {
      client_id: buyer.clientId,
      checkBuyerName: buyer.name,
      expenseId: 'BXD-1',
      ticketParam: '00000',
      invoiceData: [{ serialNo: fid }],
    };
    const submit = (change = {}, token = '') => postJson(`${url}?access_token=${token}`, JSON.stringify({ ...body, ...change }));
    expect((await submit()).description).toBe('查无此票');
    mock.expense.addToBureau(own);
    expect(await submit()).toEqual({ errcode: '0000', description: '操作成功' });
    expect(mock.expense.invoices()[0]?.checkStatus).toBe('1');
    const token = (await requestToken(mock.baseUrl, buyer)).access_token;
    expect((await submit({}, token)).errcode).toBe('0000');
    expect((await submit({}, 'x')).errcode).toBe('1300');
    expect((await submit({ expenseId: 'x'.repeat(51) })).errcode).toBe('MOCK_INVALID');
    expect((await submit({ invoiceData: [{ serialNo: 'x' }] })).errcode).toBe('MOCK_NO_FID');
  });
});
