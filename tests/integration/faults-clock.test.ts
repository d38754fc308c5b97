import type { Call, Piaozone, Runtime } from '@piaozone/core';
import { HostedService } from '@piaozone/standard';
import { MockClock, type MockPiaozone, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualRuntime } from '../../packages/core/test/support/virtual-runtime.js';
import { clientOf } from './support/client.js';

const HOUR = 3_600_000;
const TOKEN = '/base/oauth/token';
const WINDOW_MS = 5 * 60_000;

let mock: MockPiaozone;
let client: Piaozone;
afterEach(async () => {
  await client.close();
  await mock.close();
});

/** A client whose wall clock can be set, and a mock that refuses signatures more than five minutes old or young by a clock of its own. */
async function start(skewMs: number) {
  const virtual = new VirtualRuntime();
  let wrongBy = 0;
  const runtime: Runtime = {
    now: () => virtual.now() + wrongBy,
    monotonic: () => virtual.monotonic(),
    random: () => virtual.random(),
    schedule: (ms, fn) => virtual.schedule(ms, fn),
  };
  const clock = new MockClock({ frozenAt: virtual.now() + skewMs });
  mock = await startMockPiaozone({ clock, settings: { timestamps: 'milliseconds', timestampWindowMs: WINDOW_MS } });
  client = clientOf(mock, { runtime, maxRetries: 0 });
  const service = new HostedService(client);
  const call = (): Call => ({ requestId: client.newRequestId(), warn: () => {} });
  return {
    /** A token is due anew. */
    login: () => {
      mock.tokens.kill();
      return service.remainingQuota({}, call());
    },
    authorize: () => service.authorize({}, call()),
    pass: async (ms: number) => {
      await virtual.advance(ms);
      clock.advance(ms);
    },
    jump: (ms: number) => {
      wrongBy += ms;
    },
    url: `${mock.baseUrl}${TOKEN}`,
  };
}

const tokenRequests = () => mock.server.journal.to(TOKEN).length;

describe('clocks that differ (reliability F20, F21)', () => {
  it.each([HOUR, -HOUR, 23 * HOUR])('by %d ms: one corrected try, and none is needed after it', async (skewMs) => {
    const { authorize, login, pass, url } = await start(skewMs);
    await authorize();
    expect(tokenRequests()).toBe(2);
    // Seconds are all that `Date` tells.
    expect(Math.abs((client.serverClock.skewMs(url) ?? 0) - skewMs)).toBeLessThanOrEqual(1_000);
    await pass(60_000);
    await login();
    expect(tokenRequests()).toBe(3);
  });

  it('a jump of the local clock costs nothing once the cloud has been heard', async () => {
    const { authorize, login, jump, pass } = await start(0);
    await authorize();
    jump(-HOUR);
    await pass(60_000);
    await login();
    jump(3 * HOUR);
    await login();
    expect(tokenRequests()).toBe(3);
  });

  it('fifty callers share the corrected try', async () => {
    const { authorize } = await start(HOUR);
    await Promise.all(Array.from({ length: 50 }, () => authorize()));
    expect(tokenRequests()).toBe(2);
  });

  it('a difference of more than a day is not corrected; the refusal says what is wrong', async () => {
    const { authorize } = await start(49 * HOUR);
    const error: unknown = await authorize().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ outcome: 'rejected', reason: 'clock', hint: expect.stringContaining('约 49 小时') });
    expect(tokenRequests()).toBe(1);
  });

  it('a page in the place of the answer is no refusal', async () => {
    const { authorize } = await start(HOUR);
    mock.server.faults.next(TOKEN, { kind: 'html', status: 403 });
    await expect(authorize()).rejects.toMatchObject({ code: 'response_invalid' });
    expect(tokenRequests()).toBe(1);
  });

  it('a wrong secret with a right clock is tried once', async () => {
    const { authorize } = await start(0);
    mock.server.faults.next(TOKEN, { kind: 'answer', status: 200, body: '{"errcode":"1101","description":"签名认证不通过"}' });
    await expect(authorize()).rejects.toMatchObject({ code: 'credentials_rejected', reason: undefined });
    expect(tokenRequests()).toBe(1);
  });
});
