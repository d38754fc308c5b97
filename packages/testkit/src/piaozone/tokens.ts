import type { MockClock } from '../server/clock.js';
import type { SeededRandom } from './seeded-random.js';
import type { PiaozoneSettings } from './settings.js';

export interface MockToken {
  readonly value: string;
  readonly clientId: string;
  /** Epoch milliseconds by the mock's clock. */
  readonly issuedAt: number;
  expiresAt: number;
  killed: boolean;
}

/** The tokens the mock has given out, and the levers to end them. */
export class TokenBook {
  readonly #tokens = new Map<string, MockToken>();
  readonly #current = new Map<string, MockToken>();
  readonly #requests = new Map<string, number>();
  readonly #clock: MockClock;
  readonly #random: SeededRandom;
  readonly #settings: PiaozoneSettings;

  constructor(clock: MockClock, random: SeededRandom, settings: PiaozoneSettings) {
    this.#clock = clock;
    this.#random = random;
    this.#settings = settings;
  }

  countRequest(clientId: string): void {
    this.#requests.set(clientId, (this.#requests.get(clientId) ?? 0) + 1);
  }

  /** Token requests that named `clientId` (refused ones too), or all of them. */
  requests(clientId?: string): number {
    if (clientId !== undefined) return this.#requests.get(clientId) ?? 0;
    return [...this.#requests.values()].reduce((sum, count) => sum + count, 0);
  }

  requestsByClient(): Record<string, number> {
    return Object.fromEntries(this.#requests);
  }

  issue(clientId: string): MockToken {
    const { tokenMode, tokenLifeSeconds } = this.#settings;
    const current = this.#current.get(clientId);
    if (current !== undefined && tokenMode === 'same' && this.#alive(current)) return current;
    if (tokenMode === 'new-kills-old') this.kill(clientId);
    const issuedAt = this.#clock.now();
    const token: MockToken = { value: this.#random.hex(32), clientId, issuedAt, expiresAt: issuedAt + tokenLifeSeconds * 1000, killed: false };
    this.#tokens.set(token.value, token);
    this.#current.set(clientId, token);
    return token;
  }

  /** The token behind `value` while business calls accept it. */
  accepted(value: string | undefined): MockToken | undefined {
    const token = value === undefined ? undefined : this.#tokens.get(value);
    if (token === undefined || !this.#alive(token)) return undefined;
    return this.#clock.now() >= token.issuedAt + this.#settings.tokenPropagationDelayMs ? token : undefined;
  }

  /** Whole seconds a token still lives. */
  secondsLeft(token: MockToken): number {
    return Math.floor((token.expiresAt - this.#clock.now()) / 1000);
  }

  /** The token given out last to this client, alive or not. */
  current(clientId: string): string | undefined {
    return this.#current.get(clientId)?.value;
  }

  /** Every token given out so far reaches its end now. */
  expireAll(): void {
    for (const token of this.#tokens.values()) this.#expire(token);
  }

  /** Every token of `clientId` (of everybody, without it) is refused from now on, however much life it had. */
  kill(clientId?: string): void {
    for (const token of this.#tokens.values()) if (clientId === undefined || token.clientId === clientId) token.killed = true;
  }

  /** Ends one token, as the faults `expire-token` and `kill-token` do while a request arrives. */
  end(value: string | undefined, how: 'expire' | 'kill'): void {
    const token = value === undefined ? undefined : this.#tokens.get(value);
    if (token === undefined) return;
    if (how === 'kill') token.killed = true;
    else this.#expire(token);
  }

  #expire(token: MockToken): void {
    token.expiresAt = Math.min(token.expiresAt, this.#clock.now());
  }

  #alive(token: MockToken): boolean {
    return !token.killed && this.#clock.now() < token.expiresAt;
  }
}
