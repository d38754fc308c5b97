/** The mock's own clock: it starts at the machine's time and is moved by tests, never by waiting. */
export class MockClock {
  #offsetMs = 0;
  #frozenAt: number | undefined;
  readonly #listeners: (() => void)[] = [];

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
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` after every move: for what is held until a time of this clock. */
  onAdvance(listener: () => void): void {
    this.#listeners.push(listener);
  }
}
