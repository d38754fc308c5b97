import { readHttpDate } from '../http-date.js';

/** Nobody is kept waiting longer, whatever an answer asks for (reliability F22). Milliseconds. */
export const MAX_RETRY_AFTER_MS = 15 * 60_000;

type Headers = Readonly<Record<string, string>>;

/**
 * How long an answer asks to be left alone, milliseconds, 0 to {@link MAX_RETRY_AFTER_MS}; `undefined` when it does not say so in whole seconds or as a date.
 * @param now epoch milliseconds here; a date is compared with the answer's own `Date` where it has one, since both come from one clock
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : untilDate(text, readHttpDate(headers['date']) ?? now);
  return ms === undefined ? undefined : Math.min(Math.max(0, ms), MAX_RETRY_AFTER_MS);
}

function untilDate(text: string, now: number): number | undefined {
  const at = readHttpDate(text);
  return at === undefined ? undefined : at - now;
}
