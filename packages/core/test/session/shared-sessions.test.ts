import { beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/credentials/secret.js';
import { PiaozoneError } from '../../src/errors.js';
import { SessionManager } from '../../src/session/session-manager.js';
import { CANARY } from '../support/canary.js';
import { MemoryTokenStore } from '../support/memory-token-store.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';
import { FakeCloud, gate, REFUSAL, token } from './support/cloud.js';

let runtime: VirtualRuntime;
let store: MemoryTokenStore;
let cloud: FakeCloud;
let warnings: string[];

beforeEach(() => {
  runtime = new VirtualRuntime();
  store = new MemoryTokenStore(() => runtime.now());
  cloud = new FakeCloud();
  warnings = [];
});

/** A process: its own memory, the common store. One on a clock that stands still is paused or dead: it extends nothing. */
function startProcess(clock = runtime) {
  const sessions = new SessionManager({ runtime: clock, store, locale: 'en', logger: { warn: (message) => warnings.push(message) } });
  const spec = cloud.spec();
  return { sessions, spec, get: (rejected?: string) => sessions.get(spec, rejected) };
}

const stored = () => [...store.rows.values()][0];

describe('several processes', () => {
  it('log in once for all callers of all processes', async () => {
    const all = Array.from({ length: 8 }, () => startProcess());
    const slow = gate();
    cloud.before = () => slow.passed;
    const calls = all.flatMap(({ get }) => Array.from({ length: 20 }, () => get()));
    await runtime.advance(700);
    slow.open();
    await runtime.advance(600);
    expect(new Set(await Promise.all(calls))).toEqual(new Set([token(1)]));
    expect(cloud.logins).toBe(1);
    expect(runtime.pending).toBe(0);
  });

  it('log in once when one has renewed and the others learn of it by a refusal', async () => {
    const [a, b] = [startProcess(), startProcess()];
    await a.get();
    await b.get();
    expect(await a.get(token(1))).toBe(token(2));
    expect(await b.get(token(1))).toBe(token(2));
    expect(cloud.logins).toBe(2);
  });

  it('adopt in the background what another has renewed', async () => {
    const [a, b] = [startProcess(), startProcess()];
    await a.get();
    await b.get();
    await runtime.advance(900_000);
    a.sessions.peek(a.spec);
    await runtime.advance(0);
    expect(b.sessions.peek(b.spec)).toBe(token(1));
    await runtime.advance(0);
    expect(b.sessions.peek(b.spec)).toBe(token(2));
    expect(cloud.logins).toBe(2);
  });

  it('look once more under the lease: a session may have come between', async () => {
    const [a, b] = [startProcess(), startProcess()];
    const lease = store.lease.bind(store);
    store.lease = async (key, ttlMs) => {
      store.lease = lease;
      await a.get();
      return lease(key, ttlMs);
    };
    expect(await b.get()).toBe(token(1));
    expect(cloud.logins).toBe(1);
    await runtime.advance(0);
    expect(stored()?.leasedUntil).toBeUndefined();
  });

  it('end an adopted session by the clock of the store', async () => {
    const [a, b] = [startProcess(), startProcess()];
    await a.get();
    await runtime.advance(400_000);
    await b.get();
    await runtime.advance(599_999);
    expect(b.sessions.peek(b.spec)).toBe(token(1));
    cloud.before = () => new Promise(() => {});
    await runtime.advance(1);
    expect(b.sessions.peek(b.spec)).toBeUndefined();
  });

  it('share a session without an end, too', async () => {
    cloud.lifetimeMs = undefined;
    await startProcess().get();
    await runtime.advance(1e10);
    const late = startProcess();
    expect(await late.get()).toBe(token(1));
    await runtime.advance(1e10);
    expect(late.sessions.peek(late.spec)).toBe(token(1));
  });

  it('share nothing without a secret to seal it with', async () => {
    const { sessions } = startProcess();
    await sessions.get({ key: cloud.spec().key, login: cloud.spec().login });
    expect(store.asked).toEqual([]);
  });

  it('put nothing readable into the store', async () => {
    await startProcess().get();
    expect(JSON.stringify([...store.rows])).not.toContain(CANARY);
    expect([...store.rows.keys()][0]).toMatch(/^session-[0-9a-f]{64}$/);
  });

  it('take what does not open for absent, and replace it', async () => {
    await startProcess().get();
    store.overwrite([...store.rows.keys()][0] ?? '', '1.forged');
    expect(await startProcess().get()).toBe(token(2));
    expect(await startProcess().get()).toBe(token(2));
  });

  it('do not use what was sealed with another secret', async () => {
    const { sessions, spec } = startProcess();
    await startProcess().get();
    await sessions.get({ ...spec, sharing: { secret: new Secret(`${CANARY}-other`) } });
    expect(cloud.logins).toBe(2);
  });
});

describe('the holder of the lease', () => {
  it('dies: another takes over after the lease, and nobody fails (F14)', async () => {
    const dead = startProcess(new VirtualRuntime());
    cloud.before = () => new Promise(() => {});
    void dead.get().catch(() => {});
    await runtime.advance(0);
    cloud.before = () => {};
    const [a, b] = [startProcess(), startProcess()];
    const waiting = Promise.all([a.get(), b.get()]);
    await runtime.advance(9_000);
    expect(cloud.logins).toBe(1);
    await runtime.advance(2_000);
    expect(await waiting).toEqual([token(2), token(2)]);
    expect(cloud.logins).toBe(2);
  });

  it('is slow but alive: nobody takes over', async () => {
    const [a, b] = [startProcess(), startProcess()];
    const slow = gate();
    cloud.before = () => slow.passed;
    const waiting = [a.get(), b.get()];
    await runtime.advance(40_000);
    slow.open();
    await runtime.advance(1_000);
    expect(await Promise.all(waiting)).toEqual([token(1), token(1)]);
    expect(cloud.logins).toBe(1);
    expect(runtime.pending).toBe(0);
  });

  it('pauses and comes back with an old session: it is not written, and the fresh one is used instead (F15)', async () => {
    const paused = startProcess(new VirtualRuntime());
    const pause = gate();
    const login = paused.spec.login;
    const spec = { ...paused.spec, login: async (signal: AbortSignal) => login(signal).finally(() => pause.passed) };
    const late = paused.sessions.get(spec);
    await runtime.advance(10_000);
    expect(await startProcess().get()).toBe(token(2));
    const fresh = stored()?.sealed;
    pause.open();
    expect(await late).toBe(token(2));
    expect(stored()?.sealed).toBe(fresh);
    expect(cloud.logins).toBe(2);
  });

  it('fails: the next one tries, each caller hears of its own process', async () => {
    const [a, b] = [startProcess(), startProcess()];
    const slow = gate();
    cloud.before = async () => {
      await slow.passed;
      if (cloud.logins === 1) throw new Error('down');
    };
    const failing = expect(a.get()).rejects.toThrow('down');
    await runtime.advance(10);
    const waiting = b.get();
    await runtime.advance(100);
    slow.open();
    await failing;
    await runtime.advance(600);
    expect(await waiting).toBe(token(2));
  });

  it('closes: the lease is free at once', async () => {
    const [a, b] = [startProcess(), startProcess()];
    cloud.before = () => new Promise(() => {});
    const ended = expect(a.get()).rejects.toMatchObject({ code: 'closed' });
    await runtime.advance(10);
    a.sessions.close();
    await ended;
    cloud.before = () => {};
    expect(await b.get()).toBe(token(2));
  });
});

describe('a store that cannot be used', () => {
  const failure = new PiaozoneError({ code: 'store_failed', outcome: 'not-sent', message: { zh: '存储坏了', en: 'the store is down' } });

  it('leaves every process to itself, with one warning a minute', async () => {
    store.broken = failure;
    const { get } = startProcess();
    expect(await get()).toBe(token(1));
    for (let number = 1; number <= 5; number += 1) expect(await get(token(number))).toBe(token(number + 1));
    expect(warnings).toEqual([expect.stringContaining('(the store is down); this process logs in by itself')]);
    await runtime.advance(59_999);
    await get(token(6));
    expect(warnings).toHaveLength(1);
    await runtime.advance(1);
    await get(token(7));
    expect(warnings).toHaveLength(2);
  });

  it('says nothing of an error that is not ours: it may hold a password', async () => {
    store.broken = new Error(`redis://:${CANARY}@host`);
    await startProcess().get();
    expect(warnings).toHaveLength(1);
    expect(warnings.join()).not.toContain(CANARY);
  });

  it('is given 5 s to answer', async () => {
    store.broken = 'silent';
    const waiting = startProcess().get();
    await runtime.advance(4_999);
    expect(cloud.logins).toBe(0);
    await runtime.advance(1);
    expect(await waiting).toBe(token(1));
    expect(runtime.pending).toBe(0);
  });

  it('costs no second login when it fails after the first', async () => {
    const { get } = startProcess();
    cloud.before = () => {
      store.broken = failure;
    };
    expect(await get()).toBe(token(1));
    expect(cloud.logins).toBe(1);
    expect(warnings).toHaveLength(1);
  });

  it('never gives a lease: after the longest possible login this process goes on alone', async () => {
    store.lease = async () => undefined;
    const waiting = startProcess().get();
    await runtime.advance(64_000);
    expect(cloud.logins).toBe(0);
    await runtime.advance(2_000);
    expect(await waiting).toBe(token(1));
    expect(warnings).toHaveLength(1);
  });
});

describe('refused credentials', () => {
  beforeEach(() => {
    cloud.before = () => {
      throw REFUSAL;
    };
  });

  it('are tried once in 30 s by all processes together', async () => {
    const all = [startProcess(), startProcess(), startProcess()];
    for (let second = 0; second < 300; second += 1) {
      for (const { get } of all) await expect(get()).rejects.toMatchObject({ code: 'credentials_rejected', upstreamCode: '1101', hint: '核对' });
      await runtime.advance(1_000);
    }
    expect(cloud.logins).toBe(10);
  });

  it('name the time of the next try in every process', async () => {
    const [a, b] = [startProcess(), startProcess()];
    await expect(a.get()).rejects.toThrow();
    await runtime.advance(10_000);
    await expect(b.get()).rejects.toMatchObject({ outcome: 'not-sent', text: { en: expect.stringContaining('06:13:50 +08:00') } });
  });

  it('met while renewing ahead hide no living session from the others', async () => {
    cloud.before = () => {};
    const a = startProcess();
    await a.get();
    cloud.before = () => {
      throw REFUSAL;
    };
    await runtime.advance(900_000);
    a.sessions.peek(a.spec);
    await runtime.advance(0);
    expect(cloud.logins).toBe(2);
    expect(await startProcess().get()).toBe(token(1));
  });
});

describe('sessions that are refused although they are new', () => {
  const patience = new AbortController().signal;

  it('are not renewed by one process after the other: once in 30 s', async () => {
    const all = Array.from({ length: 4 }, () => startProcess());
    for (let second = 0; second < 120; second += 1) {
      for (const { sessions, spec } of all) {
        const value = await sessions.get(spec);
        await sessions.renew(spec, value, patience);
      }
      await runtime.advance(1_000);
    }
    // One, its successor at once, and one every 30 s.
    expect(cloud.logins).toBeGreaterThan(3);
    expect(cloud.logins).toBeLessThanOrEqual(6);
  });

  it('cost many callers of one process no more than a few looks', async () => {
    const { sessions, spec } = startProcess();
    await sessions.get(spec);
    await sessions.renew(spec, token(1), patience);
    store.asked.length = 0;
    const renewals = Array.from({ length: 50 }, () => sessions.renew(spec, token(2), patience));
    expect(await Promise.all(renewals)).toEqual(Array.from({ length: 50 }, () => undefined));
    expect(store.asked.filter((name) => name === 'lease').length).toBeLessThanOrEqual(3);
  });

  it('are fresh for a while after the login, not after they were found in the store', async () => {
    const [a, b] = [startProcess(), startProcess()];
    const spec = cloud.spec({ settlesWithinMs: 5_000 });
    await a.get();
    await runtime.advance(4_000);
    await b.sessions.get(spec);
    expect(b.sessions.retryFreshMs(spec, token(1))).toBeLessThanOrEqual(1_000);
    await runtime.advance(1_000);
    expect(b.sessions.retryFreshMs(spec, token(1))).toBeUndefined();
  });

  it('give way to their successor in the store, unless a newer one is in memory by then', async () => {
    const [a, b] = [startProcess(), startProcess()];
    const spec = cloud.spec({ settlesWithinMs: 5_000 });
    await b.sessions.get(spec);
    await a.get();
    await a.get(token(1));
    const [get, slow] = [store.get.bind(store), gate()];
    store.get = async (key) => {
      store.get = get;
      const found = await get(key);
      await slow.passed;
      return found;
    };
    b.sessions.retryFreshMs(spec, token(1));
    await a.get(token(2));
    expect(await b.sessions.get(spec, token(1))).toBe(token(3));
    slow.open();
    await runtime.advance(0);
    expect(b.sessions.peek(spec)).toBe(token(3));
    b.sessions.retryFreshMs(spec, token(3));
    await a.get(token(3));
    b.sessions.retryFreshMs(spec, token(3));
    await runtime.advance(0);
    expect(b.sessions.peek(spec)).toBe(token(4));
  });

  it("wait for another process' login instead of giving up", async () => {
    const [a, b] = [startProcess(), startProcess()];
    await a.sessions.get(a.spec);
    await a.sessions.renew(a.spec, token(1), patience);
    await b.sessions.get(b.spec);
    a.sessions.proved(a.spec, token(2));
    const slow = gate();
    cloud.before = () => slow.passed;
    const renewing = a.sessions.renew(a.spec, token(2), patience);
    await runtime.advance(10);
    const waiting = b.sessions.renew(b.spec, token(2), patience);
    await runtime.advance(100);
    slow.open();
    await runtime.advance(600);
    expect(await Promise.all([renewing, waiting])).toEqual([token(3), token(3)]);
  });
});
