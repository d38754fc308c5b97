import { describe, expect, it } from 'vitest';
import { SessionManager } from '../../src/session/session-manager.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';
import { FakeCloud, gate, REFUSAL, token } from './support/cloud.js';

function setUp(random?: () => number) {
  const runtime = new VirtualRuntime(random);
  const warnings: string[] = [];
  const sessions = new SessionManager({ runtime, locale: 'en', logger: { warn: (message) => warnings.push(message) } });
  const cloud = new FakeCloud();
  return { runtime, sessions, cloud, spec: cloud.spec(), warnings };
}

describe('renewal ahead of the end', () => {
  it.each([
    ['20 % of a short life', 100_000, 0, 80_000],
    ['5 minutes of a long one', 10_000_000, 0, 9_700_000],
    ['half as early at most', 100_000, 0.999_999_999, 90_000],
  ])('%s before it, in the background', async (_name, lifetimeMs, chance, at) => {
    const { runtime, sessions, cloud, spec } = setUp(() => chance);
    cloud.lifetimeMs = lifetimeMs;
    await sessions.get(spec);
    await runtime.advance(at - 1);
    expect(await sessions.get(spec)).toBe(token(1));
    await runtime.advance(0);
    expect(cloud.logins).toBe(1);
    await runtime.advance(1);
    // The old one serves while the new one is fetched.
    expect(sessions.peek(spec)).toBe(token(1));
    await runtime.advance(0);
    expect(cloud.logins).toBe(2);
    expect(sessions.peek(spec)).toBe(token(2));
  });

  it('fetches one successor for many callers', async () => {
    const { runtime, sessions, cloud, spec } = setUp();
    await sessions.get(spec);
    await runtime.advance(900_000);
    expect(Array.from({ length: 50 }, () => sessions.peek(spec))).toEqual(Array.from({ length: 50 }, () => token(1)));
    await runtime.advance(0);
    expect(cloud.logins).toBe(2);
  });

  it('tells who has to end the old one', async () => {
    const { runtime, sessions, cloud } = setUp();
    const discarded: string[] = [];
    const spec = cloud.spec({ onDiscard: (value) => discarded.push(value) });
    await sessions.get(spec);
    await runtime.advance(900_000);
    sessions.peek(spec);
    await runtime.advance(0);
    expect(discarded).toEqual([token(1)]);
    await sessions.get(spec, token(2));
    expect(discarded).toEqual([token(1)]);
  });

  it('keeps the old one until its very end while the token endpoint is down, and tries not more than every 30 s (F16)', async () => {
    const { runtime, sessions, cloud, spec, warnings } = setUp();
    cloud.lifetimeMs = 1_000_000;
    await sessions.get(spec);
    cloud.before = () => {
      throw new Error('500');
    };
    await runtime.advance(850_000);
    for (let second = 850; second < 1_000; second += 1) {
      expect(await sessions.get(spec)).toBe(token(1));
      await runtime.advance(1_000);
    }
    const tries = cloud.logins - 1;
    expect(tries).toBeGreaterThanOrEqual(4);
    expect(tries).toBeLessThanOrEqual(5);
    expect(warnings).toHaveLength(tries);
    expect(warnings[0]).toContain('the present one serves on');
    expect(sessions.peek(spec)).toBeUndefined();
    await expect(sessions.get(spec)).rejects.toThrow('500');
  });

  it('never hands a session out after its end', async () => {
    const { runtime, sessions, cloud, spec } = setUp();
    cloud.lifetimeMs = 10_000;
    await sessions.get(spec);
    await runtime.advance(10_000);
    expect(sessions.peek(spec)).toBeUndefined();
    expect(await sessions.get(spec)).toBe(token(2));
  });

  it('counts the life from the moment the login was sent', async () => {
    const { runtime, sessions, cloud, spec } = setUp();
    cloud.lifetimeMs = 20_000;
    const slow = gate();
    cloud.before = () => slow.passed;
    const waiting = sessions.get(spec);
    await runtime.advance(8_000);
    slow.open();
    await waiting;
    await runtime.advance(12_000);
    expect(sessions.peek(spec)).toBeUndefined();
  });

  it('keeps a session without an end until it is refused', async () => {
    const { runtime, sessions, cloud, spec } = setUp();
    cloud.lifetimeMs = undefined;
    await sessions.get(spec);
    await runtime.advance(1e12);
    expect(sessions.peek(spec)).toBe(token(1));
    expect(cloud.logins).toBe(1);
  });

  it('lets short deadlines fail alone while a slow login goes on (F17)', async () => {
    const { runtime, sessions, cloud, spec } = setUp();
    const slow = gate();
    cloud.before = () => slow.passed;
    const short = new AbortController();
    const left = sessions.get(spec, undefined, short.signal);
    const ended = expect(left).rejects.toThrow('deadline');
    const stays = sessions.get(spec);
    await runtime.advance(5_000);
    short.abort(new Error('deadline'));
    await ended;
    await runtime.advance(25_000);
    slow.open();
    expect(await stays).toBe(token(1));
    expect(cloud.logins).toBe(1);
  });

  it('leaves no timer behind', async () => {
    const { runtime, sessions, spec } = setUp();
    await sessions.get(spec);
    await runtime.advance(900_000);
    sessions.peek(spec);
    await runtime.advance(0);
    expect(runtime.pending).toBe(0);
  });

  it('ends with the client, silently', async () => {
    const { runtime, sessions, cloud, spec, warnings } = setUp();
    await sessions.get(spec);
    cloud.before = () => new Promise(() => {});
    await runtime.advance(900_000);
    sessions.peek(spec);
    sessions.close();
    await runtime.advance(60_000);
    expect(warnings).toEqual([]);
    expect(runtime.pending).toBe(0);
    await expect(sessions.get(spec)).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('refused credentials', () => {
  it('are tried at most every 30 s: 120 times in an hour of calls every second (F18)', async () => {
    const { runtime, sessions, cloud, spec } = setUp();
    cloud.before = () => {
      throw REFUSAL;
    };
    for (let second = 0; second < 3_600; second += 1) {
      await expect(sessions.get(spec)).rejects.toMatchObject({ code: 'credentials_rejected', upstreamCode: '1101', hint: '核对' });
      await runtime.advance(1_000);
    }
    expect(cloud.logins).toBe(120);
  });

  it('give callers in between the same error, with the time of the next try, and nothing is sent', async () => {
    const { runtime, sessions, cloud, spec } = setUp();
    cloud.before = () => {
      throw REFUSAL;
    };
    await expect(sessions.get(spec)).rejects.toMatchObject({ outcome: 'rejected', text: REFUSAL.text });
    // 1 700 000 000 s is 2023-11-15 06:13:20 in Beijing.
    const told = { zh: expect.stringContaining('2023-11-15 06:13:50 +08:00'), en: expect.stringContaining('2023-11-15 06:13:50 +08:00') };
    await runtime.advance(29_999);
    await expect(sessions.get(spec)).rejects.toMatchObject({ outcome: 'not-sent', upstreamMessage: '非法的客户', text: told });
    expect(cloud.logins).toBe(1);
    cloud.before = () => {};
    await runtime.advance(1);
    expect(await sessions.get(spec)).toBe(token(2));
  });

  it('block one key only', async () => {
    const { sessions, cloud, spec } = setUp();
    cloud.before = () => {
      throw REFUSAL;
    };
    await expect(sessions.get(spec)).rejects.toThrow();
    cloud.before = () => {};
    expect(await sessions.get(cloud.spec({ key: { baseUrl: 'https://a', clientId: 'y' } }))).toBe(token(2));
  });

  it('do not take a living session away', async () => {
    const { runtime, sessions, cloud, spec } = setUp();
    await sessions.get(spec);
    cloud.before = () => {
      throw REFUSAL;
    };
    await runtime.advance(900_000);
    sessions.peek(spec);
    await runtime.advance(1_000);
    expect(cloud.logins).toBe(2);
    expect(await sessions.get(spec)).toBe(token(1));
  });

  it('are no other failures: those are tried again by the next caller', async () => {
    const { sessions, cloud, spec } = setUp();
    cloud.before = () => {
      throw new Error('down');
    };
    await expect(sessions.get(spec)).rejects.toThrow('down');
    await expect(sessions.get(spec)).rejects.toThrow('down');
    expect(cloud.logins).toBe(2);
  });
});
