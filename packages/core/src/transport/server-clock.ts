import type { Runtime } from '../runtime.js';
import { readHttpDate } from './http-date.js';

/** A difference up to this is left alone: `Date` counts in seconds, answers travel, and no window of a signature is as narrow. Milliseconds. */
const TOLERATED_MS = 2 * 60_000;
/** A larger difference is no clock that runs wrong, and is never corrected (reliability F21). Milliseconds. */
export const MAX_CORRECTED_MS = 24 * 3_600_000;
const MAX_ORIGINS = 16;
/** `Date` has no milliseconds; on average half a second is missing. */
const HALF_A_SECOND = 500;

interface Reading {
  /** The header, to skip what says the same again. */
  readonly text: string;
  /** Epoch milliseconds of the server and monotonic milliseconds here, at the same moment. */
  readonly serverAt: number;
  readonly monotonicAt: number;
}

/**
 * What time it is at the servers a client speaks to, told by the `Date` of their answers (reliability F20). Runs on by the monotonic clock,
 * so that a jump of the local clock does not matter. One per client; what one origin says is not believed of another.
 */
export class ServerClock {
  readonly #runtime: Pick<Runtime, 'now' | 'monotonic'>;
  readonly #readings = new Map<string, Reading>();

  constructor(runtime: Pick<Runtime, 'now' | 'monotonic'>) {
    this.#runtime = runtime;
  }

  /** Takes note of an answer. Those of proxies and gateways in the server's place are the caller's to leave out. */
  observe(url: string, headers: Readonly<Record<string, string>>): void {
    const text = headers['date'];
    // What a cache has kept for a while tells the time of then.
    if (text === undefined || headers['age'] !== undefined) return;
    const origin = originOf(url);
    if (this.#readings.get(origin)?.text === text) return;
    const date = readHttpDate(text);
    if (date === undefined) return;
    if (this.#readings.size >= MAX_ORIGINS && !this.#readings.has(origin)) this.#readings.delete(this.#readings.keys().next().value ?? '');
    this.#readings.set(origin, { text, serverAt: date + HALF_A_SECOND, monotonicAt: this.#runtime.monotonic() });
  }

  /** Server's time minus local time, milliseconds; `undefined` until an answer of `url`'s origin has told. Accurate to seconds. */
  skewMs(url: string): number | undefined {
    const reading = this.#readings.get(originOf(url));
    return reading === undefined ? undefined : reading.serverAt + this.#runtime.monotonic() - reading.monotonicAt - this.#runtime.now();
  }

  /** Epoch milliseconds to sign with for `url`: the local clock, or the server's where the two differ by more than minutes and less than a day. */
  now(url: string): number {
    const local = this.#runtime.now();
    const skew = this.skewMs(url) ?? 0;
    const off = Math.abs(skew);
    return off > TOLERATED_MS && off <= MAX_CORRECTED_MS ? Math.round(local + skew) : local;
  }

  /** Whether something signed at `signedAt` for `url` may have been refused for its time, and would carry another one now. */
  wouldCorrect(url: string, signedAt: number): boolean {
    return Math.abs(this.now(url) - signedAt) > TOLERATED_MS;
  }
}

/** Scheme and authority, without parsing: looked up with every answer. */
function originOf(url: string): string {
  const end = url.indexOf('/', url.indexOf('//') + 2);
  return end < 0 ? url : url.slice(0, end);
}
