import { asText, type Invoice, isObject, type JsonObject, type JsonValue } from '@piaozone/core';

const STATES: Readonly<Record<string, NonNullable<Invoice['state']>>> = {
  '0': 'normal',
  '1': 'lost',
  '2': 'void',
  '3': 'red-reversed',
  '4': 'abnormal',
};

/**
 * An invoice from `data` of create, red or query (standard-edition §6.1). `undefined` without an invoice number: then nothing is issued yet.
 * The link is `pdfUrl` in one answer and `pdfurl` in another.
 */
export function readInvoice(data: JsonValue | undefined, asked: { readonly serialNo: string; readonly color: 'blue' | 'red' }): Invoice | undefined {
  if (!isObject(data)) return undefined;
  const number = textOf(data, 'invoiceNo');
  if (number === undefined) return undefined;
  const invoice: Mutable<Invoice> = {
    serialNo: textOf(data, 'serialNo') ?? asked.serialNo,
    number,
    color: colorOf(textOf(data, 'type')) ?? asked.color,
    raw: data,
  };
  for (const [name, field] of FIELDS) {
    const text = textOf(data, field);
    if (text !== undefined) invoice[name] ??= text;
  }
  const state = STATES[textOf(data, 'invoiceStatus') ?? ''];
  if (state !== undefined) invoice.state = state;
  const [amount, taxAmount, totalAmount] = [textOf(data, 'invoiceAmount'), textOf(data, 'totalTaxAmount'), textOf(data, 'totalAmount')];
  if (amount !== undefined && taxAmount !== undefined && totalAmount !== undefined) invoice.totals = { amount, taxAmount, totalAmount };
  return invoice;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const FIELDS = [
  ['code', 'invoiceCode'],
  ['issuedAt', 'invoiceDate'],
  ['sellerTaxNo', 'salerTaxNo'],
  ['buyerName', 'buyerName'],
  ['buyerTaxNo', 'buyerTaxNo'],
  ['pdfUrl', 'pdfUrl'],
  ['pdfUrl', 'pdfurl'],
] as const satisfies readonly (readonly [keyof Invoice, string])[];

function textOf(data: JsonObject, name: string): string | undefined {
  const text = asText(data[name]);
  return text === '' ? undefined : text;
}

function colorOf(type: string | undefined): 'blue' | 'red' | undefined {
  return type === '0' ? 'blue' : type === '1' ? 'red' : undefined;
}
