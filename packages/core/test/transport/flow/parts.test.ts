import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/errors.js';
import { backoffMs } from '../../../src/transport/flow/backoff.js';
import { Breaker } from '../../../src/transport/flow/breaker.js';
import { readLimits } from '../../../src/transport/flow/limits.js';
import { Lru } from '../../../src/transport/flow/lru.js';
import { Pacer } from '../../../src/transport/flow/pacer.js';
import { RetryBudget } from '../../../src/transport/flow/retry-budget.js';

describe('backoff', () => {
  it('doubles its bound up to five seconds, and takes any part of it', () => {
    const bounds = [1, 2, 3, 6, 50].map((retry) => backoffMs(retry, { random: () => 1 }));
    expect(bounds).toEqual([200, 400, 800, 5_000, 5_000]);
    expect(backoffMs(3, { random: () => 0 })).toBe(0);
  });
});

describe('RetryBudget', () => {
  it('spends its reserve, then one for ten successes, and saves up no more than the reserve', () => {
    const budget = new RetryBudget(2);
    const retries = () => {
      let count = 0;
      for (; !budget.spent; count += 1) budget.pay();
      return count;
    };
    expect(retries()).toBe(2);
    for (let i = 0; i < 9; i += 1) budget.earn();
    expect(retries()).toBe(0);
    budget.earn();
    expect(retries()).toBe(1);
    for (let i = 0; i < 1000; i += 1) budget.earn();
    expect(retries()).toBe(2);
  });
});

describe('Breaker', () => {
  const breaker = (random = 1) => new Breaker({ failures: 3, openMs: 1_000 }, { random: () => random });
  const fail = (it: Breaker, at: number) => it.failed(at, at + 1, false);

  it('opens at the given number of failures in a row, and any answer starts the count again', () => {
    const it = breaker();
    expect([fail(it, 10), fail(it, 20)]).toEqual([false, false]);
    it.succeeded();
    expect([fail(it, 30), fail(it, 40), fail(it, 50)]).toEqual([false, false, true]);
    expect(it.refusedUntil(52)).toBe(51 + 1_000);
    expect(it.failures).toBe(3);
  });

  it('counts what was under way together once', () => {
    const it = breaker();
    for (let i = 0; i < 100; i += 1) expect(it.failed(0, 10, false)).toBe(false);
    expect(it.failures).toBe(1);
    expect(it.failed(10, 20, false)).toBe(false);
    expect(it.failed(20, 30, false)).toBe(true);
  });

  it('lets one probe through at a time, and pauses twice as long after each that fails, up to a minute', () => {
    const it = breaker();
    for (const at of [0, 10, 20]) fail(it, at);
    let now = 0;
    const pauses: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      const until = it.refusedUntil(now + 0) ?? 0;
      if (i > 0) pauses.push(until - now);
      now = until;
      expect(it.refusedUntil(now - 1)).toBe(until);
      expect(it.refusedUntil(now)).toBeUndefined();
      expect(it.pass()).toBe(true);
      expect(it.refusedUntil(now)).toBe(now);
      expect(it.failed(now, now, true)).toBe(true);
    }
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    now = it.refusedUntil(now) ?? 0;
    it.pass();
    it.succeeded();
    expect(it.refusedUntil(now)).toBeUndefined();
    expect(it.pass()).toBe(false);
    // The next outage begins with the first pause.
    for (const at of [now, now + 10, now + 20]) fail(it, at);
    expect(it.refusedUntil(now + 22)).toBe(now + 21 + 1_000);
  });

  it('probes again when a probe told nothing, and ignores late failures of earlier calls', () => {
    const it = breaker();
    for (const at of [0, 10, 20]) fail(it, at);
    expect(it.failed(25, 500, false)).toBe(false);
    expect(it.refusedUntil(100)).toBe(1_021);
    it.pass();
    it.inconclusive();
    expect(it.refusedUntil(1_021)).toBeUndefined();
  });

  it('opens for between half of the time and all of it', () => {
    const [short, long] = [breaker(0), breaker(1)];
    for (const it of [short, long]) for (const at of [0, 10, 20]) fail(it, at);
    expect([short.refusedUntil(22), long.refusedUntil(22)]).toEqual([521, 1_021]);
  });
});

// reliability F24: at most 1.2 × the limit in any second.
describe('Pacer', () => {
  it.each([10, 60, 600, 6_000, 60_000])('spaces %d calls a minute, by timers that are up to 3 ms late', (perMinute) => {
    const pacer = new Pacer(perMinute);
    const left: number[] = [];
    for (let now = 0; now < 60_000; now += 1 + (now % 3)) {
      while (now >= pacer.readyAt) {
        pacer.take(now);
        left.push(now);
      }
    }
    expect(left.length).toBeGreaterThanOrEqual(Math.floor(perMinute * 0.98));
    expect(left.length).toBeLessThanOrEqual(perMinute * 1.01 + 1);
    let most = 0;
    for (let first = 0, last = 0; last < left.length; last += 1) {
      while ((left[last] ?? 0) - (left[first] ?? 0) >= 1_000) first += 1;
      most = Math.max(most, last - first + 1);
    }
    expect(most).toBeLessThanOrEqual(Math.max(1, (perMinute / 60) * 1.2));
  });

  it('saves next to nothing up while nobody calls', () => {
    for (const [perMinute, inOneMillisecond] of [[60, 1] as const, [60_000, 51] as const]) {
      const pacer = new Pacer(perMinute);
      pacer.take(0);
      let burst = 0;
      for (; pacer.readyAt <= 100_000; burst += 1) pacer.take(100_000);
      expect(burst).toBe(inOneMillisecond);
    }
  });
});

describe('Lru', () => {
  it('forgets what was unused for longest, but nothing in use', () => {
    const busy = new Set<string>();
    const made: string[] = [];
    const lru = new Lru(3, (key) => {
      made.push(key);
      return {
        get idle() {
          return !busy.has(key);
        },
      };
    });
    for (const key of ['a', 'b', 'c', 'c', 'a']) lru.get(key);
    busy.add('b');
    lru.get('d');
    expect(made).toEqual(['a', 'b', 'c', 'd']);
    for (const key of ['a', 'b', 'd']) lru.get(key);
    expect(made).toHaveLength(4);
    for (const key of ['a', 'd']) busy.add(key);
    lru.get('e');
    expect(lru.size).toBe(4);
    busy.clear();
    lru.get('f');
    expect(lru.size).toBe(3);
    lru.get('e');
    expect(made).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });
});

describe('limits', () => {
  it('have the documented defaults', () => {
    expect(readLimits()).toMatchObject({
      maxSockets: 256,
      inFlightPerTenant: 64,
      callsPerMinute: {},
      breaker: { failures: 5, openMs: 5_000 },
      throttledMeansNotProcessed: false,
      maxTenants: 1_000,
    });
    expect(readLimits({ maxSockets: 2, breaker: false, callsPerMinute: 30 })).toMatchObject({
      inFlightPerTenant: 1,
      breaker: undefined,
      callsPerMinute: { '*': 30 },
    });
    expect(readLimits({ callsPerMinute: { 'hosted.create': 10, '*': 0.5 } }).callsPerMinute).toEqual({ 'hosted.create': 10, '*': 0.5 });
    expect(readLimits({ maxSockets: 8, inFlightPerTenant: 8 }).inFlightPerTenant).toBe(8);
  });

  it('name every mistake', () => {
    const problems: Problem[] = [];
    const bad = {
      maxSockets: 0,
      inFlightPerTenant: 1.5,
      callsPerMinute: { a: -1, b: Number.NaN },
      breaker: { failures: 0, openMs: -1 },
      maxTenants: 0,
    };
    readLimits(bad, 'limits', problems);
    readLimits({ callsPerMinute: 0 }, 'limits', problems);
    expect(problems.map(({ path }) => path)).toEqual([
      'limits.maxSockets',
      'limits.inFlightPerTenant',
      'limits.callsPerMinute.a',
      'limits.callsPerMinute.b',
      'limits.breaker.failures',
      'limits.breaker.openMs',
      'limits.maxTenants',
      'limits.callsPerMinute',
    ]);
  });
});
