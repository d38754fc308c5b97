import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Call, createPiaozone, type Piaozone, sharedAuthorization } from '@piaozone/core';
import {
  createOrderDetailsHandler,
  LongLinkService,
  type LongLinkSettings,
  orderDetailsNodeHandler,
  type SalesOrder,
  ScanService,
  type ScanSettings,
  scanLink,
} from '@piaozone/standard';
import { type MockPiaozone, SALES_ORDER_ANSWERS, type SalesOrderCode, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The issuing services beside 托管电票, SDK and mock written apart. Names the reference does not hold are agreed on here. */
const ITEMS = { goodsName: 'iName', goodsCode: 'iCode', amount: 'iAmount', taxRate: 'iRate', unit: 'iUnit', specification: 'iSpec' } as const;
const SETTINGS: ScanSettings = {
  issuerTaxNoField: 'theIssuer',
  linkField: 'theLink',
  itemFields: { ...ITEMS, preferentialPolicy: 'iPreference', vatException: 'iVat', zeroTaxRateFlag: 'iZero' },
};

let mock: MockPiaozone;
let client: Piaozone;
let taxNo: string;
const others: Piaozone[] = [];
const call = (): Call => ({ requestId: client.newRequestId(), warn: () => {} });

function connect(kind: 'custom' | 'test' = 'custom'): Piaozone {
  const [enterprise] = mock.enterprises;
  if (enterprise === undefined) throw new Error('the mock has no enterprise');
  ({ taxNo } = enterprise);
  const { clientId, clientSecret, encryptKey } = enterprise;
  return createPiaozone({
    environment: { baseUrl: mock.baseUrl, kind },
    authorization: sharedAuthorization({ enterprise: { clientId, clientSecret, encryptKey } }),
    maxRetries: 0,
  });
}

beforeEach(async () => {
  mock = await startMockPiaozone({
    settings: {
      scan: {
        sellerTaxNoField: SETTINGS.issuerTaxNoField,
        linkField: 'theLink',
        itemFields: {
          name: ITEMS.goodsName,
          goodsCode: ITEMS.goodsCode,
          amount: ITEMS.amount,
          taxRate: ITEMS.taxRate,
          unit: ITEMS.unit,
          specification: ITEMS.specification,
          preference: 'iPreference',
          vatSpecial: 'iVat',
          zeroRateFlag: 'iZero',
        },
      },
    },
  });
  client = connect();
});
afterEach(async () => {
  await client.close();
  for (const other of others.splice(0)) await other.close();
  expect(mock.unknownFields).toEqual([]);
  expect(mock.server.unknownRequests).toEqual([]);
  await mock.close();
});

const order = (change: Partial<SalesOrder> = {}): SalesOrder => ({
  issuerTaxNo: taxNo,
  saleNo: 'SO-1',
  saleDate: '2024-01-01',
  invoiceType: '1',
  taxDiscNum: '1',
  totalAmount: '0.30',
  invoiceAmount: '0.20',
  totalDiscount: '0.10',
  discountedPortion: '0.10',
  discountType: '1',
  termValidity: 3,
  taxFlag: '1',
  remark: '备注𠮷🧾',
  buyerName: '购方',
  buyerTelephoneAddress: '址 话',
  buyerAccount: '行 户',
  buyerTaxNo: '91440300MA5DEMO01X',
  buyerEmail: 'a@b.cn',
  buyerMobilePhone: '13800000000',
  items: [
    { goodsName: '甲', goodsCode: '3040408000000000000', amount: '0.10', taxRate: '0.06', unit: '件', specification: '规', ownNumber: 'A1' },
    {
      goodsName: '乙',
      goodsCode: '3040408000000000000',
      amount: '0.20',
      taxRate: '0',
      zeroTaxRateFlag: '3',
      preferentialPolicy: '1',
      vatException: '免税',
    },
  ],
  ...change,
});

describe('sales orders', () => {
  it('are understood whole, and known again', async () => {
    const service = new ScanService(client, SETTINGS);
    const saved = await service.uploadSalesOrder(order(), call());
    expect(saved).toMatchObject({ state: 'saved', link: mock.scan.orders()[0]?.link });
    expect(await service.uploadSalesOrder(order(), call())).toMatchObject({ state: 'duplicate', error: { upstreamCode: '00565' } });
    expect(await service.uploadSalesOrder(order({ saleNo: 'SO-2' }), call())).toMatchObject({ state: 'saved' });
    expect((await mock.scan.scan('SO-1')).totalAmount).toBe('0.20');
  });

  const codes = Object.keys(SALES_ORDER_ANSWERS) as SalesOrderCode[];
  it.each(codes.filter((code) => code !== '0000' && code !== '00565'))('%s of the cloud reaches the caller with its text', async (code) => {
    mock.scan.refuse('SO-1', code);
    const service = new ScanService(client, SETTINGS);
    await expect(service.uploadSalesOrder(order(), call())).rejects.toMatchObject({
      upstreamCode: code,
      upstreamMessage: SALES_ORDER_ANSWERS[code],
      outcome: code === '0001' ? 'unknown' : 'rejected',
      diagnosis: { code: expect.stringMatching(/^SALES_ORDER_/) },
    });
    expect(mock.scan.orders()).toEqual([]);
    expect(await service.uploadSalesOrder(order(), call())).toMatchObject({ state: 'saved' });
  });

  it('that this side refuses, the other would refuse for the same codes', async () => {
    // The check of this side off: what is written must meet the same rule over there.
    const service = new ScanService(client, SETTINGS);
    const bare = new ScanService(client, SETTINGS);
    bare.check = () => [];
    const [line] = order().items;
    if (line === undefined) throw new Error('no line');
    const wrong: Partial<SalesOrder>[] = [
      { saleDate: '' },
      { invoiceType: '' },
      { taxDiscNum: '' },
      { saleNo: '1'.repeat(41) },
      { remark: '备'.repeat(231) },
      { buyerName: '名'.repeat(101) },
      { buyerTelephoneAddress: '址'.repeat(101) },
      { buyerAccount: '户'.repeat(101) },
      { invoiceAmount: '0.21' },
      { discountedPortion: '0.09' },
      { totalAmount: '0.31', invoiceAmount: '0.21' },
      { items: [{ ...line, amount: '0.30', goodsCode: '1' }] },
      { items: [{ ...line, amount: '0.30', unit: '单'.repeat(21) }] },
      { items: [{ ...line, amount: '0.30', specification: '规'.repeat(41) }] },
      { items: [{ ...line, amount: '0.30', goodsName: '货'.repeat(91) }] },
      { items: [{ ...line, amount: '0.30', taxRate: '0.00' }] },
      { items: [{ ...line, amount: '0.30', preferentialPolicy: '1' }] },
    ];
    for (const change of wrong) {
      const here = service.check(order(change)).map(({ message }) => message.zh.split(' ')[0]);
      expect([change, here.length]).toEqual([change, 1]);
      const there: unknown = await bare.uploadSalesOrder(order(change), call()).catch((error: unknown) => error);
      expect([change, (there as { upstreamCode?: string }).upstreamCode]).toEqual([change, here[0]]);
    }
  });
});

describe('self-built links', () => {
  it.each(['lower', 'upper'] as const)('with %s-case MD5 lead to the order, in the other case nowhere', async (hexCase) => {
    mock.configure({ scan: { md5Case: hexCase } });
    const line = {
      name: '装卸费',
      quantity: '1',
      amount: '900',
      nature: 'normal',
      taxFlag: 1,
      taxRate: '0.06',
      taxCode: '3040408000000000000',
    } as const;
    const asked: string[] = [];
    const handler = createOrderDetailsHandler({
      path: '/orders',
      openToAnyone: true,
      lookUp: ({ saleNo }) => {
        asked.push(saleNo);
        return { lines: [line] };
      },
    });
    const server = createServer(orderDetailsNodeHandler(handler));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      mock.scan.setCustomer(taxNo, { detailsUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders` });
      const [shop] = mock.scan.shops;
      if (shop === undefined) throw new Error('the mock has no shop');
      const parts = { key: shop.key, publicKey: shop.publicKey, saleNo: 'R1', amount: '900', timestamp: 1_700_000_000_000 };
      const other = hexCase === 'lower' ? 'upper' : 'lower';
      await expect(mock.scan.scan(scanLink('test', parts, { hexCase: other }))).rejects.toThrow();
      expect(asked).toEqual([]);
      expect((await mock.scan.scan(scanLink('test', parts, { hexCase }))).totalAmount).toBe('900.00');
      expect(asked).toEqual(['R1']);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe('the long link', () => {
  const service = (settings: LongLinkSettings, kind?: 'test') => {
    if (kind === undefined) return new LongLinkService(client, settings);
    const other = connect(kind);
    others.push(other);
    return new LongLinkService(other, settings);
  };

  it('carries an exact number there and back', async () => {
    mock.longLink.register('5', ({ sjd }) => ({ errcode: '0000', description: '', data: sjd }));
    const data = await service({}).call({ czlx: '5', taxNo, body: { number: '24440000000012345678' } }, call());
    expect(data).toEqual({ number: '24440000000012345678' });
  });

  it('simulates in the test environment only, and only when told', async () => {
    const seen: boolean[] = [];
    mock.longLink.register('3', ({ simulated }) => {
      seen.push(simulated);
      return { errcode: '0000', description: '' };
    });
    await service({ simulate: true }, 'test').call({ czlx: '3', taxNo, body: {} }, call());
    await service({ simulate: false }, 'test').call({ czlx: '3', taxNo, body: {} }, call());
    await service({}).call({ czlx: '3', taxNo, body: {} }, call());
    expect(seen).toEqual([true, false, false]);
    await expect(service({}, 'test').call({ czlx: '3', taxNo, body: {} }, call())).rejects.toMatchObject({ code: 'config_invalid' });
    await expect(service({ simulate: true }).call({ czlx: '3', taxNo, body: {} }, call())).rejects.toMatchObject({ code: 'config_invalid' });
    expect(seen).toHaveLength(3);
  });

  it('of a tax disk is recognised by client secret and disk number', async () => {
    mock.longLink.register('7', { errcode: '0000', description: '', data: { disk: 'here' } });
    const link = `${mock.origin}/bill-websocket/invoicewebsocket/push`;
    const at = (diskNo: string) => service({ taxDisk: { diskNo, link } }).call({ czlx: '7', taxNo, body: {} }, call());
    const disk = mock.longLink.diskNo(taxNo);
    expect(await at(`${disk.slice(0, 2)}-${disk.slice(2)}`)).toEqual({ disk: 'here' });
    await expect(at(`${disk}9`)).rejects.toMatchObject({ upstreamMessage: '查无此客户端，推送失败' });
  });

  it('without a client online is refused', async () => {
    mock.longLink.setOnline(taxNo, false);
    await expect(service({}).call({ czlx: '5', taxNo, body: {} }, call())).rejects.toMatchObject({
      code: 'business_rejected',
      upstreamMessage: '开票组件的长连接服务已经全部下线，请重新连接',
      diagnosis: { code: 'LONG_LINK_CLIENTS_OFFLINE' },
    });
  });
});
