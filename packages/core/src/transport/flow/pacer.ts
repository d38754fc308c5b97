/** From ten calls a second on, calls may catch up with this much of the schedule: timers are late by a millisecond or more, and that would cost throughput. Milliseconds. */
const CATCH_UP_MS = 50;
const FAST_INTERVAL_MS = 100;

/** Spaces calls evenly instead of letting a minute's worth go at once: whatever window the other side counts by, the rate holds in it (reliability F24). */
export class Pacer {
  /** Milliseconds between two calls. */
  readonly intervalMs: number;
  readonly #catchUpMs: number;
  /** Monotonic milliseconds. */
  #readyAt = Number.NEGATIVE_INFINITY;

  constructor(callsPerMinute: number) {
    this.intervalMs = 60_000 / callsPerMinute;
    this.#catchUpMs = this.intervalMs <= FAST_INTERVAL_MS ? CATCH_UP_MS : 0;
  }

  /** Monotonic milliseconds from which the next call may leave. */
  get readyAt(): number {
    return this.#readyAt;
  }

  /** A call leaves. */
  take(now: number): void {
    this.#readyAt = Math.max(this.#readyAt, now - this.#catchUpMs) + this.intervalMs;
  }
}
