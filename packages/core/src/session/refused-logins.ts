import { isPiaozoneError, type PiaozoneError } from '../errors.js';
import type { Runtime } from '../runtime.js';

/** Wrong credentials are tried this seldom, so that no account is locked out (reliability F18). */
export const LOGIN_PAUSE_MS = 30_000;

interface Refusal {
  readonly error: PiaozoneError;
  /** Monotonic milliseconds. */
  readonly until: number;
}

/** Logins the other side refused for their credentials, by key: until the pause is over everybody gets the same answer without asking. */
export class RefusedLogins {
  readonly #runtime: Runtime;
  readonly #refusals = new Map<string, Refusal>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Remembers `error` if it is about credentials. @param pauseMs what is left of the pause */
  note(name: string, error: unknown, pauseMs: number): void {
    if (!isPiaozoneError(error, 'credentials_rejected')) return;
    this.#refusals.set(name, { error: withPause(error, this.#runtime.now() + pauseMs), until: this.#runtime.monotonic() + pauseMs });
  }

  /** @throws the refusal while its pause lasts; `not-sent` */
  check(name: string): void {
    const refusal = this.#refusals.get(name);
    if (refusal === undefined) return;
    if (refusal.until > this.#runtime.monotonic()) throw refusal.error;
    this.#refusals.delete(name);
  }

  clear(): void {
    this.#refusals.clear();
  }
}

/** @param until epoch milliseconds of the next try */
function withPause(error: PiaozoneError, until: number): PiaozoneError {
  const time = beijingTime(until);
  const { zh, en } = error.text;
  const seconds = LOGIN_PAUSE_MS / 1000;
  return error.with({
    outcome: 'not-sent',
    message: {
      zh: `${zh}（未再次尝试：为免账号被锁，${seconds} 秒内只登录一次，下次不早于 ${time}）`,
      en: `${en} (not tried again: at most one login in ${seconds} s, lest the account be locked; the next not before ${time})`,
    },
  });
}

/** Clocks of ERP servers and people here are +08:00. */
function beijingTime(epochMs: number): string {
  return `${new Date(epochMs + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')} +08:00`;
}
