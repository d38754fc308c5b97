import type { Row } from '../../erp/bill-table.js';
import { ExactNumber } from '../../erp/exact-json.js';
import { refuse } from './refusal.js';

const SELLER_AND_BUYER = [
  ...['sellerTaxpayerId', 'orgCode', 'sellerName', 'sellerAddressAndTel', 'sellerBankAndAccount'],
  ...['buyerName', 'buyerTaxpayerId', 'buyerProperty', 'buyerAddressAndTel', 'buyerBankAndAccount', 'buyerRecipientPhone', 'buyerRecipientMail'],
];

/** Bill fields of flagship-and-cosmic §6.2. */
export const BILL_FIELDS: ReadonlySet<string> = new Set([
  ...['billNo', 'batch', 'billDate', 'priority', 'pushMatchRules', 'fillValueRule', 'taxationStyle', 'specialType', 'billSource'],
  ...['invoiceProperty', 'invoiceType', 'includeTaxFlag', 'inventoryMark', 'autoMerge', 'totalAmount', 'autoInvoice'],
  ...SELLER_AND_BUYER,
  ...['drawer', 'payee', 'reviewer', 'remark', 'taxedType', 'deduction'],
  ...['originalInvoiceCode', 'originalInvoiceNumber', 'redInfoBillNo', 'deviceNo', 'billDetail'],
]);

/** Line fields of §6.2. */
export const LINE_FIELDS: ReadonlySet<string> = new Set([
  ...['lineProperty', 'detailId', 'goodsName', 'goodsCode', 'revenueCode', 'amount', 'taxRate', 'taxAmount', 'includeTaxAmount'],
  ...['quantity', 'price', 'includeTaxPrice', 'specification', 'units', 'discountAmount', 'discountRate'],
  ...['zeroTaxRateFlag', 'privilegeFlag', 'privilegeContent'],
]);

/** ALLE.INVOICE.OPEN: §6.3 names few fields and refers to groups, so that the names of §6.2 and of callback 2.1.02 count as known too. */
export const DIRECT_FIELDS: ReadonlySet<string> = new Set([
  ...BILL_FIELDS,
  ...['serialNo', 'invoiceDetail', 'invoiceDate', 'includeTaxAmount', 'totalTaxAmount'],
]);

/** Groups the reference prints with an ellipsis only: every name that starts so counts as known. */
const GROUPS = ['blueInvoice', 'seller', 'buyer', 'originalInvoice'];

/** Reads the named fields of one object; collects the others, as `where.name`. */
export class FieldReader {
  readonly #row: Row;
  readonly #where: string;

  constructor(row: Row, where: string) {
    this.#row = row;
    this.#where = where;
  }

  note(known: ReadonlySet<string>, unknown: Set<string>, place: string): void {
    for (const name of Object.keys(this.#row)) {
      if (!known.has(name) && !GROUPS.some((group) => name.startsWith(group))) unknown.add(`sim.${place}.${name}`);
    }
  }

  /** A text, trimmed; empty when absent or null. */
  text(name: string, longest?: number): string {
    const value = this.#row[name] ?? '';
    if (typeof value !== 'string') return refuse(`${this.#where}${name}必须为字符串`); // mock-defined text
    if (longest !== undefined && value.length > longest) refuse(`${this.#where}${name}长度不能超过${longest}`); // mock-defined text
    return value.trim();
  }

  /** A text whose length counts in GBK bytes. */
  gbk(name: string, longest: number): string {
    const value = this.text(name);
    return gbkBytes(value) > longest ? refuse(`${this.#where}${name}长度不能超过${longest}字节`) : value; // mock-defined text
  }

  required(name: string, longest?: number): string {
    const value = this.text(name, longest);
    return value === '' ? refuse(`${this.#where}${name}不能为空`) : value; // mock-defined text
  }

  oneOf(name: string, accepted: readonly string[]): string {
    const value = this.text(name);
    return accepted.includes(value) ? value : refuse(`${this.#where}${name}的值不支持：${value}`); // mock-defined text
  }

  /** The digits of a number or a text; empty when absent. Types of amounts are unknown (§17.10): both are taken. */
  decimal(name: string): string {
    const value = this.#row[name] ?? '';
    if (value instanceof ExactNumber) return value.text;
    return typeof value === 'string' ? value.trim() : refuse(`${this.#where}${name}必须为数字`); // mock-defined text
  }

  list(name: string): readonly Row[] {
    const value = this.#row[name];
    if (!Array.isArray(value) || value.length === 0) return refuse(`${this.#where}${name}不能为空`); // mock-defined text
    return value.map((item: unknown) => (isRow(item) ? item : refuse(`${this.#where}${name}格式不正确`))); // mock-defined text
  }
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** ASCII is one byte; everything else is counted as two, which is right for all GBK has. */
export function gbkBytes(text: string): number {
  return [...text].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) < 0x80 ? 1 : 2), 0);
}
