/** The mock's own clock: it starts at the machine's time and is moved by tests, never by waiting. */
export class MockClock {
  #offsetMs = 0;
  #frozenAt: number | undefined;

  constructor(options: { readonly frozenAt?: number } = {}) {
    this.#frozenAt = options.frozenAt;
  }

  /** Epoch milliseconds. */
  now(): number {
    return (this.#frozenAt ?? Date.now()) + this.#offsetMs;
  }

  /** Moves the clock by `ms` milliseconds (negative moves it back). */
  advance(ms: number): void {
    this.#offsetMs += ms;
  }
}
