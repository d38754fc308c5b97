import type { Runtime } from '../../src/runtime.js';

interface Timer {
  readonly at: number;
  readonly seq: number;
  readonly fn: () => void;
}

/** A clock that stands still until it is moved; timers fire in order as it passes them. */
export class VirtualRuntime implements Runtime {
  #now = 1_700_000_000_000;
  #seq = 0;
  #timers: Timer[] = [];
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
    const timer: Timer = { at: this.#now + delayMs, seq: this.#seq++, fn };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Timers that have neither fired nor been cancelled. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves the clock, firing what comes due, and lets the code between two timers run. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.seq - b.seq)[0];
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next.at);
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.fn();
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
      const next = this.#timers.sort((a, b) => a.at - b.at || a.seq - b.seq).shift();
      if (next === undefined) {
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      this.#now = Math.max(this.#now, next.at);
      next.fn();
    }
    throw new Error('the promise never settled');
  }
}

/** Lets every microtask that is due run. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}
