import { type InvoiceClaim, isObject, type JsonObject, type JsonValue, stringifyExact } from '@piaozone/core';
import { type FlagshipInvoice, readFlagshipInvoice } from '../sim/invoice.js';

/** What a callback is about (flagship-and-cosmic §9). The code of a returned bill (回退, 5.1.01) is not published. */
export type FlagshipCallbackCode = 'INVOICE.OPEN' | 'INVOICE.RED' | 'INVOICE.CANCEL' | (string & {});

/** One record of a callback: `data` of 2.1.02 and 5.1.02, or one element of the list of 5.1.03. */
export interface FlagshipCallbackMessage {
  readonly interfaceCode: FlagshipCallbackCode;
  /** `0` or `9999`; says nothing sure about a single record: a bill may be issued in part. */
  readonly returnCode?: string;
  readonly returnMsg?: string;
  /** 授信额度 and the like. */
  readonly bizControl?: JsonObject;
  /** Decoded, numbers exact; whatever came where it is no record. */
  readonly data: JsonValue;
}

/** What a record says became of it: an invoice exists where its number is there, whatever the codes beside it say (§9). */
export type FlagshipCallbackOutcome = 'issued' | 'failed' | 'pending' | 'void' | 'other';

const KNOWN: ReadonlySet<string> = new Set(['INVOICE.OPEN', 'INVOICE.RED', 'INVOICE.CANCEL']);
/** `invoiceStatus` of an invoice that is not issued yet. */
const PENDING = '2';

export function isKnownCallback(interfaceCode: string): boolean {
  return KNOWN.has(interfaceCode);
}

/** The invoice of a record; `undefined` for callbacks that are about none that we know how to read. */
export function callbackInvoice({ interfaceCode, data }: FlagshipCallbackMessage): FlagshipInvoice | undefined {
  return isKnownCallback(interfaceCode) && isObject(data) ? readFlagshipInvoice(data) : undefined;
}

export function callbackOutcome(message: FlagshipCallbackMessage): FlagshipCallbackOutcome {
  const invoice = callbackInvoice(message);
  if (invoice === undefined || keyOf(invoice) === undefined) return 'other';
  const { invoiceNum, invoiceStatus, issueErrorMessage } = invoice;
  const refused = (message.returnCode ?? '0') !== '0';
  if (message.interfaceCode === 'INVOICE.CANCEL') return refused ? 'failed' : 'void';
  if (invoiceNum !== undefined && invoiceStatus !== PENDING) return 'issued';
  return refused || issueErrorMessage !== undefined ? 'failed' : 'pending';
}

/** What makes a record different from every other (§9); two failures of one bill are told apart by their words. */
export function callbackIdentity(message: FlagshipCallbackMessage): readonly (string | undefined)[] {
  const { interfaceCode, returnCode, returnMsg, data } = message;
  const invoice = callbackInvoice(message);
  const key = invoice === undefined ? undefined : keyOf(invoice);
  // Encrypted anew with every delivery, so the bytes would differ: the content does not.
  if (invoice === undefined || key === undefined) return [interfaceCode, returnCode, returnMsg, stringifyExact(data)];
  const { invoiceNum, issueErrorMessage } = invoice;
  return [interfaceCode, key, invoiceNum, invoiceNum === undefined ? (issueErrorMessage ?? returnMsg) : undefined];
}

/**
 * For `integration.refresh`. Most records only name the bill: a success may be one part of several, a failure one attempt of several, and of a red one it is not
 * said whose number stands where. A direct invoice asserts itself; an invoice made void contradicts what is recorded, so that a person is called.
 */
export function callbackClaim(message: FlagshipCallbackMessage): InvoiceClaim | undefined {
  const invoice = callbackInvoice(message);
  const serialNo = invoice === undefined ? undefined : keyOf(invoice);
  if (invoice === undefined || serialNo === undefined) return undefined;
  const { invoiceNum, billNo } = invoice;
  const number = invoiceNum === undefined ? {} : { invoiceNumber: invoiceNum };
  switch (callbackOutcome(message)) {
    case 'issued':
      if (message.interfaceCode === 'INVOICE.RED') return { serialNo };
      return { serialNo, ...number, ...(billNo === undefined ? { says: 'issued' as const } : {}) };
    case 'void':
      return { serialNo, ...number, says: 'failed' };
    default:
      return { serialNo };
  }
}

/** What we recorded as serial number: billNo of a pushed bill, serialNo of a direct invoice. A pushed bill's invoices have serial numbers of the cloud's own. */
function keyOf({ billNo, serialNo }: FlagshipInvoice): string | undefined {
  return billNo ?? serialNo;
}
