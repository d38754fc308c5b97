import type { MockClock } from '../server/clock.js';

/** An issue that was taken on and is decided later by the mock's clock. */
export interface PendingIssue {
  readonly serialNo: string;
  /** On a red invoice: the serial of the blue one, which nothing else may reverse meanwhile. */
  readonly locks?: string | undefined;
  /** Epoch milliseconds; `Infinity` = never. */
  readonly dueAt: number;
  /** Runs once, at the first look at the mock after `dueAt`. */
  readonly settle: () => void;
}

/** Everything in progress. The mock has no timers: what is due happens before the next request or look. */
export class PendingDesk {
  readonly #clock: MockClock;
  #waiting: PendingIssue[] = [];

  constructor(clock: MockClock) {
    this.#clock = clock;
  }

  add(issue: PendingIssue): void {
    this.#waiting.push(issue);
  }

  has(serialNo: string): boolean {
    return this.#waiting.some((issue) => issue.serialNo === serialNo || issue.locks === serialNo);
  }

  /** Serial numbers in progress, oldest first. */
  serials(): string[] {
    return this.#waiting.map(({ serialNo }) => serialNo);
  }

  /** Carries out what is due, in the order of time. */
  settle(): void {
    const now = this.#clock.now();
    const due = this.#waiting.filter(({ dueAt }) => dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
    this.#waiting = this.#waiting.filter(({ dueAt }) => dueAt > now);
    for (const issue of due) issue.settle();
  }
}
