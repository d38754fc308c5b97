import type { Problem } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';
import type { CheckResult } from './check-result.js';
import { add, compare, type Decimal, isDecimal, multiply, round, subtract, sum } from './decimal.js';
import type { InvoiceLine, InvoiceRequest, InvoiceTotals } from './invoice.js';
import { AMOUNT_PLACES, type AmountRuleOptions, checkLine, formError, type Report } from './line-rules.js';

export type { AmountRuleOptions } from './line-rules.js';

/**
 * The figures of a request against business-rules §9. Errors: totals that are not the sums of the lines, misplaced or too large discounts,
 * half a price and quantity pair, wrong signs, malformed figures. Warnings: tolerances and the form of unit prices. Every difference is given.
 */
export function checkAmounts(request: Pick<InvoiceRequest, 'color' | 'lines' | 'totals'>, options: AmountRuleOptions = {}): CheckResult {
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  const report: Report = { errors, warnings, tolerance: options.tolerances === 'error' ? errors : warnings };
  const { color, lines, totals } = request;
  if (lines.length === 0) errors.push({ path: 'lines', message: { zh: '没有明细行', en: 'there are no lines' } });
  for (let index = 0; index < lines.length; index += 1) checkLine(lines, index, color, options, report);
  checkTotals(totals, lines, errors);
  return { errors, warnings };
}

const TOTAL_NAMES: Readonly<Record<keyof InvoiceTotals, Bilingual>> = {
  amount: { zh: '不含税合计', en: 'total without tax' },
  taxAmount: { zh: '税额合计', en: 'total tax' },
  totalAmount: { zh: '价税合计', en: 'total with tax' },
};

function checkTotals(totals: InvoiceTotals, lines: readonly InvoiceLine[], errors: Problem[]): void {
  for (const field of ['amount', 'taxAmount', 'totalAmount'] as const) {
    const wrong = formError(totals[field], AMOUNT_PLACES);
    const name = TOTAL_NAMES[field];
    if (wrong !== undefined) errors.push({ path: `totals.${field}`, message: { zh: `${name.zh}${wrong.zh}`, en: `${name.en} ${wrong.en}` } });
  }
  const { amount, taxAmount, totalAmount } = totals;
  const amounts = sumOf(lines, 'amount');
  const taxes = sumOf(lines, 'taxAmount');
  const sums = { amount: amounts, taxAmount: taxes, totalAmount: amounts === undefined || taxes === undefined ? undefined : add(amounts, taxes) };
  const before = errors.length;
  for (const field of ['amount', 'taxAmount', 'totalAmount'] as const) {
    compareTotal(field, totals[field], sums[field], { zh: '各行之和', en: 'the sum of the lines' }, errors, lines);
  }
  // Follows from the three sums; worth a message of its own only where they found nothing or could not be made.
  if (errors.length > before || !isDecimal(amount) || !isDecimal(taxAmount)) return;
  compareTotal(
    'totalAmount',
    totalAmount,
    add(amount, taxAmount),
    { zh: '不含税合计与税额合计之和', en: 'total without tax plus total tax' },
    errors,
  );
}

function compareTotal(
  field: keyof InvoiceTotals,
  given: Decimal,
  expected: Decimal | undefined,
  source: Bilingual,
  errors: Problem[],
  lines: readonly InvoiceLine[] = [],
): void {
  if (expected === undefined || !isDecimal(given)) return;
  const difference = subtract(given, expected);
  if (compare(difference, '0') === 0) return;
  const name = TOTAL_NAMES[field];
  const suspect = suspectLine(lines, field, difference);
  errors.push({
    path: `totals.${field}`,
    message: {
      zh: `${name.zh}为 ${given}，${source.zh}为 ${expected}，相差 ${difference}${suspect.zh}`,
      en: `${name.en} is ${given}, ${source.en} is ${expected}, difference ${difference}${suspect.en}`,
    },
  });
}

/** `undefined` if a line cannot be added up, or there is none: that is reported by itself. */
function sumOf(lines: readonly InvoiceLine[], field: 'amount' | 'taxAmount'): Decimal | undefined {
  const values = lines.map((line) => line[field]);
  return values.length > 0 && values.every(isDecimal) ? sum(values) : undefined;
}

/** Names the one line whose own figures are off by exactly the difference, where there is one: most likely that line is the wrong one. */
function suspectLine(lines: readonly InvoiceLine[], field: keyof InvoiceTotals, difference: Decimal): Bilingual {
  const suspects = lines.flatMap((line, index) => {
    const [a, b, stated] = field === 'amount' ? [line.unitPrice, line.quantity, line.amount] : [line.amount, line.taxRate, line.taxAmount];
    if (field === 'totalAmount' || !isDecimal(a) || !isDecimal(b)) return [];
    const product = round(multiply(a, b), AMOUNT_PLACES, 'half-up');
    return compare(subtract(product, stated), difference) === 0 ? [{ index, figures: `${a} × ${b} = ${product}`, stated }] : [];
  });
  const [only] = suspects;
  if (only === undefined || suspects.length > 1) return { zh: '', en: '' };
  const { index, figures, stated } = only;
  return {
    zh: `；可能是第 ${index + 1} 行：${figures}，行上为 ${stated}`,
    en: `; probably line ${index + 1}: ${figures}, the line says ${stated}`,
  };
}
