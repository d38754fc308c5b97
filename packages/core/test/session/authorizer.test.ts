import { describe, expect, it } from 'vitest';
import { PiaozoneError } from '../../src/errors.js';
import { sessionAuthorizer } from '../../src/session/authorizer.js';
import { SessionManager, type SessionManagerOptions } from '../../src/session/session-manager.js';
import { HttpClient } from '../../src/transport/http-client.js';
import type { WireRequest } from '../../src/transport/types.js';
import { FakeSender, json } from '../support/fake-sender.js';
import { MemoryTokenStore } from '../support/memory-token-store.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';
import { FakeCloud, gate, token } from './support/cloud.js';

const SETTLES = { settlesWithinMs: 5_000 };
const REJECTED = new PiaozoneError({ code: 'token_rejected', outcome: 'rejected', message: { zh: '令牌被拒绝', en: 'token refused' } });

/** Business calls to a cloud that accepts a token if `accepts` says so. */
function setUp(accepts: (value: string) => boolean, extra = {}, runtime = new VirtualRuntime(), options: Partial<SessionManagerOptions> = {}) {
  const sessions = new SessionManager({ runtime, ...options });
  const cloud = new FakeCloud();
  const spec = cloud.spec(extra);
  const sent: string[] = [];
  const sender = new FakeSender(async ({ headers }) => {
    const value = headers['token'] ?? '';
    sent.push(value);
    return accepts(value) ? json('ok') : json('no', 401);
  });
  const client = new HttpClient({ runtime, sender, locale: 'zh-CN', timeoutMs: 60_000, maxResponseBytes: 1_000, maxRetries: 0 });
  const authorize = sessionAuthorizer(sessions, spec, (request, value) => ({ ...request, headers: { token: value } }));
  const request: WireRequest = { method: 'POST', url: 'https://a/x', headers: {}, body: Buffer.from('{}') };
  const call = (timeoutMs = 60_000) =>
    client.call({
      operation: 'test',
      effect: 'write',
      request,
      requestId: '1',
      timeoutMs,
      authorize,
      classify: ({ status }) => (status === 200 ? { kind: 'ok', value: true } : { kind: 'session-rejected', error: REJECTED }),
    });
  return { runtime, sessions, cloud, spec, sent, call };
}

describe('calls with a session', () => {
  it('renew once for 200 parallel calls whose session expired on arrival (F12)', async () => {
    const { cloud, call } = setUp((value) => value === cloud.live);
    await call();
    cloud.live = 'nothing';
    await Promise.all(Array.from({ length: 200 }, () => call()));
    expect(cloud.logins).toBe(2);
  });

  it('wait for the renewal of a session that worked and died, instead of finding out by themselves', async () => {
    const { runtime, cloud, sent, call } = setUp((value) => value === cloud.live);
    await call();
    cloud.live = 'nothing';
    const slow = gate();
    cloud.before = () => slow.passed;
    const first = call();
    await runtime.advance(10);
    const others = [call(), call()];
    await runtime.advance(10);
    slow.open();
    await Promise.all([first, ...others]);
    expect(sent.filter((value) => value === token(1))).toHaveLength(2);
  });

  it('renew as often as a session dies that has worked', async () => {
    const { cloud, call } = setUp((value) => value === cloud.live);
    for (let killed = 0; killed < 50; killed += 1) {
      await call();
      cloud.live = 'nothing';
    }
    expect(cloud.logins).toBe(50);
  });

  it('try a fresh session again for some seconds, instead of logging in again and again (F19)', async () => {
    let known = false;
    const { runtime, cloud, sent, call } = setUp(() => known, SETTLES);
    const calling = call();
    await runtime.advance(4_000);
    known = true;
    await runtime.advance(1_000);
    expect(await calling).toBe(true);
    expect(cloud.logins).toBe(1);
    expect(new Set(sent)).toEqual(new Set([token(1)]));
    expect(sent.length).toBeGreaterThan(3);
    expect(sent.length).toBeLessThan(20);
  });

  it('renew a fresh session that is still refused after 5 s, and then give up with the refusal', async () => {
    const { runtime, cloud, call, sent } = setUp(() => false, SETTLES);
    const calling = expect(call()).rejects.toMatchObject({ code: 'token_rejected', outcome: 'rejected' });
    await runtime.advance(4_999);
    expect(cloud.logins).toBe(1);
    await runtime.advance(1);
    expect(cloud.logins).toBe(2);
    await runtime.advance(5_000);
    await calling;
    expect(cloud.logins).toBe(2);
    expect(new Set(sent)).toEqual(new Set([token(1), token(2)]));
    expect(runtime.pending).toBe(0);
  });

  it('do not wait for a fresh session longer than they may', async () => {
    const { runtime, call } = setUp(() => false, SETTLES);
    const calling = expect(call(1_000)).rejects.toMatchObject({ code: 'token_rejected' });
    await runtime.advance(1_000);
    await calling;
    expect(runtime.pending).toBe(0);
  });

  it('make no storm of logins where every session is refused: one in 30 s', async () => {
    const { runtime, cloud, call } = setUp(() => false);
    for (let second = 0; second < 300; second += 1) {
      await expect(call()).rejects.toMatchObject({ code: 'token_rejected' });
      await runtime.advance(1_000);
    }
    expect(cloud.logins).toBeGreaterThan(5);
    expect(cloud.logins).toBeLessThanOrEqual(11);
  });

  it('go on with the session that another process fetched, without waiting for the fresh one that it ended', async () => {
    const runtime = new VirtualRuntime();
    const store = new MemoryTokenStore(() => runtime.now());
    const other = new SessionManager({ runtime, store });
    const { cloud, call, sessions, spec, sent } = setUp((value) => value === cloud.live, SETTLES, runtime, { store });
    await sessions.get(spec);
    await other.get(spec);
    await other.get(spec, token(1));
    const calling = call();
    await runtime.advance(250);
    expect(await calling).toBe(true);
    expect(sent).toEqual([token(1), token(2)]);
    expect(cloud.logins).toBe(2);
  });
});
