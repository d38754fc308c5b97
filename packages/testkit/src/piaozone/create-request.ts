import { amountText, cents } from '../common/amounts.js';
import { ANSWERS, invalidRequest, Refusal } from './answers.js';
import { isObject } from './call.js';
import type { Fields } from './ledger.js';
import type { PiaozoneState } from './state.js';

/** Field names of standard-edition §6.1. */
const HEAD_FIELDS = new Set([
  ...['serialNo', 'invoiceType', 'type', 'taxFlag', 'inventoryFlag', 'inventoryProjectName'],
  ...['salerTaxNo', 'salerAddress', 'salerPhone', 'salerAccount', 'salerCardName', 'salerCardNumber'],
  ...['buyerName', 'buyerTaxNo', 'buyerAddress', 'buyerFixedTelephone', 'buyerAccount', 'buyerEmail', 'buyerMobilePhone'],
  ...['invoiceAmount', 'totalTaxAmount', 'totalAmount', 'drawer', 'payee', 'reviewer', 'remark', 'purchaseFlag'],
  ...['originalInvoiceCode', 'originalInvoiceNo', 'redReason'],
]);
const REQUIRED_LINE_FIELDS = ['goodsName', 'goodsCode', 'detailAmount', 'taxRate', 'taxAmount', 'discountType', 'preferentialPolicy'];
const LINE_FIELDS = new Set([...REQUIRED_LINE_FIELDS, 'specModel', 'unit', 'num', 'unitPrice', 'vatException', 'zeroTaxRateFlag', 'deduction']);

/** standard-edition §6.1: 1–5 of the dictionary. */
const HOSTED_TYPES = ['1', '2', '3', '4', '5'];

export interface CreateRequest {
  readonly head: Fields;
  readonly items: readonly Fields[];
}

/** Reads and checks a create request as the cloud would, without the SDK's help. Texts are mock-defined unless `ANSWERS` says otherwise. */
export function readCreateRequest(
  state: PiaozoneState,
  body: Readonly<Record<string, unknown>>,
  invoiceTypes: readonly string[] = HOSTED_TYPES,
): CreateRequest {
  const { items: lines, ...rest } = body;
  const head = texts(rest, '', HEAD_FIELDS, state.unknownFields);
  for (const name of state.settings.requiredFields) demand(head[name], name);
  oneOf(head, 'invoiceType', invoiceTypes);
  oneOf(head, 'type', ['0', '1']);
  oneOf(head, 'taxFlag', ['0', '1']);
  oneOf(head, 'inventoryFlag', ['0', '1']);
  if (!Array.isArray(lines) || lines.length === 0) refuse('items不能为空');
  if (state.settings.checkLineCount && lines.length > 100) throw new Refusal(ANSWERS.tooManyLines);
  const items = lines.map((line: unknown, index) => readLine(state, line, index + 1));
  const sign = head['type'] === '1' ? -1n : 1n;
  checkLineKinds(items, sign);
  checkAmounts(head, items, sign, state.settings.checkTotals);
  return { head, items };
}

function readLine(state: PiaozoneState, line: unknown, number: number): Fields {
  const where = `第${number}行`;
  if (!isObject(line)) return refuse(`${where}不是JSON对象`);
  const item = texts(line, where, LINE_FIELDS, state.unknownFields);
  // diagnosis.json SALES_ORDER_LINE_RATE_EMPTY, SALES_ORDER_GOODS_CODE_LENGTH: texts of save/salesOrder
  if ((item['taxRate'] ?? '') === '') refuse('明细税率不能为空');
  for (const name of REQUIRED_LINE_FIELDS) demand(item[name], `${where}${name}`);
  if (!/^\d{19}$/.test(item['goodsCode'] ?? '')) refuse('商品编码长度必须为19位');
  if (!/^0(?:\.\d{1,4})?$/.test(item['taxRate'] ?? '')) refuse(`${where}taxRate格式不正确`);
  for (const name of ['num', 'unitPrice'] as const) {
    if (!/^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?)?$/.test(item[name] ?? '')) refuse(`${where}${name}格式不正确`);
  }
  const { discountTypes, lineCodes } = state.settings;
  oneOf(item, 'discountType', discountTypes, where);
  for (const [name, accepted] of Object.entries(lineCodes)) oneOf(item, name, accepted, where);
  return item;
}

/** business-rules §9: a discount line (1) directly follows its discounted line (2), same name; its amount has the other sign. */
function checkLineKinds(items: readonly Fields[], sign: bigint): void {
  items.forEach((item, index) => {
    const [previous, next] = [items[index - 1], items[index + 1]];
    const amount = sign * requiredCents(item, 'detailAmount', `第${index + 1}行`);
    const isDiscount = item['discountType'] === '1';
    if (isDiscount && (previous?.['discountType'] !== '2' || previous['goodsName'] !== item['goodsName'])) {
      refuse('折扣行上一行不为该行的被折扣行'); // diagnosis.json DISCOUNT_LINE_MISPLACED
    }
    if (item['discountType'] === '2' && next?.['discountType'] !== '1') refuse(`第${index + 1}行被折扣行之后没有折扣行`);
    if (isDiscount ? amount >= 0n : amount <= 0n) refuse(`第${index + 1}行金额的正负与行性质不符`);
  });
}

function checkAmounts(head: Fields, items: readonly Fields[], sign: bigint, checkTotals: boolean): void {
  const amount = requiredCents(head, 'invoiceAmount', '');
  const tax = requiredCents(head, 'totalTaxAmount', '');
  const total = requiredCents(head, 'totalAmount', '');
  const lineAmounts = items.reduce((sum, item, index) => sum + requiredCents(item, 'detailAmount', `第${index + 1}行`), 0n);
  const lineTaxes = items.reduce((sum, item, index) => sum + requiredCents(item, 'taxAmount', `第${index + 1}行`), 0n);
  if (sign * total <= 0n) refuse('价税合计的正负与type不符');
  if (!checkTotals) return;
  if (amount + tax !== total) refuse('价税合计金额不对'); // diagnosis.json TOTAL_WITH_TAX_WRONG
  // Gross lines with taxFlag 1: standard-edition §6.1 reports it of one client only.
  const expected = head['taxFlag'] === '1' ? total : amount;
  if (lineAmounts !== expected) refuse(`明细金额之和不等于总金额：${amountText(lineAmounts)}，${amountText(expected)}`); // text: save/salesOrder 00569
  if (lineTaxes !== tax) refuse(`明细税额之和不等于合计税额：${amountText(lineTaxes)}，${amountText(tax)}`);
}

/** All values are strings (standard-edition §6.1); null counts as absent. */
export function texts(values: Readonly<Record<string, unknown>>, where: string, known: ReadonlySet<string>, unknown: Set<string>): Fields {
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (!known.has(name)) unknown.add(where === '' ? name : `items.${name}`);
    if (value === null) continue;
    if (typeof value !== 'string') refuse(`${where}${name}必须为字符串`);
    fields[name] = value;
  }
  return fields;
}

export function demand(value: string | undefined, name: string): asserts value is string {
  if (value === undefined || value.trim() === '') refuse(`${name}不能为空`);
}

export function oneOf(fields: Fields, name: string, accepted: readonly string[], where = ''): void {
  const value = fields[name] ?? '';
  if (!accepted.includes(value)) refuse(`${where}${name}的值不支持：${value}`);
}

function requiredCents(fields: Fields, name: string, where: string): bigint {
  return cents(fields[name]) ?? refuse(`${where}${name}必须为两位小数的金额`);
}

export function refuse(description: string): never {
  throw new Refusal(invalidRequest(description));
}
