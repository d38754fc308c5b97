import { asText, type Bilingual, type ErrorCode, type FailureOutcome, isObject, isPiaozoneError, parseExact, stringifyExact } from '@piaozone/core';

/** What is kept of the error of one item: plain data without secrets, the same after a restart. */
export interface ItemFailure {
  readonly code: ErrorCode;
  readonly outcome: FailureOutcome;
  readonly message: Bilingual;
  readonly hint?: Bilingual;
  readonly upstreamCode?: string;
  readonly upstreamMessage?: string;
  readonly requestId?: string;
  /** Code of `@piaozone/diagnosis`. */
  readonly diagnosis?: string;
}

/** @param error a PiaozoneError; others never come here */
export function failureOf(error: unknown): ItemFailure {
  if (!isPiaozoneError(error)) throw error;
  const { code, outcome, hintText, upstreamCode, upstreamMessage, requestId, diagnosis, problems, text } = error;
  const details = (language: 'zh' | 'en') => [text[language], ...problems.map(({ path, message }) => `${path}: ${message[language]}`)].join('; ');
  return {
    code,
    outcome,
    message: { zh: details('zh'), en: details('en') },
    ...(hintText === undefined ? {} : { hint: hintText }),
    ...(upstreamCode === undefined ? {} : { upstreamCode }),
    ...(upstreamMessage === undefined ? {} : { upstreamMessage }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(diagnosis === undefined ? {} : { diagnosis: diagnosis.code }),
  };
}

export function writeFailure(failure: ItemFailure): string {
  return stringifyExact({ ...failure });
}

/** Reads what {@link writeFailure} wrote; the line around it is guarded by a checksum. */
export function readFailure(text: string): ItemFailure {
  const value = parseExact(text);
  const fields = isObject(value) ? value : {};
  const bilingual = (given: unknown): Bilingual => {
    const part = (given ?? {}) as { zh?: unknown; en?: unknown };
    return { zh: String(part.zh ?? ''), en: String(part.en ?? '') };
  };
  const optional = ['upstreamCode', 'upstreamMessage', 'requestId', 'diagnosis'] as const;
  const rest = Object.fromEntries(optional.flatMap((name) => (asText(fields[name]) === undefined ? [] : [[name, asText(fields[name])]])));
  return {
    code: (asText(fields['code']) ?? 'request_invalid') as ErrorCode,
    outcome: (asText(fields['outcome']) ?? 'unknown') as FailureOutcome,
    message: bilingual(fields['message']),
    ...(fields['hint'] === undefined ? {} : { hint: bilingual(fields['hint']) }),
    ...rest,
  };
}
