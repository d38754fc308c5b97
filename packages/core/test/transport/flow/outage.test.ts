import { describe, expect, it } from 'vitest';
import { pause } from '../../../src/transport/deadline.js';
import type { LimitOptions } from '../../../src/transport/flow/limits.js';
import { clientOf, cut, OK, outcomes, refused, throttle } from '../../support/fake-cloud.js';
import { json } from '../../support/fake-sender.js';
import { VirtualRuntime } from '../../support/virtual-runtime.js';

const never = { onAbort: () => () => {} };
const MINUTE = 60_000;

/** A generator of numbers in [0, 1) that repeats with its seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Calls of every tenant, one each `everyMs`, for `lastsMs` virtual milliseconds. */
async function traffic(
  runtime: VirtualRuntime,
  call: (tenant: string) => Promise<unknown>,
  tenants: readonly string[],
  { everyMs, lastsMs }: { readonly everyMs: number; readonly lastsMs: number },
): Promise<Promise<unknown>[]> {
  const all: Promise<unknown>[] = [];
  for (let at = 0; at < lastsMs; at += everyMs) {
    for (const tenant of tenants) {
      const made = call(tenant);
      made.catch(() => {});
      all.push(made);
    }
    await runtime.advance(everyMs);
  }
  return all;
}

describe('long outage (reliability F23)', () => {
  it.each<[string, LimitOptions]>([
    ['the retry budget alone', { breaker: false }],
    ['breaker and budget', {}],
  ])('attempts stay below 1.1 × calls: %s', async (_what, limits) => {
    for (const failure of [refused, cut]) {
      const runtime = new VirtualRuntime(seeded(1));
      const { cloud, call } = clientOf(runtime, limits, { maxRetries: 2 });
      cloud.behave = () => ({ failure: failure() });
      const tenants = Array.from({ length: 5 }, (_, index) => `t${index}`);
      const calls = await traffic(runtime, call, tenants, { everyMs: 250, lastsMs: 2 * MINUTE });
      await runtime.advance(MINUTE);
      await outcomes(calls);
      expect(calls).toHaveLength(2_400);
      expect(cloud.sent.length).toBeLessThanOrEqual(calls.length * 1.1);
      // With the breaker it is a few probes a minute instead.
      if (limits.breaker !== false) expect(cloud.sent.length).toBeLessThanOrEqual(tenants.length * 25);
      expect(runtime.pending).toBe(0);
    }
  });

  it('many tenants with few calls each have no repeats to burn either', async () => {
    const runtime = new VirtualRuntime(seeded(7));
    const { cloud, call } = clientOf(runtime, {}, { maxRetries: 2 });
    cloud.behave = () => ({ failure: cut() });
    const calls = await traffic(
      runtime,
      call,
      Array.from({ length: 600 }, (_, index) => `t${index}`),
      { everyMs: MINUTE, lastsMs: MINUTE },
    );
    await outcomes(calls);
    expect(cloud.sent.length).toBeLessThanOrEqual(calls.length * 1.1);
  });

  it('a call that fails now and then is repeated all along', async () => {
    const runtime = new VirtualRuntime(seeded(2));
    const random = seeded(3);
    const { cloud, call } = clientOf(runtime, {}, { maxRetries: 2 });
    cloud.behave = () => (random() < 0.05 ? { failure: cut() } : { answer: OK });
    const calls = await traffic(runtime, call, ['A'], { everyMs: 100, lastsMs: 5 * MINUTE });
    await runtime.advance(MINUTE);
    expect((await outcomes(calls)).filter((end) => end !== 'ok').length).toBeLessThanOrEqual(3);
    expect(cloud.sent.length).toBeLessThanOrEqual(calls.length * 1.1);
  });

  it('one tenant in trouble does not spend the repeats of the others', async () => {
    const runtime = new VirtualRuntime(() => 0);
    const { cloud, call } = clientOf(runtime, { breaker: false }, { maxRetries: 2 });
    let failOnce = true;
    cloud.behave = ({ tenant }) => {
      if (tenant === 'A') return { failure: cut() };
      failOnce = !failOnce;
      return failOnce ? { answer: OK } : { failure: cut() };
    };
    const calls = await traffic(runtime, call, ['A'], { everyMs: 100, lastsMs: MINUTE });
    await outcomes(calls);
    expect(await runtime.runUntil(call('B'))).toBe('"ok"');
  });
});

describe('recovery (reliability F24)', () => {
  it('never leaves faster than the configured rate, and starts with one', async () => {
    const perMinute = 1_200;
    const runtime = new VirtualRuntime(seeded(4));
    const { cloud, call } = clientOf(runtime, { callsPerMinute: perMinute, breaker: { failures: 5, openMs: 2_000 } }, { maxRetries: 2 });
    let dead = true;
    cloud.behave = () => (dead ? { failure: refused() } : { ms: 30, answer: OK });
    const during = await traffic(runtime, call, ['A'], { everyMs: 20, lastsMs: 30_000 });
    dead = false;
    const back = cloud.sent.length;
    const after = await traffic(runtime, call, ['A'], { everyMs: 20, lastsMs: MINUTE });
    await runtime.advance(MINUTE);
    await outcomes([...during, ...after]);
    const times = cloud.times('A');
    for (let first = 0; first < times.length; first += 1) {
      const inOneSecond = times.filter((at) => at >= (times[first] ?? 0) && at < (times[first] ?? 0) + 1_000).length;
      expect(inOneSecond).toBeLessThanOrEqual((perMinute / 60) * 1.2);
    }
    const [probe = 0, second = 0] = times.slice(back);
    // The probe has been answered before the next one leaves.
    expect(second - probe).toBeGreaterThanOrEqual(30);
    expect(times.length - back).toBeGreaterThan(perMinute * 0.5);
  });

  it('processes that went down together probe apart', async () => {
    const probes = new Set<number>();
    for (let process = 0; process < 10; process += 1) {
      const runtime = new VirtualRuntime(seeded(100 + process));
      const { cloud, call } = clientOf(runtime, {});
      cloud.behave = () => ({ ms: 0, failure: refused() });
      for (let i = 0; i < 5; i += 1) await runtime.runUntil(call('A').catch(() => {}));
      const started = cloud.sent.length;
      while (cloud.sent.length === started) {
        await runtime.advance(10);
        await runtime.runUntil(call('A').catch(() => {}));
      }
      probes.add(cloud.times('A')[started] ?? 0);
    }
    expect(probes.size).toBeGreaterThanOrEqual(8);
  });
});

describe('one tenant throttled or stalled (reliability F25)', () => {
  /** Five callers of B, call after call, for one virtual minute; A does what `withA` says meanwhile. */
  async function minuteOfB(withA: 'absent' | 'throttled' | 'throttled-long' | 'stalled' | 'dead'): Promise<number> {
    const runtime = new VirtualRuntime(seeded(5));
    const { cloud, call } = clientOf(runtime, { maxSockets: 16 }, { maxRetries: 2 });
    cloud.behave = ({ tenant }) => {
      if (tenant === 'B') return { ms: 50, answer: OK };
      if (withA === 'throttled') return { ms: 5, answer: throttle() };
      if (withA === 'throttled-long') return { ms: 5, answer: throttle({ 'retry-after': '40' }) };
      return withA === 'dead' ? { ms: 5, failure: cut() } : { hang: true };
    };
    let done = 0;
    let over = false;
    const caller = async (tenant: string) => {
      while (!over) {
        const ended = await call(tenant, 'op', { timeoutMs: 20_000 }).then(
          () => true,
          () => false,
        );
        if (tenant === 'B' && ended && !over) done += 1;
        // A refusal takes no time; a caller that went on at once would stop the virtual clock.
        if (!ended) await pause(runtime, 200, never);
      }
    };
    const callers = [...Array.from({ length: 5 }, () => caller('B')), ...(withA === 'absent' ? [] : Array.from({ length: 8 }, () => caller('A')))];
    await runtime.advance(MINUTE);
    over = true;
    await runtime.advance(MINUTE);
    await Promise.all(callers);
    return done;
  }

  it.each(['throttled', 'throttled-long', 'stalled', 'dead'] as const)(
    '%s: the other completes as many calls in a minute as without it',
    async (withA) => {
      const alone = await minuteOfB('absent');
      // Five callers at 50 ms, except where B's own share of four holds the fifth.
      expect(alone).toBeGreaterThanOrEqual(4_700);
      expect(await minuteOfB(withA)).toBe(alone);
    },
  );
});

describe('one busy tenant among many (reliability F26)', () => {
  it('small ones finish within twice the ideal time', async () => {
    const runtime = new VirtualRuntime(seeded(6));
    const { cloud, call } = clientOf(runtime, { maxSockets: 40 });
    // A sender with 40 connections: what is above waits in order, as in Node's agent.
    const send = cloud.send.bind(cloud);
    let free = 40;
    const queue: (() => void)[] = [];
    cloud.send = async (request, context) => {
      if (free === 0) await new Promise<void>((resolve) => queue.push(resolve));
      else free -= 1;
      try {
        return await send(request, context);
      } finally {
        const next = queue.shift();
        if (next === undefined) free += 1;
        else next();
      }
    };
    cloud.behave = () => ({ ms: 100, answer: json('ok') });
    const hot = outcomes(Array.from({ length: 2_000 }, () => call('hot')));
    const small = Array.from({ length: 30 }, (_, tenant) => outcomes(Array.from({ length: 10 }, () => call(`small-${tenant}`))));
    let finished = 0;
    Promise.all(small).then(() => {
      finished = runtime.monotonic();
    });
    const startedAt = runtime.monotonic();
    await runtime.advance(3 * MINUTE);
    await hot;
    // 300 calls of 100 ms over 40 connections, were they alone.
    expect(finished - startedAt).toBeLessThanOrEqual(2 * ((300 * 100) / 40));
  });
});
