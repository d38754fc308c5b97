import { readFileSync } from 'node:fs';
import { diagnose } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { checkSalesOrder } from '../../src/scan/check-sales-order.js';
import type { SalesOrder, SalesOrderItem, SalesOrderSettings } from '../../src/scan/sales-order.js';
import { SALES_ORDER_CODES, salesOrderCode } from '../../src/scan/sales-order-codes.js';
import { ScanService, type ScanSettings } from '../../src/scan/service.js';
import { failureOf, IssuingCloud, no, ok, paths, type Reply } from '../support/issuing-cloud.js';

const item: SalesOrderItem = { goodsName: '装卸费', goodsCode: '3040408000000000000', amount: '100.10', taxRate: '0.06', ownNumber: 'A1' };
const order: SalesOrder = {
  issuerTaxNo: '91440300MA5DEMO01X',
  saleNo: 'SO20240101001',
  saleDate: '2024-01-01',
  invoiceType: '1',
  taxDiscNum: '1',
  totalAmount: '200.20',
  invoiceAmount: '200.20',
  items: [item, { ...item, specification: '规格', unit: '件', quantity: '3', unitPrice: '33.3666666666667', taxAmount: '6.01' }],
};
/** Names of this test's own making: none is published. */
const settings: ScanSettings = {
  issuerTaxNoField: 'theIssuer',
  itemFields: {
    goodsName: 'n',
    goodsCode: 'c',
    amount: 'a',
    taxRate: { name: 'r', as: 'text' },
    specification: 's',
    unit: 'u',
    quantity: 'q',
    unitPrice: 'p',
    taxAmount: 't',
    preferentialPolicy: { name: 'f', as: 'number' },
    vatException: 'v',
    zeroTaxRateFlag: 'z',
  },
};

/** The table of standard-edition §4, copied from its text. */
const PRINTED = `0000 保存数据成功  0001 保存数据失败  0520 开票方企业税号不能为空  00552 销售单编号不能为空  00553 销售单日期不能为空
00554 销售单发票类型不能为空  00555 分盘号不能为空  00556 销售单明细不能为空  00550 销售单开票金额不能为空  00551 销售单金额不能为空
00548 销售单编号超过规定长度40位  00549 销售单备注超过规定长度230位  00505 买方银行账号超过规定长度100位
00506 买方地址电话超过规定长度100位  00579 买方邮箱超长  00544 买方手机号码超长  0581 买方税号超长  00504 抬头超过规定长度100位
00565 销售单已存在,不能重复导入  00559 商品名称不能为空  00560 商品编码长度必须为19位  00561 优惠使用标识参数错误
00562 发票使用标记为1时,增值税特殊管理不能为空  00563 明细金额不能为空  00564 明细税率不能为空  00509 单位超过规定长度20位
00508 规格型号超过规定长度40位  00507 货物名称超过规定长度90位  00581 企业自编码超过规定长度  00580 订单总折扣金额大于0时,折扣方式不能为空
00583 明细税率为零时,必须有零税率标识  00569 明细金额之和不等于总金额  00568 总金额减去折扣额不等于开票金额  00567 折扣金额大于可折扣比例金额`;
const printed = PRINTED.split(/\s{2,}|\n/).map((part) => part.split(' ') as [code: string, text: string]);

describe('the table', () => {
  it('holds every printed code with its text, widths kept, and no other', () => {
    expect(Object.entries(SALES_ORDER_CODES).map(([code, { zh }]) => [code, zh])).toEqual(expect.arrayContaining(printed));
    expect(Object.keys(SALES_ORDER_CODES)).toHaveLength(printed.length);
    expect([salesOrderCode('565'), salesOrderCode('toString'), salesOrderCode(undefined)]).toEqual([undefined, undefined, undefined]);
  });

  it.each(printed.filter(([code]) => code !== '0000'))('%s has the diagnosis of its text', (code, text) => {
    const known = salesOrderCode(code);
    expect(known?.diagnosis).toBe((diagnose(text) ?? diagnose(`${code} ${text}`))?.code);
    expect(known?.diagnosis).toBeDefined();
  });

  it('names diagnoses that exist', () => {
    const data = readFileSync(new URL('../../../diagnosis/data/diagnosis.json', import.meta.url), 'utf8');
    for (const { diagnosis } of Object.values(SALES_ORDER_CODES) as { diagnosis?: string }[]) {
      if (diagnosis !== undefined) expect(data).toContain(`"code":"${diagnosis}"`);
    }
  });
});

/** `path code` of every problem; problems without a printed code by path alone. */
function found(change: Partial<SalesOrder>, options: Pick<SalesOrderSettings, 'lengthUnit' | 'maxLengths'> = {}): string[] {
  return checkSalesOrder({ ...order, ...change }, options).map(({ path, message }) => `${path} ${/^\d+/.exec(message.zh)?.[0] ?? ''}`.trim());
}
const items = (change: Partial<SalesOrderItem>): Partial<SalesOrder> => ({ items: [item, { ...item, ...change }] });
const limits = { buyerEmail: 5, buyerMobilePhone: 5, buyerTaxNo: 5, ownNumber: 5 } as const;

describe('checkSalesOrder', () => {
  it('passes an order that fits, at its limits', () => {
    expect(found({})).toEqual([]);
    const full = {
      saleNo: '1'.repeat(40),
      remark: '备'.repeat(230),
      buyerName: '名'.repeat(100),
      buyerTelephoneAddress: '址'.repeat(100),
      buyerAccount: '户'.repeat(100),
    };
    expect(found({ ...full, ...items({ goodsName: '货'.repeat(90), specification: '规'.repeat(40), unit: '单'.repeat(20) }) })).toEqual([]);
    expect(found({ totalDiscount: '0.20', discountedPortion: '0.20', discountType: 'x', invoiceAmount: '200.00', totalAmount: '200.2' })).toEqual([]);
    expect(found({ totalDiscount: '0' })).toEqual([]);
    expect(found(items({ taxRate: '0.00', zeroTaxRateFlag: '3', preferentialPolicy: '1', vatException: '免税' }))).toEqual([]);
    expect(found({ buyerEmail: 'x'.repeat(500), buyerTaxNo: 'x'.repeat(500), ...items({ ownNumber: 'x'.repeat(500) }) })).toEqual([]);
  });

  it.each<[string, Partial<SalesOrder>, string[]]>([
    ['0520', { issuerTaxNo: ' ' }, ['issuerTaxNo 0520']],
    ['00552', { saleNo: '' }, ['saleNo 00552']],
    ['00553', { saleDate: '' }, ['saleDate 00553']],
    ['00554', { invoiceType: '' }, ['invoiceType 00554']],
    ['00555', { taxDiscNum: '' }, ['taxDiscNum 00555']],
    ['00556', { items: [] }, ['items 00556']],
    ['00556 of JavaScript', { items: undefined as never }, ['items 00556']],
    ['00550', { invoiceAmount: '' }, ['invoiceAmount 00550']],
    ['00551', { totalAmount: undefined as never }, ['totalAmount 00551']],
    ['00548', { saleNo: '1'.repeat(41) }, ['saleNo 00548']],
    ['00549', { remark: '备'.repeat(231) }, ['remark 00549']],
    ['00505', { buyerAccount: 'x'.repeat(101) }, ['buyerAccount 00505']],
    ['00506', { buyerTelephoneAddress: 'x'.repeat(101) }, ['buyerTelephoneAddress 00506']],
    ['00504', { buyerName: 'x'.repeat(101) }, ['buyerName 00504']],
    ['00579', { buyerEmail: 'x'.repeat(6) }, ['buyerEmail 00579']],
    ['00544', { buyerMobilePhone: 'x'.repeat(6) }, ['buyerMobilePhone 00544']],
    ['0581', { buyerTaxNo: 'x'.repeat(6) }, ['buyerTaxNo 0581']],
    ['00559', items({ goodsName: '' }), ['items[1].goodsName 00559']],
    ['00560', items({ goodsCode: '304040800000000000' }), ['items[1].goodsCode 00560']],
    ['00561', items({ preferentialPolicy: '2' as '1' }), ['items[1].preferentialPolicy 00561']],
    ['00562', items({ preferentialPolicy: '1' }), ['items[1].vatException 00562']],
    ['00563', items({ amount: '' }), ['items[1].amount 00563']],
    ['00564', items({ taxRate: '' }), ['items[1].taxRate 00564']],
    ['00509', items({ unit: 'x'.repeat(21) }), ['items[1].unit 00509']],
    ['00508', items({ specification: 'x'.repeat(41) }), ['items[1].specification 00508']],
    ['00507', items({ goodsName: 'x'.repeat(91) }), ['items[1].goodsName 00507']],
    ['00581', items({ ownNumber: 'x'.repeat(6) }), ['items[1].ownNumber 00581']],
    ['00580', { totalDiscount: '0.20', invoiceAmount: '200.00' }, ['discountType 00580']],
    ['00583', items({ taxRate: '0.00' }), ['items[1].zeroTaxRateFlag 00583']],
    ['00569', items({ amount: '100.11' }), ['totalAmount 00569']],
    ['00568', { totalDiscount: '0.20', discountType: 'x' }, ['invoiceAmount 00568']],
    ['00567', { totalDiscount: '0.20', discountType: 'x', discountedPortion: '0.19', invoiceAmount: '200.00' }, ['totalDiscount 00567']],
    ['figures that are none', { totalAmount: '1,000.00', termValidity: 1.5 }, ['totalAmount', 'termValidity']],
    [
      'figures of a line that are none',
      items({ quantity: 'x', unitPrice: '1e3', taxAmount: '+1', taxRate: '6%' }),
      ['taxRate', 'quantity', 'unitPrice', 'taxAmount'].map((name) => `items[1].${name}`),
    ],
  ])('finds %s', (_, change, expected) => {
    expect(found(change, { maxLengths: limits })).toEqual(expected);
  });

  it('names figures and their difference', () => {
    const [problem] = checkSalesOrder({ ...order, ...items({ amount: '100.11' }) });
    expect(problem?.message.en).toBe('00569 the lines do not add up to the total: 200.20 where 200.21 is due, difference -0.01');
    expect(problem?.diagnosis).toBe('SALES_ORDER_LINES_TOTAL_DIFFERS');
  });

  it('counts GBK bytes where it is told so', () => {
    expect(found({ buyerName: '名'.repeat(51) }, { lengthUnit: 'gbk-bytes' })).toEqual(['buyerName 00504']);
    expect(found({ buyerName: '名'.repeat(50) }, { lengthUnit: 'gbk-bytes' })).toEqual([]);
    expect(found({ buyerName: '𠮷'.repeat(100) })).toEqual([]);
  });

  it('finds everything at once', () => {
    const all = found({ saleNo: '', saleDate: '', buyerName: 'x'.repeat(101), invoiceAmount: '1.00', ...items({ goodsCode: '1', taxRate: '0' }) });
    expect(all).toEqual([
      'saleNo 00552',
      'saleDate 00553',
      'buyerName 00504',
      'items[1].goodsCode 00560',
      'items[1].zeroTaxRateFlag 00583',
      'invoiceAmount 00568',
    ]);
  });
});

function scan(change: Partial<ScanSettings>, ...replies: Reply[]) {
  const cloud = new IssuingCloud('test', replies);
  return { cloud, service: new ScanService(cloud.client, { ...settings, ...change }) };
}

describe('uploadSalesOrder', () => {
  it('writes the names of the page, amounts as exact numbers, encrypted', async () => {
    const { cloud, service } = scan({ linkField: 'theLink', fields: () => ({ extra: 'e', saleNo: 'never' }) }, ok({ theLink: 'https://scan' }));
    const change = {
      totalDiscount: '0.20',
      discountedPortion: '0.200',
      discountType: 'x',
      invoiceAmount: '200.00',
      termValidity: 3,
      taxFlag: 1,
      remark: '备注🧾',
    };
    const buyer = { buyerName: '𠮷', buyerTelephoneAddress: 't', buyerAccount: 'b', buyerTaxNo: 'n', buyerEmail: 'e', buyerMobilePhone: 'm' };
    const saved = await service.uploadSalesOrder({ ...order, ...change, ...buyer }, cloud.call());
    expect(saved).toEqual({ state: 'saved', link: 'https://scan', raw: { theLink: 'https://scan' } });
    expect(cloud.last.url.pathname).toBe('/test/m5/bill/save/salesOrder');
    expect(cloud.last.text).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(cloud.last.body).toBe(
      '{"extra":"e","saleNo":"SO20240101001","theIssuer":"91440300MA5DEMO01X","saleDate":"2024-01-01","invoiceType":"1","taxDiscNum":"1",' +
        '"totalAmount":200.20,"invoiceAmount":200.00,"totalDiscount":0.20,"discountedPortion":0.200,"discountType":"x","termValidity":3,"taxFlag":1,"remark":"备注🧾",' +
        '"buyerName":"𠮷","buyerTelephoneAddress":"t","buyerAccount":"b","buyerTaxNo":"n","buyerEmail":"e","buyerMobilePhone":"m",' +
        '"items":[{"ownNumber":"A1","n":"装卸费","c":"3040408000000000000","a":100.10,"r":"0.06"},' +
        '{"ownNumber":"A1","n":"装卸费","c":"3040408000000000000","a":100.10,"r":"0.06","s":"规格","u":"件","q":3,"p":33.3666666666667,"t":6.01}]}',
    );
  });

  it('leaves the link in raw unless its name is told', async () => {
    const { cloud, service } = scan({}, ok({ any: 'https://scan' }));
    expect(await service.uploadSalesOrder(order, cloud.call())).toEqual({ state: 'saved', link: undefined, raw: { any: 'https://scan' } });
  });

  it('refuses what the cloud would refuse, and values without a name, before anything is sent', async () => {
    const { cloud, service } = scan({ itemFields: { goodsName: 'n', goodsCode: 'c', amount: 'a' } }, ok(null));
    const error = await failureOf(() => service.uploadSalesOrder({ ...order, saleNo: '', items: [item] }, cloud.call()));
    expect([error.code, error.outcome, paths(error.problems)]).toEqual([
      'request_invalid',
      'not-sent',
      ['saleNo', 'totalAmount', 'items[0].taxRate'],
    ]);
    expect(error.problems.at(-1)?.message.en).toContain('itemFields.taxRate');
    expect(cloud.sent).toEqual([]);
  });

  it.each(printed.filter(([code]) => !['0000', '0001', '00565'].includes(code)))(
    '%s from the cloud is a refusal: nothing was stored',
    async (code, text) => {
      const { cloud, service } = scan({}, no(code, text));
      const error = await failureOf(() => service.uploadSalesOrder(order, cloud.call()));
      expect(error).toMatchObject({ code: 'business_rejected', outcome: 'rejected', upstreamCode: code, upstreamMessage: text });
      expect(error.text.zh).toContain(`${code} ${text}`);
      expect(error.diagnosis?.code).toBe(salesOrderCode(code)?.diagnosis);
      expect(error.hint).toBe(error.diagnosis?.remedy.en);
    },
  );

  it('a printed code with another text is still that refusal', async () => {
    const { cloud, service } = scan({}, no('00552', '?'));
    expect(await failureOf(() => service.uploadSalesOrder(order, cloud.call()))).toMatchObject({
      outcome: 'rejected',
      hint: expect.stringContaining('mend'),
    });
  });

  it('00565 is a duplicate', async () => {
    const { cloud, service } = scan({}, no('00565', '销售单已存在,不能重复导入'));
    expect(await service.uploadSalesOrder(order, cloud.call())).toMatchObject({
      state: 'duplicate',
      error: { upstreamCode: '00565', outcome: 'rejected' },
    });
  });

  it.each<[string, Reply]>([
    ['0001', no('0001', '保存数据失败')],
    ['a code of another width', no('565', '销售单已存在')],
    ['a code that is not printed', no('99999', '?')],
    ['a lost answer', undefined],
  ])('%s leaves it open and says to send the same number again', async (_, reply) => {
    const { cloud, service } = scan({}, reply);
    const error = await failureOf(() => service.uploadSalesOrder(order, cloud.call()));
    expect(error.outcome).toBe('unknown');
    expect(error.hint).toContain('under the same saleNo');
    expect(cloud.sent).toHaveLength(1);
  });

  it('a person who must log in is no refusal of the order', async () => {
    const { cloud, service } = scan({}, no('91300', '电子税局登录已失效'));
    const error = await failureOf(() => service.uploadSalesOrder(order, cloud.call()));
    expect([error.code, error.hint?.includes('under the same saleNo')]).toEqual(['person_action_required', false]);
  });

  it('a tax number without entitlement is stopped before the second try', async () => {
    const text = `当前使用税号【${order.issuerTaxNo}】无产品许可,请先去购买或者绑定产品 权益后再操作[A0300]`;
    const { cloud, service } = scan({}, no('A0300', text));
    await failureOf(() => service.uploadSalesOrder(order, cloud.call()));
    expect(await failureOf(() => service.uploadSalesOrder(order, cloud.call()))).toMatchObject({ code: 'entitlement_denied', outcome: 'not-sent' });
    expect(cloud.sent).toHaveLength(1);
  });
});
