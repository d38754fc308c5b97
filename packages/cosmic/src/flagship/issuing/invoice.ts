import { asText, type Invoice, type InvoiceTotals, isDecimal, isObject, type JsonObject, type JsonValue, subtractDecimals } from '@piaozone/core';
import type { FlagshipInvoiceFields } from './settings.js';

/** One invoice as the cloud shows it, issued or not. */
export interface ShownInvoice {
  /** Present once there is an invoice number that counts. */
  readonly invoice?: Invoice;
  /** 价税合计, as it stands there. */
  readonly totalAmount: string | undefined;
  /** Neither issued nor failed yet. */
  readonly pending: boolean;
  /** Why it was not issued. */
  readonly errorMessage: string | undefined;
  /** 红字确认单状态, `01`–`09`. */
  readonly confirmation: string | undefined;
}

/** Names of §9: the record of the callbacks, which the queries that are seen share (`invoiceNum` and the file links by a client's code). */
const NAMES = {
  number: 'invoiceNum',
  code: 'invoiceCode',
  totalAmount: 'includeTaxAmount',
  taxAmount: 'totalTaxAmount',
  status: 'invoiceStatus',
  errorMessage: 'issueErrorMessage',
} as const satisfies Required<FlagshipInvoiceFields>;

/** 红字确认单状态 (§9). */
export const CONFIRMATION = 'redConfirmBillStatus';

/** `invoiceStatus` (§9). `2` is not issued yet. */
const STATES: Readonly<Record<string, NonNullable<Invoice['state']>>> = { '0': 'normal', '3': 'red-reversed', '6': 'void' };
const PENDING = '2';

/** Reads one record. A number counts unless its state says that it is pending; without a number a failure that is told outweighs that state, or nobody would hear of it. */
export function readShownInvoice(
  raw: JsonObject,
  asked: { readonly serialNo: string; readonly color: 'blue' | 'red' },
  fields: FlagshipInvoiceFields = {},
): ShownInvoice {
  const names = { ...NAMES, ...fields };
  const status = textOf(raw, names.status);
  const pending = status === PENDING;
  const number = textOf(raw, names.number);
  const totalAmount = textOf(raw, names.totalAmount);
  const errorMessage = textOf(raw, names.errorMessage);
  const shown = {
    totalAmount,
    pending: number === undefined ? errorMessage === undefined : pending,
    errorMessage,
    confirmation: textOf(raw, CONFIRMATION),
  };
  if (number === undefined || pending) return shown;
  const totals = totalsOf(totalAmount, textOf(raw, names.taxAmount));
  const state = STATES[status ?? ''];
  const code = textOf(raw, names.code);
  const invoice: Invoice = {
    serialNo: asked.serialNo,
    number,
    color: colorOf(textOf(raw, 'invoiceProperty')) ?? asked.color,
    ...(code === undefined ? {} : { code }),
    ...textsOf(raw),
    ...(totals === undefined ? {} : { totals }),
    ...(state === undefined ? {} : { state }),
    raw,
  };
  return { ...shown, invoice };
}

/** The records of `data`: one object, or a list of them. */
export function recordsOf(data: JsonValue | undefined): readonly JsonObject[] {
  const list: readonly (JsonValue | undefined)[] = Array.isArray(data) ? data : [data];
  return list.filter(isObject);
}

/** Text at `name`; `undefined` for absent, `null` and empty. */
export function textOf(raw: JsonObject, name: string): string | undefined {
  const text = asText(raw[name])?.trim();
  return text === '' ? undefined : text;
}

const TEXTS = [
  ['issuedAt', 'invoiceDate'],
  ['sellerTaxNo', 'sellerTaxpayerId'],
  ['buyerName', 'buyerName'],
  ['buyerTaxNo', 'buyerTaxpayerId'],
  ['pdfUrl', 'invoicePdfFileUrl'],
  ['pdfUrl', 'invoiceFileUrl'],
] as const satisfies readonly (readonly [keyof Invoice, string])[];

function textsOf(raw: JsonObject): Partial<Pick<Invoice, (typeof TEXTS)[number][0]>> {
  const texts: { -readonly [K in (typeof TEXTS)[number][0]]?: string } = {};
  for (const [name, wire] of TEXTS) {
    const text = textOf(raw, wire);
    if (text !== undefined) texts[name] ??= text;
  }
  return texts;
}

/** Net by subtraction: whether `totalAmount` of the wire is net or gross is not said. */
function totalsOf(totalAmount: string | undefined, taxAmount: string | undefined): InvoiceTotals | undefined {
  if (!isDecimal(totalAmount) || !isDecimal(taxAmount)) return undefined;
  return { amount: subtractDecimals(totalAmount, taxAmount), taxAmount, totalAmount };
}

/** `invoiceProperty` (§6.2). */
function colorOf(property: string | undefined): 'blue' | 'red' | undefined {
  return property === '0' ? 'blue' : property === '1' ? 'red' : undefined;
}
