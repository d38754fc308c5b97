import { describe, expect, it } from 'vitest';
import { fetchCallbackHandler } from '../../src/callback/fetch-handler.js';
import { createNonDurableInbox } from '../../src/callback/non-durable-inbox.js';
import { createCallbackReceiver } from '../../src/callback/receiver.js';
import { createTestCallback } from '../../src/callback/test-callback.js';
import { ACK, acme, message, PATH, TOKEN } from './acme.js';

const inbox = createNonDurableInbox();
const receiver = createCallbackReceiver({
  routes: [{ path: PATH, profile: acme, pathToken: TOKEN, allow: ['192.0.2.1'] }],
  inbox,
  maxBodyBytes: 100,
});
const handle = fetchCallbackHandler(receiver, { remoteAddress: (_request, server: { address: string }) => server.address });
const from = { address: '192.0.2.1' };

function request(body: NonNullable<RequestInit['body']> | undefined = message('S1'), path = `${PATH}/${TOKEN}?x=y`): Request {
  return new Request(`https://example.com${path}`, { method: 'POST', ...(body === undefined ? {} : { body }), duplex: 'half' } as RequestInit);
}

describe('fetchCallbackHandler', () => {
  it('answers a Request with a Response', async () => {
    const { url, init } = createTestCallback({ profile: acme, path: PATH, pathToken: TOKEN, messages: [{ billNo: 'S1' }] }).to('https://example.com');
    for (const each of [new Request(url, init), request()]) {
      const response = await handle(each, from);
      expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, 'application/json', ACK]);
    }
    expect(await inbox.count('new')).toBe(2);
  });

  it('lets go of a body that is not read to its end', async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(50)),
      cancel: () => {
        cancelled = true;
      },
    });
    const response = await handle(request(endless as never), from);
    expect([response.status, cancelled]).toEqual([413, true]);
  });

  it.each([
    ['another address', () => handle(request(), { address: '192.0.2.2' }), 404],
    ['another token', () => handle(request(undefined, `${PATH}/x`), from), 404],
    ['a GET', () => handle(new Request(`https://example.com${PATH}/${TOKEN}`), from), 404],
    ['an empty body', () => handle(new Request(`https://example.com${PATH}/${TOKEN}`, { method: 'POST' }), from), 400],
    ['no address at all', () => fetchCallbackHandler(receiver)(request()), 404],
  ])('%s', async (_, send, status) => {
    const response = await send();
    expect([response.status, await response.text()]).toEqual([status, '']);
  });

  it('says what is wrong when the body was read before', async () => {
    const read = request();
    await read.json();
    await expect(handle(read, from)).rejects.toMatchObject({ code: 'callback_invalid', reason: 'parsed-body' });
  });
});
