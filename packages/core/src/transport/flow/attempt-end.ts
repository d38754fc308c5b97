import type { Bilingual } from '../../i18n/locale.js';
import type { Deadline } from '../deadline.js';
import { isOurOwn } from '../outcome.js';
import { type Effect, SendFailure, type Verdict, type WireResponse } from '../types.js';
import type { AttemptEnd } from './lane.js';
import type { Limits } from './limits.js';

/** An attempt that ran this long without an answer says something about the other side; a shorter one was given too little time. Milliseconds. */
const LONG_ENOUGH_MS = 5_000;
/** A gateway that reaches nothing behind it. */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

/** What a complete answer says about whether the other side can be called. */
export function endOf<T>(verdict: Verdict<T>, { status, headers }: WireResponse): AttemptEnd | 'throttled' {
  if (verdict.kind === 'failed' && verdict.error.code === 'rate_limited') return 'throttled';
  if (status < 500) return 'answered';
  if (status === 503 && headers['retry-after'] !== undefined) return 'throttled';
  return GATEWAY_STATUSES.has(status) ? 'failed' : 'unclear';
}

/** What an attempt without a complete answer says. @param ranMs how long it was under way */
export function failedEnd(error: unknown, { reason }: Pick<Deadline, 'reason'>, ranMs: number): AttemptEnd {
  if (!(error instanceof SendFailure)) return 'unclear';
  switch (error.kind) {
    case 'aborted':
      return reason?.code === 'timeout' && ranMs >= LONG_ENOUGH_MS ? 'failed' : 'unclear';
    case 'connection':
      // One dead kept connection is no outage, and what was refused here says nothing about the other side.
      return error.facts.keptConnection === true || isOurOwn(error) ? 'unclear' : 'failed';
    case 'response_too_large':
      return 'unclear';
    default:
      return 'failed';
  }
}

/** Names a throttle answer, whatever its protocol made of it: HTTP 429 and the codes of `limits.throttle`. The other side's words stay. */
export function throttled<T>(verdict: Verdict<T>, { status }: WireResponse, effect: Effect, limits: Limits): Verdict<T> {
  if (verdict.kind !== 'failed') return verdict;
  const { error } = verdict;
  const isThrottle = error.code === 'rate_limited' || status === 429 || limits.throttleCodes.has(error.upstreamCode ?? '');
  // A write that is known to be refused for a reason of its own stays what it is.
  if (!isThrottle || (effect !== 'read' && error.outcome === 'rejected')) return verdict;
  const outcome = limits.throttledMeansNotProcessed ? 'rejected' : error.outcome;
  return { kind: 'failed', error: error.with({ code: 'rate_limited', outcome, hint: error.hintText ?? SLOW_DOWN }) };
}

const SLOW_DOWN: Bilingual = {
  zh: '降低并发，或设置 limits.callsPerMinute',
  en: 'send less at the same time, or set limits.callsPerMinute',
};
