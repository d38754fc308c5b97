import type { Diagnosis } from '@piaozone/core';
import { diagnosisOfEnvelope } from '../refusals.js';

/**
 * What is known about an invoice after a check. `passed`: verified. `not-passed`: the data differ, or the invoice is invalid; by code alone also "not found".
 * `not-found`: the bureau does not know it (yet). `later`: the bureau did not check just now. `limit`: checked five times that day. `not-checked`: data were
 * recognised and nothing says that the check passed.
 */
export type Verdict = 'passed' | 'not-passed' | 'not-found' | 'later' | 'limit' | 'not-checked';

/** `errcode` by meaning; texts are not published (standard-edition §4: groups of a working client). */
export interface VerificationCodes {
  /** 发票不符或查不到 */
  readonly invalid: readonly string[];
  /** 稍后再查 */
  readonly later: readonly string[];
  /** 系统或请求错误 */
  readonly system: readonly string[];
}

/** An older version of the same client counted 1200, 1214 and 1301 as invalid (standard-edition §4). */
export const VERIFICATION_CODES: VerificationCodes = {
  invalid: ['0006', '0009', '1005', '1008', '1009', '0313', '0314'],
  later: ['1001', '1002', '1014', '3110'],
  system: ['0001', '0002', '0005', '1004', '1006', '1007', '1020', '1101', '1119', '1132', '1200', '1214', '1301', '3109', '9999'],
};

/** 发票串号: no success, but the data are there (standard-edition §4). */
export const CROSSED_INVOICE = '10300';

/** Texts tell more than codes; the codes of the diagnosis catalogue they resolve to. */
const BY_DIAGNOSIS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['VERIFICATION_DAILY_LIMIT', 'limit'],
  ['INVOICE_NOT_FOUND_AT_BUREAU', 'not-found'],
  ['INVOICE_UNKNOWN_TO_BUREAU', 'not-found'],
  ['INVOICE_NOT_UPLOADED_YET', 'not-found'],
  ['INVOICE_DATA_INCONSISTENT', 'not-passed'],
  ['VERIFICATION_DATA_MISMATCH', 'not-passed'],
  ['VERIFICATION_REQUEST_IRREGULAR', 'not-passed'],
  ['VERIFICATION_NOT_PASSED', 'not-passed'],
  ['INVOICE_TOO_OLD_TO_VERIFY', 'not-passed'],
  ['VERIFICATION_BUREAU_UNSTABLE', 'later'],
  ['VERIFICATION_SUSPENDED', 'later'],
  ['VERIFICATION_PEAK_TIMEOUT', 'later'],
]);

/** What code and text say about the invoice; `undefined` when they speak of something else: credentials, request, system. */
export function verdictOf(
  code: string,
  description: string,
  codes: VerificationCodes,
): { readonly verdict?: Verdict; readonly diagnosis?: Diagnosis } {
  const diagnosis = diagnosisOfEnvelope({ code, description, data: undefined, traceId: undefined, fields: {} });
  const known = diagnosis === undefined ? undefined : BY_DIAGNOSIS.get(diagnosis.code);
  const verdict = known ?? (codes.invalid.includes(code) ? 'not-passed' : codes.later.includes(code) ? 'later' : undefined);
  return { ...(verdict === undefined ? {} : { verdict }), ...(diagnosis === undefined ? {} : { diagnosis }) };
}
