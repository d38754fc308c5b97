import { asText, type Diagnosis, isObject, type JsonObject, type JsonValue, parseExact, shanghaiDate, stringifyExact } from '@piaozone/core';
import type { Envelope } from '../envelope.js';
import { CROSSED_INVOICE, type Verdict, type VerificationCodes, verdictOf } from './codes.js';
import { readDate } from './elements.js';
import { isInvoice, type RecognizedInvoice, recognizedInvoice } from './invoice.js';

/** An answer as it is kept: enough to read it again. Plain JSON with exact numbers. */
export interface KeptAnswer {
  readonly code: string;
  readonly description: string;
  readonly traceId?: string;
  /** `data` of the answer. */
  readonly data: JsonValue;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface CheckedInvoice {
  readonly verdict: Verdict;
  /** True when the invoice is not `N` by `cancelMark`: it passed as an invoice that is void. Absent where the answer does not say. */
  readonly voided?: boolean;
  /** Not found, and issued today: same-day invoices are often not there yet. */
  readonly sameDay: boolean;
  readonly invoice: RecognizedInvoice;
}

export interface Verification {
  /** The least favourable of all invoices, or what is said about the one that was asked for. */
  readonly verdict: Verdict;
  readonly code: string;
  readonly description: string;
  readonly traceId: string | undefined;
  readonly diagnosis: Diagnosis | undefined;
  /** Empty where a failed check brought no data. */
  readonly invoices: readonly CheckedInvoice[];
  /** Not found, and at least one invoice is of today. Ask again tomorrow. */
  readonly sameDay: boolean;
  /** Epoch milliseconds at which the cloud answered. */
  readonly at: number;
  /** From the result cache: nothing was sent. */
  readonly cached: boolean;
  /** `data` as it came. */
  readonly raw: JsonValue;
}

export interface Recognition {
  /** `0000`, or `10300` (发票串号). */
  readonly code: string;
  readonly description: string;
  readonly traceId: string | undefined;
  /** 发票串号: data of several invoices may be mixed; a person should look. */
  readonly crossed: boolean;
  readonly invoices: readonly RecognizedInvoice[];
  readonly at: number;
  readonly raw: JsonValue;
}

export function keptAnswer({ code, description, traceId, data = null }: Envelope, at: number): KeptAnswer {
  return { code, description, data, at, ...(traceId === undefined ? {} : { traceId }) };
}

/** For caches and checkpoints. */
export function encodeAnswer(answer: KeptAnswer): string {
  return stringifyExact(answer);
}

/** @returns undefined for what {@link encodeAnswer} has not written */
export function decodeAnswer(text: string): KeptAnswer | undefined {
  let value: JsonValue;
  try {
    value = parseExact(text);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { data, traceId } = value;
  const code = asText(value['code']);
  const description = asText(value['description']);
  const at = Number(asText(value['at']));
  if (code === undefined || description === undefined || data === undefined || !Number.isSafeInteger(at)) return undefined;
  const trace = asText(traceId);
  return { code, description, data, at, ...(trace === undefined ? {} : { traceId: trace }) };
}

/** Invoices of an answer: `data` is an object, an array, or either as JSON text (standard-edition §4). */
export function invoicesIn(data: JsonValue): JsonObject[] {
  const value = typeof data === 'string' && /^\s*[[{]/.test(data) ? parseExact(data) : data;
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : [value as JsonValue];
  return list.filter(isInvoice);
}

/** Reads what a check said. @param asked the date of the invoice that was asked for by elements */
export function readVerification(
  answer: KeptAnswer,
  codes: VerificationCodes,
  from: { readonly cached: boolean; readonly asked?: string },
): Verification {
  const { code, description, traceId, at, data } = answer;
  const success = code === '0000';
  const { verdict: said, diagnosis } = success ? { verdict: undefined, diagnosis: undefined } : verdictOf(code, description, codes);
  const invoices = invoicesIn(data)
    .map(recognizedInvoice)
    .map((invoice) => judged(invoice, success, said, at, from.asked !== undefined));
  const verdict = said ?? worst(invoices.map((one) => one.verdict));
  const sameDay = verdict === 'not-found' && (invoices.some((one) => one.sameDay) || isToday(from.asked, at));
  return { verdict, code, description, traceId, diagnosis, invoices, sameDay, at, cached: from.cached, raw: data };
}

export function readRecognition({ code, description, traceId, at, data }: KeptAnswer): Recognition {
  return { code, description, traceId, crossed: code === CROSSED_INVOICE, invoices: invoicesIn(data).map(recognizedInvoice), at, raw: data };
}

function judged(invoice: RecognizedInvoice, success: boolean, said: Verdict | undefined, at: number, byElements: boolean): CheckedInvoice {
  const verdict = said ?? (success ? ownVerdict(invoice, byElements) : 'not-checked');
  const { cancelMark } = invoice;
  const voided = cancelMark === undefined ? {} : { voided: cancelMark !== 'N' };
  return { verdict, ...voided, sameDay: verdict === 'not-found' && isToday(invoice.invoiceDate, at), invoice };
}

/**
 * A file call answers with recognised data when the check failed (§6.8), and no page says that the code is another one then: so `0000` alone proves nothing.
 * `checkStatus` does, and so does `cancelMark`, which no recognition can know. By elements there is nothing but the check.
 */
function ownVerdict({ checkStatus, cancelMark }: RecognizedInvoice, byElements: boolean): Verdict {
  if (checkStatus === '1') return 'passed';
  if (checkStatus === '2') return 'not-passed';
  if (checkStatus !== undefined) return 'not-checked';
  return byElements || cancelMark !== undefined ? 'passed' : 'not-checked';
}

const ORDER: readonly Verdict[] = ['limit', 'later', 'not-found', 'not-passed', 'not-checked', 'passed'];

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return 'not-checked';
  return ORDER.find((verdict) => verdicts.includes(verdict)) ?? 'not-checked';
}

function isToday(date: string | undefined, at: number): boolean {
  return date !== undefined && readDate(date) === shanghaiDate(at);
}
