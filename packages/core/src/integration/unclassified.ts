import { type ErrorCode, type FailureOutcome, isPiaozoneError, PiaozoneError } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';

/** `error` if it is one of ours; anything else becomes one that says where it came from and what may have happened. Its text is not kept: it may quote a request. */
export function classified(
  error: unknown,
  otherwise: { readonly code: ErrorCode; readonly outcome: FailureOutcome; readonly message: Bilingual },
): PiaozoneError {
  return isPiaozoneError(error) ? error : new PiaozoneError({ ...otherwise, cause: error });
}

export const STORE_FAILED = {
  code: 'store_failed',
  outcome: 'unknown',
  message: { zh: '操作记录无法写入', en: 'the operation store cannot be written' },
} as const;

export const ROUTE_FAILED = {
  code: 'business_unrecognised',
  outcome: 'unknown',
  message: { zh: '开票通道抛出了未分类的错误', en: 'the issuing route threw an error of no known kind' },
} as const;
