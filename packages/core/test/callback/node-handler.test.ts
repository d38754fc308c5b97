import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { InboxStore } from '../../src/callback/inbox.js';
import { nodeCallbackHandler } from '../../src/callback/node-handler.js';
import { createNonDurableInbox } from '../../src/callback/non-durable-inbox.js';
import { type CallbackReceiverOptions, createCallbackReceiver } from '../../src/callback/receiver.js';
import { createCallbackServer } from '../../src/callback/server.js';
import { createTestCallback } from '../../src/callback/test-callback.js';
import { ACK, acme, changed, message, PATH, TOKEN } from './acme.js';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

function receiverFor(options: Partial<CallbackReceiverOptions> = {}) {
  const inbox = createNonDurableInbox();
  return {
    inbox,
    receiver: createCallbackReceiver({ routes: [{ path: PATH, profile: acme, pathToken: TOKEN, allow: ['127.0.0.0/8'] }], inbox, ...options }),
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  return (server.address() as AddressInfo).port;
}

/** What a socket hears until it is closed by the other side. */
async function talk(port: number, ...said: readonly (string | Buffer)[]): Promise<{ readonly heard: Promise<string>; readonly socket: Socket }> {
  const socket = connect(port, '127.0.0.1');
  open.push({ close: () => socket.destroy() });
  socket.on('error', () => {});
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  const heard = new Promise<string>((resolve) => socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1'))));
  for (const part of said) socket.write(part);
  return { heard, socket };
}

const head = (length: number | string, path = `${PATH}/${TOKEN}`) =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n`;

describe('createCallbackServer', () => {
  it('takes what fetch sends, over one connection, byte for byte', async () => {
    const { inbox, receiver } = receiverFor();
    const port = await listen(createCallbackServer(receiver));
    for (const billNo of ['S1', 'S2', 'S1']) {
      const { url, init } = createTestCallback({ profile: acme, path: PATH, pathToken: TOKEN, messages: [{ billNo }] }).to(
        `http://127.0.0.1:${port}`,
      );
      const response = await fetch(url, init);
      expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, 'application/json', ACK]);
    }
    expect((await inbox.claim(9, 1)).map(({ body }) => Buffer.from(body).toString())).toEqual(['{"billNo":"S1"}', '{"billNo":"S2"}']);
  });

  it('answers strangers at once and hangs up, whatever they still want to send', async () => {
    const { receiver } = receiverFor();
    const port = await listen(createCallbackServer(receiver));
    const answers = [];
    for (const path of ['/', PATH, `${PATH}/x`, `${PATH}/${'x'.repeat(10_000)}`]) {
      const { heard } = await talk(port, `${head(1_000_000, path)}\r\n`, 'x');
      answers.push((await heard).replace(/date: .*\r\n/i, ''));
    }
    expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n']));
  });

  it('takes a chunked body, and refuses one that is too large with an answer the sender sees', async () => {
    const { receiver } = receiverFor({ maxBodyBytes: 100 });
    const port = await listen(createCallbackServer(receiver));
    const chunked = head(0).replace(/content-length: .*\r\n/, 'transfer-encoding: chunked\r\nconnection: close\r\n');
    const body = message('S1');
    const good = await talk(port, `${chunked}\r\n`, `${body.length.toString(16)}\r\n`, body, '\r\n0\r\n\r\n');
    expect(await good.heard).toMatch(/^HTTP\/1\.1 200 /);
    const large = await talk(port, `${chunked}\r\n`, `c8\r\n${' '.repeat(200)}\r\n0\r\n\r\n`);
    expect(await large.heard).toMatch(/^HTTP\/1\.1 413 /);
    const endless = await talk(port, `${head(1_000_000)}\r\n`, ' '.repeat(2_000));
    expect(await endless.heard).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close/i);
  });

  it.each([
    ['headers', (socket: Socket) => socket.write('POST / HTTP/1.1\r\nx: ')],
    ['body', (socket: Socket) => socket.write(`${head(100)}\r\n{`)],
  ])('lets go of a sender that is slow with its %s (T31)', async (_, begin) => {
    const { receiver, inbox } = receiverFor();
    const server = createCallbackServer(receiver, { headersTimeoutMs: 50, requestTimeoutMs: 100 });
    const port = await listen(server);
    const { heard, socket } = await talk(port);
    begin(socket);
    // A byte now and then: no time limit between bytes would ever end this.
    const drip = setInterval(() => socket.write('x'), 20);
    open.push({ close: () => clearInterval(drip) });
    // The watchdog is the test's own time limit.
    expect(await heard).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(await inbox.count('new')).toBe(0);
  });

  it('lets go of a slow sender by the receiver’s own limit too, on a server that has none', async () => {
    const { receiver } = receiverFor({ timeoutMs: 50 });
    const port = await listen(createServer({ headersTimeout: 0, requestTimeout: 0 }, nodeCallbackHandler(receiver)));
    const { heard } = await talk(port, `${head(100)}\r\n{`);
    expect(await heard).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('caps headers and connections', async () => {
    const { receiver } = receiverFor();
    const server = createCallbackServer(receiver, { maxConnections: 1 });
    const port = await listen(server);
    const large = await talk(port, `POST / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(await large.heard).toMatch(/^HTTP\/1\.1 431 /);
    const first = await talk(port, 'POST / HTTP/1.1\r\n');
    await new Promise((resolve) => first.socket.once('connect', resolve).once('ready', resolve));
    const second = await talk(port, `${head(0)}\r\n`);
    expect(await second.heard).toBe('');
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 30_000]);
  });

  it('survives a sender that goes away while its callback is stored', async () => {
    const memory = createNonDurableInbox();
    let gone: () => void = () => {};
    const waiting = new Promise<void>((resolve) => {
      gone = resolve;
    });
    let stored: () => void = () => {};
    const storing = new Promise<void>((resolve) => {
      stored = resolve;
    });
    const inbox: InboxStore = changed(memory, {
      put: async (...args: Parameters<InboxStore['put']>) => {
        stored();
        await waiting;
        return memory.put(...args);
      },
    });
    const { receiver } = receiverFor({ inbox });
    const port = await listen(createCallbackServer(receiver));
    const body = message('S1');
    const { socket } = await talk(port, `${head(body.length)}\r\n`, body);
    await storing;
    socket.destroy();
    gone();
    const again = await talk(port, `${head(body.length)}connection: close\r\n\r\n`, body);
    expect(await again.heard).toMatch(/^HTTP\/1\.1 200 /);
    expect(await memory.count('new')).toBe(1);
  });
});

describe('nodeCallbackHandler behind a body parser', () => {
  async function behind(parse: (request: { body?: unknown }) => void, read: boolean, next?: (error: unknown) => void): Promise<number> {
    const { receiver } = receiverFor();
    const handler = nodeCallbackHandler(receiver);
    const server = createServer(async (request, response) => {
      if (read) for await (const _ of request);
      parse(request as { body?: unknown });
      handler(
        request,
        response,
        next === undefined
          ? undefined
          : (error) => {
              next(error);
              response.writeHead(599).end();
            },
      );
    });
    return listen(server);
  }
  const send = async (port: number) => {
    const body = message('S1');
    const { heard } = await talk(port, `${head(body.length)}connection: close\r\n\r\n`, body);
    return Number((await heard).slice(9, 12));
  };

  it('takes raw bytes and requests that no parser has touched', async () => {
    expect(
      await send(
        await behind((request) => {
          request.body = message('S1');
        }, true),
      ),
    ).toBe(200);
    // What a parser leaves that did not apply to the content type.
    expect(
      await send(
        await behind((request) => {
          request.body = {};
        }, false),
      ),
    ).toBe(200);
  });

  it.each([{ billNo: 'S1' }, '{"billNo":"S1"}', undefined])('does not acknowledge %j', async (body) => {
    const parse = (request: { body?: unknown }) => {
      request.body = body;
    };
    expect(await send(await behind(parse, true))).toBe(500);
    const errors: unknown[] = [];
    expect(await send(await behind(parse, true, (error) => errors.push(error)))).toBe(599);
    expect(errors).toMatchObject([{ code: 'callback_invalid' }]);
  });
});
