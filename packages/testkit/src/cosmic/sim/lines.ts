import { amountText } from '../../common/amounts.js';
import { ONE, roundedCents, units } from '../../common/exact-parse.js';
import type { Row } from '../../erp/bill-table.js';
import { FieldReader, LINE_FIELDS } from './fields.js';
import { refuse } from './refusal.js';
import type { SimSettings } from './settings.js';

/** What a line is, whatever number an interface has for it. */
export type LineKind = 'goods' | 'discounted' | 'discount';

/** BILL.*: 2 goods, 0 discounted, 1 discount. ALLE.*: 0 normal, 1 discount, 2 discounted (flagship-and-cosmic §6.2, §6.3). */
export const BILL_LINE_KINDS: Readonly<Record<string, LineKind>> = { '2': 'goods', '0': 'discounted', '1': 'discount' };
export const DIRECT_LINE_KINDS: Readonly<Record<string, LineKind>> = { '0': 'goods', '2': 'discounted', '1': 'discount' };

export interface SimLine {
  readonly kind: LineKind;
  readonly detailId: string;
  readonly goodsName: string;
  readonly revenueCode: string;
  readonly taxRate: string;
  readonly quantity: string;
  readonly price: string;
  /** Hundredths; negative on red invoices and discount lines of blue ones. */
  readonly net: bigint;
  readonly tax: bigint;
}

export interface LineRules {
  readonly kinds: Readonly<Record<string, LineKind>>;
  /** `includeTaxFlag` of the head. */
  readonly taxIncluded: boolean;
  /** Differential taxation: the tax does not follow from amount and rate. */
  readonly differential: boolean;
  readonly red: boolean;
  /** What a line must have: a bill also `detailId`, a partial confirmation nothing but amounts. */
  readonly required: 'detailId' | 'goods' | 'amounts';
  readonly settings: Pick<SimSettings, 'amountWithTaxFlag1'>;
  readonly unknownFields: Set<string>;
  /** For {@link unknownFields}. */
  readonly place: string;
}

const CENT = ONE / 100n;

/** Reads and checks the lines of one bill. @throws SimRefusal */
export function readLines(rows: readonly Row[], rules: LineRules): SimLine[] {
  const lines = rows.map((row, index) => readLine(new FieldReader(row, `第${index + 1}行`), `第${index + 1}行`, rules));
  checkOrder(lines, rules.red ? -1n : 1n);
  return lines;
}

function readLine(fields: FieldReader, where: string, rules: LineRules): SimLine {
  fields.note(LINE_FIELDS, rules.unknownFields, rules.place);
  const kind = rules.kinds[fields.oneOf('lineProperty', Object.keys(rules.kinds))] ?? 'goods';
  const detailId = rules.required === 'detailId' ? fields.required('detailId', 50) : fields.text('detailId', 50);
  const revenueCode = rules.required === 'amounts' ? fields.text('revenueCode') : fields.required('revenueCode');
  if (revenueCode !== '' && !/^\d{19}$/.test(revenueCode)) refuse(`${where}商品编码长度必须为19位`); // mock-defined text
  const goodsName = fields.gbk('goodsName', 92);
  if (goodsName === '' && rules.required !== 'amounts') refuse(`${where}goodsName不能为空`); // mock-defined text
  fields.gbk('specification', 40);
  fields.gbk('units', 22);
  fields.text('privilegeContent', 50);
  if (fields.text('privilegeFlag') !== '') fields.oneOf('privilegeFlag', ['0', '1']);
  if (fields.text('zeroTaxRateFlag') !== '') fields.oneOf('zeroTaxRateFlag', ['1', '2', '3']);
  // How the cloud makes two lines of one is not held: a wrong sum would be worse than a loud refusal.
  for (const name of ['discountAmount', 'discountRate']) if (!isZero(fields.decimal(name))) refuse(`${where}${name}: not simulated`); // mock-defined
  return { kind, detailId, goodsName, revenueCode, ...amountsOf(fields, where, kind, rules) };
}

function amountsOf(fields: FieldReader, where: string, kind: LineKind, rules: LineRules) {
  const taxRate = fields.decimal('taxRate');
  const rate = rateOf(taxRate) ?? refuse(`${where}taxRate格式不正确`); // mock-defined text
  const amount = centsOf(fields.decimal('amount')) ?? refuse(`${where}amount格式不正确`); // mock-defined text
  const gross = rules.taxIncluded && rules.settings.amountWithTaxFlag1 === 'gross';
  const expected = gross ? roundedCents((amount * CENT * rate) / (ONE + rate)) : roundedCents((amount * rate) / 100n);
  const given = fields.decimal('taxAmount');
  const tax = given === '' ? expected : (centsOf(given) ?? refuse(`${where}taxAmount格式不正确`)); // mock-defined text
  const net = gross ? amount - tax : amount;
  // |amount×rate−tax| ≤ 0.06, on a discount line 0.01.
  const off = exceeds(net * rate - tax * ONE, (kind === 'discount' ? 1n : 6n) * ONE);
  if (off && !rules.differential) refuse(`${where}税额不正确`); // mock-defined text
  const withTax = fields.decimal('includeTaxAmount');
  if (withTax !== '') {
    const stated = centsOf(withTax) ?? refuse(`${where}includeTaxAmount格式不正确`); // mock-defined text
    if (exceeds(stated - net - tax, 6n)) refuse(`${where}价税合计金额不对`); // text: after the keyword of §5; mock-defined wording
  }
  return { taxRate, net, tax, ...quantityOf(fields, where, amount) };
}

/** |price×quantity−amount| ≤ 0.01; both or none. */
function quantityOf(fields: FieldReader, where: string, amount: bigint): { quantity: string; price: string } {
  const quantity = fields.decimal('quantity');
  const price = fields.decimal('price');
  const withTax = fields.decimal('includeTaxPrice');
  if ((quantity === '') !== (price === '' && withTax === '')) refuse(`${where}数量和单价必须同时有或同时无`); // mock-defined text
  if (price !== '') {
    const [count, each] = [units(quantity), units(price)];
    if (count === undefined || each === undefined) return refuse(`${where}数量或单价格式不正确`); // mock-defined text
    if (exceeds(count * each - amount * CENT * ONE, CENT * ONE)) refuse(`${where}单价乘以数量不等于金额`); // mock-defined text
  }
  return { quantity, price: price || withTax };
}

/** A discount line directly follows its discounted line; its amount has the other sign. */
function checkOrder(lines: readonly SimLine[], sign: bigint): void {
  lines.forEach(({ kind, net }, index) => {
    const where = `第${index + 1}行`;
    if (kind === 'discount' && lines[index - 1]?.kind !== 'discounted') refuse('折扣行上一行不为该行的被折扣行'); // diagnosis.json DISCOUNT_LINE_MISPLACED
    if (kind === 'discounted' && lines[index + 1]?.kind !== 'discount') refuse(`${where}被折扣行之后没有折扣行`); // mock-defined text
    if (kind === 'discount' ? net * sign >= 0n : net * sign <= 0n) refuse(`${where}金额的正负与行性质不符`); // mock-defined text
  });
}

/** Hundredths of an amount (14,2), `undefined` for any other text. */
export function centsOf(text: string): bigint | undefined {
  const value = /^-?\d{1,12}(?:\.\d{1,2})?$/.test(text) ? units(text) : undefined;
  return value === undefined ? undefined : value / CENT;
}

/** `0.13`, `13%` and `13` are one rate (§6.2); in units of 10^-13. */
export function rateOf(text: string): bigint | undefined {
  const percent = text.endsWith('%');
  const value = units(percent ? text.slice(0, -1) : text);
  if (value === undefined || value < 0n) return undefined;
  const rate = percent || value >= ONE ? value / 100n : value;
  return rate < ONE ? rate : undefined;
}

export interface Totals {
  readonly net: bigint;
  readonly tax: bigint;
  readonly gross: bigint;
}

export function totalsOf(lines: readonly Pick<SimLine, 'net' | 'tax'>[]): Totals {
  const net = lines.reduce((sum, line) => sum + line.net, 0n);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0n);
  return { net, tax, gross: net + tax };
}

export function totalTexts({ net, tax, gross }: Totals): { totalAmount: string; totalTaxAmount: string; includeTaxAmount: string } {
  return { totalAmount: amountText(net), totalTaxAmount: amountText(tax), includeTaxAmount: amountText(gross) };
}

function exceeds(difference: bigint, bound: bigint): boolean {
  return difference > bound || -difference > bound;
}

function isZero(text: string): boolean {
  return text === '' || units(text) === 0n;
}
