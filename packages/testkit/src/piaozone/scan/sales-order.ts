import { units } from '../../common/exact-parse.js';
import { ExactNumber } from '../../erp/exact-json.js';
import { Refusal } from '../answers.js';
import { isObject } from '../call.js';
import { type SalesOrderCode, salesOrderAnswer } from './sales-order-errors.js';
import type { SalesOrderItemFields, ScanSettings } from './settings.js';

/** Names of standard-edition §6.4; the issuer's tax number and most names of a line are settings. */
export const SALES_ORDER_FIELDS = new Set([
  ...['saleNo', 'saleDate', 'invoiceType', 'taxDiscNum', 'totalAmount', 'invoiceAmount', 'totalDiscount', 'discountedPortion', 'discountType'],
  ...['termValidity', 'taxFlag', 'remark', 'buyerName', 'buyerTelephoneAddress', 'buyerAccount', 'buyerTaxNo', 'buyerEmail', 'buyerMobilePhone'],
  'items',
]);
/** Numbers, not texts. */
const AMOUNTS = ['totalAmount', 'invoiceAmount', 'totalDiscount', 'discountedPortion', 'termValidity'];

export type Values = Readonly<Record<string, unknown>>;

/** Refuses with the first code that fits, in the order of the table (standard-edition §4); the order is mock-defined. */
export function checkSalesOrder(order: Values, settings: ScanSettings, exists: (saleNo: string) => boolean): void {
  checkPresence(order, settings);
  checkLengths(order, settings);
  if (exists(textOf(order, 'saleNo'))) refuse('00565');
  const items = order['items'] as readonly unknown[];
  for (const item of items) checkItem(isObject(item) ? item : refuse('00556'), settings);
  checkAmounts(order, items as readonly Values[], settings.itemFields);
}

function checkPresence(order: Values, { sellerTaxNoField }: ScanSettings): void {
  if (sellerTaxNoField !== undefined) need(order, sellerTaxNoField, '0520');
  need(order, 'saleNo', '00552');
  need(order, 'saleDate', '00553');
  need(order, 'invoiceType', '00554');
  need(order, 'taxDiscNum', '00555');
  if (!Array.isArray(order['items']) || order['items'].length === 0) refuse('00556');
  need(order, 'invoiceAmount', '00550');
  need(order, 'totalAmount', '00551');
  // Amounts are numbers (standard-edition §6.4); a text is no saved order, with which code is mock-defined.
  for (const name of AMOUNTS) if (!isAbsent(order[name]) && !(order[name] instanceof ExactNumber)) refuse('0001');
}

function checkLengths(order: Values, settings: ScanSettings): void {
  const { limits } = settings;
  const rules: [name: string, limit: number | undefined, code: SalesOrderCode][] = [
    ['saleNo', 40, '00548'],
    ['remark', 230, '00549'],
    ['buyerAccount', 100, '00505'],
    ['buyerTelephoneAddress', 100, '00506'],
    ['buyerEmail', limits.buyerEmail, '00579'],
    ['buyerMobilePhone', limits.buyerMobilePhone, '00544'],
    ['buyerTaxNo', limits.buyerTaxNo, '0581'],
    ['buyerName', 100, '00504'],
  ];
  for (const [name, limit, code] of rules) within(order, name, limit, code, settings);
}

function checkItem(item: Values, settings: ScanSettings): void {
  within(item, 'ownNumber', settings.limits.ownNumber, '00581', settings);
  const names = settings.itemFields;
  if (names === undefined) return;
  need(item, names.name, '00559');
  if (textOf(item, names.goodsCode).length !== 19) refuse('00560');
  const preference = textOf(item, names.preference);
  if (!['', '0', '1'].includes(preference)) refuse('00561');
  if (preference === '1') need(item, names.vatSpecial, '00562');
  need(item, names.amount, '00563');
  need(item, names.taxRate, '00564');
  within(item, names.unit, 20, '00509', settings);
  within(item, names.specification, 40, '00508', settings);
  within(item, names.name, 90, '00507', settings);
  if (units(item[names.taxRate]) === 0n) need(item, names.zeroRateFlag, '00583');
}

function checkAmounts(order: Values, items: readonly Values[], names: SalesOrderItemFields | undefined): void {
  const [total, invoiced] = [amount(order, 'totalAmount'), amount(order, 'invoiceAmount')];
  const discount = amount(order, 'totalDiscount');
  if (discount > 0n) need(order, 'discountType', '00580');
  if (names !== undefined && items.reduce((sum, item) => sum + amount(item, names.amount), 0n) !== total) refuse('00569');
  if (total - discount !== invoiced) refuse('00568');
  if (!isAbsent(order['discountedPortion']) && discount > amount(order, 'discountedPortion')) refuse('00567');
}

/** Zero when absent. */
export function amount(values: Values, name: string): bigint {
  return isAbsent(values[name]) ? 0n : (units(values[name]) ?? refuse('0001'));
}

export function textOf(values: Values, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : value instanceof ExactNumber ? value.text : '';
}

function need(values: Values, name: string, code: SalesOrderCode): void {
  if (textOf(values, name) === '') refuse(code);
}

function within(values: Values, name: string, limit: number | undefined, code: SalesOrderCode, { lengthUnit }: ScanSettings): void {
  if (limit !== undefined && lengthOf(textOf(values, name), lengthUnit) > limit) refuse(code);
}

function lengthOf(text: string, unit: ScanSettings['lengthUnit']): number {
  const characters = [...text];
  if (unit === 'characters') return characters.length;
  return characters.reduce((sum, character) => sum + (character.length === 2 ? 4 : character <= '\u007f' ? 1 : 2), 0);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function refuse(code: SalesOrderCode): never {
  throw new Refusal(salesOrderAnswer(code));
}
