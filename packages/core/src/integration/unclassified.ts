import { type ErrorCode, type FailureOutcome, isPiaozoneError, PiaozoneError } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';

/** `error` if it is one of ours; anything else becomes one that says where it came from and what may have happened. Its text is not kept: it may quote a request. */
export function classified(
  error: unknown,
  otherwise: { readonly code: ErrorCode; readonly outcome: FailureOutcome; readonly message: Bilingual },
): PiaozoneError {
  return isPiaozoneError(error) ? error : new PiaozoneError({ ...otherwise, cause: error });
}
