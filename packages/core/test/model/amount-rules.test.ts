import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AmountRuleOptions, checkAmounts } from '../../src/model/amount-rules.js';
import { add, multiply, negate, round, sum } from '../../src/model/decimal.js';
import type { InvoiceLine, InvoiceRequest } from '../../src/model/invoice.js';
import { line, request } from './requests.js';

const CLEAN = { errors: [], warnings: [] };

/** A request whose totals are the sums of its lines. */
function summed(lines: readonly InvoiceLine[], overrides: Partial<InvoiceRequest> = {}): InvoiceRequest {
  const amount = sum(lines.map((each) => each.amount));
  const taxAmount = sum(lines.map((each) => each.taxAmount));
  return request({ lines, totals: { amount, taxAmount, totalAmount: add(amount, taxAmount) }, ...overrides });
}

function found(of: InvoiceRequest, options?: AmountRuleOptions) {
  const { errors, warnings } = checkAmounts(of, options);
  const brief = (problems: typeof errors) => problems.map(({ path, message }) => `${path} | ${message.zh} | ${message.en}`);
  return { errors: brief(errors), warnings: brief(warnings) };
}

const paths = (of: InvoiceRequest) => {
  const { errors, warnings } = checkAmounts(of);
  return { errors: errors.map(({ path }) => path), warnings: warnings.map(({ path }) => path) };
};

describe('totals', () => {
  it('accepts sums however the zeros are written', () => {
    expect(checkAmounts(request())).toEqual(CLEAN);
    expect(checkAmounts(request({ totals: { amount: '200', taxAmount: '12.0', totalAmount: '212.0000' } }))).toEqual(CLEAN);
  });

  it.each<[keyof InvoiceRequest['totals'], string, string, string]>([
    [
      'amount',
      '200.01',
      '不含税合计为 200.01，各行之和为 200，相差 0.01',
      'total without tax is 200.01, the sum of the lines is 200, difference 0.01',
    ],
    ['taxAmount', '11.99', '税额合计为 11.99，各行之和为 12，相差 -0.01', 'total tax is 11.99, the sum of the lines is 12, difference -0.01'],
    ['totalAmount', '213.00', '价税合计为 213.00，各行之和为 212，相差 1', 'total with tax is 213.00, the sum of the lines is 212, difference 1'],
  ])('%s off by a cent is one error with both figures and the difference', (field, value, zh, en) => {
    const { totals } = request();
    expect(found(request({ totals: { ...totals, [field]: value } }))).toEqual({ errors: [`totals.${field} | ${zh} | ${en}`], warnings: [] });
  });

  it('compares the totals with each other where a line cannot be added up', () => {
    const wrong = request({ lines: [line({ amount: '1e2' })], totals: { amount: '100.00', taxAmount: '6.00', totalAmount: '106.10' } });
    expect(found(wrong).errors.join('\n')).toContain('价税合计为 106.10，不含税合计与税额合计之和为 106，相差 0.1');
  });

  it('names the line whose own figures explain the difference', () => {
    const lines = [line(), line({ unitPrice: '50', quantity: '4', amount: '100.00' }), line({ taxAmount: '5.00' })];
    const of = request({ lines, totals: { amount: '400.00', taxAmount: '18.00', totalAmount: '418.00' } });
    const { errors } = found(of);
    expect(errors[0]).toContain('相差 100；可能是第 2 行：50 × 4 = 200.00，行上为 100.00');
    expect(errors[1]).toContain('difference 1; probably line 3: 100.00 × 0.06 = 6.00, the line says 5.00');
    expect(errors[2]).toMatch(/相差 101 \|.*difference 101$/);
  });

  it('names no line where two would explain it', () => {
    const lines = [line({ taxAmount: '5.00' }), line({ taxAmount: '5.00' })];
    const { errors } = found(request({ lines, totals: { amount: '200.00', taxAmount: '11.00', totalAmount: '211.00' } }));
    expect(errors.join()).not.toContain('可能');
  });

  it('a cent is never lost or invented, in any number of lines', () => {
    const cents = fc.bigInt({ min: 0n, max: 10n ** 11n }).map((n) => `${n / 100n}.${(n % 100n).toString().padStart(2, '0')}`);
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 40 }), fc.constantFrom('0.01', '-0.01', '0'), (amounts, slip) => {
        const lines = amounts.map((amount) => line({ amount, taxRate: '0.13', taxAmount: round(multiply(amount, '0.13'), 2, 'half-up') }));
        const { totals } = summed(lines);
        const of = request({ lines, totals: { ...totals, amount: add(totals.amount, slip) } });
        expect(paths(of)).toEqual({ errors: slip === '0' ? [] : ['totals.amount'], warnings: [] });
      }),
    );
  });
});

describe('tolerances', () => {
  const tax = (taxAmount: string) => summed([line(), line({ taxAmount })]);
  const price = (unitPrice: string, quantity: string, amount: string) =>
    summed([line({ unitPrice, quantity, amount, taxRate: '0', taxAmount: '0.00' })]);
  const pair = (discountTax: string) =>
    summed([line({ nature: 'discounted' }), line({ nature: 'discount', amount: '-10.00', taxAmount: discountTax }), line({ goodsName: '搬运费' })]);

  it('tax: 0.06 passes, 0.07 is a warning with line and difference', () => {
    for (const within of ['5.94', '6.06']) expect(checkAmounts(tax(within))).toEqual(CLEAN);
    expect(found(tax('6.07'))).toEqual({
      errors: [],
      warnings: [
        'lines[1].taxAmount | 第 2 行：金额 × 税率与税额不符：100.00 × 0.06 = 6，税额为 6.07，相差 -0.07（允许 0.06） | line 2: amount × tax rate does not give the tax: 100.00 × 0.06 = 6, the tax is 6.07, difference -0.07 (tolerance 0.06)',
      ],
    });
    expect(paths(tax('5.93')).warnings).toEqual(['lines[1].taxAmount']);
  });

  it('tax of a discount line: 0.01 passes, 0.02 does not', () => {
    for (const within of ['-0.59', '-0.60', '-0.61']) expect(checkAmounts(pair(within))).toEqual(CLEAN);
    expect(paths(pair('-0.62'))).toEqual({ errors: [], warnings: ['lines[1].taxAmount'] });
  });

  it('price × quantity: 0.01 passes, more does not', () => {
    expect(checkAmounts(price('33.3333333333333', '3', '100.00'))).toEqual(CLEAN);
    expect(checkAmounts(price('10', '10', '100.01'))).toEqual(CLEAN);
    expect(found(price('10.002', '10', '100.00')).warnings[0]).toContain(
      '第 1 行：单价 × 数量与金额不符：10.002 × 10 = 100.02，金额为 100.00，相差 0.02（允许 0.01）',
    );
  });

  it('become errors by an option, and move by options', () => {
    expect(checkAmounts(tax('6.07'), { tolerances: 'error' })).toMatchObject({ errors: [{ path: 'lines[1].taxAmount' }], warnings: [] });
    expect(checkAmounts(tax('6.07'), { lineTax: '0.07' })).toEqual(CLEAN);
    expect(found(tax('6.01'), { lineTax: '0' }).warnings).toHaveLength(1);
    expect(checkAmounts(pair('-0.62'), { discountTax: '0.02' })).toEqual(CLEAN);
    expect(checkAmounts(pair('-0.62'), { lineTax: '1' }).warnings).toHaveLength(1);
    expect(checkAmounts(price('10.002', '10', '100.00'), { lineAmount: '0.02' })).toEqual(CLEAN);
  });
});

describe('discount lines', () => {
  const discounted = line({ nature: 'discounted' });
  const discount = (overrides: Partial<InvoiceLine> = {}) => line({ nature: 'discount', amount: '-10.00', taxAmount: '-0.60', ...overrides });

  it('accepts a pair, a full discount, and a discount without price and quantity', () => {
    expect(checkAmounts(summed([line({ nature: 'discounted', unitPrice: '100', quantity: '1' }), discount()]))).toEqual(CLEAN);
    expect(checkAmounts(summed([discounted, discount({ amount: '-100.00', taxAmount: '-6.00' })]))).toEqual(CLEAN);
  });

  it.each<[string, InvoiceLine[], string[]]>([
    ['first', [discount(), line()], ['lines[0].nature']],
    ['after an ordinary line', [line(), discount()], ['lines[1].nature']],
    ['twice', [discounted, discount(), discount()], ['lines[2].nature']],
    ['missing at the end', [line(), discounted], ['lines[1].nature']],
    ['missing in between', [discounted, line(), discount()], ['lines[0].nature', 'lines[2].nature']],
    ['of another name', [discounted, discount({ goodsName: '搬运费' })], ['lines[1].goodsName']],
    ['positive', [discounted, discount({ amount: '10.00', taxAmount: '0.60' })], ['lines[1].amount']],
    ['zero', [discounted, discount({ amount: '0.00', taxAmount: '0.00' })], ['lines[1].amount']],
    ['too large', [discounted, discount({ amount: '-100.01', taxAmount: '-6.00' })], ['lines[1].amount']],
  ])('refuses one that is %s', (_, lines, expected) => {
    expect(paths(summed(lines)).errors).toEqual(expected);
  });

  it('tells by how much it is too large', () => {
    expect(found(summed([discounted, discount({ amount: '-100.01', taxAmount: '-6.00' })])).errors[0]).toContain(
      '第 2 行：折扣 -100.01 大于被折扣行的金额 100.00，超出 0.01',
    );
  });
});

describe('red and blue', () => {
  it('accepts the exact negative of a blue request, discount pairs included', () => {
    const blue = [
      line({ nature: 'discounted', unitPrice: '100', quantity: '1' }),
      line({ nature: 'discount', amount: '-10.00', taxAmount: '-0.60' }),
    ];
    const red = blue.map(({ quantity, ...each }) => ({
      ...each,
      ...(quantity === undefined ? {} : { quantity: negate(quantity) }),
      amount: negate(each.amount),
      taxAmount: negate(each.taxAmount),
    }));
    expect(checkAmounts(summed(red, { color: 'red' }))).toEqual(CLEAN);
  });

  it('refuses a positive red line', () => {
    expect(paths(summed([line({ amount: '-100.00', taxAmount: '-6.00' }), line()], { color: 'red' })).errors).toEqual(['lines[1].amount']);
  });

  it('only warns of a negative blue line that is no discount', () => {
    expect(paths(summed([line(), line({ amount: '-1.00', taxAmount: '-0.06' })]))).toEqual({ errors: [], warnings: ['lines[1].amount'] });
  });
});

describe('figures', () => {
  it.each<[string, Partial<InvoiceLine>, string]>([
    ['no amount', { amount: undefined as unknown as string }, 'amount'],
    ['a JavaScript number', { amount: 100 as unknown as string }, 'amount'],
    ['three decimals', { amount: '100.001' }, 'amount'],
    ['a separator', { taxAmount: '1,000.00' }, 'taxAmount'],
    ['a rate in percent', { taxRate: '6' }, 'taxRate'],
    ['a rate with a sign', { taxRate: '6%' }, 'taxRate'],
    ['a negative rate', { taxRate: '-0.06' }, 'taxRate'],
    ['a price without quantity', { unitPrice: '100' }, 'quantity'],
    ['a quantity without price', { quantity: '1' }, 'unitPrice'],
    ['an empty quantity', { quantity: '', unitPrice: '100' }, 'quantity'],
    ['an exponent', { quantity: '1', unitPrice: '1e2' }, 'unitPrice'],
  ])('refuses %s, once, at its place', (_, overrides, field) => {
    const { errors } = checkAmounts(request({ lines: [line(), line(overrides)] }));
    const own = errors.filter(({ path }) => path.startsWith('lines'));
    expect(own.map(({ path }) => path)).toEqual([`lines[1].${field}`]);
    expect(own[0]?.message.zh).toMatch(/^第 2 行：/);
    expect(own[0]?.message.en).toMatch(/^line 2: /);
  });

  it.each(['100.001', '1,00', '', undefined])('refuses %j as a total', (amount) => {
    const { totals } = request();
    expect(paths(request({ totals: { ...totals, amount: amount as string } })).errors).toContain('totals.amount');
  });

  it('refuses a request without lines', () => {
    expect(paths(request({ lines: [] })).errors).toEqual(['lines']);
  });

  it.each([
    ['0.1234567890123', true],
    ['123456789012.123', true],
    ['0.12345678901234', false],
    ['1234567890123', false],
    ['123456789012.1234', false],
    ['1.00000000000000', true],
  ])('unit price %s passes: %s', (unitPrice, passes) => {
    const amount = round(unitPrice, 2, 'half-up');
    const { errors, warnings } = checkAmounts(summed([line({ unitPrice, quantity: '1', amount, taxRate: '0', taxAmount: '0.00' })]));
    expect(errors).toEqual([]);
    expect(warnings.map(({ path }) => path)).toEqual(passes ? [] : ['lines[0].unitPrice']);
    if (!passes) expect(warnings[0]?.message.zh).toContain('未公布');
  });
});
