import { type Diagnosis, diagnose, mayHaveIssued, REFUSED_BEFORE_ISSUING } from '@piaozone/core';
import type { Envelope } from './envelope.js';

/**
 * What this edition's own answers add to core's list: after these, too, an invoice certainly does not exist. An answer that is in neither is treated as open and
 * queried. Decided by the text alone: codes such as `1101` and `3002` mean other things elsewhere (business-rules §13).
 */
const REFUSED_HERE: ReadonlySet<string> = new Set([
  // credentials
  'INVALID_CLIENT_ID',
  'APP_ID_EMPTY',
  'CLIENT_ID_EMPTY',
  'SIGNATURE_REJECTED',
  'BASIC_AUTHORIZATION_INVALID',
  'LONG_LINK_CLIENT_ID_INVALID',
  'SELLER_TAX_NO_NOT_AUTHORIZED',
  'TENANT_INFO_MISMATCH',
  'ENTERPRISE_LINK_CONFIG_INVALID',
  'GATEWAY_DECRYPTION_FAILED',
  // entitlement
  'TAX_NO_NOT_IN_TENANT',
  'TENANT_WITHOUT_ENTERPRISE',
  'TAXPAYER_MUST_USE_DIGITAL_CHANNEL',
  // account not configured, nobody to carry it out
  'ISSUING_ACCOUNT_NOT_CONFIGURED',
  'REGION_NOT_SUPPORTED',
  'CLOUD_CLIENT_NOT_FOUND',
  'DEVICE_NOT_FOUND',
  // validation
  'ISSUE_COLOUR_INVALID',
  'LINE_COUNT_OVER_100',
  'TOTAL_WITH_TAX_WRONG',
  'DEDUCTION_TOTAL_EXCEEDS_AMOUNT',
  'VEHICLE_CERTIFICATE_MISSING',
  'VEHICLE_LEDGER_ID_FORMAT',
  'HOSTED_BLUE_INVOICE_NOT_FOUND',
  // stock: the way out may be another kind or quantity, so the request must stay changeable and does not wait for a person
  'PAPER_INVOICE_STOCK_EMPTY',
  'OIL_STOCK_INSUFFICIENT',
]);

/** Words of an invoice that was made, for the vendor's own words, some of which speak of a successful authentication. */
const INVOICE_MADE = /已(?:经)?开(?:具|票)|成功开(?:具|票)|开(?:具|票)成功|开具出来/;

/** Login or face authentication at the tax bureau is over (business-rules §5); not reused by anything known. */
const PERSON_ACTION_CODES: ReadonlySet<string> = new Set(['91300', '91400']);
/** The vendor's client counts any description with one of the first two as a loss of face authentication (business-rules §5). */
const PERSON_ACTION_TEXT = /身份认证|扫脸认证|电子税局登录已失效/;

/** In these a `user-action` stands before issuing: without a session, an identity or a usable account the bureau takes no request. */
const PERSON_CATEGORIES: ReadonlySet<string> = new Set(['tax-bureau-login', 'face-authentication', 'account']);
/** Also seen in the middle of other work (a download, a query after issuing), so they prove nothing about an invoice. */
const NOT_ONLY_BEFORE_ISSUING: ReadonlySet<string> = new Set(['BUREAU_RELOGIN_DURING_DOWNLOAD', 'ACCOUNT_FUNCTION_NOT_GRANTED']);
/** Refused by the bureau's quota until a person has applied or confirmed there; the same request then goes through. */
const BUREAU_ACTIONS: ReadonlySet<string> = new Set([
  'CREDIT_LIMIT_EXHAUSTED',
  'CREDIT_LIMIT_PERIOD_OVER',
  'LEQI_SUMMARY_NOT_CONFIRMED',
  'LEQI_LAST_MONTH_NOT_CONFIRMED',
]);

/** The same serial number was sent before (hosted create; its code is not documented). */
const DUPLICATE_TEXT = /该流水号已(?:经)?存在/;

/** What the answer means; some texts are known only with the code in front, as the product prints them. */
export function diagnosisOfEnvelope({ code, description }: Envelope): Diagnosis | undefined {
  return diagnose(description) ?? diagnose(`${code} ${description}`);
}

export function isRefusedBeforeIssuing({ description }: Envelope, diagnosis: Diagnosis | undefined): boolean {
  return diagnosis !== undefined && (REFUSED_BEFORE_ISSUING.has(diagnosis.code) || REFUSED_HERE.has(diagnosis.code)) && !mayHaveIssued(description);
}

/**
 * The request itself waits for a person and goes on, unchanged and under its serial number, once they have acted. Not every `user-action` is that: a missing
 * image or a used invoice is no waiting request, and a red confirmation that waits for the buyer is decided by its state at the bureau, which is queried.
 */
export function isPersonAction({ code, description }: Envelope, diagnosis: Diagnosis | undefined): boolean {
  if (diagnosis?.action === 'query-first') return false;
  if (PERSON_ACTION_CODES.has(code)) return true;
  if (PERSON_ACTION_TEXT.test(description)) return !INVOICE_MADE.test(description);
  return diagnosis !== undefined && waitsForPerson(diagnosis) && !mayHaveIssued(description);
}

function waitsForPerson({ action, category, code }: Diagnosis): boolean {
  if (action !== 'user-action' || NOT_ONLY_BEFORE_ISSUING.has(code)) return false;
  return PERSON_CATEGORIES.has(category) || BUREAU_ACTIONS.has(code);
}

export function isDuplicateSerial(description: string): boolean {
  return DUPLICATE_TEXT.test(description);
}
