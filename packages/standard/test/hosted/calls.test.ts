import type { PreparedRequest } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { hostedInvoiceDetails } from '../../src/hosted/details.js';
import { HostedService } from '../../src/hosted/service.js';
import { failureOf, IssuingCloud, no, ok } from '../support/issuing-cloud.js';

const request: PreparedRequest = {
  serialNo: 'P1B00000000000000000000000000001',
  bill: { type: '销售发票单', number: 'B1' },
  color: 'blue',
  kind: 'electronic-general',
  seller: { name: '测试销方', taxNo: '91440300MA5DEMO01X' },
  buyer: { name: '测试购方' },
  lines: [{ nature: 'normal', goodsName: '装卸费', taxCode: '3040408000000000000', amount: '100.00', taxRate: '0.06', taxAmount: '6.00' }],
  totals: { amount: '100.00', taxAmount: '6.00', totalAmount: '106.00' },
  drawer: '张三',
};

describe('create', () => {
  it('writes extra fields, and nothing given there replaces an amount', async () => {
    const cloud = new IssuingCloud('test', [ok({ invoiceNo: '00000001' })]);
    const extra = {
      inventoryFlag: '1',
      inventoryProjectName: '清单',
      salerCardName: '银行',
      salerCardNumber: '62',
      purchaseFlag: 'p',
      totalAmount: '1.00',
    };
    const service = new HostedService(cloud.client, { fields: () => extra, lineFields: (_line, index) => ({ deduction: `${index}.50` }) });
    await service.create(request, cloud.call());
    expect(JSON.parse(cloud.last.body)).toMatchObject({
      inventoryFlag: '1',
      inventoryProjectName: '清单',
      salerCardName: '银行',
      salerCardNumber: '62',
      purchaseFlag: 'p',
      totalAmount: '106.00',
      items: [{ deduction: '0.50', goodsName: '装卸费' }],
    });
  });

  it('without them sends none of their names', async () => {
    const cloud = new IssuingCloud('test', [ok({ invoiceNo: '00000001' })]);
    await new HostedService(cloud.client).create(request, cloud.call());
    const body = JSON.parse(cloud.last.body) as Record<string, unknown>;
    expect(body['inventoryFlag']).toBe('0');
    for (const name of ['inventoryProjectName', 'salerCardName', 'salerCardNumber', 'purchaseFlag']) expect(body).not.toHaveProperty(name);
    expect((body['items'] as object[])[0]).not.toHaveProperty('deduction');
  });
});

describe('details', () => {
  /** Names of standard-edition §6.1, copied from its text. */
  const NAMES =
    'serialNo, orderNo, invoiceType, type, invoiceStatus, invalid, invalidDate, invoiceCode, invoiceNo, invoiceDate, checkCode, machineNo, cipherArea, salerName, salerTaxNo, salerAddressPhone, salerAccount, buyerName, buyerTaxNo, buyerAddressPhone, buyerAccount, buyerEmail, buyerMobilePhone, invoiceAmount, totalTaxAmount, totalAmount, totalAmountCn, remark, drawer, payee, reviewer, taxFlag, qsbz, itemName, sgfp, originalInvoiceCode, originalInvoiceNo, pdfurl, kdorgpdfurl, snapshotUrl, wxCardBagUrl, hxbw, fwm, invoiceChannel';
  const ITEM_NAMES =
    'goodsName, goodsCode, detailAmount, taxRate, taxAmount, discountType, preferentialPolicy, specModel, unit, num, unitPrice, vatException, zeroTaxRateFlag';
  const filled = (names: string, prefix: string) => Object.fromEntries(names.split(', ').map((name) => [name, `${prefix}${name}`]));

  it('reads every field of the table, and keeps the others', async () => {
    const data = { ...filled(NAMES, 'v-'), items: [{ ...filled(ITEM_NAMES, 'i-'), other: 'x' }], later: 'y' };
    const cloud = new IssuingCloud('test', [ok(data)]);
    const { items, raw, ...head } = await new HostedService(cloud.client).details({ serialNo: 'S' }, cloud.call());
    expect(head).toEqual(filled(NAMES, 'v-'));
    const [item] = items;
    expect(item).toEqual({ ...filled(ITEM_NAMES, 'i-'), raw: data.items[0] });
    expect(raw).toEqual(data);
    expect(JSON.parse(cloud.last.body)).toEqual({ serialNo: 'S' });
    expect(cloud.last.url.pathname).toBe('/test/m7/bill/invoice/serialno/query');
  });

  it('takes missing, null and empty for absent, numbers for text', () => {
    const cloud = { serialNo: null, remark: '', totalAmount: '106.00', items: [null, 'x'] };
    expect(hostedInvoiceDetails(cloud)).toEqual({ totalAmount: '106.00', items: [], raw: cloud });
    for (const other of [undefined, null, 'x', []]) expect(hostedInvoiceDetails(other)).toEqual({ items: [], raw: {} });
  });

  it('ends in an error where the cloud refuses', async () => {
    const cloud = new IssuingCloud('test', [no('9', '没有该发票')]);
    expect(await failureOf(() => new HostedService(cloud.client).details({ serialNo: 'S' }, cloud.call()))).toMatchObject({
      code: 'business_rejected',
    });
  });
});

describe('mail and titles', () => {
  const invoice = { number: '00000001' };

  it('names the phone only by setting', async () => {
    const cloud = new IssuingCloud('test', [ok(null)]);
    const plain = new HostedService(cloud.client);
    await plain.sendMail({ invoice: { ...invoice, code: '044' }, email: 'a@b.cn' }, cloud.call());
    expect(JSON.parse(cloud.last.body)).toEqual({ invoiceCode: '044', invoiceNo: '00000001', email: 'a@b.cn' });
    const refused = await failureOf(() => plain.sendMail({ invoice, email: 'a@b.cn', mobile: '138' }, cloud.call()));
    expect(refused).toMatchObject({ code: 'config_invalid', outcome: 'not-sent' });
    expect(cloud.sent).toHaveLength(1);
    const named = new HostedService(cloud.client, { phoneField: 'thePhone' });
    await named.sendMail({ invoice, email: 'a@b.cn', mobile: '138' }, cloud.call());
    expect(JSON.parse(cloud.last.body)).toEqual({ invoiceNo: '00000001', email: 'a@b.cn', thePhone: '138' });
    await named.sendMail({ invoice, email: 'a@b.cn' }, cloud.call());
    expect(JSON.parse(cloud.last.body)).toEqual({ invoiceNo: '00000001', email: 'a@b.cn' });
  });

  it('titles are asked for by GET, without a body', async () => {
    const cloud = new IssuingCloud('test', [ok([{ any: 'field' }, null])]);
    expect(await new HostedService(cloud.client).titles({ name: '金蝶&软件 1' }, cloud.call())).toEqual([{ any: 'field' }]);
    const { method, url, text } = cloud.last;
    expect([method, url.pathname, text]).toEqual(['GET', '/test/bill/query/querytitles', '']);
    expect(url.search).toContain('&name=%E9%87%91%E8%9D%B6%26%E8%BD%AF%E4%BB%B6%201');
    expect([...url.searchParams.keys()].sort()).toEqual(['access_token', 'name', 'reqid']);
  });
});
