import { describe, expect, it } from 'vitest';
import { RateLimiter } from '../../../src/transport/flow/rate-limiter.js';
import type { CallRate } from '../../../src/transport/types.js';
import { clientOf, cut, OK, outcomes } from '../../support/fake-cloud.js';
import { VirtualRuntime } from '../../support/virtual-runtime.js';

const rate = (calls: number, ms: number, key = 'app'): CallRate => ({ key, windows: [{ calls, ms }] });
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const patient = { remainingMs: () => Number.POSITIVE_INFINITY, onAbort: () => () => {} };

/** Most that any window of `ms` holds, begun at any of the times. */
function most(times: readonly number[], ms: number): number {
  let last = 0;
  return times.reduce((found, start, first) => {
    while (last < times.length && (times[last] ?? 0) < start + ms) last += 1;
    return Math.max(found, last - first);
  }, 0);
}

describe('a rate of the other side', () => {
  it('holds for all tenants and operations together, and is given in order', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime);
    const rates = [rate(5, 1_000)];
    const all = many(10, (index) => call(`T${index % 3}`, `op${index}`, { rates }));
    await runtime.advance(2_000);
    expect(await outcomes(all)).toEqual(many(10, () => 'ok'));
    expect(cloud.sent.map(({ operation }) => operation)).toEqual(many(10, (index) => `op${index}`));
    const times = cloud.sent.map(({ at }) => Math.round(at - (cloud.sent[0]?.at ?? 0)));
    expect(times).toEqual(many(10, (index) => index * 200));
    expect(runtime.pending).toBe(0);
  });

  it('counts repeats', async () => {
    const runtime = new VirtualRuntime(() => 0);
    const { cloud, call } = clientOf(runtime, {}, { maxRetries: 2 });
    cloud.behave = (_, count) => (count < 3 ? { ms: 0, failure: cut() } : { ms: 0, answer: OK });
    await runtime.runUntil(call('A', 'op', { rates: [rate(1, 1_000)] }));
    expect(cloud.times('A').map(Math.round)).toEqual([0, 1_000, 2_000]);
  });

  it('leaves calls without it and with another alone', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime);
    const all = [
      ...many(3, () => call('A', 'op', { rates: [rate(1, 1_000)] })),
      ...many(3, () => call('B')),
      call('C', 'op', { rates: [rate(1, 1_000, 'other')] }),
    ];
    await runtime.advance(0);
    expect([cloud.times('A').length, cloud.times('B').length, cloud.times('C').length]).toEqual([1, 3, 1]);
    await runtime.advance(5_000);
    expect(await outcomes(all)).toEqual(many(7, () => 'ok'));
  });

  it('refuses at once what could not leave in time', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, {}, { timeoutMs: 2_500 });
    const all = many(5, () => call('A', 'op', { effect: 'write', rates: [rate(1, 1_000)] }));
    const last = all[4]?.catch((error: unknown) => error);
    const ended = outcomes(all);
    await runtime.advance(0);
    await expect(last).resolves.toMatchObject({
      code: 'rate_limited',
      reason: 'own-limit',
      outcome: 'not-sent',
      message: expect.stringContaining('by the rate'),
    });
    await runtime.advance(2_500);
    expect(await ended).toEqual(['ok', 'ok', 'ok', 'rate_limited/not-sent', 'rate_limited/not-sent']);
    expect(cloud.sent).toHaveLength(3);
  });

  it('an abort frees the turn, and nothing is sent for it', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { inFlightPerTenant: 1 });
    const controller = new AbortController();
    const rates = [rate(1, 1_000)];
    const all = [call('A', 'first', { rates }), call('A', 'gone', { rates, signal: controller.signal }), call('A', 'third', { rates })];
    const ended = outcomes(all);
    await runtime.advance(100);
    controller.abort();
    await runtime.advance(1_000);
    expect(await ended).toEqual(['ok', 'aborted/not-sent', 'ok']);
    expect(cloud.sent.map(({ operation }) => operation)).toEqual(['first', 'third']);
    expect(runtime.pending).toBe(0);
  });

  it('closing ends the wait', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call, flow } = clientOf(runtime);
    const rates = [rate(1, 1_000)];
    const ended = outcomes([call('A', 'op', { rates }), call('A', 'op', { rates })]);
    await runtime.advance(100);
    flow.close();
    expect(await ended).toEqual(['ok', 'closed/not-sent']);
    expect(cloud.sent).toHaveLength(1);
    expect(runtime.pending).toBe(0);
    expect(() => flow.rate(rate(1, 1_000))).toThrow();
  });

  it('waits for each of several', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime);
    const rates = [rate(1, 3_000, 'slow'), rate(5, 1_000, 'fast')];
    const all = many(3, () => call('A', 'op', { rates }));
    await runtime.advance(7_000);
    expect(await outcomes(all)).toEqual(['ok', 'ok', 'ok']);
    expect(cloud.times('A').map(Math.round)).toEqual([0, 3_000, 6_000]);
  });
});

describe('windows', () => {
  const GALAXY = [
    { calls: 20, ms: 1_000 },
    { calls: 500, ms: 60_000 },
    { calls: 10_000, ms: 3_600_000 },
  ];

  /** Times at which `count` takers leave who come together. */
  async function rush(runtime: VirtualRuntime, limiter: RateLimiter, count: number): Promise<number[]> {
    const times: number[] = [];
    const all = Promise.all(
      many(count, async () => {
        await limiter.take(patient, 'op');
        times.push(runtime.monotonic());
      }),
    );
    await runtime.runUntil(all);
    return times;
  }

  it('hold all at once, wherever they begin, in a rush and after a rest', async () => {
    const runtime = new VirtualRuntime();
    const limiter = new RateLimiter(GALAXY, runtime);
    const first = await rush(runtime, limiter, 1_200);
    await runtime.advance(600_000);
    const second = await rush(runtime, limiter, 1_200);
    const times = [...first, ...second];
    expect(times).toHaveLength(2_400);
    for (const { calls, ms } of GALAXY) expect({ ms, kept: most(times, ms) <= calls }).toEqual({ ms, kept: true });
    // Not so careful that the rate could not be used.
    expect(most(times, 1_000)).toBe(20);
    expect(most(times, 60_000)).toBeGreaterThan(450);
    expect(runtime.pending).toBe(0);
  });

  it.each([1, 2, 3, 7, 10, 99, 100])('hold for %i calls too', async (calls) => {
    const runtime = new VirtualRuntime();
    const times = await rush(runtime, new RateLimiter([{ calls, ms: 1_000 }], runtime), calls * 5);
    expect(most(times, 1_000)).toBe(calls);
  });

  it('a timer that fires early lets nobody go early', async () => {
    const runtime = new VirtualRuntime();
    const early = {
      now: () => runtime.now(),
      monotonic: () => runtime.monotonic(),
      schedule: (ms: number, fn: () => void) => runtime.schedule(ms * 0.9, fn),
    };
    const limiter = new RateLimiter([{ calls: 10, ms: 1_000 }], early);
    expect(most(await rush(runtime, limiter, 50), 1_000)).toBe(10);
  });

  it('who comes while a timer is late goes behind who waits already', async () => {
    const runtime = new VirtualRuntime();
    let now = 0;
    const limiter = new RateLimiter([{ calls: 20, ms: 1_000 }], {
      now: () => now,
      monotonic: () => now,
      schedule: (ms, fn) => runtime.schedule(ms, fn),
    });
    const order: string[] = [];
    await limiter.take(patient, 'op');
    await limiter.take(patient, 'op');
    const waiting = Promise.resolve(limiter.take(patient, 'op')).then(() => order.push('waiting'));
    now = 5_000;
    const late = limiter.take(patient, 'op');
    expect(late).toBeInstanceOf(Promise);
    const coming = Promise.resolve(late).then(() => order.push('coming'));
    await runtime.advance(1_000);
    await Promise.all([waiting, coming]);
    expect(order).toEqual(['waiting', 'coming']);
  });
});
