import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isPiaozoneError, PiaozoneError } from '../../src/errors.js';
import type { AttemptEvent } from '../../src/observe/attempt-event.js';
import { AttemptObserver } from '../../src/observe/attempt-observer.js';
import { raceAbort } from '../../src/transport/deadline.js';
import { HttpClient } from '../../src/transport/http-client.js';
import { type Cancellation, type Effect, type HttpCall, SendFailure, type Verdict, type WireResponse } from '../../src/transport/types.js';
import { FakeSender, hangs, json, type Reaction } from '../support/fake-sender.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';

function setUp(...script: Reaction[]) {
  const runtime = new VirtualRuntime();
  const sender = new FakeSender(...script);
  const events: AttemptEvent[] = [];
  const client = new HttpClient({
    runtime,
    sender,
    locale: 'en',
    timeoutMs: 10_000,
    maxResponseBytes: 1000,
    maxRetries: 2,
    observer: new AttemptObserver((event) => events.push(event)),
  });
  return { runtime, sender, client, events };
}

function call(effect: Effect, extra: Partial<HttpCall<string>> = {}): HttpCall<string> {
  return {
    operation: 'test.call',
    effect,
    requestId: 'r1',
    request: { method: 'POST', url: 'http://cloud/path?access_token=SECRET', headers: {}, body: Buffer.from('{"a":1}') },
    classify: (response: WireResponse): Verdict<string> =>
      response.status === 401
        ? { kind: 'session-rejected', error: new PiaozoneError({ code: 'token_rejected', outcome: 'rejected', message: { zh: '', en: 'dead' } }) }
        : { kind: 'ok', value: response.body.toString() },
    ...extra,
  };
}

const refused = () => new SendFailure('connection', true, 'ECONNREFUSED');
const cut = () => new SendFailure('connection', false, 'ECONNRESET');

describe('HttpClient', () => {
  it('repeats a write that is proved unsent, with the same bytes', async () => {
    const { client, sender, runtime } = setUp(refused(), json('ok'));
    expect(await runtime.runUntil(client.call(call('write')))).toBe('"ok"');
    expect(sender.sent).toHaveLength(2);
    expect(sender.sent[1]?.body).toBe(sender.sent[0]?.body);
  });

  it.each(['write', 'keyed-write'] as const)('never repeats a %s whose fate is open', async (effect) => {
    const { client, sender, runtime } = setUp(cut(), json('ok'));
    await expect(runtime.runUntil(client.call(call(effect)))).rejects.toMatchObject({ code: 'connection', outcome: 'unknown', requestId: 'r1' });
    expect(sender.sent).toHaveLength(1);
  });

  it('repeats a read after a cut, at most maxRetries times', async () => {
    const { client, sender, runtime } = setUp(cut());
    await expect(runtime.runUntil(client.call(call('read')))).rejects.toMatchObject({ code: 'connection' });
    expect(sender.sent).toHaveLength(3);
  });

  it('names what kept a login from the server, not the breaker that its repeats have opened', async () => {
    const { client, sender, runtime } = setUp(refused());
    const login = () => client.call(call('read', { operation: 'login' }));
    const authorize = { current: login, apply: (request: HttpCall<string>['request']) => request };
    await expect(runtime.runUntil(client.call(call('read', { authorize })))).rejects.toMatchObject({ code: 'connection', outcome: 'not-sent' });
    // The breaker has cut the later ones short.
    expect(sender.sent.length).toBeLessThan(9);
  });

  it('does not repeat what a proxy or a size cap refused', async () => {
    for (const kind of ['proxy', 'response_too_large'] as const) {
      const { client, sender, runtime } = setUp(new SendFailure(kind, true, 'x'));
      await expect(runtime.runUntil(client.call(call('read')))).rejects.toMatchObject({ code: kind });
      expect(sender.sent).toHaveLength(1);
    }
  });

  it('ends a hanging exchange at the deadline, as unknown for a write', async () => {
    const { client, runtime } = setUp(hangs);
    const ended = expect(client.call(call('write', { timeoutMs: 500 }))).rejects.toMatchObject({
      code: 'timeout',
      outcome: 'unknown',
      operation: 'test.call',
    });
    await runtime.advance(500);
    await ended;
    expect(runtime.pending).toBe(0);
  });

  it('counts a login that hangs against the same deadline, and knows that nothing was sent', async () => {
    const { client, runtime, sender } = setUp(json('ok'));
    const authorize = {
      current: (_rejected: string | undefined, { signal }: Cancellation) => raceAbort(new Promise<string>(() => {}), signal),
      apply: (request: HttpCall<string>['request']) => request,
    };
    const ended = expect(client.call(call('write', { timeoutMs: 500, authorize }))).rejects.toMatchObject({ code: 'timeout', outcome: 'not-sent' });
    await runtime.advance(500);
    await ended;
    expect(sender.sent).toHaveLength(0);
  });

  it("tells the caller's own abort from a timeout", async () => {
    const { client, runtime } = setUp(hangs);
    const controller = new AbortController();
    const ended = expect(client.call(call('write', { signal: controller.signal }))).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' });
    await runtime.advance(1);
    controller.abort();
    await ended;
  });

  it('renews a refused session once and sends the same body again, outside the retry budget', async () => {
    const { client, sender, runtime } = setUp(json('no', 401), json('ok'));
    const asked: (string | undefined)[] = [];
    const authorize = {
      current: async (rejected: string | undefined) => {
        asked.push(rejected);
        return rejected === undefined ? 'old' : 'new';
      },
      apply: (request: HttpCall<string>['request'], session: string) => ({ ...request, headers: { session } }),
    };
    expect(await runtime.runUntil(client.call(call('write', { authorize })))).toBe('"ok"');
    expect(asked).toEqual([undefined, 'old']);
    expect(sender.sent.map(({ headers }) => headers['session'])).toEqual(['old', 'new']);
  });

  it('gives up after the second refusal instead of looping', async () => {
    const { client, sender, runtime } = setUp(json('no', 401));
    const authorize = { current: async () => 'same', apply: (request: HttpCall<string>['request']) => request };
    await expect(runtime.runUntil(client.call(call('write', { authorize })))).rejects.toMatchObject({ code: 'token_rejected', outcome: 'rejected' });
    expect(sender.sent).toHaveLength(2);
  });

  it('repeats a read at once when a kept connection was dead, once, and outside the repeats', async () => {
    const stale = () => new SendFailure('connection', false, 'ECONNRESET', { stage: 'answer', keptConnection: true });
    const { client, sender, runtime } = setUp(stale(), json('ok'));
    // No timer is needed to get there.
    expect(await client.call(call('read'))).toBe('"ok"');
    expect(sender.sent).toHaveLength(2);
    for (const effect of ['write', 'keyed-write'] as const) {
      const other = setUp(stale(), json('ok'));
      await expect(other.client.call(call(effect))).rejects.toMatchObject({ code: 'connection', outcome: 'unknown' });
      expect(other.sender.sent).toHaveLength(1);
    }
    const dead = setUp(stale());
    await expect(dead.runtime.runUntil(dead.client.call(call('read')))).rejects.toMatchObject({ code: 'connection' });
    // At once, then the two repeats that every read has.
    expect(dead.sender.sent).toHaveLength(4);
    expect(runtime.pending).toBe(0);
  });

  it('advises to query after a write of unknown outcome, and only then', async () => {
    const { client, runtime } = setUp(cut());
    await expect(runtime.runUntil(client.call(call('write')))).rejects.toMatchObject({
      hint: expect.stringMatching(/^it may have been processed: query by the same serial number, never send under another one\. /),
    });
    const error: unknown = await runtime.runUntil(client.call(call('read')).catch((caught: unknown) => caught));
    expect(String((error as PiaozoneError).hint)).not.toContain('serial number');
  });

  it('does not advise about a call that never left because its login failed', async () => {
    const { client, runtime, sender } = setUp(json('ok'));
    const failure = new PiaozoneError({
      code: 'connection',
      outcome: 'unknown',
      message: { zh: '断', en: 'cut' },
      hint: {
        zh: '可能已经处理：按同一流水号查询，不要换号重发。x',
        en: 'it may have been processed: query by the same serial number, never send under another one. x',
      },
    });
    let logins = 0;
    const authorize = {
      current: () => {
        logins += 1;
        return Promise.reject(failure);
      },
      apply: (request: HttpCall<string>['request']) => request,
    };
    await expect(runtime.runUntil(client.call(call('write', { authorize })))).rejects.toMatchObject({ outcome: 'not-sent', hint: 'x' });
    expect(sender.sent).toHaveLength(0);
    // A login may be tried again whatever the call does.
    expect(logins).toBe(3);
  });

  it('does not repeat what would be refused again', async () => {
    for (const facts of [{ reason: 'tls-expired' as const }, { reason: 'tls-untrusted' as const }]) {
      const { client, sender } = setUp(new SendFailure('tls', true, 'x', facts));
      await expect(client.call(call('read'))).rejects.toMatchObject({ code: 'connection', outcome: 'not-sent', reason: facts.reason });
      expect(sender.sent).toHaveLength(1);
    }
  });

  it('does not wait for a repeat that could not begin in time', async () => {
    const { client, runtime } = setUp(refused());
    // Nobody moves the clock: the pause would be 100 ms.
    await expect(client.call(call('read', { timeoutMs: 50 }))).rejects.toMatchObject({ code: 'connection', outcome: 'not-sent' });
    expect(runtime.pending).toBe(0);
  });

  it('does not repeat at once for a caller who gave up meanwhile', async () => {
    const controller = new AbortController();
    const { client, sender } = setUp(async () => {
      controller.abort();
      throw new SendFailure('connection', false, 'ECONNRESET', { keptConnection: true });
    });
    await expect(client.call(call('read', { signal: controller.signal }))).rejects.toMatchObject({ code: 'connection', outcome: 'unknown' });
    expect(sender.sent).toHaveLength(1);
  });

  it('ends at the deadline during a pause between repeats, with what is known', async () => {
    const { client, runtime, sender } = setUp(refused());
    const controller = new AbortController();
    const ended = expect(client.call(call('write', { signal: controller.signal }))).rejects.toMatchObject({
      code: 'connection',
      outcome: 'not-sent',
    });
    await runtime.advance(1);
    controller.abort();
    await ended;
    expect(sender.sent).toHaveLength(1);
    expect(runtime.pending).toBe(0);
  });

  it('reports each attempt without query, headers and body', async () => {
    const { client, events, runtime } = setUp(refused(), json('ok'));
    await runtime.runUntil(client.call(call('read')));
    expect(events.map(({ attempt, target, status, errorCode }) => ({ attempt, target, status, errorCode }))).toEqual([
      { attempt: 1, target: 'http://cloud/path', status: undefined, errorCode: 'connection' },
      { attempt: 2, target: 'http://cloud/path', status: 200, errorCode: undefined },
    ]);
    expect(inspect(events, { depth: null })).not.toContain('SECRET');
  });

  it('names an unforeseen error of a classifier as unknown, without its text', async () => {
    const { client, runtime } = setUp(json('ok'));
    const classify = () => {
      throw new Error('SECRET inside');
    };
    const error: unknown = await runtime.runUntil(client.call(call('write', { classify })).catch((caught: unknown) => caught));
    expect(isPiaozoneError(error)).toBe(true);
    expect(error).toMatchObject({ outcome: 'unknown', requestId: 'r1' });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('SECRET');
  });
});
