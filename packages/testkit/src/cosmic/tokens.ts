import type { SeededRandom } from '../erp/random.js';
import type { MockClock } from '../server/clock.js';

export interface IssuedToken {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface TokenLives {
  readonly accountId: string;
  readonly appTokenLifeMs: number;
  readonly accessTokenLifeMs: number;
}

/** The tokens of one mock: app tokens work once, access tokens until they expire, are killed or logged out. */
export class CosmicTokens {
  readonly #clock: MockClock;
  readonly #random: SeededRandom;
  readonly #lives: TokenLives;
  readonly #app = new Map<string, number>();
  readonly #access = new Map<string, number>();

  constructor(clock: MockClock, random: SeededRandom, lives: TokenLives) {
    this.#clock = clock;
    this.#random = random;
    this.#lives = lives;
  }

  /** Access tokens that would be accepted now. */
  get live(): number {
    return [...this.#access.keys()].filter((token) => this.accepts(token)).length;
  }

  /** Whether a business call with this access token is let in. */
  accepts(token: string): boolean {
    return (this.#access.get(token) ?? 0) > this.#clock.now();
  }

  /** Every token, app tokens too, is past its time from now on. */
  expireAll(): void {
    for (const book of [this.#app, this.#access]) for (const token of book.keys()) book.set(token, this.#clock.now());
  }

  /** Every token, app tokens too, is forgotten, although clients still hold an `expire_time` in the future. */
  killAll(): void {
    this.#app.clear();
    this.#access.clear();
  }

  kill(token: string): boolean {
    return this.#access.delete(token);
  }

  issueApp(): IssuedToken {
    return this.#keep(this.#app, this.#random.uuid(), this.#lives.appTokenLifeMs);
  }

  issueAccess(): IssuedToken {
    return this.#keep(this.#access, `${this.#lives.accountId}_${this.#random.text(48)}`, this.#lives.accessTokenLifeMs);
  }

  /** Spends an app token: whatever becomes of the login, it cannot be used again. */
  spendApp(token: string): boolean {
    const expiresAt = this.#app.get(token);
    this.#app.delete(token);
    return expiresAt !== undefined && expiresAt > this.#clock.now();
  }

  #keep(book: Map<string, number>, token: string, lifeMs: number): IssuedToken {
    const expiresAt = this.#clock.now() + lifeMs;
    book.set(token, expiresAt);
    return { token, expiresAt };
  }
}
