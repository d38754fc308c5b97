import { describe, expect, it } from 'vitest';
import { PiaozoneError } from '../../../src/errors.js';
import { SendFailure } from '../../../src/transport/types.js';
import { callOf, clientOf, cut, OK, outcomes, refused, throttle } from '../../support/fake-cloud.js';
import { json } from '../../support/fake-sender.js';
import { VirtualRuntime } from '../../support/virtual-runtime.js';

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

describe('calls under way', () => {
  it('a tenant whose calls hang holds its own share only', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { maxSockets: 8 });
    cloud.behave = ({ tenant }) => (tenant === 'A' ? { hang: true } : { ms: 10, answer: OK });
    const stalled = many(50, () => call('A', 'op', { timeoutMs: 5_000 }));
    const others = many(5, () => call('B'));
    await runtime.advance(100);
    expect(cloud.times('A')).toHaveLength(2);
    expect(cloud.times('B')).toEqual([0, 0, 10, 10, 20]);
    expect(await outcomes(others)).toEqual(many(5, () => 'ok'));
    await runtime.advance(5_000);
    const ended = await outcomes(stalled);
    expect(ended.filter((end) => end === 'timeout/unknown')).toHaveLength(2);
    expect(ended.filter((end) => end === 'timeout/not-sent')).toHaveLength(48);
    expect(runtime.pending).toBe(0);
  });

  it('go in order, the operations of one tenant in turn', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { inFlightPerTenant: 1 });
    const all = [...many(5, () => call('A', 'bulk')), ...many(2, () => call('A', 'create'))];
    await runtime.advance(1_000);
    await outcomes(all);
    expect(cloud.sent.map(({ operation }) => operation)).toEqual(['bulk', 'bulk', 'create', 'bulk', 'create', 'bulk', 'bulk']);
  });

  it('a call that was aborted while it waited gives its place away and says that nothing was sent', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { inFlightPerTenant: 1 });
    const controller = new AbortController();
    const [first, second, third] = [call('A'), call('A', 'op', { signal: controller.signal, effect: 'write' }), call('A')];
    await runtime.advance(5);
    controller.abort();
    await expect(second).rejects.toMatchObject({ code: 'aborted', outcome: 'not-sent' });
    await runtime.advance(100);
    expect(await outcomes([first, third])).toEqual(['ok', 'ok']);
    expect(cloud.times('A')).toEqual([0, 10]);
    expect(runtime.pending).toBe(0);
  });

  it('a call that is aborted before it begins is not sent', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { inFlightPerTenant: 1 });
    const first = call('A');
    await expect(call('A', 'op', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted', outcome: 'not-sent' });
    await runtime.advance(100);
    await first;
    expect(cloud.sent).toHaveLength(1);
  });

  it('fail with closed when the client is closed while they wait, and afterwards', async () => {
    const runtime = new VirtualRuntime();
    const { call, flow } = clientOf(runtime, { inFlightPerTenant: 1, callsPerMinute: 1 });
    const all = [call('A'), call('A', 'op', { timeoutMs: 200_000 }), call('B'), call('B', 'op', { timeoutMs: 200_000 })];
    await runtime.advance(100);
    flow.close();
    expect(await outcomes(all)).toEqual(['ok', 'closed/not-sent', 'ok', 'closed/not-sent']);
    expect(runtime.pending).toBe(0);
    await expect(call('A')).rejects.toMatchObject({ code: 'closed', requestId: 'r1' });
  });
});

describe('calls per minute', () => {
  it('are spaced per tenant and operation', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { callsPerMinute: { create: 10 } });
    const all = [...many(4, () => call('A', 'create')), ...many(3, () => call('A', 'query')), ...many(2, () => call('B', 'create'))];
    await runtime.advance(20_000);
    expect(await outcomes(all)).toEqual(many(9, () => 'ok'));
    expect(cloud.times('A', 'create')).toEqual([0, 6_000, 12_000, 18_000]);
    expect(cloud.times('A', 'query')).toEqual([0, 0, 0]);
    expect(cloud.times('B', 'create')).toEqual([0, 6_000]);
    expect(runtime.pending).toBe(0);
  });

  it('are given in order, also to who asks at the very moment', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { callsPerMinute: 10 });
    const named = (name: string) => call('A', 'create', { request: { ...callOf('A').request, url: `http://cloud/A/${name}` } });
    const all: Promise<string>[] = [];
    // Set before the wait for the second call's turn, so it fires first.
    runtime.schedule(6_000, () => all.push(named('third')));
    all.push(named('first'), named('second'));
    await runtime.advance(20_000);
    await Promise.all(all);
    expect(cloud.sent.map(({ operation }) => operation)).toEqual(['first', 'second', 'third']);
  });

  it('refuse at once what could not leave in time, and say why', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { callsPerMinute: 10 }, { timeoutMs: 13_000 });
    const all = many(5, () => call('A', 'create', { effect: 'write' }));
    const last = all[4]?.catch((error: unknown) => error);
    const ended = outcomes(all);
    await runtime.advance(0);
    await expect(last).resolves.toMatchObject({ code: 'rate_limited', reason: 'own-limit', outcome: 'not-sent' });
    await expect(last).resolves.toMatchObject({
      message: expect.stringContaining('by limits.callsPerMinute create may leave at 2023-11-14T22:13:38.000Z'),
    });
    await runtime.advance(13_000);
    expect(await ended).toEqual(['ok', 'ok', 'ok', 'rate_limited/not-sent', 'rate_limited/not-sent']);
    expect(cloud.sent).toHaveLength(3);
  });
});

describe('throttle answers', () => {
  it('hold up one tenant’s one operation until Retry-After, nobody else', async () => {
    const runtime = new VirtualRuntime(() => 0);
    const { cloud, call } = clientOf(runtime);
    cloud.behave = ({ tenant, operation }, count) =>
      count === 1 && tenant === 'A' && operation === 'create' ? { answer: throttle({ 'retry-after': '30' }) } : { answer: OK };
    await expect(runtime.runUntil(call('A', 'create'))).rejects.toMatchObject({ code: 'rate_limited', upstreamCode: 'busy' });
    const others = [call('A', 'query'), call('B', 'create')];
    const waiting = call('A', 'create');
    await runtime.advance(60_000);
    expect(await outcomes([...others, waiting])).toEqual(['ok', 'ok', 'ok']);
    expect(cloud.times('A', 'create')).toEqual([0, 30_010]);
    expect([...cloud.times('A', 'query'), ...cloud.times('B')]).toEqual([10, 10]);
  });

  it.each<[Record<string, string>, number]>([
    [{ 'retry-after': '0' }, 100],
    [{ 'retry-after': 'garbage' }, 1_000],
    [{ 'retry-after': '-1' }, 1_000],
    [{}, 1_000],
    [{ 'retry-after': '10000000000' }, 900_000],
    [{ 'retry-after': 'Tue, 14 Nov 2023 22:14:20 GMT' }, 59_990],
  ])('%j holds up for %d ms: between backoff and a quarter of an hour', async (headers, ms) => {
    let random = 0.5;
    const runtime = new VirtualRuntime(() => random);
    const { cloud, call } = clientOf(runtime, {}, { timeoutMs: 2_000_000 });
    cloud.behave = (_sent, count) => (count === 1 ? { answer: throttle(headers) } : { answer: OK });
    await runtime.runUntil(call('A').catch(() => {}));
    random = 0;
    await runtime.runUntil(call('A'));
    const jittered = Math.min(900_000, ms * 1.05);
    expect(cloud.times('A')[1]).toBeCloseTo(10 + jittered, 3);
  });

  it('refuse at once what could not leave in time, also of those that wait already', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { inFlightPerTenant: 1 });
    cloud.behave = () => ({ answer: throttle({ 'retry-after': '600' }) });
    const all = many(3, () => call('A', 'create', { effect: 'write' }));
    const ended = outcomes(all);
    await runtime.advance(10);
    expect(await ended).toEqual(['rate_limited/unknown', 'rate_limited/not-sent', 'rate_limited/not-sent']);
    await expect(call('A', 'create')).rejects.toMatchObject({ code: 'rate_limited', reason: 'asked-to-wait', outcome: 'not-sent' });
    expect(cloud.sent).toHaveLength(1);
    expect(runtime.pending).toBe(0);
  });

  it('wait longer and longer while the answers name no time', async () => {
    const runtime = new VirtualRuntime(() => 0);
    const { cloud, call } = clientOf(runtime, {}, { timeoutMs: 1_000_000 });
    cloud.behave = () => ({ ms: 0, answer: throttle() });
    for (let i = 0; i < 9; i += 1) await runtime.runUntil(call('A').catch(() => {}));
    const gaps = cloud.times('A').map((at, i, all) => at - (all[i - 1] ?? 0));
    expect(gaps.slice(1)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('that ask for less do not shorten the wait', async () => {
    const runtime = new VirtualRuntime(() => 0);
    const { cloud, call } = clientOf(runtime);
    cloud.behave = (_sent, count) => (count > 2 ? { answer: OK } : { ms: count, answer: throttle({ 'retry-after': count === 1 ? '30' : '1' }) });
    const both = outcomes([call('A'), call('A')]);
    await runtime.advance(5);
    await both;
    await runtime.runUntil(call('A'));
    expect(cloud.times('A')[2]).toBe(30_001);
  });

  it('are forgotten with the next answer', async () => {
    const runtime = new VirtualRuntime(() => 0);
    const { cloud, call } = clientOf(runtime);
    cloud.behave = (_sent, count) => ({ ms: 0, answer: count % 2 === 1 ? throttle() : OK });
    for (let i = 0; i < 6; i += 1) await runtime.runUntil(call('A').catch(() => {}));
    expect(cloud.times('A')).toEqual([0, 1_000, 1_000, 2_000, 2_000, 3_000]);
  });

  it('are followed by one call, whatever answers come to calls from before', async () => {
    const runtime = new VirtualRuntime(() => 0);
    const { cloud, call } = clientOf(runtime);
    cloud.behave = (_sent, count) => (count === 1 ? { ms: 1, answer: throttle() } : { ms: 100, answer: OK });
    const before = outcomes(many(5, () => call('A')));
    await runtime.advance(200);
    await before;
    const after = outcomes(many(5, () => call('A')));
    await runtime.advance(2_000);
    await after;
    expect(cloud.times('A').slice(5)).toEqual([1_001, 1_101, 1_101, 1_201, 1_201]);
  });

  it('are answers: they end a row of failures', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { breaker: { failures: 2, openMs: 60_000 } });
    cloud.behave = (_sent, count) => (count === 2 ? { ms: 0, answer: throttle({ 'retry-after': '1' }) } : { ms: 0, failure: cut() });
    for (let i = 0; i < 3; i += 1) await runtime.runUntil(call('A').catch(() => {}));
    expect(await outcomes([runtime.runUntil(call('A'))])).toEqual(['connection/unknown']);
    expect(cloud.sent).toHaveLength(4);
  });

  it('of calls that were under way together count as one', async () => {
    const runtime = new VirtualRuntime(() => 0);
    const { cloud, call } = clientOf(runtime);
    cloud.behave = (_sent, count) => (count <= 40 ? { ms: count, answer: throttle() } : { answer: OK });
    const first = outcomes(many(40, () => call('A')));
    await runtime.advance(50);
    await first;
    await runtime.runUntil(call('A'));
    expect(cloud.times('A')[40]).toBe(1_040);
  });

  it('are followed by a slow start: one call, then one more with each answer', async () => {
    const runtime = new VirtualRuntime(() => 0);
    const { cloud, call } = clientOf(runtime, { inFlightPerTenant: 8 });
    cloud.behave = (_sent, count) => (count === 1 ? { answer: throttle({ 'retry-after': '1' }) } : { ms: 100, answer: OK });
    await runtime.runUntil(call('A').catch(() => {}));
    const all = outcomes(many(100, () => call('A')));
    await runtime.advance(3_000);
    await all;
    const at = new Map<number, number>();
    for (const time of cloud.times('A').slice(1)) at.set(time, (at.get(time) ?? 0) + 1);
    expect([...at.values()].slice(0, 6)).toEqual([1, 2, 4, 8, 8, 8]);
    expect(cloud.mostInFlight).toBe(8);
  });

  it('are also 503 with Retry-After, which is repeated for a read when the time has come', async () => {
    const runtime = new VirtualRuntime(() => 0);
    const { cloud, call } = clientOf(runtime, {}, { maxRetries: 1 });
    const unavailable = { ...json({}, 503), headers: { 'retry-after': '5' } };
    cloud.behave = (_sent, count) => ({ answer: count === 1 ? unavailable : OK });
    expect(await runtime.runUntil(call('A'))).toBe('"ok"');
    expect(cloud.times('A')).toEqual([0, 5_010]);
  });

  it('are repeated for reads; writes end as unknown, unless throttling is known to process nothing', async () => {
    const runtime = new VirtualRuntime(() => 0);
    const busy = throttle({ 'retry-after': '1' });
    const start = (limits = {}) => {
      const made = clientOf(runtime, limits, { maxRetries: 2 });
      made.cloud.behave = (_sent, count) => ({ answer: count < 3 ? busy : OK });
      return made;
    };
    const read = start();
    expect(await runtime.runUntil(read.call('A'))).toBe('"ok"');
    const write = start();
    await expect(runtime.runUntil(write.call('A', 'create', { effect: 'write' }))).rejects.toMatchObject({
      code: 'rate_limited',
      outcome: 'unknown',
      status: undefined,
      hint: expect.stringMatching(/^it may have been processed: query by the same serial number.*limits\.callsPerMinute$/s),
    });
    expect(write.cloud.sent).toHaveLength(1);
    const documented = start({ throttle: { notProcessed: true } });
    expect(await runtime.runUntil(documented.call('A', 'create', { effect: 'write' }))).toBe('"ok"');
    expect(documented.cloud.sent).toHaveLength(3);
  });

  it('leave a refusal that is known to be one what it is', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime);
    cloud.behave = () => ({ answer: throttle() });
    const error = new PiaozoneError({
      code: 'business_rejected',
      outcome: 'rejected',
      message: { zh: '', en: '' },
      hint: { zh: '其一', en: 'its own' },
    });
    const classify = () => ({ kind: 'failed', error }) as const;
    const ended = await outcomes([runtime.runUntil(call('A', 'x', { effect: 'write', classify })), runtime.runUntil(call('A', 'y', { classify }))]);
    expect(ended).toEqual(['business_rejected/rejected', 'rate_limited/rejected']);
    await expect(runtime.runUntil(call('B', 'y', { classify }))).rejects.toMatchObject({ code: 'rate_limited', hint: 'its own' });
  });

  it('may be named by their code', async () => {
    const runtime = new VirtualRuntime();
    const ended = async (codes: string[]) => {
      const { cloud, call } = clientOf(runtime, { throttle: { codes } });
      cloud.behave = () => ({ answer: json({ errcode: 'busy' }, 400) });
      return outcomes([runtime.runUntil(call('A')), runtime.runUntil(call('A', 'x', { effect: 'write' }))]);
    };
    expect(await ended(['busy'])).toEqual(['rate_limited/rejected', 'rate_limited/unknown']);
    expect(await ended(['other'])).toEqual(['business_rejected/rejected', 'business_unrecognised/unknown']);
  });
});

describe('circuit breaker', () => {
  it('stops one tenant’s one operation after failures in a row, tries once, and opens slowly', async () => {
    const runtime = new VirtualRuntime(() => 1);
    const { cloud, call } = clientOf(runtime, { breaker: { failures: 3, openMs: 10_000 } });
    let dead = true;
    cloud.behave = ({ tenant }) => (tenant === 'A' && dead ? { failure: refused() } : { answer: OK });
    for (let i = 0; i < 3; i += 1) await runtime.runUntil(call('A').catch(() => {}));
    const open: unknown = await call('A', 'op', { effect: 'write' }).catch((error: unknown) => error);
    expect(open).toMatchObject({ code: 'circuit_open', outcome: 'not-sent', requestId: 'r1' });
    expect(String(open)).toContain('calls to op failed 3 times in a row and are paused until 2023-11-14T22:13:30.030Z');
    expect(await outcomes([runtime.runUntil(call('A', 'other')), runtime.runUntil(call('B'))])).toEqual(['connection/not-sent', 'ok']);
    expect(cloud.times('A', 'op')).toHaveLength(3);
    await runtime.advance(10_000);
    // One probe; the others are still refused.
    const [probe, refusedNow] = [call('A'), call('A')];
    await expect(refusedNow).rejects.toMatchObject({ code: 'circuit_open', message: expect.stringContaining('one of them tries') });
    await runtime.runUntil(probe.catch(() => {}));
    expect(cloud.times('A', 'op')).toHaveLength(4);
    dead = false;
    await runtime.advance(20_000);
    const again = outcomes(many(1, () => call('A')));
    await runtime.advance(10);
    expect(await again).toEqual(['ok']);
    cloud.mostInFlight = 0;
    const all = outcomes(many(20, () => call('A')));
    await runtime.advance(1);
    expect(cloud.mostInFlight).toBe(2);
    await runtime.advance(1_000);
    expect(await all).toEqual(many(20, () => 'ok'));
    expect(runtime.pending).toBe(0);
  });

  it('refuses those that wait when it opens', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { inFlightPerTenant: 1, breaker: { failures: 2, openMs: 1_000 } });
    cloud.behave = () => ({ failure: cut() });
    const all = outcomes(many(5, () => call('A')));
    await runtime.advance(100);
    expect(await all).toEqual([
      'connection/unknown',
      'connection/unknown',
      'circuit_open/not-sent',
      'circuit_open/not-sent',
      'circuit_open/not-sent',
    ]);
    expect(cloud.sent).toHaveLength(2);
  });

  it('gives a repeat’s caller the failure that led there, not its own', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { breaker: { failures: 2, openMs: 60_000 } }, { maxRetries: 5 });
    cloud.behave = () => ({ failure: refused() });
    await expect(runtime.runUntil(call('A', 'op', { effect: 'write' }))).rejects.toMatchObject({ code: 'connection', outcome: 'not-sent' });
    expect(cloud.sent).toHaveLength(2);
  });

  it.each<[string, boolean, () => { failure?: ReturnType<typeof cut>; answer?: typeof OK; hang?: true }, number]>([
    ['gateway errors', true, () => ({ answer: json({}, 502) }), 60_000],
    ['calls that hang for long', true, () => ({ hang: true }), 5_000],
    ['calls that were given little time', false, () => ({ hang: true }), 4_999],
    ['errors of the service itself', false, () => ({ answer: json({}, 500) }), 60_000],
    ['refusals', false, () => ({ answer: json({}, 400) }), 60_000],
    ['answers that were cut', true, () => ({ failure: new SendFailure('response_invalid', false, 'INCOMPLETE') }), 60_000],
    ['proxies', true, () => ({ failure: new SendFailure('proxy', true, 'ECONNREFUSED', { reason: 'unreachable' }) }), 60_000],
    ['answers that are too large', false, () => ({ failure: new SendFailure('response_too_large', false, 'x') }), 60_000],
    ['what cannot be sent at all', false, () => ({ failure: new SendFailure('connection', true, 'ERR_INVALID_URL') }), 60_000],
    ['dead kept connections', false, () => ({ failure: new SendFailure('connection', false, 'ECONNRESET', { keptConnection: true }) }), 60_000],
  ])('is moved by %s: %s', async (_what, moved, behave, timeoutMs) => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { breaker: { failures: 2, openMs: 1_000 } });
    cloud.behave = behave as () => { answer: typeof OK };
    for (let i = 0; i < 2; i += 1) await runtime.runUntil(call('A', 'op', { timeoutMs }).catch(() => {}));
    const [third] = await outcomes([runtime.runUntil(call('A', 'op', { timeoutMs }))]);
    expect(third === 'circuit_open/not-sent').toBe(moved);
  });

  it('takes an answer for one, even if nobody could read it', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { breaker: { failures: 2, openMs: 60_000 } });
    cloud.behave = (_sent, count) => (count === 2 ? { answer: OK } : { failure: cut() });
    const classify = () => {
      throw new TypeError('x');
    };
    for (let i = 0; i < 3; i += 1) await runtime.runUntil(call('A', 'op', { classify }).catch(() => {}));
    expect(await outcomes([runtime.runUntil(call('A'))])).toEqual(['connection/unknown']);
  });

  it('is not moved by callers who give up', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { breaker: { failures: 1, openMs: 1_000 } });
    cloud.behave = () => ({ hang: true });
    const controller = new AbortController();
    const given = call('A', 'op', { signal: controller.signal });
    await runtime.advance(30_000);
    controller.abort();
    await expect(given).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' });
    cloud.behave = () => ({ answer: OK });
    expect(await runtime.runUntil(call('A'))).toBe('"ok"');
  });

  it('never opens when it is switched off', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { breaker: false });
    cloud.behave = () => ({ failure: refused() });
    for (let i = 0; i < 50; i += 1) await runtime.runUntil(call('A').catch(() => {}));
    expect(cloud.sent).toHaveLength(50);
  });

  it('lets the next one try when the probe was aborted by its caller', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call } = clientOf(runtime, { breaker: { failures: 1, openMs: 1_000 } });
    cloud.behave = (_sent, count) => (count === 1 ? { failure: cut() } : count === 2 ? { hang: true } : { answer: OK });
    await runtime.runUntil(call('A').catch(() => {}));
    await runtime.advance(1_000);
    const controller = new AbortController();
    const probe = call('A', 'op', { signal: controller.signal });
    await runtime.advance(1);
    controller.abort();
    await expect(probe).rejects.toMatchObject({ code: 'aborted' });
    expect(await runtime.runUntil(call('A'))).toBe('"ok"');
  });
});

describe('state', () => {
  it('is kept for a bounded number of tenants, never dropped under a call', async () => {
    const runtime = new VirtualRuntime();
    const { cloud, call, flow } = clientOf(runtime, { maxTenants: 3, inFlightPerTenant: 1 });
    cloud.behave = ({ tenant }) => (tenant === 'busy' ? { ms: 1_000, answer: OK } : { ms: 0, answer: OK });
    const busy = [call('busy'), call('busy')];
    for (let i = 0; i < 50; i += 1) await runtime.runUntil(call(`t${i}`));
    expect(flow.tenants).toBe(3);
    busy.push(call('busy'));
    await runtime.advance(1);
    expect(cloud.times('busy')).toHaveLength(1);
    await runtime.advance(3_000);
    expect(await outcomes(busy)).toEqual(['ok', 'ok', 'ok']);
    // Those that had calls waiting once are forgotten like all others.
    for (let i = 0; i < 10; i += 1) {
      const both = outcomes([call(`w${i}`), call(`w${i}`)]);
      await runtime.advance(10);
      await both;
    }
    expect(flow.tenants).toBe(3);
  });
});
