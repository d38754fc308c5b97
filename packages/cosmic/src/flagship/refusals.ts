import { type Diagnosis, diagnose, mayHaveIssued, type PiaozoneError } from '@piaozone/core';

/** Families of invoice interfaces (flagship-and-cosmic §5). */
export type Family = 'sim' | 'message' | 'deduction';

/** Same billNo or serialNo again (§5); the platform's 数据重复 and its refusal of a repeated idempotency key (§3). */
const DUPLICATE_CODES: ReadonlySet<string> = new Set(['10127', '601', '604']);

/** The cloud has seen this key before: query by it and take over what is there, never send it under another one. */
export function isDuplicate(error: Pick<PiaozoneError, 'upstreamCode'>): boolean {
  return DUPLICATE_CODES.has(error.upstreamCode ?? '');
}

/** The tax bureau's task is still running (§8); the code is the deduction envelope's own. */
export const TASK_RUNNING = '6910';

/** Refusals of the whole message, before any bill in it was looked at (§5: unknown business system, `data` that cannot be read, no access). */
const WHOLE_MESSAGE: ReadonlySet<string> = new Set([
  'BUSINESS_SYSTEM_CODE_UNKNOWN',
  'CALL_DATA_NOT_BASE64',
  'PAYLOAD_DECRYPTION_FAILED',
  'API_NOT_GRANTED',
  'PLATFORM_API_NOT_GRANTED',
]);

/**
 * After these nothing was done, by family. Named one by one, never by category: a wrong "certainly not" costs a second invoice.
 * Texts of sim: §5 "sim errors known", the red confirmation's §6.3; those of deduction: §8, failures and rules.
 */
const NOTHING_DONE: Readonly<Record<Family, ReadonlySet<string>>> = {
  sim: new Set([
    // no enterprise, no device
    'TAX_NO_WITHOUT_ORGANIZATION',
    'ORGANIZATION_NOT_IMPORTED',
    'TAX_NO_NOT_IN_TENANT',
    'DEVICE_NOT_FOUND',
    // figures
    'DEDUCTION_TOTAL_EXCEEDS_AMOUNT',
    'TOTAL_WITH_TAX_WRONG',
    // red: the blue invoice does not fit, or the other side has not confirmed; that it is reversed already may be the work of an earlier attempt
    'RED_INVOICE_CODE_FORMAT',
    'BLUE_INVOICE_DATE_EMPTY',
    'RED_CONFIRMATION_NOT_READY',
  ]),
  message: new Set(['TAX_NO_NOT_IN_TENANT', 'ORGANIZATION_NOT_IMPORTED', 'RECOGNITION_FILE_REJECTED']),
  deduction: new Set([
    'SMALL_SCALE_NO_DEDUCTION',
    'STATISTIC_TABLE_EXISTS',
    'TAX_NO_NOT_IN_TENANT',
    'SOFT_CERTIFICATE_CHANNEL_RETIRED',
    'POSTING_CHANNEL_UNSUPPORTED',
    'TAX_PERIOD_CHANGE_UNSUPPORTED',
  ]),
};

/** What the answer means; some texts are known only with the code in front. */
export function diagnosisOfText(code: string, text: string): Diagnosis | undefined {
  return diagnose(text) ?? diagnose(`${code} ${text}`);
}

/** @param several whether the message carried more than one bill: what is said of one proves nothing about the others */
export function isNothingDone(family: Family, text: string, diagnosis: Diagnosis | undefined, several: boolean): boolean {
  if (diagnosis === undefined || mayHaveIssued(text)) return false;
  return WHOLE_MESSAGE.has(diagnosis.code) || (!several && NOTHING_DONE[family].has(diagnosis.code));
}

const PERSON_CATEGORIES: ReadonlySet<string> = new Set(['tax-bureau-login', 'face-authentication']);
/** Also seen in the middle of other work, so it proves nothing about an invoice. */
const NOT_ONLY_BEFORE_ISSUING: ReadonlySet<string> = new Set(['BUREAU_RELOGIN_DURING_DOWNLOAD']);

/** Without a login or a face scan the bureau takes no request; the same request goes on once a person has acted. */
export function isPersonAction(text: string, diagnosis: Diagnosis | undefined): boolean {
  if (diagnosis === undefined || diagnosis.action !== 'user-action' || NOT_ONLY_BEFORE_ISSUING.has(diagnosis.code)) return false;
  return PERSON_CATEGORIES.has(diagnosis.category) && !mayHaveIssued(text);
}
