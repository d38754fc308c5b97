import { diagnose } from '@piaozone/diagnosis';
import type { PiaozoneError } from '../errors.js';
import type { HttpCall, Verdict, WireResponse } from '../transport/types.js';

/** Bytes of an answer that are read for its envelope and code: what the matcher looks at, were every character Chinese. A body may have megabytes. */
const BODY_BYTES = 3 * 4096;

/**
 * `error` with what the other side's text means, where that is known. The body is only looked at here and never kept: it may echo what was sent.
 * An error that was diagnosed where more was known of it stays as it is.
 */
export function diagnosed(error: PiaozoneError, response?: WireResponse): PiaozoneError {
  if (error.diagnosis !== undefined) return error;
  const diagnosis = diagnose(error, response?.body.toString('utf8', 0, BODY_BYTES));
  return diagnosis === undefined ? error : error.with({ diagnosis });
}

/** The call's verdict on `response`, a refusal with its diagnosis. */
export function judge<T>(call: Pick<HttpCall<T>, 'classify'>, response: WireResponse): Verdict<T> {
  const verdict = call.classify(response);
  return verdict.kind === 'ok' ? verdict : { kind: verdict.kind, error: diagnosed(verdict.error, response) };
}
