import { describe, expect, it } from 'vitest';
import { HttpClient } from '../../src/transport/http-client.js';
import { ServerClock } from '../../src/transport/server-clock.js';
import { callOf } from '../support/fake-cloud.js';
import { FakeSender, json } from '../support/fake-sender.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const NOW = Date.UTC(2024, 0, 1, 12, 0, 0);
const URL = 'https://cloud.test/base/oauth/token';

/** A wall clock that can be set, and a monotonic one that cannot. */
function setUp() {
  let wall = NOW;
  let monotonic = 5_000;
  const clock = new ServerClock({ now: () => wall, monotonic: () => monotonic });
  return {
    clock,
    pass: (ms: number) => {
      wall += ms;
      monotonic += ms;
    },
    jump: (ms: number) => {
      wall += ms;
    },
    hear: (ms: number, more: Record<string, string> = {}, url = URL) => clock.observe(url, { date: new Date(ms).toUTCString(), ...more }),
    local: () => wall,
  };
}

describe('ServerClock', () => {
  it('knows nothing before the first answer, and goes by the local clock', () => {
    const { clock } = setUp();
    expect(clock.skewMs(URL)).toBeUndefined();
    expect(clock.now(URL)).toBe(NOW);
    expect(clock.wouldCorrect(URL, NOW)).toBe(false);
  });

  it.each([HOUR, -HOUR, 3 * MINUTE, -3 * MINUTE, 24 * HOUR - 1_000])('corrects a difference of %d ms', (skew) => {
    const { clock, hear } = setUp();
    hear(NOW + skew);
    expect(clock.skewMs(URL)).toBe(skew + 500);
    expect(clock.now(URL)).toBe(NOW + skew + 500);
    expect(clock.wouldCorrect(URL, NOW)).toBe(true);
  });

  it.each([0, 1_000, MINUTE, -MINUTE, 25 * HOUR, -25 * HOUR, 365 * 24 * HOUR])('leaves a difference of %d ms alone', (skew) => {
    const { clock, hear } = setUp();
    hear(NOW + skew);
    expect(clock.skewMs(URL)).toBe(skew + 500);
    expect(clock.now(URL)).toBe(NOW);
    expect(clock.wouldCorrect(URL, NOW)).toBe(false);
  });

  it('runs on, and does not follow a jump of the local clock', () => {
    const { clock, hear, pass, jump } = setUp();
    hear(NOW);
    pass(10 * MINUTE);
    jump(-HOUR);
    expect(clock.now(URL)).toBe(NOW + 10 * MINUTE + 500);
    jump(2 * HOUR);
    expect(clock.now(URL)).toBe(NOW + 10 * MINUTE + 500);
    hear(NOW + 10 * MINUTE);
    expect(clock.skewMs(URL)).toBe(-HOUR + 500);
  });

  it('believes an origin about itself only', () => {
    const { clock, hear } = setUp();
    hear(NOW + HOUR, {}, 'https://other.test/x');
    expect(clock.now(URL)).toBe(NOW);
    expect(clock.now('https://other.test/y?z')).toBe(NOW + HOUR + 500);
    expect(clock.skewMs('https://other.test')).toBe(HOUR + 500);
  });

  it.each<[string, Record<string, string>]>([
    ['no date', {}],
    ['no HTTP date', { date: '2024-01-01T15:00:00Z' }],
    ['an answer out of a cache', { date: 'Mon, 01 Jan 2024 10:00:00 GMT', age: '7200' }],
  ])('ignores %s', (_what, headers) => {
    const { clock } = setUp();
    clock.observe(URL, headers);
    expect(clock.skewMs(URL)).toBeUndefined();
  });

  it('takes the first moment of a second for it', () => {
    const { clock, hear, pass } = setUp();
    hear(NOW);
    pass(900);
    hear(NOW);
    expect(clock.skewMs(URL)).toBe(500);
  });

  it('hears every answer of a client but those of gateways', async () => {
    const runtime = new VirtualRuntime();
    const serverClock = new ServerClock(runtime);
    const date = (ms: number) => ({ date: new Date(runtime.now() + ms).toUTCString() });
    const sender = new FakeSender({ ...json({}, 502), headers: date(HOUR) }, { ...json({}, 400), headers: date(2 * HOUR) });
    const client = new HttpClient({ runtime, sender, locale: 'en', timeoutMs: 1_000, maxResponseBytes: 100, maxRetries: 0, serverClock });
    await client.call(callOf('A')).catch(() => {});
    expect(serverClock.skewMs('http://cloud/')).toBeUndefined();
    await client.call(callOf('A')).catch(() => {});
    expect(serverClock.skewMs('http://cloud/')).toBe(2 * HOUR + 500);
  });

  it('keeps a bounded number of origins', () => {
    const { clock, hear } = setUp();
    for (let i = 0; i < 17; i += 1) hear(NOW, {}, `https://host-${i}.test/`);
    expect(clock.skewMs('https://host-0.test/')).toBeUndefined();
    expect(clock.skewMs('https://host-1.test/')).toBe(500);
    // Hearing from a known one drops none.
    hear(NOW + MINUTE, {}, 'https://host-16.test/');
    expect(clock.skewMs('https://host-1.test/')).toBe(500);
  });
});
