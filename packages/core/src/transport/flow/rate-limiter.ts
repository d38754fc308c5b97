import type { Runtime } from '../../runtime.js';
import type { Deadline } from '../deadline.js';
import { type RateWindow, SendFailure } from '../types.js';
import { flowClosed, tooLong } from './refusals.js';

type Wait = Pick<Deadline, 'onAbort' | 'remainingMs'>;

interface Waiter {
  admit(): void;
  refuse(error: Error): void;
}

/** Part of a window's calls that may leave at once; the rest is spaced evenly, so that a short rush need not wait. */
const BURST = 0.1;
/** Keeps rounding from letting one call too many into a window. Milliseconds. */
const MARGIN_MS = 0.001;

/** One window as a schedule: however the other side lays its windows, none ever holds more than `calls` (generic cell rate algorithm). */
class Schedule {
  readonly #intervalMs: number;
  readonly #lenienceMs: number;
  /** Monotonic milliseconds at which the schedule has caught up with the calls that left. */
  #spentUntil = Number.NEGATIVE_INFINITY;

  constructor({ calls, ms }: RateWindow) {
    const burst = Math.max(1, Math.floor(calls * BURST));
    this.#intervalMs = ms / (calls - burst + 1) + MARGIN_MS;
    this.#lenienceMs = (burst - 1) * this.#intervalMs;
  }

  /** When a call may leave that comes after `ahead` others which wait already. */
  readyAt(now: number, ahead: number): number {
    return Math.max(this.#spentUntil, now) + ahead * this.#intervalMs - this.#lenienceMs;
  }

  spend(now: number): void {
    this.#spentUntil = Math.max(this.#spentUntil, now) + this.#intervalMs;
  }
}

/** Lets attempts go in the order they came, no faster than its windows allow. Nothing is ever dropped or let go twice. */
export class RateLimiter {
  readonly #schedules: readonly Schedule[];
  readonly #runtime: Pick<Runtime, 'now' | 'monotonic' | 'schedule'>;
  readonly #waiting = new Set<Waiter>();
  #cancelTimer: (() => void) | undefined;
  #closed = false;

  constructor(windows: readonly RateWindow[], runtime: Pick<Runtime, 'now' | 'monotonic' | 'schedule'>) {
    this.#schedules = windows.map((window) => new Schedule(window));
    this.#runtime = runtime;
  }

  /**
   * The turn of one attempt, at once where it is free.
   * @throws rate_limited when the turn would come after the call's end · closed · SendFailure `aborted` when the call ends while it waits
   */
  take(wait: Wait, operation: string): void | Promise<void> {
    if (this.#closed) throw flowClosed();
    const now = this.#runtime.monotonic();
    const waitMs = this.#readyAt(now, this.#waiting.size) - now;
    if (this.#waiting.size === 0 && waitMs <= 0) return this.#spend(now);
    if (waitMs >= wait.remainingMs()) throw tooLong('rate', operation, waitMs, this.#runtime);
    return this.#queue(wait);
  }

  /** Attempts that wait fail with `closed`. */
  close(): void {
    this.#closed = true;
    for (const waiter of this.#waiting) waiter.refuse(flowClosed());
  }

  #queue(wait: Wait): Promise<void> {
    return new Promise((resolve, reject) => {
      // Replaced below; a call that has ended already is refused before that.
      let stopListening = () => {};
      const leave = () => {
        stopListening();
        this.#waiting.delete(waiter);
        if (this.#waiting.size === 0) this.#stopTimer();
      };
      const waiter: Waiter = {
        admit() {
          leave();
          resolve();
        },
        refuse(error) {
          leave();
          reject(error);
        },
      };
      this.#waiting.add(waiter);
      stopListening = wait.onAbort(() => waiter.refuse(new SendFailure('aborted', true, 'ABORT_ERR', { stage: 'queue' })));
      if (this.#cancelTimer === undefined && this.#waiting.size > 0) this.#admit();
    });
  }

  #admit(): void {
    this.#stopTimer();
    for (const waiter of this.#waiting) {
      const now = this.#runtime.monotonic();
      const waitMs = this.#readyAt(now, 0) - now;
      if (waitMs > 0) {
        this.#cancelTimer = this.#runtime.schedule(waitMs, () => this.#admit());
        return;
      }
      this.#spend(now);
      waiter.admit();
    }
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #readyAt(now: number, ahead: number): number {
    return this.#schedules.reduce((latest, schedule) => Math.max(latest, schedule.readyAt(now, ahead)), now);
  }

  #spend(now: number): void {
    for (const schedule of this.#schedules) schedule.spend(now);
  }
}
