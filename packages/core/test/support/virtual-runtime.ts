import type { Runtime } from '../../src/runtime.js';

interface Timer {
  readonly at: number;
  readonly fn: () => void;
}

/** A clock that stands still until it is moved; timers fire in order as it passes them. */
export class VirtualRuntime implements Runtime {
  #now = 1_700_000_000_000;
  readonly #timers = new Set<Timer>();
  readonly #random: () => number;

  constructor(random: () => number = () => 0.5) {
    this.#random = random;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  random(): number {
    return this.#random();
  }

  schedule(delayMs: number, fn: () => void): () => void {
    const timer: Timer = { at: this.#now + delayMs, fn };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Timers that have neither fired nor been cancelled. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves the clock, firing what comes due, and lets the code between two timers run. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = this.#next();
      if (next === undefined || next.at > end) break;
      this.#fire(next);
    }
    this.#now = end;
    await settle();
  }

  /** Fires timer after timer until `promise` settles. */
  async runUntil<T>(promise: Promise<T>): Promise<T> {
    let done = false;
    const mark = () => {
      done = true;
    };
    promise.then(mark, mark);
    for (let rounds = 0; rounds < 10_000; rounds += 1) {
      await settle();
      if (done) return promise;
      const next = this.#next();
      if (next === undefined) {
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      this.#fire(next);
    }
    throw new Error('the promise never settled');
  }

  /** The timer that is due first. A Set keeps insertion order: of equals the one made first. */
  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (first === undefined || timer.at < first.at) first = timer;
    return first;
  }

  #fire(timer: Timer): void {
    this.#now = Math.max(this.#now, timer.at);
    this.#timers.delete(timer);
    timer.fn();
  }
}

/** Lets every microtask that is due run. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}
