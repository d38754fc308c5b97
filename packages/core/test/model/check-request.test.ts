import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkInvoiceRequest } from '../../src/model/check-request.js';
import type { InvoiceRequest } from '../../src/model/invoice.js';
import { line, request } from './requests.js';

const RED: Partial<InvoiceRequest> = {
  color: 'red',
  lines: [line({ amount: '-100.00', taxAmount: '-6.00' })],
  totals: { amount: '-100.00', taxAmount: '-6.00', totalAmount: '-106.00' },
  red: { originalBillNumber: 'SO20240101001', reason: 'sales-return' },
};

const paths = (of: InvoiceRequest) => {
  const { errors, warnings } = checkInvoiceRequest(of);
  return { errors: errors.map(({ path }) => path), warnings: warnings.map(({ path }) => path) };
};

/** What JavaScript callers may pass. */
const loose = (overrides: Record<string, unknown>) => ({ ...request(), ...overrides }) as unknown as InvoiceRequest;

describe('checkInvoiceRequest', () => {
  it('passes clean requests, blue and red', () => {
    expect(checkInvoiceRequest(request())).toEqual({ errors: [], warnings: [] });
    expect(checkInvoiceRequest(request(RED))).toEqual({ errors: [], warnings: [] });
    expect(checkInvoiceRequest(request({ remark: '第1行\r\n第2行；备注', buyer: { name: '个体户', taxNo: '11010519491231002X' } }))).toEqual({
      errors: [],
      warnings: [],
    });
  });

  it('passes a mock tax number with a warning', () => {
    expect(paths(request({ seller: { name: '销方', taxNo: '91440300MOCK00001X' } }))).toEqual({ errors: [], warnings: ['seller.taxNo'] });
  });

  it.each<[string, Partial<InvoiceRequest>, string[]]>([
    ['bill number', { bill: { type: '销售发票单', number: '' } }, ['bill.number']],
    ['bill type', { bill: { type: ' ', number: '1' } }, ['bill.type']],
    ['drawer', { drawer: ' ' }, ['drawer']],
    ['seller name', { seller: { name: '', taxNo: '91350100M000100Y43' } }, ['seller.name']],
    ['seller tax number', { seller: { name: '销方' } }, ['seller.taxNo']],
    ['buyer name', { buyer: { name: '\u3000' } }, ['buyer.name']],
    ['tax number with a blank', { buyer: { name: '购方', taxNo: ' 91350100M000100Y43' } }, ['buyer.taxNo']],
    ['empty tax number', { buyer: { name: '购方', taxNo: '' } }, ['buyer.taxNo']],
    [
      'goods name and tax code',
      { lines: [line(), line({ goodsName: '', taxCode: '304040800000000000' })] },
      ['lines[1].goodsName', 'lines[1].taxCode'],
    ],
    ['letters in a tax code', { lines: [line({ taxCode: '304040800000000000X' }), line()] }, ['lines[0].taxCode']],
    ['serial number with blanks', { serialNo: '20240101000000000001 ' }, ['serialNo']],
    ['empty serial number', { serialNo: '' }, ['serialNo']],
    ['red without reference', { ...RED, red: undefined as never }, ['red']],
    ['blue with reference', { red: { originalSerialNo: '1', reason: 'sales-return' } }, ['red']],
    ['red without original', { ...RED, red: { reason: 'issued-in-error' } }, ['red']],
    ['red with a code only', { ...RED, red: { reason: 'issued-in-error', originalInvoiceCode: '044000000111' } }, ['red']],
    ['red with a blank original', { ...RED, red: { reason: 'issued-in-error', originalInvoiceNo: '' } }, ['red.originalInvoiceNo']],
    ['totals', { totals: { amount: '200.00', taxAmount: '12.00', totalAmount: '212.01' } }, ['totals.totalAmount']],
  ])('refuses: %s', (_, overrides, expected) => {
    expect(paths(request(overrides)).errors).toEqual(expected);
  });

  it('names the line of a text problem in both languages', () => {
    const [problem] = checkInvoiceRequest(request({ lines: [line(), line({ taxCode: '' })] })).errors;
    expect(problem).toEqual({
      path: 'lines[1].taxCode',
      message: { zh: '第 2 行：税收分类编码必须是 19 位数字', en: 'line 2: the tax code must be 19 digits' },
    });
  });

  it('warns of blanks at the ends of printed texts and of empty optional ones', () => {
    const of = request({
      buyer: { name: '购方 ', address: '', phone: ' 0755' },
      payee: '李四\u3000',
      lines: [line({ unit: ' ' }), line({ goodsName: ' 搬运费' })],
    });
    expect(paths(of)).toEqual({
      errors: [],
      warnings: ['payee', 'buyer.name', 'buyer.address', 'buyer.phone', 'lines[0].unit', 'lines[1].goodsName'],
    });
  });

  it('refuses control characters, except line ends of the remark', () => {
    expect(paths(request({ remark: 'a\nb' })).errors).toEqual([]);
    expect(paths(request({ remark: 'a\u0000b', drawer: '张\t三', buyer: { name: '购\n方' } })).errors).toEqual(['drawer', 'remark', 'buyer.name']);
  });

  it('collects everything at once', () => {
    const of = request({ drawer: '', buyer: { name: '' }, totals: { amount: '1.00', taxAmount: '12.00', totalAmount: '212.00' } });
    expect(paths(of).errors).toEqual(['drawer', 'buyer.name', 'totals.amount']);
  });

  it('hands the options to the amount rules', () => {
    const of = request({ lines: [line({ taxAmount: '6.10' }), line({ taxAmount: '5.90' })] });
    expect(checkInvoiceRequest(of)).toMatchObject({ errors: [], warnings: [{}, {}] });
    expect(checkInvoiceRequest(of, { tolerances: 'error' })).toMatchObject({ errors: [{}, {}], warnings: [] });
    expect(checkInvoiceRequest(of, { lineTax: '0.10' })).toEqual({ errors: [], warnings: [] });
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['missing parts', { bill: undefined, seller: null, buyer: [], totals: 'x', lines: {} }, ['bill', 'seller', 'buyer', 'totals', 'lines']],
    ['a missing line', { lines: [line(), undefined] }, ['lines[1]']],
    ['a text for the red reference', { red: 'SO1' }, ['red']],
    ['an unknown color', { color: 'green' }, ['color']],
    ['an unknown kind', { kind: '1' }, ['kind']],
    ['an inherited name as kind', { kind: 'toString' }, ['kind']],
    ['a number as drawer', { drawer: 7 }, ['drawer']],
    ['a number as tax number', { seller: { name: '销方', taxNo: 914403 } }, ['seller.taxNo']],
    ['null as tax number', { seller: { name: '销方', taxNo: null } }, ['seller.taxNo']],
    ['an unknown nature', { lines: [line(), { ...line(), nature: 'gift' }] }, ['lines[1].nature']],
    ['an unknown reason', { ...RED, red: { originalSerialNo: '1', reason: '1' } }, ['red.reason']],
  ])('takes JavaScript callers by the hand: %s', (_, overrides, expected) => {
    expect(paths(loose(overrides)).errors).toEqual(expected);
  });

  it('never throws, whatever a field holds', () => {
    const leaf = fc.oneof(fc.constant(undefined), fc.constant(null), fc.string(), fc.integer(), fc.constant([]), fc.constant({}));
    const { lines: _, ...rest } = request();
    const keys = [...Object.keys(rest), 'lines', 'red'];
    const lineKeys = [...Object.keys(line()), 'quantity', 'unitPrice', 'unit'];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.constantFrom(...lineKeys), leaf, leaf, (key, lineKey, value, lineValue) => {
        const of = loose({ lines: [line(), { ...line(), [lineKey]: lineValue }], [key]: value });
        expect(checkInvoiceRequest(of)).toHaveProperty('errors');
      }),
    );
  });

  it('checks a long name in linear time', () => {
    const of = request({ buyer: { name: `a${' '.repeat(200_000)}a` }, remark: '\n'.repeat(200_000) });
    expect(paths(of)).toEqual({ errors: [], warnings: ['remark'] });
  });
});
