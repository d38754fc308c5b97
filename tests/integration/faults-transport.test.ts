import type { Socket } from 'node:net';
import {
  type Call,
  createPiaozone,
  type InvoiceRequest,
  type Piaozone,
  type PiaozoneOptions,
  type PreparedRequest,
  sharedAuthorization,
} from '@piaozone/core';
import { HostedService } from '@piaozone/standard';
import { startMockPiaozone } from '@piaozone/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startCensus } from '../../packages/core/test/support/census.js';
import { FakeSender, json } from '../../packages/core/test/support/fake-sender.js';
import { VirtualRuntime } from '../../packages/core/test/support/virtual-runtime.js';
import { clientOf } from './support/client.js';
import { bill } from './support/memory-erp.js';
import { http, isWhole, startRawCloud } from './support/raw-cloud.js';

const SELLER = '91440300MOCK00001X';
const SERIAL = 'P1B0000000000000000000000000001A';
const INVOICE = http(
  JSON.stringify({ errcode: '0000', description: '操作成功', data: { invoiceCode: '044000000111', invoiceNo: '00000001', serialNo: SERIAL } }),
);
const ADVICE = '按同一流水号查询';

function rawClient(baseUrl: string, more: Partial<PiaozoneOptions> = {}): Piaozone {
  return createPiaozone({
    environment: { baseUrl },
    authorization: sharedAuthorization({ enterprise: { clientId: 'client-1', clientSecret: 'secret-1', encryptKey: '0123456789abcdef' } }),
    ...more,
  });
}

const callOf = (client: Piaozone): Call => ({ requestId: client.newRequestId(), warn: () => {} });

function create(client: Piaozone): Promise<unknown> {
  const request = { ...(bill('B1', SELLER).raw as InvoiceRequest), serialNo: SERIAL } as PreparedRequest;
  return new HostedService(client).create(request, callOf(client));
}

function query(client: Piaozone): Promise<{ readonly state: string }> {
  return new HostedService(client).query({ serialNo: SERIAL, sellerTaxNo: SELLER, color: 'blue' }, callOf(client));
}

/** Answers the token, then whole business requests by `respond`. */
const whole = (respond: (socket: Socket, before: number) => void) => (socket: Socket, request: Buffer, before: number) => {
  if (isWhole(request)) respond(socket, before);
};

/** Turns the event loop until `condition` holds; the test's own time limit is the watchdog. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('F5: the kept connection dies exactly when a request arrives', () => {
  it('a read goes out again at once on a new connection, without a pause', async () => {
    const census = startCensus();
    const cloud = await startRawCloud(whole((socket, before) => (before === 1 ? socket.resetAndDestroy() : socket.write(INVOICE))));
    // A virtual clock that nobody moves: a pause would never end.
    const client = rawClient(cloud.baseUrl, { runtime: new VirtualRuntime() });
    await query(client);
    expect(cloud.connections()).toBe(1);
    expect(await query(client)).toMatchObject({ state: 'issued' });
    expect(cloud.arrived()).toBe(3);
    expect(cloud.connections()).toBe(2);
    await client.close();
    await cloud.close();
    await census.none();
  });

  it('a write ends as unknown, sent once', async () => {
    const cloud = await startRawCloud(whole((socket, before) => (before === 1 ? socket.resetAndDestroy() : socket.write(INVOICE))));
    const client = rawClient(cloud.baseUrl);
    await query(client);
    await expect(create(client)).rejects.toMatchObject({ code: 'connection', outcome: 'unknown', hint: expect.stringContaining(ADVICE) });
    expect(cloud.arrived()).toBe(2);
    await client.close();
  });

  it('the other kept connections are not tried after it', async () => {
    let dead = false;
    const held: Socket[] = [];
    const cloud = await startRawCloud(
      whole((socket) => {
        if (dead && held.includes(socket)) socket.resetAndDestroy();
        else if (held.length < 4) {
          held.push(socket);
          if (held.length === 4) for (const each of held) each.write(INVOICE);
        } else socket.write(INVOICE);
      }),
    );
    const client = rawClient(cloud.baseUrl, { runtime: new VirtualRuntime() });
    await Promise.all([query(client), query(client), query(client), query(client)]);
    dead = true;
    expect(await query(client)).toMatchObject({ state: 'issued' });
    expect(cloud.arrived()).toBe(6);
    await client.close();
  });
});

describe('F6: reset during the upload', () => {
  it.each([1, 60, 400, 700])('after %d bytes: a write is unknown and sent once, a read goes again', async (bytes) => {
    const census = startCensus();
    const cloud = await startRawCloud((socket, request, before) => {
      if (before === 0 && request.length >= bytes) socket.resetAndDestroy();
      else if (before > 0 && isWhole(request)) socket.write(INVOICE);
    });
    const client = rawClient(cloud.baseUrl);
    await expect(create(client)).rejects.toMatchObject({ code: 'connection', outcome: 'unknown', hint: expect.stringContaining(ADVICE) });
    expect(cloud.arrived()).toBe(1);
    expect(await query(client)).toMatchObject({ state: 'issued' });
    await client.close();
    await cloud.close();
    await census.none();
  });
});

describe('F7: headers, then the body stalls', () => {
  it('one deadline covers the body; a write is unknown then, nothing stays behind', async () => {
    const census = startCensus();
    const mock = await startMockPiaozone();
    const runtime = new VirtualRuntime();
    const client = clientOf(mock, { runtime, timeoutMs: 20_000 });
    mock.faultOnSerial(SERIAL, { kind: 'stall-body' });
    let settled = false;
    const ended = create(client).finally(() => {
      settled = true;
    });
    ended.catch(() => {});
    await until(() => mock.server.journal.entries.some(({ fault }) => fault === 'stall-body'));
    await runtime.advance(19_999);
    expect(settled).toBe(false);
    await runtime.advance(1);
    expect(settled).toBe(true);
    await expect(ended).rejects.toMatchObject({ code: 'timeout', outcome: 'unknown', hint: expect.stringContaining(ADVICE) });
    expect(runtime.pending).toBe(0);
    await client.close();
    await mock.close();
    await census.none();
  });

  it('a server that never answers at all ends the same way', async () => {
    const census = startCensus();
    const cloud = await startRawCloud(() => {});
    const runtime = new VirtualRuntime();
    const client = rawClient(cloud.baseUrl, { runtime, timeoutMs: 1_000 });
    const [read, write] = [query(client), create(client)];
    for (const each of [read, write]) each.catch(() => {});
    await until(() => cloud.arrived() === 2);
    await runtime.advance(1_000);
    await expect(read).rejects.toMatchObject({ code: 'timeout' });
    await expect(write).rejects.toMatchObject({ code: 'timeout', outcome: 'unknown', reason: 'answer' });
    expect(runtime.pending).toBe(0);
    await client.close();
    await cloud.close();
    await census.none();
  });
});

describe('F8: the answer is cut or broken', () => {
  const cuts = [0, 12, 30, INVOICE.indexOf('\r\n\r\n') + 4, INVOICE.indexOf('\r\n\r\n') + 9, INVOICE.length - 1];
  it.each<[string, string]>([
    ...cuts.map((at): [string, string] => [`cut at byte ${at}`, INVOICE.slice(0, at)]),
    ['a Content-Length that is too long', INVOICE.replace(/Content-Length: \d+/, 'Content-Length: 9999')],
    ['a broken chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{"errcode":"0000"}\r\n'],
    ['half a JSON text', http('{"errcode":"0000","data":{"invoiceNo"')],
    ['JSON deeper than 64', http(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
    ['an object with a key twice', http('{"errcode":"0000","errcode":"9999"}')],
    ['no JSON number', http('{"errcode":NaN}')],
  ])('%s: a write is unknown and sent once', async (_what, bytes) => {
    const cloud = await startRawCloud(whole((socket) => socket.end(bytes)));
    const client = rawClient(cloud.baseUrl);
    await expect(create(client)).rejects.toMatchObject({
      code: expect.stringMatching(/^(connection|response_invalid)$/),
      outcome: 'unknown',
      hint: expect.stringContaining(ADVICE),
    });
    expect(cloud.arrived()).toBe(1);
    await client.close();
  });
});

describe('F9: a page instead of an answer', () => {
  const page = (body: string, head = 'HTTP/1.1 200 OK') =>
    `${head}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  it.each<[string, string, string]>([
    ['a gateway error', page('<html><head><title>502 Bad Gateway</title></head></html>', 'HTTP/1.1 502 Bad Gateway'), 'server'],
    ['an upstream timeout', page('<html>504</html>', 'HTTP/1.1 504 Gateway Time-out'), 'server'],
    ['a maintenance page', page('<!DOCTYPE html><html>系统维护中</html>', 'HTTP/1.1 503 Service Unavailable'), 'server'],
    ['a captive portal', page('<!doctype html><html><form action="/login">'), 'response_invalid'],
    ['a block page of a firewall', page('<HTML><BODY>您的访问被拦截 {"errcode":"0000"}</BODY></HTML>'), 'response_invalid'],
    ['an xhtml page', page('<?xml version="1.0"?><!DOCTYPE html><html/>'), 'response_invalid'],
    ['a login page that says it is JSON', http('<html>login</html>'), 'response_invalid'],
    ['a page behind blanks', page('  \n\t<html></html>'), 'response_invalid'],
    ['an empty answer', http(''), 'response_invalid'],
    ['plain text', page('OK'), 'response_invalid'],
    ['a forbidden page', page('<html>403</html>', 'HTTP/1.1 403 Forbidden'), 'response_invalid'],
    ['a redirect to a login', page('<html>moved</html>', 'HTTP/1.1 302 Found\r\nLocation: https://login.invalid/'), 'response_invalid'],
  ])('%s is never success; it says what came, not what stood in it', async (_what, bytes, code) => {
    const cloud = await startRawCloud(whole((socket) => socket.write(bytes)));
    const client = rawClient(cloud.baseUrl);
    const error: unknown = await create(client).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, outcome: 'unknown', message: expect.stringMatching(/HTTP \d{3}，.*\d+ 字节/) });
    expect(String(error)).not.toMatch(/拦截|login|维护/);
    expect(cloud.arrived()).toBe(1);
    await client.close();
  });
});

describe('F10 and F11: envelopes', () => {
  const answering = (answer: unknown) => {
    const sender = new FakeSender(json({ errcode: '0000', access_token: 't', expires_in: 1000 }), json(answer));
    return { sender, client: rawClient('http://127.0.0.1:9', { sender, maxRetries: 0 }) };
  };

  it.each<[string, unknown, object]>([
    ['a code as a number', { errcode: 4711, description: '未知' }, { code: 'business_unrecognised', outcome: 'unknown', upstreamCode: '4711' }],
    ['a number is not the text', { errcode: 0, description: 'ok' }, { code: 'business_unrecognised', outcome: 'unknown', upstreamCode: '0' }],
    [
      'a code of no table, with trace id',
      { errcode: '99999', description: '?', traceId: 'tr-1' },
      { outcome: 'unknown', upstreamCode: '99999', traceId: 'tr-1' },
    ],
    ['no code', { description: '操作成功', data: { invoiceNo: '1' } }, { code: 'response_invalid', outcome: 'unknown' }],
    ['a list', [{ errcode: '0000' }], { code: 'response_invalid', outcome: 'unknown' }],
    ['a known refusal', { errcode: 'x', description: '未配置全电开票账号' }, { code: 'business_rejected', outcome: 'rejected' }],
  ])('%s', async (_what, answer, expected) => {
    const { client, sender } = answering(answer);
    await expect(create(client)).rejects.toMatchObject(expected);
    expect(sender.sent).toHaveLength(2);
  });

  it('whatever JSON comes, only the success code is success, and a write without one is never taken for refused unless its text is known', async () => {
    const key = fc.constantFrom('errcode', 'description', 'data', 'traceId', 'access_token', 'code', 'success');
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('0000', '操作成功', '该流水号', 'true', 0, null));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.dictionary(key, value)), async (answer) => {
        const { client } = answering(answer);
        const ended = await create(client).then(
          () => 'ok',
          (error: { readonly outcome?: string }) => error.outcome,
        );
        const succeeded = typeof answer === 'object' && answer !== null && (answer as { errcode?: unknown }).errcode === '0000';
        expect(ended).toBe(succeeded ? 'ok' : 'unknown');
      }),
      { numRuns: 300 },
    );
  });
});
