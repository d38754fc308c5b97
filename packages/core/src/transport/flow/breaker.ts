import type { Runtime } from '../../runtime.js';

export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** Milliseconds of the first pause; doubled by every probe that fails, up to {@link MAX_OPEN_MS}. */
  readonly openMs: number;
}

/** Milliseconds; a recovered service is found within this time. */
export const MAX_OPEN_MS = 60_000;

/**
 * Stops calls to what does not answer: closed → open for a while → one probe → closed, or open for longer.
 * Attempts that were under way at the same time count as one failure: one restart of a server breaks many connections and says little.
 */
export class Breaker {
  readonly #settings: BreakerSettings;
  readonly #runtime: Pick<Runtime, 'random'>;
  #failures = 0;
  #lastFailureAt = Number.NEGATIVE_INFINITY;
  /** Monotonic milliseconds; `undefined` = closed. */
  #openUntil: number | undefined;
  #openings = 0;
  #probing = false;

  constructor(settings: BreakerSettings, runtime: Pick<Runtime, 'random'>) {
    this.#settings = settings;
    this.#runtime = runtime;
  }

  /** Failures counted so far; 0 after any answer. */
  get failures(): number {
    return this.#failures;
  }

  /** Monotonic milliseconds until which a call is refused now, `undefined` when it may pass. While a probe is out the end is not known: `now` then. */
  refusedUntil(now: number): number | undefined {
    if (this.#openUntil === undefined) return undefined;
    if (now < this.#openUntil) return this.#openUntil;
    return this.#probing ? now : undefined;
  }

  /** A call passes. @returns whether it is the probe */
  pass(): boolean {
    if (this.#openUntil === undefined) return false;
    this.#probing = true;
    return true;
  }

  /** An answer came. */
  succeeded(): void {
    this.#failures = 0;
    this.#openUntil = undefined;
    this.#openings = 0;
    this.#probing = false;
  }

  /** @param startedAt of the attempt that failed, monotonic. @returns whether that opened it */
  failed(startedAt: number, now: number, probe: boolean): boolean {
    if (!probe && (this.#openUntil !== undefined || startedAt < this.#lastFailureAt)) return false;
    this.#failures += 1;
    this.#lastFailureAt = now;
    if (!probe && this.#failures < this.#settings.failures) return false;
    this.#probing = false;
    const pauseMs = Math.min(MAX_OPEN_MS, this.#settings.openMs * 2 ** this.#openings);
    // Half of it by chance: processes that saw the same outage must not probe together.
    this.#openUntil = now + pauseMs * (0.5 + this.#runtime.random() / 2);
    this.#openings += 1;
    return true;
  }

  /** The probe ended without telling anything, e.g. its caller gave up. */
  inconclusive(): void {
    this.#probing = false;
  }
}
