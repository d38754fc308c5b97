import type { Problem } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';
import { printable } from '../protocol/excerpt.js';
import { absolute, compare, type Decimal, decimalPlaces, isDecimal, multiply, subtract } from './decimal.js';
import type { InvoiceLine, InvoiceRequest } from './invoice.js';

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

/** Where a check puts what it finds. */
export interface Report {
  readonly errors: Problem[];
  readonly warnings: Problem[];
  /** One of the two: differences beyond a tolerance. */
  readonly tolerance: Problem[];
}

export const AMOUNT_PLACES = 2;
const PRICE_MAX_PLACES = 13;
const PRICE_MAX_INTEGER_DIGITS = 12;
const PRICE_MAX_CHARACTERS = 16;

type Color = InvoiceRequest['color'];

/** Names the line as a person counts, from 1. */
export function atLine(index: number, zh: string, en: string): Bilingual {
  return { zh: `第 ${index + 1} 行：${zh}`, en: `line ${index + 1}: ${en}` };
}

/** What is wrong with the form of a figure, if anything. */
export function formError(value: unknown, places?: number): Bilingual | undefined {
  const shown = typeof value === 'string' ? `"${printable(value, 40)}"` : typeof value;
  if (!isDecimal(value))
    return { zh: `必须是十进制数字文本，例如 100.00，现在是 ${shown}`, en: `must be decimal text such as 100.00, it is ${shown}` };
  if (places === undefined || decimalPlaces(value) <= places) return undefined;
  return { zh: `最多 ${places} 位小数，现在是 ${shown}`, en: `at most ${places} decimals, it is ${shown}` };
}

/** All rules of one line; the neighbours matter for discount lines only. */
export function checkLine(lines: readonly InvoiceLine[], index: number, color: Color, options: AmountRuleOptions, report: Report): void {
  const line = lines[index];
  if (line === undefined) return;
  checkFigures(line, index, report);
  checkSign(line, index, color, report);
  if (line.nature === 'discount') checkDiscount(line, lines[index - 1], index, color, report);
  if (line.nature === 'discounted' && lines[index + 1]?.nature !== 'discount') {
    const message = atLine(index, '被折扣行之后必须紧跟折扣行', 'a discounted line must be followed by its discount line');
    report.errors.push({ path: `lines[${index}].nature`, message });
  }
  checkLineAmount(line, index, options.lineAmount ?? '0.01', report);
  checkLineTax(line, index, line.nature === 'discount' ? (options.discountTax ?? '0.01') : (options.lineTax ?? '0.06'), report);
}

function checkFigures(line: InvoiceLine, index: number, { errors, warnings }: Report): void {
  const check = (field: 'amount' | 'taxAmount' | 'taxRate' | 'quantity' | 'unitPrice', places?: number) => {
    const wrong = formError(line[field], places);
    if (wrong !== undefined) errors.push({ path: `lines[${index}].${field}`, message: atLine(index, wrong.zh, wrong.en) });
  };
  check('amount', AMOUNT_PLACES);
  check('taxAmount', AMOUNT_PLACES);
  check('taxRate');
  if (isDecimal(line.taxRate) && !isFraction(line.taxRate)) {
    const message = atLine(
      index,
      `税率必须写成小数，例如 0.13，现在是 ${line.taxRate}`,
      `the tax rate must be a fraction such as 0.13, it is ${line.taxRate}`,
    );
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
}

function isFraction(rate: Decimal): boolean {
  return compare(rate, '0') >= 0 && compare(rate, '1') < 0;
}

function priceForm(price: Decimal, index: number): Problem[] {
  const integerDigits = price.replace(/^-|\..*$/g, '').length;
  if (price.length <= PRICE_MAX_CHARACTERS && integerDigits <= PRICE_MAX_INTEGER_DIGITS && decimalPlaces(price) <= PRICE_MAX_PLACES) return [];
  const message = atLine(
    index,
    `单价 ${price} 超出 ${PRICE_MAX_CHARACTERS} 个字符、整数 ${PRICE_MAX_INTEGER_DIGITS} 位或小数 ${PRICE_MAX_PLACES} 位（官方未公布此限制），可能被拒绝`,
    `unit price ${price} exceeds ${PRICE_MAX_CHARACTERS} characters, ${PRICE_MAX_INTEGER_DIGITS} integer digits or ${PRICE_MAX_PLACES} decimals (an unpublished limit) and may be refused`,
  );
  return [{ path: `lines[${index}].unitPrice`, message }];
}

/** Zero is never wrong: a gift may end at 0.00. The sign of a discount line has its own rule. */
function checkSign(line: InvoiceLine, index: number, color: Color, { errors, warnings }: Report): void {
  if (line.nature === 'discount' || !isDecimal(line.amount)) return;
  const sign = compare(line.amount, '0');
  const path = `lines[${index}].amount`;
  if (color === 'red' && sign > 0) {
    errors.push({
      path,
      message: atLine(index, `红票金额必须为负数，现在是 ${line.amount}`, `amounts of a red invoice are negative, this one is ${line.amount}`),
    });
  }
  // Not documented as refused, so the cloud decides.
  if (color === 'blue' && sign < 0) {
    warnings.push({
      path,
      message: atLine(
        index,
        `蓝票中通常只有折扣行的金额为负数，现在是 ${line.amount}`,
        `on a blue invoice only discount lines are usually negative, this one is ${line.amount}`,
      ),
    });
  }
}

function checkDiscount(line: InvoiceLine, before: InvoiceLine | undefined, index: number, color: Color, { errors }: Report): void {
  if (before?.nature !== 'discounted') {
    const message = atLine(index, '折扣行必须紧跟在它的被折扣行之后', 'a discount line must directly follow its discounted line');
    errors.push({ path: `lines[${index}].nature`, message });
    return;
  }
  if (line.goodsName !== before.goodsName) {
    const message = atLine(index, '折扣行的商品名称必须与被折扣行相同', 'a discount line must bear the goods name of its discounted line');
    errors.push({ path: `lines[${index}].goodsName`, message });
  }
  if (!isDecimal(line.amount) || !isDecimal(before.amount)) return;
  const path = `lines[${index}].amount`;
  if (color === 'blue' && compare(line.amount, '0') >= 0) {
    errors.push({ path, message: atLine(index, `折扣金额必须为负数，现在是 ${line.amount}`, `a discount must be negative, it is ${line.amount}`) });
  }
  const excess = subtract(absolute(line.amount), absolute(before.amount));
  if (compare(excess, '0') > 0) {
    const message = atLine(
      index,
      `折扣 ${line.amount} 大于被折扣行的金额 ${before.amount}，超出 ${excess}`,
      `the discount ${line.amount} exceeds the amount ${before.amount} of its line by ${excess}`,
    );
    errors.push({ path, message });
  }
}

function checkLineAmount(line: InvoiceLine, index: number, limit: Decimal, { tolerance }: Report): void {
  const { unitPrice, quantity, amount } = line;
  if (!isDecimal(unitPrice) || !isDecimal(quantity) || !isDecimal(amount)) return;
  const product = multiply(unitPrice, quantity);
  const difference = subtract(product, amount);
  if (compare(absolute(difference), limit) <= 0) return;
  const figures = `${unitPrice} × ${quantity} = ${product}`;
  const message = atLine(
    index,
    `单价 × 数量与金额不符：${figures}，金额为 ${amount}，相差 ${difference}（允许 ${limit}）`,
    `unit price × quantity does not give the amount: ${figures}, the amount is ${amount}, difference ${difference} (tolerance ${limit})`,
  );
  tolerance.push({ path: `lines[${index}].amount`, message });
}

function checkLineTax(line: InvoiceLine, index: number, limit: Decimal, { tolerance }: Report): void {
  const { amount, taxRate, taxAmount } = line;
  if (!isDecimal(amount) || !isDecimal(taxRate) || !isDecimal(taxAmount) || !isFraction(taxRate)) return;
  const product = multiply(amount, taxRate);
  const difference = subtract(product, taxAmount);
  if (compare(absolute(difference), limit) <= 0) return;
  const figures = `${amount} × ${taxRate} = ${product}`;
  const message = atLine(
    index,
    `金额 × 税率与税额不符：${figures}，税额为 ${taxAmount}，相差 ${difference}（允许 ${limit}）`,
    `amount × tax rate does not give the tax: ${figures}, the tax is ${taxAmount}, difference ${difference} (tolerance ${limit})`,
  );
  tolerance.push({ path: `lines[${index}].taxAmount`, message });
}
