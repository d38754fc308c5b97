import { isPiaozoneError, type Locale, PiaozoneError } from '@piaozone/core/adapter';

/** The same error speaking the client's language. Errors are made in many places that do not know it; this is the one door they leave by. */
export function inLocale(error: unknown, locale: Locale): unknown {
  if (!isPiaozoneError(error) || error.locale === locale) return error;
  const {
    code,
    text: message,
    outcome,
    problems,
    hintText: hint,
    requestId,
    traceId,
    upstreamCode,
    upstreamMessage,
    status,
    operation,
    cause,
  } = error;
  const optional = { hint, requestId, traceId, upstreamCode, upstreamMessage, status, operation, cause };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return new PiaozoneError({ code, message, outcome, problems, locale, ...given });
}
