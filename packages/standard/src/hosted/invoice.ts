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
  const text = textOf(data);
  const number = text('invoiceNo');
  if (number === undefined) return undefined;
  const [amount, taxAmount, totalAmount] = [text('invoiceAmount'), text('totalTaxAmount'), text('totalAmount')];
  const state = STATES[text('invoiceStatus') ?? ''];
  return {
    serialNo: text('serialNo') ?? asked.serialNo,
    number,
    color: colorOf(text('type')) ?? asked.color,
    ...optional('code', text('invoiceCode')),
    ...optional('issuedAt', text('invoiceDate')),
    ...optional('sellerTaxNo', text('salerTaxNo')),
    ...optional('buyerName', text('buyerName')),
    ...optional('buyerTaxNo', text('buyerTaxNo')),
    ...optional('pdfUrl', text('pdfUrl') ?? text('pdfurl')),
    ...(state === undefined ? {} : { state }),
    ...(amount === undefined || taxAmount === undefined || totalAmount === undefined ? {} : { totals: { amount, taxAmount, totalAmount } }),
    raw: data,
  };
}

function textOf(data: JsonObject): (name: string) => string | undefined {
  return (name) => {
    const text = asText(data[name]);
    return text === '' ? undefined : text;
  };
}

function colorOf(type: string | undefined): 'blue' | 'red' | undefined {
  return type === '0' ? 'blue' : type === '1' ? 'red' : undefined;
}

function optional<K extends string>(name: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, string>);
}
