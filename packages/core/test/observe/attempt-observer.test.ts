import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createPiaozone } from '../../src/client.js';
import { PiaozoneError } from '../../src/errors.js';
import type { AttemptEvent } from '../../src/observe/attempt-event.js';
import { ATTEMPT_CHANNEL, AttemptObserver, targetOf } from '../../src/observe/attempt-observer.js';
import { maskId } from '../../src/observe/mask.js';
import { HttpClient } from '../../src/transport/http-client.js';
import { type HttpCall, SendFailure, type WireRequest } from '../../src/transport/types.js';
import { CANARY } from '../support/canary.js';
import { FakeSender, hangs, json, type Reaction } from '../support/fake-sender.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';

const heard: AttemptEvent[] = [];
const onMessage = (event: unknown) => heard.push(event as AttemptEvent);
afterEach(() => {
  unsubscribe(ATTEMPT_CHANNEL, onMessage);
  heard.length = 0;
});

function setUp(observer: AttemptObserver, ...script: Reaction[]) {
  const runtime = new VirtualRuntime();
  const sender = new FakeSender(...script);
  const options = { runtime, sender, locale: 'en', timeoutMs: 10_000, maxResponseBytes: 1_000, maxRetries: 2, observer } as const;
  return { runtime, sender, client: new HttpClient(options) };
}

const request: WireRequest = {
  method: 'POST',
  url: `https://user:${CANARY}@cloud.test/base/path?access_token=${CANARY}#${CANARY}`,
  headers: { authorization: CANARY },
  body: Buffer.from(`{"secret":"${CANARY}"}`),
};

function call(extra: Partial<HttpCall<string>> = {}): HttpCall<string> {
  return {
    operation: 'hosted.create',
    effect: 'read',
    requestId: '1700000000000001',
    tenant: '91440300MOCK00001X',
    request,
    classify: ({ status, body }) => {
      if (status === 401) {
        return { kind: 'session-rejected', error: new PiaozoneError({ code: 'token_rejected', outcome: 'rejected', message: { zh: '', en: '' } }) };
      }
      if (status < 300) return { kind: 'ok', value: body.toString() };
      const error = {
        code: 'business_rejected',
        outcome: 'rejected',
        upstreamCode: '3002',
        upstreamMessage: CANARY,
        message: { zh: CANARY, en: CANARY },
      };
      return { kind: 'failed', error: new PiaozoneError(error as ConstructorParameters<typeof PiaozoneError>[0]) };
    },
    ...extra,
  };
}

const late =
  (ms: number, runtime: () => VirtualRuntime, answer: ReturnType<typeof json>): Reaction =>
  () =>
    new Promise((resolve) => {
      runtime().schedule(ms, () => resolve(answer));
    });

describe('attempt events', () => {
  it('say what each attempt was and how it ended, and nothing else', async () => {
    const events: AttemptEvent[] = [];
    const cut = new SendFailure('connection', false, 'ECONNRESET', { reason: 'reset', stage: 'answer' });
    const made: ReturnType<typeof setUp> = setUp(
      new AttemptObserver((event) => events.push(event)),
      cut,
      late(250, () => made.runtime, json({ huge: CANARY }, 400)),
    );
    await made.runtime.runUntil(made.client.call(call()).catch(() => {}));
    const common = {
      operation: 'hosted.create',
      requestId: '1700000000000001',
      method: 'POST',
      target: 'https://cloud.test/base/path',
      tenant: '914***********001X',
      requestBytes: 24,
    };
    expect(events).toEqual([
      { ...common, attempt: 1, startedAt: 1_700_000_000_000, durationMs: 0, outcome: 'unknown', errorCode: 'connection', reason: 'reset' },
      {
        ...common,
        attempt: 2,
        startedAt: 1_700_000_000_100,
        durationMs: 250,
        status: 400,
        responseBytes: 22,
        outcome: 'rejected',
        errorCode: 'business_rejected',
        upstreamCode: '3002',
      },
    ]);
    expect(inspect(events, { depth: null, showHidden: true })).not.toContain(CANARY);
    expect(Object.isFrozen(events[0])).toBe(true);
  });

  it('count a resend with a renewed session as an attempt of its own', async () => {
    const events: AttemptEvent[] = [];
    const { client } = setUp(new AttemptObserver((event) => events.push(event)), json('no', 401), json('ok'));
    const authorize = { current: (rejected: string | undefined) => (rejected === undefined ? 'old' : 'new'), apply: () => request };
    await client.call(call({ authorize }));
    expect(events.map(({ attempt, status, outcome, errorCode }) => [attempt, status, outcome, errorCode])).toEqual([
      [1, 401, 'rejected', 'token_rejected'],
      [2, 200, 'ok', undefined],
    ]);
  });

  it('name the end of a call that hung, and an answer nobody could read', async () => {
    const events: AttemptEvent[] = [];
    const observer = new AttemptObserver((event) => events.push(event));
    const hung = setUp(observer, hangs);
    await hung.runtime.runUntil(hung.client.call(call({ timeoutMs: 500 })).catch(() => {}));
    const choked = setUp(observer, json('x'));
    const classify = () => {
      throw new Error(CANARY);
    };
    await choked.runtime.runUntil(choked.client.call(call({ effect: 'write', classify })).catch(() => {}));
    expect(events.map(({ errorCode, outcome, status, durationMs }) => [errorCode, outcome, status, durationMs])).toEqual([
      ['timeout', 'unknown', undefined, 500],
      ['response_invalid', 'unknown', 200, 0],
    ]);
  });

  it('go out on the channel for every client of the process, and only while somebody listens', async () => {
    const { client } = setUp(new AttemptObserver(), json('ok'));
    await client.call(call());
    expect(channel(ATTEMPT_CHANNEL).hasSubscribers).toBe(false);
    subscribe(ATTEMPT_CHANNEL, onMessage);
    await client.call(call());
    expect(heard).toMatchObject([{ operation: 'hosted.create', outcome: 'ok', status: 200 }]);
    expect(ATTEMPT_CHANNEL).toBe('piaozone:attempt');
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error(CANARY);
      },
    ],
    ['rejects', () => Promise.reject(new Error(CANARY))],
  ])('a listener that %s disturbs no call, and the logger is told without its words', async (_what, onEvent) => {
    const warned: unknown[] = [];
    const client = createPiaozone({
      environment: { baseUrl: 'http://127.0.0.1:9' },
      authorization: { mode: 'shared', enterprise: { clientId: 'a', clientSecret: 'b', encryptKey: '0123456789abcdef' } },
      sender: new FakeSender(json('ok')),
      logger: { warn: (...line: unknown[]) => warned.push(line) },
      locale: 'en',
      onEvent,
    });
    onTestFinished(() => client.close());
    expect(await client.http.call(call())).toBe('"ok"');
    await new Promise((resolve) => setImmediate(resolve));
    expect(inspect(warned)).toContain('onEvent threw an error');
    expect(inspect(warned)).not.toContain(CANARY);
  });

  it.each([
    ['0000', '0000'],
    ['pm.0815', 'pm.0815'],
    ['a\nb', 'unprintable'],
    ['\u001b[31m', 'unprintable'],
    ['x'.repeat(65), 'unprintable'],
    ['\u202e1', 'unprintable'],
  ])('code %j of an answer is shown as %s', (upstreamCode, shown) => {
    const events: AttemptEvent[] = [];
    const error = { code: 'business_rejected', outcome: 'rejected', reason: undefined, upstreamCode } as const;
    new AttemptObserver((event) => events.push(event)).tell({ call: call(), request, attempt: 1, startedAt: 0, durationMs: 0, error });
    expect(events[0]?.upstreamCode).toBe(shown);
  });
});

describe('masks', () => {
  // business-rules §5: 11 digits, 18 characters, what is masked already.
  it.each([
    ['15012345678', '150****5678'],
    ['91440300MOCK00001X', '914***********001X'],
    ['914********001X', '914********001X'],
    ['TN_mock-client-0001', 'TN_************0001'],
    ['0123456789', '**********'],
    ['abc', '***'],
    ['', ''],
  ])('%s becomes %s', (id, masked) => {
    expect(maskId(id)).toBe(masked);
  });

  it.each([
    ['https://host/path?token=x', 'https://host/path'],
    ['https://host/path#x', 'https://host/path'],
    ['https://u:p@host:8443/path', 'https://host:8443/path'],
    ['https://u:p@host', 'https://host'],
    ['https://u:p/@host/a@b', 'https://u:p/@host/a@b'],
    ['https://host/a@b', 'https://host/a@b'],
    ['https://x@u:p@host/', 'https://host/'],
    ['HTTP:\\\\u:p@host\\a', 'HTTP:\\\\host\\a'],
  ])('of %s only %s is shown', (url, shown) => {
    expect(targetOf(url)).toBe(shown);
  });
});
