import dns from 'node:dns';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { barrier, closedPort, context, failureOf, get, httpServer, post, rawServer, sender } from './sender-support.js';

afterEach(() => {
  vi.restoreAllMocks();
});

type LookupCallback = (error: NodeJS.ErrnoException | null, addresses: unknown) => void;

/** Replaces name resolution; `undefined` never answers. */
function resolver(code: string | undefined): { readonly asked: Promise<void> } {
  const { reached, reach } = barrier();
  vi.spyOn(dns, 'lookup').mockImplementation(((_host: string, _options: unknown, callback: LookupCallback) => {
    reach();
    if (code !== undefined) callback(Object.assign(new Error(code), { code }), []);
  }) as unknown as typeof dns.lookup);
  return { asked: reached };
}

describe('proved unsent', () => {
  it.each(['ENOTFOUND', 'EAI_AGAIN'])('name resolution fails with %s', async (code) => {
    resolver(code);
    expect(await failureOf(sender().send(post('http://nowhere.test/x'), context()))).toMatchObject({
      kind: 'connection',
      unsent: true,
      detail: code,
      facts: { reason: 'dns' },
    });
  });

  it('connection refused', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    expect(await failureOf(sender().send(post(url), context()))).toMatchObject({
      kind: 'connection',
      unsent: true,
      detail: 'ECONNREFUSED',
      facts: { reason: 'refused' },
    });
  });

  it('aborted while the name is being resolved', async () => {
    const { asked } = resolver(undefined);
    const controller = new AbortController();
    const sending = failureOf(sender().send(post('http://nowhere.test/x'), context({ signal: controller.signal })));
    await asked;
    // The request hears of its socket a tick later.
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    expect(await sending).toMatchObject({ kind: 'aborted', unsent: true, facts: { stage: 'dns' } });
  });

  it('aborted before it began', async () => {
    const server = await httpServer((response) => response.end());
    expect(await failureOf(sender().send(post(server.url), context({ signal: AbortSignal.abort() })))).toMatchObject({
      kind: 'aborted',
      unsent: true,
    });
    expect(server.connections()).toBe(0);
  });

  it('aborted while waiting for a free socket', async () => {
    const arrived = barrier();
    const server = await httpServer((response, { url }) => (url === '/first' ? arrived.reach() : void response.end()));
    const axios = sender({ maxSockets: 1 });
    const first = new AbortController();
    const holding = failureOf(axios.send(post(`${server.url}/first`), context({ signal: first.signal })));
    await arrived.reached;
    const second = new AbortController();
    const waiting = failureOf(axios.send(post(`${server.url}/second`), context({ signal: second.signal })));
    second.abort();
    expect(await waiting).toMatchObject({ kind: 'aborted', unsent: true, facts: { stage: 'queue' } });
    first.abort();
    expect(await holding).toMatchObject({ kind: 'aborted', unsent: false });
    await axios.send(post(`${server.url}/third`), context());
    expect(server.received.map(({ url }) => url)).toEqual(['/first', '/third']);
  });

  it.each([
    ['a header value with a line break', post('http://127.0.0.1:1', '', { 'x-a': 'a\r\nx-b: c' })],
    ['a header name with a blank', post('http://127.0.0.1:1', '', { 'x a': 'b' })],
    ['a header that frames the message', post('http://127.0.0.1:1', '', { 'Transfer-Encoding': 'chunked' })],
    ['a header of the proxy', post('http://127.0.0.1:1', '', { 'Proxy-Authorization': 'x' })],
    ['a text that is no URL', get('not a url')],
    ['another scheme', get('file:///etc/passwd')],
    ['credentials in the URL', get('http://user:secret@127.0.0.1:1')],
  ])('refuses %s', async (_what, request) => {
    const failure = await failureOf(sender().send(request, context()));
    expect(failure).toMatchObject({ kind: 'connection', unsent: true });
    expect(failure.detail).toMatch(/^ERR_/);
    expect(failure.message).not.toContain('secret');
  });
});

describe('may have been processed', () => {
  const request = post('', Buffer.alloc(2000, 'a'));
  it.each([0, 1, 200, 1000])('the connection is reset after %d bytes', async (count) => {
    const server = await rawServer((socket, seen) => {
      if (seen.length >= count) socket.resetAndDestroy();
    });
    const failure = await failureOf(sender().send({ ...request, url: server.url }, context()));
    expect(failure).toMatchObject({ kind: 'connection', unsent: false });
    expect(server.connections()).toBe(1);
  });

  it('the connection is closed after the whole request, without an answer', async () => {
    const server = await rawServer((socket, seen) => void (seen.toString().endsWith('aaa') && socket.end()));
    expect(await failureOf(sender().send({ ...request, url: server.url }, context()))).toMatchObject({ kind: 'connection', unsent: false });
  });

  // The server may have processed what it read before the reset: `reusedSocket` is no proof, and nothing is sent twice.
  it('a kept socket dies exactly when the second request arrives', async () => {
    const server = await rawServer((socket, seen) => {
      const requests = seen.toString().split('POST ').length - 1;
      if (requests > 1) socket.resetAndDestroy();
      else if (seen.toString().endsWith('first')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
    const axios = sender();
    await axios.send(post(server.url, 'first'), context());
    expect(await failureOf(axios.send(post(server.url, 'second'), context()))).toMatchObject({ kind: 'connection', unsent: false });
    expect(server.connections()).toBe(1);
    expect(server.bytes().split('second')).toHaveLength(2);
  });
});

describe('aborts at every later stage', () => {
  it.each([
    ['before the headers', ''],
    ['inside the headers', 'HTTP/1.1 200 OK\r\nX-'],
    ['before the body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n'],
    ['inside the body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'],
    ['inside a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal'],
    ['inside a gzip body', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 100\r\n\r\n\x1f\x8b\b'],
  ])('%s: rejected at once, socket gone', async (_where, head) => {
    const written = barrier();
    const server = await rawServer((socket) => socket.write(head, 'latin1', () => written.reach()));
    const controller = new AbortController();
    const sending = failureOf(sender().send(post(server.url), context({ signal: controller.signal })));
    await written.reached;
    controller.abort();
    expect(await sending).toMatchObject({ kind: 'aborted', unsent: false, facts: { stage: 'answer' } });
    await server.idle();
  });

  it('while the answer drips without end', async () => {
    const controller = new AbortController();
    let drops = 0;
    const server = await rawServer((socket) => {
      const drip = () => {
        drops += 1;
        if (drops === 20) controller.abort();
        if (!socket.destroyed) socket.write('x', () => setImmediate(drip));
      };
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n', drip);
    });
    expect(await failureOf(sender().send(post(server.url), context({ signal: controller.signal })))).toMatchObject({ kind: 'aborted' });
    await server.idle();
  });
});

describe('answers that cannot be trusted', () => {
  const sample = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"errcode":"0000"}  ';
  const bodyAt = sample.indexOf('\r\n\r\n') + 4;

  it('an answer cut at any byte is never taken for whole', async () => {
    let cut = 0;
    const server = await rawServer((socket) => socket.end(sample.slice(0, cut)));
    const axios = sender();
    for (cut = 0; cut < sample.length; cut += 1) {
      const failure = await failureOf(axios.send(post(server.url), context()));
      expect(failure.unsent, `cut at ${cut}`).toBe(false);
      expect(['connection', 'response_invalid'], `cut at ${cut}`).toContain(failure.kind);
      if (cut >= bodyAt) expect(failure.kind, `cut at ${cut}`).toBe('response_invalid');
    }
    expect((await axios.send(post(server.url), context())).body.toString()).toBe('{"errcode":"0000"}  ');
  });

  const whole = gzipSync('{"errcode":"0000"}');
  const withBody = (headers: string, body: Buffer) => Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${headers}\r\n\r\n`), body]);
  it.each([
    ['not HTTP at all', Buffer.from('SSH-2.0-OpenSSH\r\n\r\n')],
    ['a broken chunk length', withBody('Transfer-Encoding: chunked', Buffer.from('zz\r\nabc\r\n0\r\n\r\n'))],
    ['chunks without an end', withBody('Transfer-Encoding: chunked', Buffer.from('3\r\nabc\r\n'))],
    ['two content lengths', withBody('Content-Length: 3\r\nContent-Length: 5', Buffer.from('abcde'))],
    ['a cut gzip stream', withBody(`Content-Encoding: gzip\r\nContent-Length: ${whole.length - 4}`, whole.subarray(0, -4))],
    ['a corrupt gzip stream', withBody('Content-Encoding: gzip', Buffer.from('this is not gzip'))],
    ['a gzip stream cut by the connection', withBody(`Content-Encoding: gzip\r\nContent-Length: ${whole.length}`, whole.subarray(0, -4))],
    ['an encoding nobody asked for', withBody('Content-Encoding: zstd', Buffer.from('x'))],
    ['headers without end', withBody(`X: ${'a'.repeat(20_000)}`, Buffer.from('abc'))],
  ])('%s', async (_what, bytes) => {
    const server = await rawServer((socket) => socket.end(bytes));
    expect(await failureOf(sender().send(post(server.url), context()))).toMatchObject({ kind: 'response_invalid', unsent: false });
    await server.idle();
  });

  it('bytes behind an answer do not become the answer of the next call', async () => {
    const server = await rawServer((socket, seen, connection) => {
      if (seen.toString().split('POST ').length > 2) return;
      const extra = connection === 1 ? 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfalse' : '';
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue${extra}`);
    });
    const axios = sender();
    expect((await axios.send(post(server.url), context())).body.toString()).toBe('true');
    expect((await axios.send(post(server.url), context())).body.toString()).toBe('true');
  });
});
