import { describe, expect, it } from 'vitest';
import { isPiaozoneError } from '../../src/errors.js';
import type { Session } from '../../src/session/live-session.js';
import { SessionManager, type SessionSpec } from '../../src/session/session-manager.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';

const KEY = { baseUrl: 'https://a', clientId: 'x' };

function counting(lives: (number | undefined)[] = []): SessionSpec & { logins: number; discarded: string[] } {
  const spec = {
    key: KEY,
    logins: 0,
    discarded: [] as string[],
    login: async (): Promise<Session> => {
      spec.logins += 1;
      const lifetimeMs = lives[spec.logins - 1] ?? lives.at(-1);
      return { value: `token-${spec.logins}`, ...(lifetimeMs === undefined ? {} : { lifetimeMs }) };
    },
    onDiscard: (value: string) => {
      spec.discarded.push(value);
    },
  };
  return spec;
}

describe('SessionManager', () => {
  it('logs in once for 100 callers that wait at the same time', async () => {
    const manager = new SessionManager({ runtime: new VirtualRuntime() });
    const spec = counting();
    const values = await Promise.all(Array.from({ length: 100 }, () => manager.get(spec)));
    expect(new Set(values)).toEqual(new Set(['token-1']));
    expect(spec.logins).toBe(1);
  });

  it('keeps sessions of different keys apart, whichever part differs', async () => {
    const manager = new SessionManager({ runtime: new VirtualRuntime() });
    const login = (value: string) => async () => ({ value });
    const a = await manager.get({ key: { clientId: 'x', user: 'a' }, login: login('a') });
    const b = await manager.get({ key: { clientId: 'x', user: 'b' }, login: login('b') });
    const c = await manager.get({ key: { clientId: 'x', user: 'a&b=c' }, login: login('c') });
    const d = await manager.get({ key: { clientId: 'x', user: 'a', b: 'c' }, login: login('d') });
    expect([a, b, c, d]).toEqual(['a', 'b', 'c', 'd']);
  });

  it('refuses a key with an empty part instead of sharing a session', async () => {
    const manager = new SessionManager({ runtime: new VirtualRuntime() });
    await expect(manager.get({ ...counting(), key: { clientId: '', user: 'a' } })).rejects.toSatisfy((error) =>
      isPiaozoneError(error, 'config_invalid'),
    );
  });

  it('renews once when 20 callers report the same refused session', async () => {
    const manager = new SessionManager({ runtime: new VirtualRuntime() });
    const spec = counting();
    await manager.get(spec);
    const values = await Promise.all(Array.from({ length: 20 }, () => manager.get(spec, 'token-1')));
    expect(new Set(values)).toEqual(new Set(['token-2']));
    expect(spec.logins).toBe(2);
  });

  it('keeps a newer session when an older one is reported late', async () => {
    const manager = new SessionManager({ runtime: new VirtualRuntime() });
    const spec = counting();
    await manager.get(spec);
    await manager.get(spec, 'token-1');
    expect(await manager.get(spec, 'token-1')).toBe('token-2');
    expect(spec.logins).toBe(2);
    expect(spec.discarded).toEqual([]);
  });

  it('logs in once more when a login under way brings back the very session that was refused', async () => {
    const manager = new SessionManager({ runtime: new VirtualRuntime() });
    const finish: ((session: Session) => void)[] = [];
    const spec: SessionSpec = { key: KEY, login: () => new Promise((resolve) => finish.push(resolve)) };
    const first = manager.get(spec);
    const refused = manager.get(spec, 'dead');
    finish[0]?.({ value: 'dead' });
    expect(await first).toBe('dead');
    await Promise.resolve();
    await Promise.resolve();
    finish[1]?.({ value: 'fresh' });
    expect(await refused).toBe('fresh');
  });

  it('hands an aborted caller its abort at once and lets the others have the session', async () => {
    const manager = new SessionManager({ runtime: new VirtualRuntime() });
    let finish: (session: Session) => void = () => {};
    const spec: SessionSpec = { key: KEY, login: () => new Promise((resolve) => (finish = resolve)) };
    const leaving = new AbortController();
    const left = manager.get(spec, undefined, leaving.signal);
    const stays = manager.get(spec);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    finish({ value: 'v' });
    expect(await stays).toBe('v');
  });

  it('does not remember a failed login', async () => {
    const manager = new SessionManager({ runtime: new VirtualRuntime() });
    let tries = 0;
    const spec: SessionSpec = {
      key: KEY,
      login: async () => {
        tries += 1;
        if (tries === 1) throw new Error('no');
        return { value: 'v' };
      },
    };
    await expect(manager.get(spec)).rejects.toThrow('no');
    expect(await manager.get(spec)).toBe('v');
  });

  it('ends a login that never answers, and leaves no timer behind', async () => {
    const runtime = new VirtualRuntime();
    const manager = new SessionManager({ runtime, loginTimeoutMs: 1000 });
    const waiting = manager.get({ key: KEY, login: () => new Promise(() => {}) });
    const ended = expect(waiting).rejects.toSatisfy((error) => isPiaozoneError(error, 'timeout') && error.outcome === 'not-sent');
    await runtime.advance(1000);
    await ended;
    expect(runtime.pending).toBe(0);
  });

  it('refuses work after close', async () => {
    const manager = new SessionManager({ runtime: new VirtualRuntime() });
    manager.close();
    await expect(manager.get(counting())).rejects.toSatisfy((error) => isPiaozoneError(error, 'closed'));
  });
});
