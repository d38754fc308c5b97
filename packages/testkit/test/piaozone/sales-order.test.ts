import { describe, expect, it } from 'vitest';
import { SALES_ORDER_ANSWERS, type SalesOrderCode, type ScanSettings } from '../../src/piaozone/index.js';
import { enterprise, startWithClient } from './harness.js';
import { postJson, RawClient, seal, send } from './raw-client.js';

const PATH = '/m5/bill/save/salesOrder';
/** Names this test has made up: the reference holds `ownNumber` only. */
const NAMES = {
  ...{ name: 'n', goodsCode: 'c', amount: 'a', taxRate: 'r', unit: 'u', specification: 's' },
  ...{ preference: 'p', vatSpecial: 'v', zeroRateFlag: 'z' },
};
const LIMITS = { buyerEmail: 10, buyerMobilePhone: 11, buyerTaxNo: 20, ownNumber: 5 };
const SCAN: Partial<ScanSettings> = { sellerTaxNoField: 'seller', itemFields: NAMES, linkField: 'link', limits: LIMITS };
const LINE = { n: '装卸费', c: '3040408000000000000', a: 900, r: '0.06' };

function order(change: Record<string, unknown> = {}, line: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ saleNo: 'SO1', saleDate: '2024-01-01', invoiceType: '1', taxDiscNum: '0', totalAmount: 900, invoiceAmount: 900, buyerName: '测试购方' },
    items: [{ ...LINE, ...line }],
    ...change,
  };
}

async function start(scan: Partial<ScanSettings> = SCAN) {
  const started = await startWithClient({ settings: { scan } });
  const { seller, client } = started;
  return { ...started, upload: (value: Record<string, unknown>) => client.call(PATH, { seller: seller.taxNo, ...value }) };
}

const long = (count: number) => '长'.repeat(count);

describe('save/salesOrder, code by code', () => {
  const cases: [SalesOrderCode, Record<string, unknown>, Record<string, unknown>?][] = [
    ['0001', { totalAmount: '900' }],
    ['0520', { seller: undefined }],
    ['00552', { saleNo: ' ' }],
    ['00553', { saleDate: undefined }],
    ['00554', { invoiceType: '' }],
    ['00555', { taxDiscNum: null }],
    ['00556', { items: [] }],
    ['00550', { invoiceAmount: undefined }],
    ['00551', { totalAmount: null }],
    ['00548', { saleNo: '1'.repeat(41) }],
    ['00549', { remark: long(231) }],
    ['00505', { buyerAccount: long(101) }],
    ['00506', { buyerTelephoneAddress: long(101) }],
    ['00579', { buyerEmail: 'buyer@longer.example' }],
    ['00544', { buyerMobilePhone: '138000000001' }],
    ['0581', { buyerTaxNo: '1'.repeat(21) }],
    ['00504', { buyerName: long(101) }],
    ['00559', {}, { n: '' }],
    ['00560', {}, { c: '304040800000000000' }],
    ['00561', {}, { p: 2 }],
    ['00562', {}, { p: 1 }],
    ['00563', {}, { a: undefined }],
    ['00564', {}, { r: '' }],
    ['00509', {}, { u: long(21) }],
    ['00508', {}, { s: long(41) }],
    ['00507', {}, { n: long(91) }],
    ['00581', {}, { ownNumber: '123456' }],
    ['00580', { totalDiscount: 1, invoiceAmount: 899 }],
    ['00583', {}, { r: 0 }],
    ['00569', {}, { a: 899.99 }],
    ['00568', { invoiceAmount: 899 }],
    ['00567', { totalDiscount: 2, discountType: '1', invoiceAmount: 898, discountedPortion: 1 }],
  ];

  it.each(cases)('%s', async (code, change, line) => {
    const { mock, upload } = await start();
    expect(await upload(order(change, line))).toEqual({ errcode: code, description: SALES_ORDER_ANSWERS[code] });
    expect(mock.scan.orders()).toEqual([]);
  });

  it('covers the table: the rest is success and the repeat', () => {
    const covered = new Set([...cases.map(([code]) => code), '0000', '00565']);
    expect(Object.keys(SALES_ORDER_ANSWERS).filter((code) => !covered.has(code as SalesOrderCode))).toEqual([]);
    expect(Object.keys(SALES_ORDER_ANSWERS)).toHaveLength(34);
  });

  it('accepts what is just inside every limit', async () => {
    const { upload } = await start();
    const head = { saleNo: '1'.repeat(40), remark: long(230), buyerAccount: long(100), buyerTelephoneAddress: long(100), buyerName: long(100) };
    const buyer = { buyerEmail: 'buyer@b.cn', buyerMobilePhone: '13800000000', buyerTaxNo: '1'.repeat(20) };
    const line = { n: long(90), u: long(20), s: long(40), ownNumber: '12345', p: 1, v: '免税', r: 0, z: '1' };
    const amounts = { totalDiscount: 1, discountType: '1', invoiceAmount: 899, discountedPortion: 1 };
    expect((await upload(order({ ...head, ...buyer, ...amounts }, line))).errcode).toBe('0000');
  });

  it('counts GBK bytes where that is set', async () => {
    const { upload } = await start({ ...SCAN, lengthUnit: 'gbk' });
    expect((await upload(order({ buyerName: long(50) }))).errcode).toBe('0000');
    expect((await upload(order({ saleNo: 'SO2', buyerName: `${long(50)}a` }))).errcode).toBe('00504');
    expect((await upload(order({ saleNo: 'SO3', buyerName: '𠮷'.repeat(25) }))).errcode).toBe('0000');
    expect((await upload(order({ saleNo: 'SO4', buyerName: '𠮷'.repeat(26) }))).errcode).toBe('00504');
  });

  it('any code on demand, once', async () => {
    const { mock, upload } = await start();
    mock.scan.refuse('SO1', '0001');
    expect((await upload(order())).description).toBe('保存数据失败');
    expect((await upload(order())).errcode).toBe('0000');
    expect(() => mock.scan.refuse('SO1', '0000')).toThrow('0000');
    expect(() => mock.scan.refuse('SO1', '99' as '0001')).toThrow('99');
  });
});

describe('save/salesOrder', () => {
  it('keeps the order, answers with a link whose opening issues once, and refuses a repeat', async () => {
    const { mock, seller, upload } = await start();
    const { data, ...rest } = await upload(order());
    expect(rest).toEqual({ errcode: '0000', description: '保存数据成功' });
    expect((await upload(order())).errcode).toBe('00565');
    expect(mock.scan.orders()).toEqual([{ saleNo: 'SO1', taxNo: seller.taxNo, link: data?.['link'], issued: undefined }]);
    expect((await send('GET', `${String(data?.['link'])}?buyerName=${encodeURIComponent('张三')}`)).text).toContain('张三');
    await send('GET', String(data?.['link']));
    expect(mock.record).toMatchObject([{ channel: 'scan', taxNo: seller.taxNo, totalAmount: '900.00', buyer: { name: '张三' } }]);
    expect((await send('GET', `${mock.baseUrl}/scan/order/none`)).text).toContain('0302');
  });

  it('keeps the numbers of two enterprises apart', async () => {
    const { mock, upload } = await start();
    await upload(order());
    const other = enterprise(mock, 1);
    const client = await RawClient.login(mock.baseUrl, other);
    expect((await client.call(PATH, { ...order(), seller: other.taxNo })).errcode).toBe('0000');
    expect(mock.scan.orders().map(({ taxNo }) => taxNo)).toEqual(mock.enterprises.map(({ taxNo }) => taxNo));
  });

  it('adds decimal numbers exactly, as they are written', async () => {
    const { seller, client } = await start();
    const items = `{"n":"a","c":"3040408000000000000","a":0.10,"r":0.06},{"n":"b","c":"3040408000000000000","a":0.20,"r":0.06}`;
    const text = (total: string, saleNo: string) =>
      `{"seller":"${seller.taxNo}","saleNo":"${saleNo}","saleDate":"d","invoiceType":"1","taxDiscNum":"0","totalAmount":${total},"invoiceAmount":${total},"items":[${items}]}`;
    const upload = (json: string) => postJson(client.url(PATH), seal(seller.encryptKey, json));
    expect((await upload(text('0.30000000000000004', 'A'))).errcode).toBe('0001');
    expect((await upload(text('0.31', 'B'))).errcode).toBe('00569');
    expect((await upload(text('3e-1', 'C'))).errcode).toBe('0001');
    expect((await upload(text('0.30', 'D'))).errcode).toBe('0000');
    const huge = items.replace('0.10', '90071992547409.93').replace('0.20', '0.01');
    expect((await upload(text('90071992547409.94', 'E').replace(items, huge))).errcode).toBe('0000');
  });

  it('is refused unless it is encrypted, and needs a token', async () => {
    const { client, upload } = await start();
    expect((await postJson(client.url(PATH), JSON.stringify(order()))).errcode).toBe('MOCK_DECRYPT');
    client.token = 'x';
    expect((await upload(order())).errcode).toBe('1300');
  });

  it('without names: counts lines, issues by the grant, answers without data', async () => {
    const { mock, seller, client } = await start({});
    expect(await client.call(PATH, order({}, { a: 1 }))).toEqual({ errcode: '0000', description: '保存数据成功' });
    expect((await client.call(PATH, order({ saleNo: 'SO2', items: undefined }))).errcode).toBe('00556');
    expect(mock.scan.orders()[0]?.taxNo).toBe(seller.taxNo);
    const tenant = await RawClient.login(mock.baseUrl, mock.tenant);
    expect((await tenant.call(PATH, order({ saleNo: 'SO3' }))).errcode).toBe('MOCK_GRANT_LEVEL');
  });

  it('notes names the reference does not hold', async () => {
    const { mock, upload } = await start();
    await upload(order({ salerTaxNo: 'x' }));
    expect(mock.unknownFields).toEqual(['salesOrder.salerTaxNo']);
  });
});
