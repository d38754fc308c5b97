import type { PiaozoneError } from '../errors.js';
import { type Runtime, sleep } from '../runtime.js';
import { raceAbort } from '../transport/deadline.js';
import { type LiveSession, renewalTime } from './live-session.js';
import { LOGIN_PAUSE_MS } from './refused-logins.js';
import type { Seal } from './seal.js';
import { isRefusal, readPayload, type SealedPayload, writePayload } from './sealed-payload.js';
import type { TokenLease, TokenStore } from './token-store.js';

/** Where a session lies in the store, and what opens it. */
export interface Place {
  readonly name: string;
  readonly seal: Seal;
}

/** What a process without a usable session of its own asks for. */
export interface Wanted {
  /** The value that the other side refused. */
  readonly rejected: string | undefined;
  /** The one in memory, which is to be replaced. */
  readonly current: string | undefined;
  /** Asked before every login, when the store shows nothing newer and nobody else is fetching. */
  readonly mayLogIn: () => boolean;
  readonly login: () => Promise<LiveSession>;
  /** Told of a refusal that another process met. @param pauseMs what is left of the pause. @throws it */
  readonly refused: (error: unknown, pauseMs: number) => never;
}

export interface SharedSessionsOptions {
  readonly store: TokenStore;
  readonly runtime: Runtime;
  /** Aborted when the client closes. */
  readonly closed: AbortSignal;
  /** Longest wait for another process' login. */
  readonly waitMs: number;
  /** Told that this process goes on without the store. */
  readonly onAlone: (cause: unknown) => void;
}

/** Life of a lease whose holder died; a living holder extends it. */
export const LEASE_MS = 10_000;
/** A store that does not answer must not cost a call its deadline. */
const STORE_TIMEOUT_MS = 5_000;
const FIRST_POLL_MS = 50;
const LONGEST_POLL_MS = 500;
const POLL_GROWTH = 1.6;

type Found =
  | { readonly kind: 'session'; readonly session: LiveSession }
  /** @property pauseMs what is left of the pause between two logins */
  | { readonly kind: 'refusal'; readonly error: PiaozoneError; readonly pauseMs: number };

/** The store could not be used; the cause is reported, the process goes on alone. */
class StoreUnusable extends Error {}

/** Sessions that several processes share: looked up, or fetched under a lease by one of them while the others wait (reliability §6). */
export class SharedSessions {
  readonly #options: SharedSessionsOptions;

  constructor(options: SharedSessionsOptions) {
    this.#options = options;
  }

  /** @returns undefined when a login is due but not allowed. @throws whatever the login throws, here or in the process that tried */
  async obtain(place: Place, wanted: Wanted): Promise<LiveSession | undefined> {
    try {
      return await this.#findOrFetch(place, wanted);
    } catch (error) {
      if (!(error instanceof StoreUnusable)) throw error;
      this.#options.onAlone(error.cause);
      return wanted.mayLogIn() ? wanted.login() : undefined;
    }
  }

  async #findOrFetch(place: Place, wanted: Wanted): Promise<LiveSession | undefined> {
    const { store, runtime, waitMs, closed } = this.#options;
    const givesUpAt = runtime.monotonic() + waitMs;
    for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * POLL_GROWTH, LONGEST_POLL_MS)) {
      const found = await this.#look(place, wanted);
      if (found !== undefined) return found;
      const lease = await this.#ask(() => store.lease(place.name, LEASE_MS));
      if (lease !== undefined) return this.#fetch(lease, place, wanted);
      if (runtime.monotonic() >= givesUpAt) throw new StoreUnusable('no lease');
      await sleep(runtime, pollMs * (0.5 + runtime.random() / 2), closed);
    }
  }

  /** A session that lies in the store and is not `current`; nothing when the store fails. Asks once, never logs in. */
  async newer(place: Place, current: string): Promise<LiveSession | undefined> {
    try {
      return useful(await this.#read(place), { current });
    } catch {
      return undefined;
    }
  }

  async #fetch(lease: TokenLease, place: Place, wanted: Wanted): Promise<LiveSession | undefined> {
    const stopExtending = this.#extend(lease);
    try {
      // Another process may have put one between our look and our lease.
      const found = await this.#look(place, wanted);
      if (found !== undefined) return found;
      return wanted.mayLogIn() ? await this.#logIn(lease, place, wanted) : undefined;
    } finally {
      stopExtending();
      // Does nothing where a put has given it back. Nobody waits for it: a lease that stays ends by itself.
      this.#options.store.release(lease).catch(() => {});
    }
  }

  async #logIn(lease: TokenLease, place: Place, wanted: Wanted): Promise<LiveSession> {
    let session: LiveSession;
    try {
      session = await wanted.login();
    } catch (error) {
      if (isRefusal(error)) await this.#tell(lease, place, wanted, error);
      throw error;
    }
    return this.#put(lease, place, wanted, session);
  }

  /** A session that came too late is kept only if the store has none of use: the one that lies there was fetched later and may have ended ours. */
  async #put(lease: TokenLease, place: Place, wanted: Wanted, session: LiveSession): Promise<LiveSession> {
    const { value, suspect, endsAt } = session;
    try {
      if (await this.#write(lease, place, { kind: 'session', value, suspect }, endsAt - this.#options.runtime.monotonic())) return session;
      return useful(await this.#read(place), wanted) ?? session;
    } catch (error) {
      if (!(error instanceof StoreUnusable)) throw error;
      this.#options.onAlone(error.cause);
      return session;
    }
  }

  /** The others learn of refused credentials, unless that would hide a session that still lives. */
  async #tell(lease: TokenLease, place: Place, wanted: Wanted, error: PiaozoneError): Promise<void> {
    try {
      // The one in memory may be due for renewal and serve on meanwhile.
      if (useful(await this.#read(place), { rejected: wanted.rejected }) !== undefined) return;
      await this.#write(lease, place, { kind: 'refusal', error }, LOGIN_PAUSE_MS);
    } catch {
      // The refusal is what the caller has to hear, not that the store failed as well.
    }
  }

  /** A session of use that lies in the store. @throws a refusal that lies there */
  async #look(place: Place, wanted: Wanted): Promise<LiveSession | undefined> {
    const found = await this.#read(place);
    if (found?.kind === 'refusal') wanted.refused(found.error, found.pauseMs);
    return useful(found, wanted);
  }

  async #read({ name, seal }: Place): Promise<Found | undefined> {
    const { store, runtime } = this.#options;
    const askedAt = runtime.monotonic();
    const stored = await this.#ask(() => store.get(name));
    const text = stored === undefined ? undefined : seal.open(stored.sealed);
    const payload = text === undefined ? undefined : readPayload(text);
    if (stored === undefined || payload === undefined) return undefined;
    const remainingMs = stored.remainingMs ?? Number.POSITIVE_INFINITY;
    if (payload.kind === 'refusal') return { ...payload, pauseMs: Math.min(remainingMs, LOGIN_PAUSE_MS) };
    const mintedAt = askedAt - stored.ageMs;
    const endsAt = askedAt + remainingMs;
    const { value, suspect } = payload;
    const session = { value, mintedAt, endsAt, suspect, renewAt: renewalTime(mintedAt, endsAt, runtime.random()), proved: false };
    return { kind: 'session', session };
  }

  #write(lease: TokenLease, { seal }: Place, payload: SealedPayload, lifeMs: number): Promise<boolean> {
    const { store } = this.#options;
    return this.#ask(() => store.putIfLeased(lease, seal.seal(writePayload(payload)), Number.isFinite(lifeMs) ? Math.ceil(lifeMs) : undefined));
  }

  #extend(lease: TokenLease): () => void {
    const { runtime, store } = this.#options;
    let cancel = () => {};
    const next = () => {
      cancel = runtime.schedule(LEASE_MS / 3, () => {
        // If it cannot be extended, the fence keeps the late write out.
        this.#ask(() => store.extend(lease, LEASE_MS)).catch(() => {});
        next();
      });
    };
    next();
    return () => cancel();
  }

  /** @throws StoreUnusable when the store fails or does not answer in time; the reason of `closed` when the client closes */
  async #ask<T>(question: () => Promise<T>): Promise<T> {
    const { runtime, closed } = this.#options;
    const end = new AbortController();
    const onClosed = () => end.abort(closed.reason);
    closed.addEventListener('abort', onClosed, { once: true });
    const cancel = runtime.schedule(STORE_TIMEOUT_MS, () => end.abort(new StoreUnusable('timeout')));
    try {
      closed.throwIfAborted();
      return await raceAbort(question(), end.signal);
    } catch (error) {
      if (closed.aborted || error instanceof StoreUnusable) throw error;
      throw new StoreUnusable('store', { cause: error });
    } finally {
      cancel();
      closed.removeEventListener('abort', onClosed);
    }
  }
}

function useful(found: Found | undefined, { rejected, current }: Partial<Pick<Wanted, 'rejected' | 'current'>>): LiveSession | undefined {
  if (found?.kind !== 'session') return undefined;
  const { value } = found.session;
  return value === rejected || value === current ? undefined : found.session;
}
