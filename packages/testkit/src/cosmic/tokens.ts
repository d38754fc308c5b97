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

/** For whom a token was issued and by which way. `refresh` and `id` tokens are no access tokens. */
export interface TokenHolder {
  readonly appId: string;
  readonly user: string;
  readonly kind: 'two-step' | 'enhanced' | 'refresh' | 'id';
}

interface Held extends TokenHolder {
  expiresAt: number;
}

/** The tokens of one mock: app tokens work once, the others until they expire, are killed, withdrawn or logged out. */
export class CosmicTokens {
  readonly #clock: MockClock;
  readonly #random: SeededRandom;
  readonly #lives: TokenLives;
  readonly #app = new Map<string, { readonly appId: string; expiresAt: number }>();
  readonly #held = new Map<string, Held>();

  constructor(clock: MockClock, random: SeededRandom, lives: TokenLives) {
    this.#clock = clock;
    this.#random = random;
    this.#lives = lives;
  }

  /** Access tokens that would be accepted now. */
  get live(): number {
    return [...this.#held.keys()].filter((token) => this.accepts(token)).length;
  }

  /** Whether a business call with this access token is let in. */
  accepts(token: string): boolean {
    const kind = this.holder(token)?.kind;
    return kind === 'two-step' || kind === 'enhanced';
  }

  /** Whom a living token of any kind belongs to. */
  holder(token: string): (TokenHolder & { readonly expiresAt: number }) | undefined {
    const held = this.#held.get(token);
    return held !== undefined && held.expiresAt > this.#clock.now() ? held : undefined;
  }

  /** Every token, app tokens too, is past its time from now on. */
  expireAll(): void {
    for (const held of [...this.#app.values(), ...this.#held.values()]) held.expiresAt = this.#clock.now();
  }

  /** Every token, app tokens too, is forgotten, although clients still hold an `expire_time` in the future. */
  killAll(): void {
    this.#app.clear();
    this.#held.clear();
  }

  kill(token: string): boolean {
    return this.#held.delete(token);
  }

  issueApp(appId: string): IssuedToken {
    const token = this.#random.uuid();
    const expiresAt = this.#clock.now() + this.#lives.appTokenLifeMs;
    this.#app.set(token, { appId, expiresAt });
    return { token, expiresAt };
  }

  /** A token as it looks for its kind: `{accountId}_…`, `OPENAPIAUTH_…`, a uuid for refresh (flagship-and-cosmic §2.1, §2.2). */
  issue(holder: TokenHolder): IssuedToken {
    const token = this.#look(holder.kind);
    const expiresAt = this.#clock.now() + this.#lives.accessTokenLifeMs;
    this.#held.set(token, { ...holder, expiresAt });
    return { token, expiresAt };
  }

  /** Spends an app token: whatever becomes of the login, it cannot be used again. Answers whose it was. */
  spendApp(token: string): string | undefined {
    const held = this.#app.get(token);
    this.#app.delete(token);
    return held !== undefined && held.expiresAt > this.#clock.now() ? held.appId : undefined;
  }

  #look(kind: TokenHolder['kind']): string {
    if (kind === 'two-step') return `${this.#lives.accountId}_${this.#random.text(48)}`;
    return kind === 'refresh' ? this.#random.uuid() : `OPENAPIAUTH_${this.#random.text(64)}`;
  }
}
