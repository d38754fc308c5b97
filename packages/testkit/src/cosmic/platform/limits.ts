/** Most calls per window of the mock's clock; what is absent is not limited. */
export interface RateRule {
  readonly perSecond?: number;
  readonly perMinute?: number;
  readonly perHour?: number;
  readonly perDay?: number;
}

/** The published defaults of 星空旗舰版 (flagship-and-cosmic §12). */
export const GALAXY_RATES: Required<RateRule> = { perSecond: 20, perMinute: 500, perHour: 10_000, perDay: 200_000 };

const WINDOWS = [
  ['perSecond', 1_000],
  ['perMinute', 60_000],
  ['perHour', 3_600_000],
  ['perDay', 86_400_000],
] as const;

export type RateWindow = (typeof WINDOWS)[number][0];

interface Count {
  window: number;
  calls: number;
}

/** Counts calls in fixed windows of the epoch; a refused call does not count. Both are mock-defined: the page names the numbers only. */
export class RateLimit {
  #rule: RateRule;
  readonly #counts = new Map<RateWindow, Count>();

  constructor(rule: RateRule = {}) {
    this.#rule = rule;
  }

  /** Another rule from now on, counted afresh; `{}` ends the limit. */
  set(rule: RateRule): void {
    this.#rule = rule;
    this.#counts.clear();
  }

  get rule(): RateRule {
    return this.#rule;
  }

  /** Counts a call, or names the window that is full. */
  take(now: number): RateWindow | undefined {
    const limited = WINDOWS.flatMap(([name, ms]) => {
      const most = this.#rule[name];
      return most === undefined ? [] : [{ name, most, count: this.#countOf(name, Math.floor(now / ms)) }];
    });
    const full = limited.find(({ most, count }) => count.calls >= most);
    if (full === undefined) for (const { count } of limited) count.calls += 1;
    return full?.name;
  }

  #countOf(name: RateWindow, window: number): Count {
    const known = this.#counts.get(name);
    if (known?.window === window) return known;
    const fresh = { window, calls: 0 };
    this.#counts.set(name, fresh);
    return fresh;
  }
}
