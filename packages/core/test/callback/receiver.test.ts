import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { InboxStore } from '../../src/callback/inbox.js';
import { createNonDurableInbox } from '../../src/callback/non-durable-inbox.js';
import { type CallbackEvent, type CallbackReceiverOptions, createCallbackReceiver } from '../../src/callback/receiver.js';
import type { CallbackRoute } from '../../src/callback/routes.js';
import { createTestCallback } from '../../src/callback/test-callback.js';
import { everythingShown } from '../support/everything.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';
import { ACK, acme, changed, message, PATH, TOKEN } from './acme.js';

function setUp(options: Partial<CallbackReceiverOptions> & { readonly route?: Partial<CallbackRoute> } = {}) {
  const runtime = new VirtualRuntime();
  const inbox = createNonDurableInbox({ runtime });
  const events: CallbackEvent[] = [];
  const logged: unknown[][] = [];
  const receiver = createCallbackReceiver({
    routes: [{ path: PATH, profile: acme, pathToken: TOKEN, ...options.route }],
    inbox,
    runtime,
    logger: { warn: (...line) => logged.push(line) },
    onEvent: (event) => events.push(event),
    ...options,
  });
  const send = (body: unknown, head: { path?: string; method?: string; headers?: Record<string, string>; remoteAddress?: string } = {}) =>
    receiver.receive({
      method: 'POST',
      path: `${PATH}/${TOKEN}`,
      headers: { 'content-type': 'application/json' },
      ...head,
      body: body as Uint8Array,
    });
  return { runtime, inbox, receiver, send, events, logged };
}

/** Pieces that arrive one by one; the last one may never come. */
function pieces(...list: readonly (Uint8Array | 'never' | 'cut')[]): AsyncIterator<Uint8Array> & { taken: number } {
  return {
    taken: 0,
    async next() {
      const piece = list[this.taken];
      if (piece === undefined) return { done: true, value: undefined };
      this.taken += 1;
      if (piece === 'never') return new Promise(() => {});
      if (piece === 'cut') throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
      return { done: false, value: piece };
    },
  };
}

const bytes = (size: number) => new Uint8Array(size).fill(0x20);
const failing = (inbox: InboxStore, put: InboxStore['put']): InboxStore => changed(inbox, { durable: true, put });

describe('what is received', () => {
  it('is in the inbox, as it came, before it is acknowledged in the exact form', async () => {
    const { send, inbox, events } = setUp();
    const body = message('S1');
    expect(
      await send(body, { remoteAddress: '192.0.2.1', headers: { 'content-type': 'application/json', authorization: 'secret', cookie: 'x' } }),
    ).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: ACK,
      close: false,
    });
    const [row] = await inbox.claim(10, 1);
    expect(row).toMatchObject({ profile: 'acme', receivedAt: 1_700_000_000_000, attempts: 1 });
    expect(Buffer.from(row?.body ?? []).equals(body)).toBe(true);
    expect(row?.headers).toEqual({ 'content-type': 'application/json', 'remote-address': '192.0.2.1' });
    expect(row?.id).toMatch(/^[0-9a-f]{64}$/);
    expect(events).toEqual([{ outcome: 'stored', id: row?.id, bytes: body.length, profile: 'acme', remoteAddress: '192.0.2.1' }]);
  });

  it('is one row for 1,000 deliveries, each of them acknowledged (F39)', async () => {
    const { send, inbox, events } = setUp({ maxInFlight: 1_000 });
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, sentAt) => send(Buffer.from(`{"billNo":"S1","result":"OK","invoiceNo":"1","sentAt":${sentAt}}`))),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`))).toEqual(new Set([`200 ${ACK}`]));
    expect(await inbox.count('new')).toBe(1);
    expect(events.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1);
    expect(events.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(999);
  });

  it('is told apart by what it says, not by how it is written', async () => {
    const { send, inbox } = setUp();
    await send(Buffer.from('{"billNo":"S1","result":"OK","invoiceNo":"1"}'));
    await send(Buffer.from(' {"result":"OK", "invoiceNo":1, "billNo":"S1"}'));
    expect(await inbox.count('new')).toBe(1);
    // Neighbours must not run together: "S1" + "1" is not "S11" + "".
    for (const body of [
      '{"billNo":"S11","result":"OK"}',
      '{"billNo":"S1","result":"1"}',
      '{"billNo":"S1"}',
      '{"billNo":"S1","result":""}',
      '{"billNo":"S11","result":""}',
    ])
      await send(Buffer.from(body));
    expect(await inbox.count('new')).toBe(6);
  });

  it('is kept apart by profile', async () => {
    const other = { ...acme, id: 'other' };
    const { receiver, inbox } = setUp({
      routes: [
        { path: '/a', profile: acme, openToAnyone: true },
        { path: '/b', profile: other, openToAnyone: true },
      ],
    });
    for (const path of ['/a', '/b']) await receiver.receive({ method: 'POST', path, headers: {}, body: message('S1') });
    expect((await inbox.list('new', 9)).map(({ profile }) => profile).sort()).toEqual(['acme', 'other']);
  });

  it('without any identity counts as a whole: nothing is merged away', async () => {
    const { send, inbox } = setUp();
    for (const body of ['{"note":1}', '{"note":2}', '{"note":2}', '{"billNo":""}', '[{"note":1},{"billNo":"S1"}]', '[{"note":2},{"billNo":"S1"}]'])
      expect((await send(Buffer.from(body))).status).toBe(200);
    expect(await inbox.count('new')).toBe(5);
  });

  it('of several messages is one row, whatever their order', async () => {
    const { send, inbox } = setUp();
    const one = '{"billNo":"S1"}';
    const two = '{"billNo":"S2"}';
    for (const body of [`[${one},${two}]`, `[${two},${one}]`, `[${one},${two},${one}]`]) await send(Buffer.from(body));
    expect(await inbox.count('new')).toBe(1);
    // One alone is the same message as before, also as a list.
    for (const body of [one, `[${one}]`]) await send(Buffer.from(body));
    expect(await inbox.count('new')).toBe(2);
  });

  it('may be answered with what it says', async () => {
    const echo = { ...acme, acknowledge: (result: Parameters<typeof acme.acknowledge>[0]) => echoed(result) };
    const echoed = (result: Parameters<typeof acme.acknowledge>[0]) =>
      result.outcome === 'accepted'
        ? { status: 200, headers: { 'x-bill': String(result.payloads[0]?.['billNo']) }, body: '' }
        : { status: 500, headers: {}, body: '' };
    const { send, inbox, logged } = setUp({ route: { profile: echo } });
    expect(await send(message('S1'))).toMatchObject({ status: 200, headers: { 'x-bill': 'S1' } });
    // A header of the sender's making is no acknowledgement; the row is there for the next delivery.
    expect(await send(Buffer.from('{"billNo":"S2\\r\\nset-cookie: a=b"}'))).toMatchObject({ status: 500, headers: {} });
    expect(await inbox.count('new')).toBe(2);
    expect(logged.flat().join()).toContain('profile');
  });
});

describe('what is not acknowledged', () => {
  it.each([
    ['throws', async () => Promise.reject(Object.assign(new Error('disk full: 测试购方'), { code: 'SQLITE_FULL' }))],
    [
      'throws at once',
      () => {
        throw new Error('x');
      },
    ],
  ])('when the inbox %s', async (_, put) => {
    const memory = createNonDurableInbox();
    const { send, events, logged } = setUp({ inbox: failing(memory, put as InboxStore['put']) });
    expect(await send(message('S1'))).toEqual({ status: 503, headers: {}, body: '', close: false });
    expect(events).toMatchObject([{ outcome: 'unavailable', reason: 'inbox' }]);
    // No fallback: nothing is anywhere.
    expect(await memory.count('new')).toBe(0);
    expect(JSON.stringify(logged)).not.toContain('测试购方');
    expect(logged).toHaveLength(1);
  });

  it('when the inbox hangs; the place is free again only when it lets go', async () => {
    const held: (() => void)[] = [];
    const put = () => new Promise<'new'>((resolve) => held.push(() => resolve('new')));
    const { send, runtime, events } = setUp({ inbox: failing(createNonDurableInbox(), put), maxInFlight: 1 });
    expect(await runtime.runUntil(send(message('S1')))).toMatchObject({ status: 503 });
    expect(runtime.pending).toBe(0);
    expect(await send(message('S2'))).toMatchObject({ status: 503 });
    for (const release of held) release();
    await runtime.advance(0);
    const third = send(message('S3'));
    await runtime.advance(0);
    for (const release of held) release();
    expect(await third).toMatchObject({ status: 200 });
    expect(events.map(({ outcome, reason }) => reason ?? outcome)).toEqual(['inbox', 'overload', 'stored']);
  });

  it('above the number of requests in work', async () => {
    const { send, runtime, events } = setUp({ maxInFlight: 2 });
    const slow = [send(pieces('never')), send(pieces('never'))];
    expect(await send(pieces(message('S1')))).toMatchObject({ status: 503, close: true });
    expect(await send(message('S1'))).toMatchObject({ status: 503, close: false });
    await runtime.advance(30_000);
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([408, 408]);
    expect(await send(message('S1'))).toMatchObject({ status: 200 });
    expect(events.filter(({ reason }) => reason === 'overload')).toHaveLength(2);
  });
});

describe('size and time', () => {
  it.each([
    [[bytes(100)], 100, 400],
    [[bytes(101)], 100, 413],
    [[bytes(50), bytes(50)], 100, 400],
    [[bytes(50), bytes(51)], 100, 413],
    [Array.from({ length: 100 }, () => bytes(1)), 100, 400],
    [Array.from({ length: 101 }, () => bytes(1)), 100, 413],
    [[bytes(800)], 100, 413],
  ])('case %#', async (list, maxBodyBytes, status) => {
    const { send } = setUp({ maxBodyBytes });
    expect(await send(pieces(...list))).toMatchObject({ status, close: false });
    expect((await send(Buffer.concat(list))).status).toBe(status);
  });

  it('takes a body of exactly the largest size', async () => {
    const body = message('S1');
    const { send } = setUp({ maxBodyBytes: body.length });
    expect((await send(pieces(body.subarray(0, 5), body.subarray(5)))).status).toBe(200);
    expect((await send(body)).status).toBe(200);
  });

  it('keeps every byte, in whatever pieces they come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 6_000 }), { maxLength: 8 }), fc.integer({ min: 0, max: 255 }), async (cuts, seed) => {
        const { send, inbox } = setUp();
        const text = `{"billNo":"S1","filling":"${'测x'.repeat(4_000)}${seed}"}`;
        let rest = Buffer.from(text);
        const list = cuts.map((cut) => {
          const piece = rest.subarray(0, cut);
          rest = rest.subarray(cut);
          return piece;
        });
        expect((await send(pieces(...list, rest))).status).toBe(200);
        expect(Buffer.from((await inbox.claim(1, 1))[0]?.body ?? []).toString('utf8')).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  it('reads a little on so that the sender sees the answer, then hangs up', async () => {
    const { send } = setUp({ maxBodyBytes: 100 });
    const endless = pieces(...Array.from({ length: 1_000 }, () => bytes(50)));
    expect(await send(endless)).toMatchObject({ status: 413, close: true });
    expect(endless.taken).toBe(17);
  });

  it('ends with the time limit, not before', async () => {
    const { send, runtime, events, inbox } = setUp({ timeoutMs: 5_000 });
    const answer = send(pieces(message('S1').subarray(0, 10), 'never'));
    let ended = false;
    answer.then(() => {
      ended = true;
    });
    await runtime.advance(4_999);
    expect(ended).toBe(false);
    await runtime.advance(1);
    expect(await answer).toEqual({ status: 408, headers: {}, body: '', close: true });
    expect(runtime.pending).toBe(0);
    expect(events).toMatchObject([{ outcome: 'refused', reason: 'too-slow' }]);
    expect(await inbox.count('new')).toBe(0);
  });

  it('stores nothing of a request that breaks off', async () => {
    const { send, events, inbox, runtime } = setUp();
    expect(await send(pieces(message('S1'), 'cut'))).toMatchObject({ close: true });
    expect(events).toMatchObject([{ outcome: 'refused', reason: 'cut' }]);
    expect(await inbox.count('new')).toBe(0);
    expect(runtime.pending).toBe(0);
  });
});

const UNREADABLE: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', Buffer.alloc(0)],
  ['no JSON', Buffer.from('billNo=S1')],
  ['cut JSON', message('S1').subarray(0, 20)],
  ['no UTF-8', Buffer.from([...Buffer.from('{"billNo":"'), 0xff, 0xfe, ...Buffer.from('"}')])],
  ['UTF-16', Buffer.from('{"billNo":"S1"}', 'utf16le')],
  ['another type', Buffer.from('"text"')],
  ['an empty list', Buffer.from('[]')],
  ['a list of texts', Buffer.from('["S1"]')],
  ['a key twice', Buffer.from('{"billNo":"S1","billNo":"S2"}')],
  ['too deep', Buffer.from(`${'['.repeat(70)}${']'.repeat(70)}`)],
  ['__proto__', Buffer.from('{"billNo":"S1","__proto__":{"isAdmin":true}}')],
  ['constructor', Buffer.from('{"billNo":"S1","a":[{"constructor":{"prototype":{"x":1}}}]}')],
  ['prototype', Buffer.from('{"billNo":"S1","prototype":1}')],
  ['NaN', Buffer.from('{"billNo":NaN}')],
  ['gzip', Buffer.from([0x1f, 0x8b, 8, 0])],
];

describe('what cannot be read', () => {
  it('gets one answer to the byte, whatever is wrong with it (T16, T23, T29)', async () => {
    const { send, inbox, events } = setUp();
    const answers = await Promise.all(UNREADABLE.map(([, body]) => send(body)));
    for (const answer of answers) expect(answer).toEqual({ status: 400, headers: {}, body: '', close: false });
    expect(await inbox.list('quarantined', 9)).toEqual([]);
    expect(events.map(({ reason }) => reason)).toEqual(UNREADABLE.map(() => 'undecodable'));
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  it('is kept for a person where the profile says so, only so much of it, and with the same answer', async () => {
    const { send, inbox } = setUp({ route: { profile: { ...acme, keepUndecodable: true } }, maxUndecodable: 5 });
    const answers = [];
    for (const [, body] of UNREADABLE) answers.push(await send(body));
    for (const answer of answers) expect(answer).toEqual({ status: 400, headers: {}, body: '', close: false });
    const kept = await inbox.list('quarantined', 99);
    expect(kept).toHaveLength(5);
    expect(kept[1]).toMatchObject({ note: 'undecodable', attempts: 0 });
    expect(Buffer.from((await inbox.read(kept[1]?.id ?? ''))?.body ?? []).toString()).toBe('billNo=S1');
    expect(await inbox.claim(9, 1)).toEqual([]);
    // What can be read is taken as before.
    expect((await send(message('S1'))).status).toBe(200);
  });

  it('may be acknowledged where it is kept, never where it is not', async () => {
    const received = {
      ...acme,
      keepUndecodable: true,
      acknowledge: ({ outcome }: { outcome: string }) => ({ status: outcome === 'unavailable' ? 503 : 200, headers: {}, body: outcome }),
    };
    const { send, inbox } = setUp({ route: { profile: received }, maxUndecodable: 1 });
    expect(await send(Buffer.from('x'))).toMatchObject({ status: 200, body: 'refused' });
    expect(await send(Buffer.from('y'))).toMatchObject({ status: 503, body: 'unavailable' });
    expect(await inbox.count('quarantined')).toBe(1);
  });

  it('is not acknowledged either when it cannot be kept', async () => {
    const put = async () => Promise.reject(new Error('x'));
    const { send } = setUp({ inbox: failing(createNonDurableInbox(), put), route: { profile: { ...acme, keepUndecodable: true } } });
    expect((await send(Buffer.from('x'))).status).toBe(503);
  });

  it.each([
    ['decode', { decode: () => Promise.resolve([]) as never }],
    ['decode', { decode: () => null as never }],
    ['identify', { identify: () => undefined as never }],
    [
      'identify',
      {
        identify: () => {
          throw new Error('x');
        },
      },
    ],
  ])('includes what a mistaken %s makes of it (%#)', async (_, mistake) => {
    const { send } = setUp({ route: { profile: { ...acme, ...mistake } } });
    expect((await send(message('S1'))).status).toBe(400);
  });

  it('never breaks the receiver', async () => {
    const { send } = setUp();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.json().map((text) => Buffer.from(text)),
        ),
        async (body) => {
          expect([200, 400]).toContain((await send(body)).status);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('who has no business here', () => {
  it('gets one answer to the byte, before a body is read', async () => {
    const { send, inbox, events } = setUp({ route: { allow: ['192.0.2.0/24'] } });
    const from = { remoteAddress: '192.0.2.1' };
    const body = () => pieces('never');
    const answers = await Promise.all([
      send(body(), { ...from, method: 'GET' }),
      send(body(), { ...from, path: '/' }),
      send(body(), { ...from, path: PATH }),
      send(body(), { ...from, path: `${PATH}/wrong` }),
      send(body(), { remoteAddress: '198.51.100.7' }),
      send(body()),
      send(body(), { remoteAddress: '198.51.100.7', headers: { 'x-forwarded-for': '192.0.2.1' } }),
    ]);
    for (const answer of answers) expect(answer).toEqual({ status: 404, headers: {}, body: '', close: true });
    expect(events.map(({ reason }) => reason)).toEqual(['method', 'path', 'token', 'token', 'address', 'address', 'address']);
    expect(await inbox.count('new')).toBe(0);
    expect((await send(message('S1'), from)).status).toBe(200);
  });

  it('is told by the proxy that was named', async () => {
    const { send } = setUp({ route: { allow: ['192.0.2.0/24'] }, trustedProxies: ['10.0.0.0/8'] });
    const via = (forwarded: string) => send(message('S1'), { remoteAddress: '10.0.0.1', headers: { 'x-forwarded-for': forwarded } });
    expect((await via('192.0.2.1')).status).toBe(200);
    expect((await via('192.0.2.1, 198.51.100.7')).status).toBe(404);
    expect((await send(message('S1'), { remoteAddress: '10.0.0.1' })).status).toBe(404);
  });
});

describe('mistakes of our own', () => {
  it.each([{ billNo: 'S1' }, '{"billNo":"S1"}', undefined, null, 7, [[1, 2]], new ArrayBuffer(8)])(
    'a body that is not raw bytes: %j (T15)',
    async (body) => {
      const { send, inbox, logged } = setUp({ locale: 'en' });
      const error = await send(body).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: 'callback_invalid',
        reason: 'parsed-body',
        text: { zh: expect.stringContaining('原始字节'), en: expect.stringContaining('raw bytes') },
        hintText: { zh: expect.stringContaining('express.raw'), en: expect.stringMatching(/express\.raw.*Fastify.*Koa.*fetch/) },
      });
      expect(logged).toEqual([[expect.stringContaining('not durable')], [expect.stringContaining('express.raw')]]);
      expect(await inbox.count('new')).toBe(0);
    },
  );

  it('options out of range, all at once', () => {
    const wrong = { maxBodyBytes: 0, timeoutMs: 0.5, maxInFlight: -1, maxUndecodable: -1, inbox: undefined as never };
    expect(() => setUp(wrong)).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        problems: ['maxBodyBytes', 'timeoutMs', 'maxInFlight', 'maxUndecodable', 'inbox'].map((path) => expect.objectContaining({ path })),
      }),
    );
    expect(() => setUp({ trustedProxies: ['proxy'] })).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ path: 'trustedProxies[0]' })] }),
    );
  });

  it('an inbox that forgets is named in the log; one that does not is not', () => {
    expect(setUp().logged).toEqual([[expect.stringContaining('不是持久化')]]);
    expect(setUp({ inbox: failing(createNonDurableInbox(), async () => 'new') }).logged).toEqual([]);
  });

  it('listeners that throw cost no acknowledgement', async () => {
    const onStored = vi.fn(() => {
      throw new Error('x');
    });
    const { send } = setUp({ onStored, onEvent: onStored });
    expect((await send(message('S1'))).status).toBe(200);
    expect((await send(message('S1'))).status).toBe(200);
    expect(onStored).toHaveBeenCalledTimes(3);
  });
});

it('shows neither token nor content anywhere', async () => {
  const { send, receiver, events, logged } = setUp();
  await send(message('S1'), { path: `${PATH}/${TOKEN}x` });
  await send(Buffer.from('购方\n\u001b[31m'));
  await send(message('S1'));
  const shown = everythingShown({ receiver, events, logged });
  expect(shown).not.toContain(TOKEN.slice(5));
  expect(shown).not.toMatch(/购方|24440000000012345678/);
});

it('receives what createTestCallback makes', async () => {
  const { receiver, inbox } = setUp();
  const made = createTestCallback({
    profile: acme,
    path: PATH,
    pathToken: TOKEN,
    messages: [{ billNo: 'S1' }, { billNo: 'S2' }],
    headers: { 'x-a': 'b' },
  });
  expect((await receiver.receive(made)).status).toBe(200);
  expect(await inbox.count('new')).toBe(1);
  expect(made.to('http://localhost:1/').url === `http://localhost:1${PATH}/${TOKEN}`).toBe(true);
  expect(made.to('http://localhost:1').init).toEqual({
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-a': 'b' },
    body: Buffer.from('[{"billNo":"S1"},{"billNo":"S2"}]'),
  });
  const { encode: _, ...deaf } = acme;
  expect(() => createTestCallback({ profile: deaf, path: PATH, messages: [] })).toThrow(expect.objectContaining({ code: 'config_invalid' }));
});
