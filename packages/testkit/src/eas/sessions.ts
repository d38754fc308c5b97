import type { SeededRandom } from '../erp/random.js';
import type { MockClock } from '../server/clock.js';

export interface EasSession {
  readonly id: string;
  readonly userName: string;
  /** Value of the cookie of cluster mode. */
  readonly cookie: string;
  /** Epoch milliseconds; `Infinity` where the mock has no session life. */
  readonly endsAt: number;
}

/** The sessions of one mock EAS. Use does not lengthen them. */
export class EasSessions {
  readonly #clock: MockClock;
  readonly #random: SeededRandom;
  readonly #lifeMs: number;
  readonly #sessions = new Map<string, EasSession>();

  constructor(clock: MockClock, random: SeededRandom, lifeMs = Number.POSITIVE_INFINITY) {
    this.#clock = clock;
    this.#random = random;
    this.#lifeMs = lifeMs;
  }

  /** Sessions that are alive now. */
  get live(): number {
    return [...this.#sessions.keys()].filter((id) => this.find(id) !== undefined).length;
  }

  open(userName: string): EasSession {
    const id = this.#random.uuid();
    // Derived, so that sessions of one seed are the same with and without cookies.
    const session = { id, userName, cookie: id.replaceAll('-', '').toUpperCase(), endsAt: this.#clock.now() + this.#lifeMs };
    this.#sessions.set(session.id, session);
    return session;
  }

  find(id: string | undefined): EasSession | undefined {
    const session = id === undefined ? undefined : this.#sessions.get(id);
    return session !== undefined && session.endsAt > this.#clock.now() ? session : undefined;
  }

  end(id: string): void {
    this.#sessions.delete(id);
  }

  endAllOf(userName: string): void {
    for (const session of this.#sessions.values()) if (session.userName === userName) this.end(session.id);
  }

  killAll(): void {
    this.#sessions.clear();
  }
}
