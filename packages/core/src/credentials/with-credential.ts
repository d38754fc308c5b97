import { isPiaozoneError, type PiaozoneError } from '../errors.js';
import type { Locale } from '../i18n/locale.js';
import type { Runtime } from '../runtime.js';
import { Deadline, raceAbort } from '../transport/deadline.js';
import type { CredentialSlot } from './slot.js';
import type { Credential } from './triple.js';

export interface CredentialUse {
  readonly runtime: Runtime;
  /** Whole call: reading the source, all tries. */
  readonly timeoutMs: number;
  readonly locale: Locale;
  readonly operation: string;
  readonly requestId?: string;
  readonly signal?: AbortSignal;
}

/** The other version, and back: the newest may be refused because the cloud does not know it yet, and the older while the call waits, because now it does. */
const MOST_TRIES = 3;

/**
 * Runs a whole call with one version of a slot's triple: client id, token and encrypt key never mix. When the cloud refuses the login with it, nothing of the
 * call has left; the source is read again and the whole call runs again with the other version. That makes no storm: a refused login is remembered by the sessions.
 * @param run gets the time that is left, milliseconds
 * @throws what `run` throws, and what reading the source throws
 */
export async function withCredential<T>(
  slot: CredentialSlot,
  use: CredentialUse,
  run: (credential: Credential, timeoutMs: number) => Promise<T>,
): Promise<T> {
  const deadline = new Deadline(use.runtime, use.timeoutMs, use.signal);
  try {
    let credential = slot.peek() ?? (await wait(slot.obtain(), deadline));
    for (let tries = 1; ; tries += 1) {
      try {
        return await run(credential, deadline.remainingMs());
      } catch (error) {
        if (tries === MOST_TRIES || !isLoginRefused(error) || deadline.aborted) throw error;
        const other = await wait(slot.replace(credential), deadline).catch(() => undefined);
        if (other === undefined) throw error;
        credential = other;
      }
    }
  } catch (error) {
    const { operation, requestId, locale } = use;
    // What went through the transport has its name already.
    if (!isPiaozoneError(error) || error.operation !== undefined) throw error;
    throw error.with({ operation, locale, ...(requestId === undefined ? {} : { requestId }) });
  } finally {
    deadline.end();
  }
}

/** Nothing but the login has left by then; a refusal that might have come after the call itself does not count. */
function isLoginRefused(error: unknown): boolean {
  return isPiaozoneError(error, 'credentials_rejected') && error.outcome !== 'unknown';
}

/** Nothing is sent while a source is read, whatever ends the wait. */
async function wait<T>(reading: Promise<T>, deadline: Deadline): Promise<T> {
  try {
    return await raceAbort(reading, deadline.signal);
  } catch (error) {
    throw isPiaozoneError(error) ? (error as PiaozoneError).with({ outcome: 'not-sent' }) : error;
  }
}
