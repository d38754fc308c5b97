import { type ErrorCode, isPiaozoneError } from '@piaozone/core';

/** What every further item would meet as well. */
const FOR_ALL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'config_invalid',
  'credential_level',
  'credentials_unavailable',
  'credentials_rejected',
  'token_rejected',
  'entitlement_denied',
  'person_action_required',
  'capability_missing',
  'store_failed',
  'aborted',
  'closed',
]);

/** What is no error of the SDK is a mistake in the program: it ends the run too, instead of being recorded ten thousand times. */
export function stopsRun(error: unknown): boolean {
  return !isPiaozoneError(error) || FOR_ALL.has(error.code);
}

const GATES: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['circuit_open', 'rate_limited']);
/** With the pauses below some ten minutes; a service that is away for longer lets its items fail. */
const MAX_WAITS = 12;
const LONGEST_MS = 60_000;

/** Milliseconds to wait before the same item is tried again; `undefined` = it has failed. */
export function waitsFor(error: unknown, attempt: number): number | undefined {
  if (!isPiaozoneError(error) || error.outcome !== 'not-sent' || !GATES.has(error.code) || error.reason === 'daily-limit') return undefined;
  return attempt > MAX_WAITS ? undefined : Math.min(LONGEST_MS, 5_000 * 2 ** (attempt - 1));
}
