/** Successful calls that pay for one repeat. */
const CALLS_PER_RETRY = 10;

/**
 * Repeats on credit: a few in reserve, then one for every ten calls that succeeded. In an outage the reserve is soon spent and every call is tried once only,
 * so that attempts stay below 1.1 × calls (reliability F23).
 */
export class RetryBudget {
  readonly #most: number;
  // In calls, not in repeats: whole numbers.
  #credit: number;

  /** @param reserve repeats that may be made before anything succeeds, and the most that can be saved up */
  constructor(reserve: number) {
    this.#most = reserve * CALLS_PER_RETRY;
    this.#credit = this.#most;
  }

  /** A call has succeeded. */
  earn(): void {
    if (this.#credit < this.#most) this.#credit += 1;
  }

  get spent(): boolean {
    return this.#credit < CALLS_PER_RETRY;
  }

  /** Takes one repeat; ask {@link spent} first. */
  pay(): void {
    this.#credit -= CALLS_PER_RETRY;
  }
}
