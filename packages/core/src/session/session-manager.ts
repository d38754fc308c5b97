import { PiaozoneError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { raceAbort } from '../transport/deadline.js';

/** A token or ERP session as it was handed out. */
export interface Session {
  /** Goes into a header, a query or a SOAP header; printable, never logged. */
  readonly value: string;
  /** Milliseconds it lives from now on, as the other side says; absent = until it is refused. */
  readonly lifetimeMs?: number;
}

/**
 * Everything a session depends on: base URL, product, client id, account set, user, signing mode … A shorter key would hand one tenant's session to another,
 * so an empty part is refused.
 */
export type SessionKey = Readonly<Record<string, string>>;

export interface SessionSpec {
  readonly key: SessionKey;
  /** Fetches a session. Runs once for all waiting callers, with its own deadline; its signal is not the signal of any one caller. */
  readonly login: (signal: AbortSignal) => Promise<Session>;
  /** Called with a session that will not be used any more, e.g. to log out. Best effort. */
  readonly onDiscard?: (value: string) => void;
}

export interface SessionManagerOptions {
  readonly runtime: Runtime;
  /** Upper bound of one login in milliseconds. Default 30 000. */
  readonly loginTimeoutMs?: number;
}

interface Entry {
  readonly value: string;
  /** Monotonic milliseconds from which it is no longer handed out; Infinity without a lifetime. */
  readonly renewAt: number;
}

const DEFAULT_LOGIN_TIMEOUT_MS = 30_000;
/** A session is renewed this long before its end, or at half its life if that is shorter. */
const EARLY_RENEWAL_MS = 180_000;

/**
 * Sessions by key: one login for any number of waiting callers, renewed early, and compared before it is renewed, so that a late refusal of an old session
 * never throws away a newer one. Belongs to one client; two clients share nothing.
 */
export class SessionManager {
  readonly #runtime: Runtime;
  readonly #loginTimeoutMs: number;
  readonly #entries = new Map<string, Entry>();
  readonly #flights = new Map<string, Promise<Entry>>();
  /** A key object lives as long as its connection and is asked for with every call. */
  readonly #names = new WeakMap<SessionKey, string>();
  readonly #aborter = new AbortController();

  constructor(options: SessionManagerOptions) {
    this.#runtime = options.runtime;
    this.#loginTimeoutMs = options.loginTimeoutMs ?? DEFAULT_LOGIN_TIMEOUT_MS;
  }

  /**
   * The live session of `spec.key`.
   * @param rejected the value the other side just refused; it is dropped if it is still the current one
   * @param signal ends only this caller's wait, not the login others wait for
   * @throws config_invalid when a key part is empty; whatever `login` throws
   */
  async get(spec: SessionSpec, rejected?: string, signal?: AbortSignal): Promise<string> {
    const live = this.peek(spec, rejected);
    if (live !== undefined) return live;
    const key = this.#nameOf(spec.key);
    // A flight may have started before this refusal was known and bring back the refused value; then one more login is due.
    const running = this.#flights.get(key);
    if (running !== undefined) {
      const shared = await raceAbort(running, signal);
      if (shared.value !== rejected) return shared.value;
    }
    const flight = this.#flights.get(key) ?? this.#start(key, spec, rejected);
    return (await raceAbort(flight, signal)).value;
  }

  /** The live session, if there is one already and it is not the refused one. */
  peek(spec: SessionSpec, rejected?: string): string | undefined {
    const entry = this.#entries.get(this.#nameOf(spec.key));
    return entry !== undefined && entry.value !== rejected && entry.renewAt > this.#runtime.monotonic() ? entry.value : undefined;
  }

  /** Drops the session of `key` if it is still `value`. */
  forget(key: SessionKey, value: string): void {
    const name = this.#nameOf(key);
    if (this.#entries.get(name)?.value === value) this.#entries.delete(name);
  }

  /** Ends running logins and forgets every session. Later calls fail with `closed`. */
  close(): void {
    this.#aborter.abort(closedError());
    this.#entries.clear();
  }

  #nameOf(key: SessionKey): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = serializeKey(key);
    this.#names.set(key, name);
    return name;
  }

  #start(key: string, spec: SessionSpec, rejected: string | undefined): Promise<Entry> {
    const flight = this.#login(key, spec, rejected).finally(() => this.#flights.delete(key));
    // Every waiter may have given up by the time a login fails; its error must not become an unhandled rejection.
    flight.catch(() => {});
    this.#flights.set(key, flight);
    return flight;
  }

  async #login(key: string, spec: SessionSpec, rejected: string | undefined): Promise<Entry> {
    if (this.#aborter.signal.aborted) throw closedError();
    const stale = this.#entries.get(key);
    if (stale !== undefined) {
      this.#entries.delete(key);
      if (stale.value !== rejected) spec.onDiscard?.(stale.value);
    }
    const timeout = new AbortController();
    const cancel = this.#runtime.schedule(this.#loginTimeoutMs, () => timeout.abort(loginTimeout(this.#loginTimeoutMs)));
    const signal = AbortSignal.any([timeout.signal, this.#aborter.signal]);
    try {
      const startedAt = this.#runtime.monotonic();
      const session = await raceAbort(spec.login(signal), signal);
      const entry = { value: session.value, renewAt: renewalTime(session, startedAt) };
      this.#entries.set(key, entry);
      return entry;
    } finally {
      cancel();
    }
  }
}

/** Counted from the moment the login was sent: the life may have begun on the other side before the answer arrived. */
function renewalTime(session: Session, startedAt: number): number {
  const life = session.lifetimeMs;
  if (life === undefined || !Number.isFinite(life) || life <= 0) return Number.POSITIVE_INFINITY;
  return startedAt + life - Math.min(EARLY_RENEWAL_MS, life / 2);
}

function serializeKey(key: SessionKey): string {
  const parts = Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1));
  const empty = parts.filter(([, value]) => value === '').map(([name]) => name);
  if (parts.length === 0 || empty.length > 0) {
    throw new PiaozoneError({
      code: 'config_invalid',
      outcome: 'not-sent',
      message: {
        zh: `会话键不完整，缺少：${empty.join('、') || '全部'}；不完整的键会让不同租户共用会话`,
        en: `the session key is incomplete, missing: ${empty.join(', ') || 'everything'}; a short key would share sessions between tenants`,
      },
    });
  }
  return parts.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}

function closedError(): PiaozoneError {
  return new PiaozoneError({ code: 'closed', outcome: 'not-sent', message: { zh: '客户端已关闭', en: 'the client is closed' } });
}

function loginTimeout(ms: number): PiaozoneError {
  return new PiaozoneError({
    code: 'timeout',
    outcome: 'not-sent',
    message: { zh: `登录超过 ${ms} 毫秒没有完成`, en: `the login did not finish within ${ms} ms` },
  });
}
