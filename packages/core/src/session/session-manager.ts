import { setMaxListeners } from 'node:events';
import type { Secret } from '../credentials/secret.js';
import { type Locale, localize } from '../i18n/locale.js';
import { type Logger, silentLogger } from '../i18n/log.js';
import type { Runtime } from '../runtime.js';
import { raceAbort } from '../transport/deadline.js';
import { type LiveSession, liveSession, type Session } from './live-session.js';
import { LOGIN_PAUSE_MS, RefusedLogins } from './refused-logins.js';
import { Seal } from './seal.js';
import { aloneWarning, closedError, heldError, loginTimeout, renewalWarning } from './session-errors.js';
import { type SessionKey, serializeKey, storeName } from './session-key.js';
import { LEASE_MS, type Place, SharedSessions } from './shared-sessions.js';
import type { TokenStore } from './token-store.js';

export interface SessionSpec {
  readonly key: SessionKey;
  /** Fetches a session. Runs once for all waiting callers, with its own deadline; its signal is not the signal of any one caller. */
  readonly login: (signal: AbortSignal) => Promise<Session>;
  /** Called with a session that will not be used any more, e.g. to log out. Best effort. */
  readonly onDiscard?: (value: string) => void;
  /** Shares the session with other processes by the client's store, sealed with this secret; only who has the secret can use what is stored. Absent = never shared. */
  readonly sharing?: { readonly secret: Secret };
  /** For so long after a login a refusal may only mean that the new session is not known everywhere yet (reliability F19). Default 0. */
  readonly settlesWithinMs?: number;
}

export interface SessionManagerOptions {
  readonly runtime: Runtime;
  /** Upper bound of one login in milliseconds. Default 45 000: a slow login gets its chance, and a call of 60 s still learns how it ended. */
  readonly loginTimeoutMs?: number;
  /** Where sessions whose spec allows it are shared. Not closed with the manager. */
  readonly store?: TokenStore;
  /** Told when the store fails and when a renewal ahead of time does. */
  readonly logger?: Logger;
  readonly locale?: Locale;
}

const DEFAULT_LOGIN_TIMEOUT_MS = 45_000;
/** Pause between two tries to renew a session that still lives, and between two that follow sessions which never worked (reliability §6). */
const RENEWAL_PAUSE_MS = 30_000;
const STORE_WARNING_PAUSE_MS = 60_000;
/** Waiters whose flight brought back just what they had seen refused start over this often. */
const ROUNDS = 3;

/**
 * Sessions by key: memory, then the shared store, then one login for any number of waiting callers. Renewed ahead in the background while the old one serves;
 * compared before renewing, so that a late refusal of an old session never throws away a newer one. Belongs to one client.
 */
export class SessionManager {
  readonly #runtime: Runtime;
  readonly #loginTimeoutMs: number;
  readonly #logger: Logger;
  readonly #locale: Locale;
  readonly #shared: SharedSessions | undefined;
  readonly #refusals: RefusedLogins;
  readonly #entries = new Map<string, LiveSession>();
  readonly #flights = new Map<string, Promise<LiveSession | undefined>>();
  /** Keys whose place in the store is being looked at. */
  readonly #looks = new Set<string>();
  /** A key object lives as long as its connection and is asked for with every call. */
  readonly #names = new WeakMap<SessionKey, string>();
  readonly #places = new WeakMap<SessionKey, Place>();
  readonly #aborter = new AbortController();
  #lastStoreWarning = Number.NEGATIVE_INFINITY;

  constructor({ runtime, loginTimeoutMs = DEFAULT_LOGIN_TIMEOUT_MS, store, logger = silentLogger, locale = 'zh-CN' }: SessionManagerOptions) {
    this.#runtime = runtime;
    this.#loginTimeoutMs = loginTimeoutMs;
    this.#logger = logger;
    this.#locale = locale;
    this.#refusals = new RefusedLogins(runtime);
    const closed = this.#aborter.signal;
    // One listener for each login under way is no leak.
    setMaxListeners(0, closed);
    if (store === undefined) return;
    const waitMs = loginTimeoutMs + 2 * LEASE_MS;
    this.#shared = new SharedSessions({ store, runtime, closed, waitMs, onAlone: (cause) => this.#warnAlone(cause) });
  }

  /**
   * The live session of `spec.key`.
   * @param rejected the value the other side just refused; it is dropped if it is still the current one
   * @param signal ends only this caller's wait, not the login others wait for
   * @throws config_invalid when a key part is empty; whatever `login` throws; a refusal of credentials again for 30 s, without asking
   */
  async get(spec: SessionSpec, rejected?: string, signal?: AbortSignal): Promise<string> {
    const session = this.peek(spec, rejected) ?? (await this.#obtain(spec, rejected, signal, false));
    // Never so without the cap.
    if (session === undefined) throw heldError();
    return session;
  }

  /**
   * As {@link get}, for callers who report what works by {@link proved}: where sessions are refused one after the other without ever having worked,
   * there is at most one login in 30 s.
   * @returns undefined when the refusal has to stand
   */
  async renew(spec: SessionSpec, rejected: string | undefined, signal: AbortSignal): Promise<string | undefined> {
    return this.peek(spec, rejected) ?? this.#obtain(spec, rejected, signal, true);
  }

  /** The live session, if there is one already and it is not the refused one. Fetches its successor in the background when it is time. */
  peek(spec: SessionSpec, rejected?: string): string | undefined {
    const name = this.#nameOf(spec.key);
    const entry = this.#entries.get(name);
    if (entry === undefined || entry.value === rejected) return undefined;
    const now = this.#runtime.monotonic();
    if (entry.endsAt <= now) return undefined;
    if (entry.renewAt <= now) this.#renewAhead(name, spec, entry);
    return entry.value;
  }

  /** A call succeeded with `value`: if it is refused later, it has died and is renewed without limit. */
  proved(spec: SessionSpec, value: string): void {
    const entry = this.#entries.get(this.#nameOf(spec.key));
    if (entry?.value === value) entry.proved = true;
  }

  /**
   * Milliseconds after which `value`, just refused, is worth another try because it is so fresh; undefined when it is not.
   * Meanwhile the store is asked: where another process has replaced it, the next try goes with its successor.
   */
  retryFreshMs(spec: SessionSpec, value: string): number | undefined {
    const name = this.#nameOf(spec.key);
    const entry = this.#entries.get(name);
    if (entry === undefined || entry.value !== value || entry.proved) return undefined;
    const age = this.#runtime.monotonic() - entry.mintedAt;
    const left = (spec.settlesWithinMs ?? 0) - age;
    if (left <= 0) return undefined;
    this.#lookForSuccessor(name, spec, entry);
    const pause = Math.min(Math.max(age, 200), 1_000);
    return Math.min(pause * (0.5 + this.#runtime.random() / 2), left);
  }

  /** Drops the session of `key` from memory if it is still `value`. */
  forget(key: SessionKey, value: string): void {
    const name = this.#nameOf(key);
    if (this.#entries.get(name)?.value === value) this.#entries.delete(name);
  }

  /** Ends running logins and forgets every session. Later calls fail with `closed`. */
  close(): void {
    this.#aborter.abort(closedError());
    this.#entries.clear();
    this.#refusals.clear();
  }

  async #obtain(spec: SessionSpec, rejected: string | undefined, signal: AbortSignal | undefined, capped: boolean): Promise<string | undefined> {
    const name = this.#nameOf(spec.key);
    for (let round = 1; ; round += 1) {
      const running = this.#flights.get(name);
      const found = await raceAbort(running ?? this.#start(name, spec, rejected, capped), signal);
      // A flight may have started before this refusal was known and bring back the refused value; then one more is due.
      if (running === undefined || round === ROUNDS || (found !== undefined && found.value !== rejected)) return found?.value;
      const live = this.peek(spec, rejected);
      if (live !== undefined) return live;
    }
  }

  #lookForSuccessor(name: string, spec: SessionSpec, entry: LiveSession): void {
    const place = this.#placeOf(name, spec);
    if (place === undefined || this.#looks.has(name)) return;
    this.#looks.add(name);
    const adopt = (found: LiveSession | undefined) => {
      this.#looks.delete(name);
      if (found !== undefined && this.#entries.get(name) === entry) this.#entries.set(name, found);
    };
    void this.#shared?.newer(place, entry.value).then(adopt);
  }

  #renewAhead(name: string, spec: SessionSpec, entry: LiveSession): void {
    entry.renewAt = this.#runtime.monotonic() + RENEWAL_PAUSE_MS * (1 + this.#runtime.random() / 5);
    if (this.#flights.has(name)) return;
    this.#start(name, spec, undefined, false).catch((error: unknown) => {
      if (!this.#aborter.signal.aborted) this.#logger.warn(localize(renewalWarning(error), this.#locale));
    });
  }

  #start(name: string, spec: SessionSpec, rejected: string | undefined, capped: boolean): Promise<LiveSession | undefined> {
    const flight = this.#fly(name, spec, rejected, capped).finally(() => this.#flights.delete(name));
    // Every waiter may have given up by the time a login fails; its error must not become an unhandled rejection.
    flight.catch(() => {});
    this.#flights.set(name, flight);
    return flight;
  }

  async #fly(name: string, spec: SessionSpec, rejected: string | undefined, capped: boolean): Promise<LiveSession | undefined> {
    this.#aborter.signal.throwIfAborted();
    this.#refusals.check(name);
    const current = this.#entries.get(name);
    const isRefused = current !== undefined && current.value === rejected && !current.proved;
    // It worked and is dead now: nobody else should find that out by a call of his own.
    if (current?.value === rejected && current?.proved) this.#entries.delete(name);
    const heldUntil = capped && isRefused && current.suspect ? current.mintedAt + RENEWAL_PAUSE_MS : Number.NEGATIVE_INFINITY;
    const mayLogIn = () => this.#runtime.monotonic() >= heldUntil;
    const login = () => this.#login(name, spec, isRefused);
    const place = this.#placeOf(name, spec);
    const found =
      place === undefined || this.#shared === undefined
        ? await (mayLogIn() ? login() : undefined)
        : await this.#shared.obtain(place, { rejected, current: current?.value, mayLogIn, login, refused: this.#refusedElsewhere(name) });
    this.#aborter.signal.throwIfAborted();
    if (found === undefined) return undefined;
    this.#entries.set(name, found);
    if (current !== undefined && current.value !== rejected && current.value !== found.value) spec.onDiscard?.(current.value);
    return found;
  }

  async #login(name: string, spec: SessionSpec, suspect: boolean): Promise<LiveSession> {
    const { signal: closed } = this.#aborter;
    const end = new AbortController();
    const onClosed = () => end.abort(closed.reason);
    closed.addEventListener('abort', onClosed, { once: true });
    const cancel = this.#runtime.schedule(this.#loginTimeoutMs, () => end.abort(loginTimeout(this.#loginTimeoutMs)));
    try {
      const startedAt = this.#runtime.monotonic();
      const session = await raceAbort(spec.login(end.signal), end.signal);
      return liveSession(session, startedAt, this.#runtime.monotonic(), suspect, this.#runtime.random());
    } catch (error) {
      this.#refusals.note(name, error, LOGIN_PAUSE_MS);
      throw error;
    } finally {
      cancel();
      closed.removeEventListener('abort', onClosed);
    }
  }

  #refusedElsewhere(name: string): (error: unknown, pauseMs: number) => never {
    return (error, pauseMs) => {
      this.#refusals.note(name, error, pauseMs);
      this.#refusals.check(name);
      throw error;
    };
  }

  #nameOf(key: SessionKey): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = serializeKey(key);
    this.#names.set(key, name);
    return name;
  }

  #placeOf(name: string, { key, sharing }: SessionSpec): Place | undefined {
    if (this.#shared === undefined || sharing === undefined) return undefined;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const stored = storeName(name);
    const place = { name: stored, seal: new Seal(sharing.secret, stored) };
    this.#places.set(key, place);
    return place;
  }

  #warnAlone(cause: unknown): void {
    const now = this.#runtime.monotonic();
    if (now < this.#lastStoreWarning + STORE_WARNING_PAUSE_MS) return;
    this.#lastStoreWarning = now;
    this.#logger.warn(localize(aloneWarning(cause), this.#locale));
  }
}
