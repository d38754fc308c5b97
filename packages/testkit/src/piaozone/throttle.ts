import type { MockClock } from '../server/clock.js';

/** At most `allow` calls per `perMs` milliseconds of the mock's clock, on paths ending with `path` (default: every call). */
export interface ThrottleRule {
  readonly path?: string;
  readonly allow: number;
  readonly perMs: number;
}

/** Fixed windows, counted by the mock's clock: a test moves the clock instead of waiting. */
export class Throttle {
  readonly #clock: MockClock;
  #rule: ThrottleRule | undefined;
  #windowStart = 0;
  #used = 0;

  constructor(clock: MockClock) {
    this.#clock = clock;
  }

  set(rule: ThrottleRule | undefined): void {
    this.#rule = rule;
    this.#windowStart = this.#clock.now();
    this.#used = 0;
  }

  /** Counts this call; `true` = one too many. */
  exceeded(path: string): boolean {
    const rule = this.#rule;
    if (rule === undefined || !path.endsWith(rule.path ?? '')) return false;
    const now = this.#clock.now();
    if (now >= this.#windowStart + rule.perMs) {
      this.#windowStart = now;
      this.#used = 0;
    }
    this.#used += 1;
    return this.#used > rule.allow;
  }
}
