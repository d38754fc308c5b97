import type { Problem } from '../../errors.js';
import type { BreakerSettings } from './breaker.js';

/** How much may leave at a time. A tenant is the tax number a call acts for, else the client id; an operation is a call's dotted name, e.g. `hosted.create`. */
export interface LimitOptions {
  /** Connections per target host (or per proxy tunnel to it). Default 256. Lower it where a proxy or firewall allows fewer. */
  readonly maxSockets?: number;
  /**
   * Calls of one tenant under way at a time; further ones wait in order. Default a quarter of `maxSockets`: a tenant whose calls hang leaves three quarters
   * of the connections to the others, and a single tenant has 64.
   */
  readonly inFlightPerTenant?: number;
  /**
   * Calls per minute of one tenant to one operation, evenly spaced: a number for every operation, or one per operation name with `'*'` for the others.
   * Default: no limit, because none is published. Rates of issuing accounts at the tax bureau differ; `{ 'hosted.create': 10 }` is the careful start.
   */
  readonly callsPerMinute?: number | Readonly<Record<string, number>>;
  /**
   * When calls of one tenant to one operation are stopped because nothing answers any more: after `failures` in a row (default 5) for `openMs` milliseconds
   * (default 5 000, doubled up to a minute while it goes on). `false` = never.
   */
  readonly breaker?: false | { readonly failures?: number; readonly openMs?: number };
  /** How "too many requests" shows beside HTTP 429, and what it means. */
  readonly throttle?: {
    /** Codes of answers, as text. Default none: the cloud's rate code is not published. */
    readonly codes?: readonly string[];
    /** `true` = a throttled call is known not to have been processed, so that writes are repeated too. Default `false`: their outcome is open (reliability §5). */
    readonly notProcessed?: boolean;
  };
  /** Tenants whose state is kept at a time. Default 1 000; those unused for longest are forgotten first. */
  readonly maxTenants?: number;
}

/** Limits after checking; defaults filled in. */
export interface Limits {
  readonly maxSockets: number;
  readonly inFlightPerTenant: number;
  /** By operation; `*` stands for those not named. */
  readonly callsPerMinute: Readonly<Record<string, number>>;
  readonly breaker: BreakerSettings | undefined;
  readonly throttleCodes: ReadonlySet<string>;
  readonly throttledMeansNotProcessed: boolean;
  readonly maxTenants: number;
}

const DEFAULT_MAX_SOCKETS = 256;

/** Problems are added to `problems`; what is wrong gets its default. */
export function readLimits(options: LimitOptions = {}, path = 'limits', problems: Problem[] = []): Limits {
  const whole = (given: unknown, byDefault: number, name: string) => {
    if (given === undefined) return byDefault;
    if (typeof given === 'number' && Number.isSafeInteger(given) && given >= 1) return given;
    problems.push({ path: `${path}.${name}`, message: { zh: '须为正整数', en: 'must be a whole number of at least 1' } });
    return byDefault;
  };
  const maxSockets = whole(options.maxSockets, DEFAULT_MAX_SOCKETS, 'maxSockets');
  const { breaker = {}, throttle = {} } = options;
  return {
    maxSockets,
    inFlightPerTenant: whole(options.inFlightPerTenant, Math.max(1, Math.floor(maxSockets / 4)), 'inFlightPerTenant'),
    callsPerMinute: readRates(options.callsPerMinute, `${path}.callsPerMinute`, problems),
    breaker:
      breaker === false
        ? undefined
        : { failures: whole(breaker.failures, 5, 'breaker.failures'), openMs: whole(breaker.openMs, 5_000, 'breaker.openMs') },
    throttleCodes: new Set(throttle.codes),
    throttledMeansNotProcessed: throttle.notProcessed ?? false,
    maxTenants: whole(options.maxTenants, 1_000, 'maxTenants'),
  };
}

function readRates(given: LimitOptions['callsPerMinute'], path: string, problems: Problem[]): Readonly<Record<string, number>> {
  const rates: Record<string, number> = Object.create(null);
  for (const [operation, rate] of Object.entries(typeof given === 'object' ? given : { '*': given })) {
    if (rate === undefined) continue;
    if (typeof rate === 'number' && Number.isFinite(rate) && rate > 0) rates[operation] = rate;
    else problems.push({ path: `${path}${operation === '*' ? '' : `.${operation}`}`, message: { zh: '须为正数', en: 'must be a number above 0' } });
  }
  return rates;
}
