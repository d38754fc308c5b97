import type { PreparedRequest } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { billPushData, directOpenData, directRedData } from '../../../src/flagship/issuing/bodies.js';
import type { IssuingConfig } from '../../../src/flagship/issuing/settings.js';
import { LINE, redRequest, request, SELLER_TAX_NO, wire } from './samples.js';

const BILL: IssuingConfig = {
  businessSystemCode: 'TEST',
  mode: 'bill-push',
  amounts: 'number',
  // Meanings of this test.
  invoiceTypes: { 'paper-special': '004', 'paper-general': '007', 'paper-roll': '025', 'electronic-general': '026', 'electronic-special': '028' },
};
const DIRECT: IssuingConfig = { ...BILL, mode: 'direct' };

const FULL: PreparedRequest = request({
  kind: 'digital-special',
  seller: { name: '乙方公司', taxNo: SELLER_TAX_NO, address: '深圳市南山区', phone: '0755-1', bankName: '工行', bankAccount: '6222' },
  buyer: {
    name: '测试客户',
    taxNo: '91000000TEST00002X',
    address: '广州市',
    phone: '020-1',
    bankName: '建行',
    bankAccount: '6217',
    email: 'a@example.com',
    mobile: '13800000000',
  },
  payee: '李四',
  reviewer: '王五',
  remark: '备注',
  lines: [
    { ...LINE, nature: 'discounted', quantity: '2', unitPrice: '50.10000000', specification: 'A', unit: '次' },
    { ...LINE, nature: 'discount', amount: '-10.00', taxAmount: '-1.30' },
    { ...LINE, taxRate: '0', taxAmount: '0.00', taxPreference: 'export-refund' },
    { ...LINE, taxRate: '0', taxAmount: '0.00', taxPreference: 'not-taxed' },
    { ...LINE, taxRate: '0', taxAmount: '0.00', taxPreference: 'zero-rated' },
  ],
});

describe('BILL.PUSH', () => {
  it('writes the published sample, amounts exact', () => {
    expect(wire(billPushData(request(), BILL))).toBe(
      '[{"billNo":"SO-0001","invoiceProperty":"0","invoiceType":"10xdp","includeTaxFlag":"0","autoMerge":"0","autoInvoice":"1",' +
        `"sellerTaxpayerId":"${SELLER_TAX_NO}","sellerName":"乙方公司","buyerName":"测试客户","drawer":"张三",` +
        '"billDetail":[{"detailId":"1","lineProperty":"2","goodsName":"服务费","revenueCode":"3040000000000000000",' +
        '"amount":100.00,"taxRate":"0.13","taxAmount":13.00}]}]',
    );
  });

  it('writes every field of a full bill', () => {
    expect(JSON.parse(wire(billPushData(FULL, { ...BILL, amounts: 'text' })))).toEqual([
      {
        billNo: 'SO-0001',
        invoiceProperty: '0',
        invoiceType: '08xdp',
        includeTaxFlag: '0',
        autoMerge: '0',
        autoInvoice: '1',
        sellerTaxpayerId: SELLER_TAX_NO,
        sellerName: '乙方公司',
        sellerAddressAndTel: '深圳市南山区 0755-1',
        sellerBankAndAccount: '工行 6222',
        buyerName: '测试客户',
        buyerTaxpayerId: '91000000TEST00002X',
        buyerProperty: '0',
        buyerRecipientPhone: '13800000000',
        buyerRecipientMail: 'a@example.com',
        buyerAddressAndTel: '广州市 020-1',
        buyerBankAndAccount: '建行 6217',
        drawer: '张三',
        payee: '李四',
        reviewer: '王五',
        remark: '备注',
        billDetail: [
          {
            detailId: '1',
            lineProperty: '0',
            goodsName: '服务费',
            revenueCode: '3040000000000000000',
            specification: 'A',
            units: '次',
            quantity: '2',
            price: '50.10000000',
            amount: '100.00',
            taxRate: '0.13',
            taxAmount: '13.00',
          },
          expect.objectContaining({ detailId: '2', lineProperty: '1', amount: '-10.00', taxAmount: '-1.30' }),
          expect.objectContaining({ detailId: '3', lineProperty: '2', zeroTaxRateFlag: '1' }),
          expect.objectContaining({ detailId: '4', zeroTaxRateFlag: '2' }),
          expect.objectContaining({ detailId: '5', zeroTaxRateFlag: '3' }),
        ],
      },
    ]);
  });

  it.each([
    ['paper-special', '004'],
    ['paper-general', '007'],
    ['paper-roll', '025'],
    ['electronic-general', '026'],
    ['electronic-special', '028'],
    ['digital-special', '08xdp'],
    ['digital-general', '10xdp'],
  ] as const)('%s is %s', (kind, invoiceType) => {
    expect(billPushData(request({ kind }), BILL)).toMatchObject([{ invoiceType }]);
  });

  it('names the company by 组织编码 or tax number, one of them', () => {
    const [byCode] = billPushData(request(), { ...BILL, orgCode: ({ bill }) => `ORG-${bill.number}` });
    expect(byCode).toMatchObject({ orgCode: 'ORG-SO-0001' });
    expect(byCode).not.toHaveProperty('sellerTaxpayerId');
    const [byTaxNo] = billPushData(request(), { ...BILL, orgCode: () => undefined });
    expect(byTaxNo).toMatchObject({ sellerTaxpayerId: SELLER_TAX_NO });
    expect(byTaxNo).not.toHaveProperty('orgCode');
  });

  it('leaves issuing to a person where it is set so', () => {
    expect(billPushData(request(), { ...BILL, autoInvoice: '0' })).toMatchObject([{ autoInvoice: '0' }]);
  });

  it('lets settings add fields, never replace what comes from the bill', () => {
    const config: IssuingConfig = {
      ...BILL,
      fields: () => ({ deviceNo: 'D1', billNo: 'X', autoMerge: '1' }),
      lineFields: (_, index) => ({ goodsCode: `G${index}`, amount: '9' }),
      taxPreferences: { exempt: { privilegeFlag: '1', privilegeContent: '免税' } },
    };
    expect(billPushData(request({ lines: [{ ...LINE, taxPreference: 'exempt' }] }), config)).toMatchObject([
      {
        deviceNo: 'D1',
        billNo: 'SO-0001',
        autoMerge: '0',
        billDetail: [{ goodsCode: 'G0', amount: { text: '100.00' }, privilegeFlag: '1', privilegeContent: '免税' }],
      },
    ]);
  });

  it('writes a red bill of a tax-control device with the code and number of the blue invoice', () => {
    const red = redRequest({ originalInvoiceNo: '12345678', originalInvoiceCode: '044001900111' }, { kind: 'electronic-general' });
    const [bill] = billPushData(red, BILL);
    expect(bill).toMatchObject({ invoiceProperty: '1', originalInvoiceCode: '044001900111', originalInvoiceNumber: '12345678' });
    // Acts on positive bills only.
    expect(wire(bill)).not.toContain('autoInvoice');
    expect(wire(bill)).not.toContain('blueInvoice');
  });

  it('writes a red 数电 bill with an empty code', () => {
    const red = redRequest({ originalInvoiceNo: '24440000000000000001', originalInvoiceCode: '0' }, { kind: 'digital-special' });
    const [bill] = billPushData(red, { ...BILL, blueNumberField: 'blueNumberOfThisTest' });
    expect(bill).toMatchObject({ blueInvoiceCode: '', blueInvoiceType: '08xdp', blueNumberOfThisTest: '24440000000000000001' });
    expect(bill).not.toHaveProperty('originalInvoiceNumber');
  });
});

describe('ALLE.INVOICE.OPEN', () => {
  it('is an object with codes of its own', () => {
    expect(wire(directOpenData(request(), DIRECT))).toBe(
      `{"serialNo":"SO-0001","invoiceType":"02","sellerTaxpayerId":"${SELLER_TAX_NO}","sellerName":"乙方公司","buyerName":"测试客户","drawer":"张三",` +
        '"invoiceDetail":[{"lineProperty":"0","goodsName":"服务费","revenueCode":"3040000000000000000","amount":100.00,"taxRate":"0.13","taxAmount":13.00}]}',
    );
    expect(directOpenData(FULL, DIRECT)).toMatchObject({
      invoiceType: '01',
      buyerTaxpayerId: '91000000TEST00002X',
      buyerRecipientMail: 'a@example.com',
      invoiceDetail: [{ lineProperty: '2' }, { lineProperty: '1' }, { lineProperty: '0' }, { lineProperty: '0' }, { lineProperty: '0' }],
    });
  });

  it('takes further fields from the settings', () => {
    const config: IssuingConfig = { ...DIRECT, fields: ({ seller }) => ({ address: seller.address, serialNo: 'X' }) };
    expect(directOpenData(FULL, config)).toMatchObject({ address: '深圳市南山区', serialNo: 'SO-0001' });
  });
});

describe('ALLE.INVOICE.RED', () => {
  it('names the blue invoice and nothing of its content', () => {
    expect(wire(directRedData(redRequest({}), '24440000000000000001', '03', DIRECT))).toBe(
      `{"serialNo":"SO-0001R","invoiceNum":"24440000000000000001","redReason":"03","invoiceType":"02","sellerTaxpayerId":"${SELLER_TAX_NO}"}`,
    );
  });
});
