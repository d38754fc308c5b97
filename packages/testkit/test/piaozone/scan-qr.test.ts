import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readXml } from '../../src/eas/xml-read.js';
import { isSigned, readQr } from '../../src/piaozone/scan/qr.js';
import { enterprise, startMock } from './harness.js';
import { send } from './raw-client.js';
import vectors from './vectors.json' with { type: 'json' };

const DETAILS = {
  ...{ result: 'success', msg: '', code: 0, success: true, totalDiscount: '', remark: '备注' },
  data: [
    { name: '咖啡', qrty: '3', mount: 100.0, character: 2, taxFlag: 1, taxRate: 0.06, taxNumber: '3040408000000000000', unit: '杯' },
    { name: '咖啡', qrty: '', mount: -10.5, character: 1, taxFlag: 1, taxRate: 0.06, taxNumber: '3040408000000000000' },
  ],
  buyerInfo: { buyerName: '测试购方𠮷', buyerTaxNo: '91440300MCK000099X' },
};
// The blank number of a discount line must still be a text that is there.
(DETAILS.data[1] as Record<string, unknown>)['qrty'] = '1';

interface Customer {
  readonly detailsUrl: string;
  readonly pushUrl: string;
  readonly asked: URLSearchParams[];
  readonly pushed: { type: string; body: string }[];
  answer: { status?: number; type?: string; body: string };
  pushStatus: number | 'hang up';
}

async function startCustomer(): Promise<Customer> {
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://customer');
    read(incoming).then((body) => {
      if (url.pathname === '/details') {
        customer.asked.push(url.searchParams);
        const { status = 200, type = 'application/json', body: text } = customer.answer;
        outgoing.writeHead(status, { 'content-type': type }).end(text);
        return;
      }
      customer.pushed.push({ type: incoming.headers['content-type'] ?? '', body });
      if (customer.pushStatus === 'hang up') outgoing.destroy();
      else outgoing.writeHead(customer.pushStatus).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const customer: Customer = {
    ...{ detailsUrl: `${origin}/details?shop=1`, pushUrl: `${origin}/push`, asked: [], pushed: [], pushStatus: 200 },
    answer: { body: JSON.stringify(DETAILS) },
  };
  return customer;
}

async function read(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  return text;
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

async function start() {
  const [mock, customer] = await Promise.all([startMock(), startCustomer()]);
  const [shop] = mock.scan.shops;
  if (shop === undefined) throw new Error('no shop');
  mock.scan.setCustomer(shop.taxNo, customer);
  const qr = (ddh: string, change: (k: string) => string = (k) => k, je = '89.50') => {
    const k = [shop.key, ddh, je, '1700000000000', md5(shop.key + ddh + md5(shop.publicKey + ddh) + je), '$'].join(',');
    return `http://scan.piaozone.com/demo/tyqr?k=${encodeURIComponent(change(k))}`;
  };
  return { mock, customer, shop, seller: enterprise(mock), qr };
}

describe('the QR of a shop', () => {
  it.each(vectors.filter(({ kind }) => kind === 'scan-md5'))('vector $name', ({ input, expected }) => {
    const { publicKey } = input as unknown as { publicKey: string };
    const { k } = expected as unknown as { k: string };
    const parts = readQr(k);
    expect(parts === undefined ? false : isSigned(parts, publicKey, 'lower')).toBe(true);
    expect(parts === undefined ? true : isSigned(parts, publicKey, 'upper')).toBe(false);
    expect(parts === undefined ? true : isSigned({ ...parts, je: `${parts.je}0` }, publicKey, 'either')).toBe(false);
  });

  it('issues what the customer serves, to the buyer it names, once', async () => {
    const { mock, customer, seller, qr } = await start();
    const issued = await mock.scan.scan(qr('S1'));
    // 89.50 gross at 6 %: line by line, 100.00 = 94.34 + 5.66 and -10.50 = -9.91 - 0.59.
    expect(issued).toMatchObject({
      ...{ channel: 'scan', taxNo: seller.taxNo, invoiceAmount: '84.43', totalTaxAmount: '5.07', totalAmount: '89.50' },
      buyer: { name: '测试购方𠮷', taxNo: '91440300MCK000099X' },
      items: [
        { goodsName: '咖啡', num: '3', unit: '杯', detailAmount: '94.34', taxAmount: '5.66', discountType: '2' },
        { detailAmount: '-9.91', taxAmount: '-0.59', discountType: '1' },
      ],
    });
    expect(await mock.scan.scan(qr('S1'))).toBe(issued);
    expect(mock.record).toHaveLength(1);
    expect(customer.asked).toHaveLength(1);
    expect(Object.fromEntries(customer.asked[0] ?? [])).toEqual({ shop: '1', SaleNo: 'S1', Timestamp: String(mock.server.clock.now()) });
    expect(mock.unknownFields).toEqual([]);
  });

  it('takes the total discount from the net amount', async () => {
    const { mock, customer, qr } = await start();
    customer.answer = { body: JSON.stringify({ ...DETAILS, totalDiscount: '4.43' }) };
    expect(await mock.scan.scan(qr('S1'))).toMatchObject({ invoiceAmount: '80.00', totalTaxAmount: '5.07', totalAmount: '85.07' });
  });

  it('asks for quota, entitlement and persons like every issue', async () => {
    const { mock, seller, qr } = await start();
    mock.setQuota(seller.taxNo, 0);
    await expect(mock.scan.scan(qr('S1'))).rejects.toThrow('您当前无可用发票代码号码');
    mock.setQuota(seller.taxNo, 1);
    mock.personAction('S1', 'login');
    await expect(mock.scan.scan(qr('S1'))).rejects.toThrow('91300');
    mock.personActed();
    mock.setEntitlements(seller.taxNo, []);
    await expect(mock.scan.scan(qr('S1'))).rejects.toThrow('A0300');
    mock.setEntitlements(seller.taxNo, ['开票管理']);
    await mock.scan.scan(qr('S1'));
    expect(seller.quota).toBe(0);
  });

  it('reads XML, one data element per line or lines within one', async () => {
    const { mock, customer, qr } = await start();
    const line =
      '<name>咖啡&amp;茶</name><qrty>1</qrty><mount>0.10</mount><character>0</character><taxFlag>0</taxFlag><taxRate>0.06</taxRate><taxNumber>3</taxNumber>';
    const xml = (data: string) => `<?xml version="1.0"?><r><code>0</code><msg/><result>success</result><success>true</success>${data}</r>`;
    customer.answer = { type: 'application/xml', body: xml(`<data>${line}</data><data>${line}</data>`) };
    expect(await mock.scan.scan(qr('S1'))).toMatchObject({ totalAmount: '0.22', items: [{ goodsName: '咖啡&茶' }, {}] });
    customer.answer = { type: 'text/xml', body: xml(`<data><item>${line}</item><item>${line}</item><item>${line}</item></data>`) };
    expect((await mock.scan.scan(qr('S2'))).totalAmount).toBe('0.33');
  });

  it.each<[string, (k: string) => string, string]>([
    ['a changed amount', (k) => k.replace('89.50', '89.51'), '二维码校验不通过'],
    ['another case of the hash', (k) => k.toUpperCase().replace('MOCKSHOP1', 'mockShop1'), '二维码校验不通过'],
    ['a time that is none', (k) => k.replace('1700000000000', 'today'), '二维码格式不正确'],
    ['no $ at the end', (k) => k.slice(0, -1), '二维码格式不正确'],
    ['a seventh part', (k) => `${k},x`, '二维码格式不正确'],
    ['an unknown shop', (k) => k.replace('mockShop1', 'other'), '门店不存在'],
  ])('refuses %s', async (_, change, text) => {
    const { mock, qr } = await start();
    await expect(mock.scan.scan(qr('S1', change))).rejects.toThrow(text);
    expect(mock.record).toEqual([]);
  });

  it('takes the hash in the case that is set', async () => {
    const { mock, shop, qr } = await start();
    const upper = (k: string) => k.replace(/[0-9a-f]{32}/, () => md5(`${shop.key}S1${md5(`${shop.publicKey}S1`).toUpperCase()}89.50`).toUpperCase());
    mock.configure({ scan: { md5Case: 'upper' } });
    await expect(mock.scan.scan(qr('S1'))).rejects.toThrow('二维码校验不通过');
    await mock.scan.scan(qr('S1', upper));
    mock.configure({ scan: { md5Case: 'either' } });
    await mock.scan.scan(qr('S1'));
  });

  const change = (head: object, line: object = {}) => JSON.stringify({ ...DETAILS, data: [{ ...DETAILS.data[0], character: 0, ...line }], ...head });
  it.each([
    ['code 1', change({ code: 1, msg: '无此单' }), '无此单'],
    ['a missing name', JSON.stringify({ ...DETAILS, msg: undefined }), '缺少msg'],
    ['no lines', change({ data: [] }), 'data不能为空'],
    ['the correct spelling of a misspelt name', change({}, { qrty: undefined, qty: '1' }), 'qrty不能为空'],
    ['an amount that is none', change({}, { mount: '1,5' }), 'mount不是金额'],
    ['a discount line without its line', change({}, { character: 1, mount: -1 }), '被折扣行'],
    ['a discounted line without discount', change({}, { character: 2 }), '没有折扣行'],
    ['a negative line', change({}, { mount: -1 }), '正负'],
    ['an unknown character', change({}, { character: 3 }), 'character'],
    ['an unknown taxFlag', change({}, { taxFlag: 2 }), 'taxFlag'],
    ['rate 0 without zeroRaxFlag', change({}, { taxRate: 0 }), 'zeroRaxFlag'],
    ['an unknown zeroRaxFlag', change({}, { zeroRaxFlag: '4' }), 'zeroRaxFlag'],
    ['prePolicy 1 without vatException', change({}, { prePolicy: 1 }), 'vatException'],
    ['a long remark', change({ remark: 'x'.repeat(201) }), 'remark'],
    ['no JSON', '{"data":', '无法解析'],
  ])('refuses details with %s', async (_, body, text) => {
    const { mock, customer, qr } = await start();
    customer.answer = { body };
    await expect(mock.scan.scan(qr('S1'))).rejects.toThrow(text);
    expect(mock.record).toEqual([]);
  });

  it('notes names that are not printed, misspelt ones corrected', async () => {
    const { mock, customer, qr } = await start();
    customer.answer = { body: change({ traceId: 'x' }, { zeroRateFlag: '1' }) };
    await mock.scan.scan(qr('S1'));
    expect(mock.unknownFields).toEqual(['details.traceId', 'details.data.zeroRateFlag']);
  });

  it('says so when the customer fails or has no address, and only calls loopback', async () => {
    const { mock, customer, shop, qr } = await start();
    customer.answer = { status: 500, body: '' };
    await expect(mock.scan.scan(qr('S1'))).rejects.toThrow('HTTP 500');
    mock.scan.setCustomer(shop.taxNo, { detailsUrl: 'http://127.0.0.1:1/details' });
    await expect(mock.scan.scan(qr('S1'))).rejects.toThrow('没有响应');
    for (const url of ['http://example.com/details', 'https://127.0.0.1/']) {
      expect(() => mock.scan.setCustomer(shop.taxNo, { detailsUrl: url })).toThrow('loopback');
      expect(() => mock.scan.setCustomer(shop.taxNo, { pushUrl: url })).toThrow('loopback');
    }
    mock.scan.setCustomer(shop.taxNo, {});
    await expect(mock.scan.scan(qr('S1'))).rejects.toThrow('未配置');
  });

  it('issues one invoice for two scans at the same time, also over HTTP', async () => {
    const { mock, qr } = await start();
    const url = qr('S1').replace('http://scan.piaozone.com', mock.origin);
    const replies = await Promise.all([send('GET', url), send('GET', url.replace('/demo/', '/scan/'))]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    expect(replies[0]?.text).toBe(replies[1]?.text);
    expect(mock.record).toHaveLength(1);
  });
});

describe('回推', () => {
  it('tells the customer in the form of the official sample', async () => {
    const { mock, customer, seller, qr } = await start();
    const issued = await mock.scan.scan(qr('S1'));
    expect(await mock.scan.deliverDue()).toBe(1);
    expect(await mock.scan.deliverDue()).toBe(0);
    expect(customer.pushed.map(({ type }) => type)).toEqual(['application/json']);
    expect(JSON.parse(customer.pushed[0]?.body ?? '')).toEqual({
      ...{ SaleNo: 'S1', InvoiceType: 'DZ', InvoiceTitle: '测试购方𠮷', InvoiceAmount: '89.50', InvoiceTime: '2024-01-01 09:02:03' },
      ...{ InvoiceNo: issued.invoiceNo, InvoiceCode: issued.invoiceCode, InvoiceCompany: seller.name, TaxNo: '91440300MCK000099X' },
      InvoiceUrl: expect.stringContaining('/public/pdf/'),
      Timestamp: mock.server.clock.now(),
    });
  });

  it('tells it in XML, with InvoiceSouce and a text for Timestamp, where that is set', async () => {
    const { mock, customer, qr } = await start();
    mock.configure({ scan: { push: { ...mock.settings.scan.push, format: 'xml', source: 'InvoiceSouce', timestampAs: 'string' } } });
    await mock.scan.scan(qr('S1'));
    await mock.scan.deliverDue();
    const fields = Object.fromEntries(readXml(Buffer.from(customer.pushed[0]?.body ?? '')).children.map(({ local, text }) => [local, text]));
    expect(fields).toMatchObject({ SaleNo: 'S1', InvoiceSouce: '1', InvoiceTitle: '测试购方𠮷', Timestamp: String(mock.server.clock.now()) });
  });

  it('comes again every hour for seven days while the customer fails, and once more on demand', async () => {
    const { mock, customer, qr } = await start();
    customer.pushStatus = 500;
    await mock.scan.scan(qr('S1'));
    expect(await mock.scan.deliverDue()).toBe(0);
    expect(await mock.scan.deliverDue()).toBe(0);
    expect(customer.pushed).toHaveLength(1);
    customer.pushStatus = 'hang up';
    mock.server.clock.advance(3_600_000);
    expect(await mock.scan.deliverDue()).toBe(0);
    for (let hour = 0; hour < 200; hour += 1) {
      mock.server.clock.advance(3_600_000);
      await mock.scan.deliverDue();
    }
    expect(mock.scan.pushes[0]?.attempts).toHaveLength(1 + 7 * 24);
    expect(mock.scan.pushes[0]?.attempts.slice(0, 2).map(({ status }) => status)).toEqual([500, 'no answer']);
    customer.pushStatus = 200;
    expect(await mock.scan.repeatPush('S1')).toBe(true);
    expect(await mock.scan.repeatPush('S1')).toBe(true);
    expect(new Set(customer.pushed.map(({ body }) => body)).size).toBe(1);
    await expect(mock.scan.repeatPush('none')).rejects.toThrow('none');
  });
});
