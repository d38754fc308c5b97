import { describe, expect, it } from 'vitest';
import { checkForFlagship } from '../../../src/flagship/issuing/limits.js';
import type { IssuingConfig } from '../../../src/flagship/issuing/settings.js';
import { LINE, redRequest, request, SELLER_TAX_NO } from './samples.js';

const BILL: IssuingConfig = {
  businessSystemCode: 'TEST',
  mode: 'bill-push',
  amounts: 'number',
  // Meanings of this test.
  invoiceTypes: { 'paper-special': '004', 'paper-general': '007', 'paper-roll': '025', 'electronic-general': '026', 'electronic-special': '028' },
};
const DIRECT: IssuingConfig = { ...BILL, mode: 'direct' };
const x = (count: number) => 'x'.repeat(count);
/** Two bytes of GBK each. */
const wide = (count: number) => '宽'.repeat(count);

const errors = (...args: Parameters<typeof checkForFlagship>) => checkForFlagship(...args).errors.map(({ path }) => path);
const warnings = (...args: Parameters<typeof checkForFlagship>) => checkForFlagship(...args).warnings.map(({ path }) => path);

const seller = (more: object) => request({ seller: { name: 's', taxNo: SELLER_TAX_NO, ...more } });
const buyer = (more: object) => request({ buyer: { name: 'b', ...more } });
const line = (more: object) => request({ lines: [LINE, { ...LINE, ...more }] });

describe('what a 开票申请单 cannot carry', () => {
  it.each([
    ['serialNo', (n: number) => request({ serialNo: x(n) }), 50],
    ['seller.name', (n: number) => seller({ name: wide(n) }), 100],
    ['seller.address', (n: number) => seller({ address: x(n - 2), phone: '1' }), 100],
    ['seller.bankAccount', (n: number) => seller({ bankName: '1', bankAccount: x(n - 2) }), 100],
    ['buyer.name', (n: number) => buyer({ name: wide(n) }), 100],
    ['buyer.taxNo', (n: number) => buyer({ taxNo: x(n) }), 20],
    ['buyer.mobile', (n: number) => buyer({ mobile: x(n) }), 80],
    ['buyer.email', (n: number) => buyer({ email: x(n) }), 300],
    ['drawer', (n: number) => request({ drawer: wide(n) }), 10],
    ['payee', (n: number) => request({ payee: wide(n) }), 10],
    ['reviewer', (n: number) => request({ reviewer: wide(n) }), 10],
    ['buyer.address', (n: number) => buyer({ address: `${wide(n / 2 - 1)}`, phone: '1' }), 100],
    ['buyer.bankAccount', (n: number) => buyer({ bankName: '1', bankAccount: wide(n / 2 - 1) }), 100],
    ['remark', (n: number) => request({ remark: wide(n / 2) }), 230],
    ['lines[1].goodsName', (n: number) => line({ goodsName: wide(n / 2) }), 92],
    ['lines[1].specification', (n: number) => line({ specification: wide(n / 2) }), 40],
    ['lines[1].unit', (n: number) => line({ unit: wide(n / 2) }), 22],
    ['lines[1].amount', (n: number) => line({ amount: `${'1'.repeat(n)}.00` }), 12],
    ['lines[1].taxAmount', (n: number) => line({ taxAmount: `-${'1'.repeat(n)}.00` }), 12],
    ['lines[1].unitPrice', (n: number) => line({ unitPrice: `1.${'1'.repeat(n)}` }), 8],
    ['lines[1].taxPreference', (n: number) => line({ taxPreference: 'exempt', specification: String(n) }), 50],
  ] as const)('%s', (path, make, most) => {
    const config = (n: number): IssuingConfig => ({ ...BILL, taxPreferences: { exempt: { privilegeContent: wide(n) } } });
    expect(errors(make(most), config(most))).toEqual([]);
    expect(errors(make(most + 2), config(most + 2))).toEqual([path]);
  });

  it('a 专票 without the tax number of its buyer', () => {
    for (const kind of ['digital-special', 'paper-special', 'electronic-special'] as const)
      expect(errors(request({ kind }), BILL)).toEqual(['buyer.taxNo']);
    expect(errors(request({ kind: 'digital-special', buyer: { name: 'b', taxNo: SELLER_TAX_NO } }), BILL)).toEqual([]);
  });

  it('an exemption whose text nobody has configured', () => {
    expect(errors(line({ taxPreference: 'exempt' }), BILL)).toEqual(['lines[1].taxPreference']);
    expect(errors(line({ taxPreference: 'zero-rated' }), BILL)).toEqual([]);
  });

  it('a kind somebody invented', () => {
    expect(errors(request({ kind: 'vehicle' as 'paper-roll' }), BILL)).toEqual(['kind']);
    const { invoiceTypes: _, ...untold } = BILL;
    expect(errors(request({ kind: 'paper-special' }), untold)).toContain('kind');
    expect(errors(request({ kind: 'digital-special' }), untold)).not.toContain('kind');
    expect(errors(request({ kind: 'toString' as 'paper-roll' }), BILL)).toEqual(['kind']);
  });

  it('a red 数电 bill without the name of the field for the blue number', () => {
    const red = redRequest({ originalInvoiceNo: '24440000000000000001' });
    expect(errors(red, BILL)).toEqual(['red']);
    expect(errors(red, { ...BILL, blueNumberField: 'f' })).toEqual([]);
    expect(warnings(red, { ...BILL, blueNumberField: 'f' })).toEqual(['color']);
    expect(warnings(request(), BILL)).toEqual([]);
  });

  it('a red bill of a tax-control device with half or too long a reference', () => {
    const kind = 'electronic-general' as const;
    expect(errors(redRequest({ originalInvoiceNo: '12345678' }, { kind }), BILL)).toEqual(['red.originalInvoiceCode']);
    expect(errors(redRequest({ originalInvoiceNo: '123456789', originalInvoiceCode: x(13) }, { kind }), BILL)).toEqual([
      'red.originalInvoiceNo',
      'red.originalInvoiceCode',
    ]);
    expect(errors(redRequest({ originalInvoiceNo: '12345678', originalInvoiceCode: x(12) }, { kind }), BILL)).toEqual([]);
    expect(errors(redRequest({ originalSerialNo: 'S' }, { kind }), BILL)).toEqual([]);
  });
});

describe('what direct issuing cannot carry', () => {
  it('other kinds than 数电, too long a number', () => {
    expect(errors(request(), DIRECT)).toEqual([]);
    expect(errors(request({ kind: 'digital-special' }), DIRECT)).toEqual([]);
    expect(errors(request({ kind: 'electronic-general', serialNo: x(51) }), DIRECT)).toEqual(['serialNo', 'kind']);
  });

  it('a reason of a reversal without a code', () => {
    expect(errors(redRequest({ originalInvoiceNo: '1' }), DIRECT)).toEqual(['red.reason']);
    expect(errors(redRequest({ originalInvoiceNo: '1' }), { ...DIRECT, redReasons: { 'sales-return': '02' } })).toEqual([]);
    expect(errors(redRequest({ originalInvoiceNo: '1' }), { ...DIRECT, redReasons: { 'issued-in-error': '01' } })).toEqual(['red.reason']);
  });

  it('addresses and banks, unless the settings send them', () => {
    for (const party of [{ address: 'a' }, { phone: 'a' }, { bankName: 'a' }, { bankAccount: 'a' }]) {
      expect(warnings(seller(party), DIRECT)).toEqual(['seller']);
      expect(warnings(buyer(party), DIRECT)).toEqual(['buyer']);
      expect(warnings(buyer(party), { ...DIRECT, fields: () => ({}) })).toEqual([]);
    }
    expect(warnings(request(), DIRECT)).toEqual([]);
  });
});
