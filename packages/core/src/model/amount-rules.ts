import type { Problem } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';
import type { CheckResult } from './check-result.js';
import { absolute, add, compare, type Decimal, decimalPlaces, isDecimal, multiply, subtract, sum } from './decimal.js';
import type { InvoiceLine, InvoiceRequest, InvoiceTotals } from './invoice.js';
import { printable } from '../protocol/excerpt.js';

export interface AmountRuleOptions {
  /** What a difference beyond a tolerance is; the tolerances are unpublished (standard-edition §9), hence `warning` by default. */
  readonly tolerances?: 'warning' | 'error';
  /** |amount × rate − tax| of normal and discounted lines; `0.06` by default. */
  readonly lineTax?: Decimal;
  /** The same on discount lines; `0.01` by default. */
  readonly discountTax?: Decimal;
  /** |price × quantity − amount|; `0.01` by default. */
  readonly lineAmount?: Decimal;
}

const AMOUNT_PLACES = 2;
const PRICE_MAX_PLACES = 13;
const PRICE_MAX_INTEGER_DIGITS = 12;
const PRICE_MAX_CHARACTERS = 16;

/**
 * The figures of a request against business-rules §9. Errors: totals that are not the sums of the lines, misplaced discount lines, half a
 * price-quantity pair, malformed figures. Warnings: tolerances, and the form of unit prices. Every difference is given in figures.
 */
export function checkAmounts(request: Pick<InvoiceRequest, 'color' | 'lines' | 'totals'>, options: AmountRuleOptions = {}): CheckResult {
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  const report: Report = { errors, warnings, tolerance: options.tolerances === 'error' ? errors : warnings };
  const { lines, totals } = request;
  if (lines.length === 0) errors.push({ path: 'lines', message: { zh: '没有明细行', en: 'there are no lines' } });
  const wellFormed = lines.map((line, index) => checkFigures(line, index, report));
  lines.forEach((line, index) => {
    checkDiscount(lines, index, request.color, wellFormed, report);
    if (wellFormed[index]) checkLine(line, index, request.color, options, report);
  });
  checkTotals(totals, wellFormed.every(Boolean) ? lines : [], request.color, report);
  return { errors, warnings };
}

interface Report {
  readonly errors: Problem[];
  readonly warnings: Problem[];
  /** Where differences beyond a tolerance go. */
  readonly tolerance: Problem[];
}

/** Names the line as a person counts, from 1. */
function atLine(index: number, zh: string, en: string): Bilingual {
  return { zh: `第 ${index + 1} 行：${zh}`, en: `line ${index + 1}: ${en}` };
}

function formError(value: unknown, places?: number): Bilingual | undefined {
  const shown = typeof value === 'string' ? `"${printable(value, 40)}"` : String(typeof value);
  if (!isDecimal(value)) return { zh: `必须是十进制数字文本，例如 100.00，现在是 ${shown}`, en: `must be decimal text such as 100.00, it is ${shown}` };
  if (places === undefined || decimalPlaces(value) <= places) return undefined;
  return { zh: `最多 ${places} 位小数，现在是 ${shown}`, en: `at most ${places} decimals, it is ${shown}` };
}

/** False if a figure of the line cannot be calculated with. */
function checkFigures(line: InvoiceLine, index: number, { errors, warnings }: Report): boolean {
  const before = errors.length;
  const check = (field: 'amount' | 'taxAmount' | 'taxRate' | 'quantity' | 'unitPrice', places?: number) => {
    const wrong = formError(line[field], places);
    if (wrong !== undefined) errors.push({ path: `lines[${index}].${field}`, message: atLine(index, wrong.zh, wrong.en) });
  };
  check('amount', AMOUNT_PLACES);
  check('taxAmount', AMOUNT_PLACES);
  check('taxRate');
  if (isDecimal(line.taxRate) && (compare(line.taxRate, '0') < 0 || compare(line.taxRate, '1') >= 0)) {
    const message = atLine(index, `税率必须是小数，例如 0.13，现在是 ${line.taxRate}`, `the tax rate must be a fraction such as 0.13, it is ${line.taxRate}`);
    errors.push({ path: `lines[${index}].taxRate`, message });
  }
  if (line.quantity !== undefined) check('quantity');
  if (line.unitPrice !== undefined) check('unitPrice');
  if ((line.quantity === undefined) !== (line.unitPrice === undefined)) {
    const missing = line.quantity === undefined ? 'quantity' : 'unitPrice';
    const message = atLine(index, '单价和数量必须同时有或同时没有', 'unit price and quantity must be given both or not at all');
    errors.push({ path: `lines[${index}].${missing}`, message });
  }
  if (isDecimal(line.unitPrice)) warnings.push(...priceForm(line.unitPrice, index));
  return errors.length === before;
}

function priceForm(price: Decimal, index: number): Problem[] {
  const integerDigits = price.replace(/^-|\..*$/g, '').length;
  const places = decimalPlaces(price);
  if (price.length <= PRICE_MAX_CHARACTERS && integerDigits <= PRICE_MAX_INTEGER_DIGITS && places <= PRICE_MAX_PLACES) return [];
  const message = atLine(
    index,
    `单价 ${price} 超出常见上限（${PRICE_MAX_CHARACTERS} 个字符、整数 ${PRICE_MAX_INTEGER_DIGITS} 位、小数 ${PRICE_MAX_PLACES} 位；官方未公布），可能被拒绝`,
    `unit price ${price} exceeds the usual limits (${PRICE_MAX_CHARACTERS} characters, ${PRICE_MAX_INTEGER_DIGITS} integer digits, ${PRICE_MAX_PLACES} decimals; unpublished) and may be refused`,
  );
  return [{ path: `lines[${index}].unitPrice`, message }];
}

function checkLine(line: InvoiceLine, index: number, color: InvoiceRequest['color'], options: AmountRuleOptions, report: Report): void {
  if (line.nature !== 'discount' && hasWrongSign(line.amount, color)) {
    const message =
      color === 'red'
        ? atLine(index, `红票金额必须为负数，现在是 ${line.amount}`, `amounts of a red invoice are negative, this one is ${line.amount}`)
        : atLine(
            index,
            `蓝票中只有折扣行的金额为负数，现在是 ${line.amount}`,
            `on a blue invoice only discount lines are negative, this one is ${line.amount}`,
          );
    // A negative blue line that is no discount is the cloud's to judge.
    (color === 'red' ? report.errors : report.warnings).push({ path: `lines[${index}].amount`, message });
  }
  if (line.unitPrice !== undefined && line.quantity !== undefined) {
    const limit = options.lineAmount ?? '0.01';
    const product = multiply(line.unitPrice, line.quantity);
    const difference = subtract(product, line.amount);
    if (compare(absolute(difference), limit) > 0) {
      const figures = `${line.unitPrice} × ${line.quantity} = ${product}`;
      const message = atLine(
        index,
        `单价 × 数量与金额不符：${figures}，金额为 ${line.amount}，相差 ${difference}（允许 ${limit}）`,
        `unit price × quantity does not give the amount: ${figures}, the amount is ${line.amount}, difference ${difference} (tolerance ${limit})`,
      );
      report.tolerance.push({ path: `lines[${index}].amount`, message });
    }
  }
  const limit = line.nature === 'discount' ? (options.discountTax ?? '0.01') : (options.lineTax ?? '0.06');
  const tax = multiply(line.amount, line.taxRate);
  const difference = subtract(tax, line.taxAmount);
  if (compare(absolute(difference), limit) > 0) {
    const figures = `${line.amount} × ${line.taxRate} = ${tax}`;
    const message = atLine(
      index,
      `金额 × 税率与税额不符：${figures}，税额为 ${line.taxAmount}，相差 ${difference}（允许 ${limit}）`,
      `amount × tax rate does not give the tax: ${figures}, the tax is ${line.taxAmount}, difference ${difference} (tolerance ${limit})`,
    );
    report.tolerance.push({ path: `lines[${index}].taxAmount`, message });
  }
}

/** Zero is never wrong: a gift may end at 0.00. */
function hasWrongSign(amount: Decimal, color: InvoiceRequest['color']): boolean {
  return color === 'red' ? compare(amount, '0') > 0 : compare(amount, '0') < 0;
}
