import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Piaozone, PiaozoneError, Sender, WireRequest, WireResponse } from '@piaozone/core';
import { type DownloadSettings, FileDownloads } from '@piaozone/standard';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { everythingShown } from '../../../core/test/support/everything.js';
import { canMakeCertificates, makeCertificates } from '../../../core/test/transport/certificates.js';
import { callOf, connect, ExpenseCloud } from '../support/expense-cloud.js';
import { zip } from '../support/zip.js';

const PDF = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(200_000, 'x'), Buffer.from('\n%%EOF')]);
const XML = Buffer.from('\uFEFF<?xml version="1.0" encoding="UTF-8"?><EInvoice>发票</EInvoice>');
const OFD = zip({ 'Doc_0/Document.xml': '<a/>', 'OFD.xml': '<ofd:OFD/>' });
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let folder: string;
let cloud: ExpenseCloud;
let piaozone: Piaozone;
let base: string;
let listen: RequestListener;
let seen: IncomingMessage[];
const servers: http.Server[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'piaozone-files-'));
  cloud = new ExpenseCloud();
  piaozone = connect(cloud);
  seen = [];
  listen = (_request, response) => response.end(PDF);
  base = await serve();
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await piaozone.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(answer: RequestListener = (...given) => listen(...given), log = seen, secure?: https.ServerOptions): Promise<string> {
  const listener: RequestListener = (request, response) => {
    log.push(request);
    answer(request, response);
  };
  const server = secure === undefined ? http.createServer(listener) : https.createServer(secure, listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `${secure === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const downloads = (settings: DownloadSettings = {}) => new FileDownloads(piaozone, { innerOrigins: [base], ...settings });
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it should fail'),
    (error: unknown) => error as PiaozoneError,
  );
const send = (response: ServerResponse, status: number, headers: http.OutgoingHttpHeaders, body?: Buffer) =>
  response.writeHead(status, headers).end(body);

describe('what comes', () => {
  it.each([
    ['pdf', PDF],
    ['ofd', OFD],
    ['xml', XML],
  ] as const)('%s by its own bytes, whatever name and type say', async (kind, bytes) => {
    listen = (_request, response) =>
      send(response, 200, { 'content-type': 'text/html', 'content-disposition': 'attachment; filename="../../x.exe"' }, bytes);
    const file = await downloads().read(`${base}/../../etc/x.exe`, callOf());
    expect(file).toEqual({ kind, size: bytes.length, sha256: sha256(bytes), bytes });
    const saved = await downloads().save(`${base}/x.exe`, join(folder, 'new'), callOf(), { kind });
    expect(saved).toEqual({ kind, size: bytes.length, sha256: sha256(bytes), path: join(folder, 'new', `${sha256(bytes)}.${kind}`) });
    expect(readFileSync(saved.path).equals(bytes)).toBe(true);
    expect(statSync(saved.path).mode & 0o777).toBe(0o600);
    await downloads().save(`${base}/again`, join(folder, 'new'), callOf());
    expect(readdirSync(join(folder, 'new'))).toEqual([`${sha256(bytes)}.${kind}`]);
  });

  it.each([
    ['a web page', Buffer.from('<!DOCTYPE html><html><body>登录</body></html>'), /web page/],
    ['a web page that begins as XML', Buffer.from('<?xml version="1.0"?><html xmlns="x"></html>'), /web page/],
    ['XML with a document type', Buffer.from('<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'), /neither/],
    ['JSON', Buffer.from('{"errcode":"0001"}'), /neither/],
    ['a program', Buffer.from('MZ\x90\x00'), /neither/],
    ['another zip', zip({ 'word/document.xml': '<a/>', 'x/OFD.xml': '<a/>' }), /neither/],
    ['a cut zip', OFD.subarray(0, 60), /neither/],
    ['nothing', Buffer.alloc(0), /neither/],
  ])('%s is refused, and nothing of it stays', async (_name, bytes, text) => {
    listen = (_request, response) => response.end(bytes);
    const error = await failure(downloads().save(`${base}/1.pdf?token=TOKEN`, folder, callOf()));
    expect(error).toMatchObject({ code: 'response_invalid', reason: 'content', operation: 'files.download', requestId: '1700000000000001' });
    expect(error.message).toMatch(text);
    expect(everythingShown(error)).not.toContain('TOKEN');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('another kind than was wanted is refused', async () => {
    expect(await failure(downloads().read(`${base}/1.ofd`, callOf(), { kind: 'ofd' }))).toMatchObject({ reason: 'content' });
  });

  it('asks without credentials, cookies or packing', async () => {
    await downloads().read(`${base}/a%20b?sign=%2F`, callOf());
    expect(seen[0]?.url).toBe('/a%20b?sign=%2F');
    expect(seen[0]?.headers).toEqual({ accept: '*/*', 'accept-encoding': 'identity', connection: 'close', host: base.slice(7) });
  });

  it('packed is refused', async () => {
    listen = (_request, response) => send(response, 200, { 'content-encoding': 'gzip' }, PDF);
    expect(await failure(downloads().read(`${base}/1.pdf`, callOf()))).toMatchObject({ reason: 'encoding' });
  });

  it.each([403, 404, 410, 500, 204])('HTTP %i is no file', async (status) => {
    listen = (_request, response) => send(response, status, {});
    const error = await failure(downloads().read(`${base}/1.pdf`, callOf()));
    expect(error).toMatchObject({ code: 'server', reason: 'status', status });
    expect(error.hint?.includes('60')).toBe(status < 500 && status !== 204 ? true : undefined);
    expect(seen).toHaveLength(1);
  });
});

describe('size', () => {
  it.each([
    ['announced', { 'content-length': PDF.length }],
    ['in pieces', {}],
  ])('%s above the cap is refused, and nothing stays', async (_name, headers) => {
    listen = (_request, response) => {
      response.writeHead(200, headers);
      response.write(PDF.subarray(0, 50_000));
      response.end(PDF.subarray(50_000));
    };
    expect(await failure(downloads({ maxBytes: PDF.length - 1 }).save(`${base}/1.pdf`, folder, callOf()))).toMatchObject({
      code: 'response_too_large',
      reason: 'too-large',
    });
    expect(readdirSync(folder)).toEqual([]);
    expect(seen).toHaveLength(1);
    expect((await downloads({ maxBytes: PDF.length }).save(`${base}/1.pdf`, folder, callOf())).size).toBe(PDF.length);
  });
});

it('an announced size above the cap is refused before the body comes', async () => {
  listen = (_request, response) => {
    response.writeHead(200, { 'content-length': 1_000_000 });
    response.write('%PDF-'); // and nothing more
  };
  expect(await failure(downloads({ maxBytes: 999_999 }).read(`${base}/1.pdf`, callOf()))).toMatchObject({ reason: 'too-large' });
});

describe('redirects', () => {
  const hops =
    (count: number): RequestListener =>
    (request, response) => {
      const left = Number(request.url?.slice(1) ?? 0);
      if (left === 0) response.end(PDF);
      else send(response, [301, 302, 303, 307, 308][count % 5] ?? 302, { location: `/${left - 1}` });
    };

  it('are followed three times, or as told', async () => {
    listen = hops(3);
    expect((await downloads().read(`${base}/3`, callOf())).kind).toBe('pdf');
    expect(await failure(downloads().read(`${base}/4`, callOf()))).toMatchObject({ reason: 'redirects' });
    expect(await failure(downloads({ maxRedirects: 0 }).read(`${base}/1`, callOf()))).toMatchObject({ reason: 'redirects' });
  });

  it('to a place that is not listed: not a byte arrives there', async () => {
    const elsewhere: IncomingMessage[] = [];
    const other = await serve((_request, response) => response.end(PDF), elsewhere);
    for (const location of [other, other.replace('http:', ''), 'http://169.254.169.254/', 'file:///etc/passwd', 'https://evil.org/']) {
      listen = (_request, response) => send(response, 302, { location });
      expect(await failure(downloads().save(`${base}/1`, folder, callOf()))).toMatchObject({ code: 'request_invalid' });
    }
    expect(elsewhere).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('to an inner address behind a listed name is refused', async () => {
    listen = (_request, response) => send(response, 302, { location: 'https://img.piaozone.com/1.pdf' });
    const resolve = async () => [{ address: '10.0.0.5', family: 4 }];
    const error = await failure(downloads({ resolve: async (host) => (host === '127.0.0.1' ? [] : resolve()) }).read(`${base}/1`, callOf()));
    expect(error).toMatchObject({ code: 'request_invalid', reason: 'address', outcome: 'not-sent' });
  });
});

describe('addresses', () => {
  it.each([
    ['an inner one', ['10.0.0.5']],
    ['an inner one among public ones', ['8.8.8.8', '169.254.169.254']],
    ['a mapped one', ['::ffff:127.0.0.1']],
  ])('%s behind a listed name is refused', async (_name, addresses) => {
    const resolve = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    expect(await failure(downloads({ resolve }).read('https://img.piaozone.com/1.pdf', callOf()))).toMatchObject({
      reason: 'address',
      outcome: 'not-sent',
    });
  });

  it('are asked for once and kept: what the name leads to later does not matter', async () => {
    const { port } = new URL(base);
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '10.0.0.5', family: 4 }];
    };
    const file = await downloads({ innerOrigins: [`http://files.invalid:${port}`], resolve }).read(`http://files.invalid:${port}/1.pdf`, callOf());
    expect(file.kind).toBe('pdf');
    expect([asked, seen[0]?.headers.host]).toEqual([1, `files.invalid:${port}`]);
  });

  it('a name nobody knows is a connection error', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND img.piaozone.com'), { code: 'ENOTFOUND' }));
    expect(await failure(downloads({ resolve, maxRetries: 0 }).read('https://img.piaozone.com/1.pdf', callOf()))).toMatchObject({
      code: 'connection',
    });
    expect(await failure(downloads({ resolve: async () => [], maxRetries: 0 }).read('https://img.piaozone.com/1.pdf', callOf()))).toMatchObject({
      code: 'connection',
    });
  });
});

describe('TLS', () => {
  it.skipIf(!canMakeCertificates())('is checked; a private authority is trusted where it is named (openssl)', async () => {
    const { ca, server, wrongHost } = makeCertificates();
    const good = await serve(undefined, seen, server);
    const wrong = await serve(undefined, seen, wrongHost);
    const named = (settings: DownloadSettings) => new FileDownloads(piaozone, { innerOrigins: [good, wrong], maxRetries: 0, ...settings });
    expect((await named({ ca }).read(`${good}/1.pdf`, callOf())).kind).toBe('pdf');
    expect(await failure(named({}).read(`${good}/1.pdf`, callOf()))).toMatchObject({ code: 'connection' });
    expect(await failure(named({ ca }).read(`${wrong}/1.pdf`, callOf()))).toMatchObject({ code: 'connection' });
    expect(seen).toHaveLength(1);
  });
});

describe('a connection that breaks', () => {
  /** Gives half of the file and breaks off, for as many requests as told; honours ranges. */
  const breaking = (times: number, etag: (count: number) => string | undefined): RequestListener => {
    let count = 0;
    return (request, response) => {
      count += 1;
      const tag = etag(count);
      const { range, 'if-range': condition } = request.headers;
      const start = range !== undefined && condition === tag ? Number(/bytes=(\d+)-/.exec(range)?.[1]) : 0;
      const headers = { ...(tag === undefined ? {} : { etag: tag }), 'content-length': PDF.length - start };
      response.writeHead(
        start > 0 ? 206 : 200,
        start > 0 ? { ...headers, 'content-range': `bytes ${start}-${PDF.length - 1}/${PDF.length}` } : headers,
      );
      if (count > times) response.end(PDF.subarray(start));
      else response.write(PDF.subarray(start, start + 60_000), () => setImmediate(() => response.destroy()));
    };
  };

  it('goes on where it broke', async () => {
    listen = breaking(2, () => '"v1"');
    const { path } = await downloads().save(`${base}/1.pdf`, folder, callOf());
    expect(readFileSync(path).equals(PDF)).toBe(true);
    expect(seen.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=60000-', 'bytes=120000-']);
    expect(seen[1]?.headers['if-range']).toBe('"v1"');
  });

  it.each([
    ['without a version', (): undefined => undefined, false],
    ['with a weak one', () => 'W/"v1"', false],
    ['with one that changes', (count: number) => `"v${count}"`, true],
  ])('%s it begins again', async (_name, etag, asksForTheRest) => {
    listen = breaking(2, etag);
    const saved = await downloads().save(`${base}/1.pdf`, folder, callOf());
    const { path } = saved;
    expect(saved).toMatchObject({ size: PDF.length, sha256: sha256(PDF) });
    expect(seen.some(({ headers }) => headers.range !== undefined)).toBe(asksForTheRest);
    expect(readFileSync(path).equals(PDF)).toBe(true);
    const memory = await downloads().read(`${base}/1.pdf`, callOf());
    expect(memory.bytes.equals(PDF)).toBe(true);
  });

  it('a server that answers another part than was asked for is not believed', async () => {
    let count = 0;
    listen = (_request, response) => {
      count += 1;
      if (count > 1) {
        send(response, 206, { 'content-range': `bytes 0-${PDF.length - 1}/${PDF.length}` }, PDF);
        return;
      }
      response.writeHead(200, { etag: '"v1"', 'content-length': PDF.length });
      response.write(PDF.subarray(0, 60_000), () => setImmediate(() => response.destroy()));
    };
    expect(await failure(downloads().save(`${base}/1.pdf`, folder, callOf()))).toMatchObject({ reason: 'status', status: 206 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('too often is a failure, and nothing stays', async () => {
    listen = breaking(9, () => '"v1"');
    expect(await failure(downloads().save(`${base}/1.pdf`, folder, callOf()))).toMatchObject({
      code: 'connection',
      reason: 'network',
      outcome: 'unknown',
    });
    expect(seen).toHaveLength(3);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('its end', () => {
  const hanging = (): Promise<void> =>
    new Promise((resolve) => {
      listen = (_request, response) => {
        response.writeHead(200);
        response.write(PDF.subarray(0, 1_000), () => resolve());
      };
    });

  it('comes after the time limit, whole download', async () => {
    const held = hanging();
    const failed = failure(downloads({ timeoutMs: 5_000 }).save(`${base}/1.pdf`, folder, callOf()));
    await held;
    await cloud.runtime.advance(5_000);
    expect(await failed).toMatchObject({ code: 'timeout', reason: 'timeout' });
    expect([readdirSync(folder), cloud.runtime.pending]).toEqual([[], 0]);
  });

  it('comes by the caller’s signal, before and meanwhile', async () => {
    const held = hanging();
    const end = new AbortController();
    const failed = failure(downloads().save(`${base}/1.pdf`, folder, callOf(end.signal)));
    await held;
    end.abort();
    expect(await failed).toMatchObject({ code: 'aborted' });
    expect(await failure(downloads().save(`${base}/1.pdf`, folder, callOf(end.signal)))).toMatchObject({ code: 'aborted' });
    expect([readdirSync(folder), seen.length, cloud.runtime.pending]).toEqual([[], 1, 0]);
  });

  it('comes with a folder that is none', async () => {
    writeFileSync(join(folder, 'file'), '');
    const error = await failure(downloads().save(`${base}/1.pdf`, join(folder, 'file'), callOf()));
    expect(error).toMatchObject({ code: 'store_failed', reason: 'folder' });
    expect(everythingShown(error)).not.toContain(folder);
  });
});

describe('by the client’s own network', () => {
  class Files implements Sender {
    readonly sent: WireRequest[] = [];
    answers: WireResponse[] = [];
    async send(request: WireRequest): Promise<WireResponse> {
      this.sent.push(request);
      return this.answers.shift() ?? { status: 200, headers: {}, body: PDF };
    }
    close(): void {}
  }

  it('asks through it, checks links and redirects all the same', async () => {
    const files = new Files();
    const client = new FileDownloads(connect(cloud, { sender: files }), { network: 'client' });
    files.answers = [{ status: 302, headers: { location: '/2.pdf' }, body: Buffer.alloc(0) }];
    const { path } = await client.save('https://img.piaozone.com/1.pdf', folder, callOf());
    expect(readFileSync(path).equals(PDF)).toBe(true);
    expect(files.sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET https://img.piaozone.com/1.pdf',
      'GET https://img.piaozone.com/2.pdf',
    ]);
    files.answers = [{ status: 302, headers: { location: 'https://evil.org/' }, body: Buffer.alloc(0) }];
    expect(await failure(client.read('https://img.piaozone.com/1.pdf', callOf()))).toMatchObject({ reason: 'host' });
    expect(await failure(client.read('https://169.254.169.254/1.pdf', callOf()))).toMatchObject({ reason: 'host' });
    expect(files.sent).toHaveLength(3);
  });
});

it('wrong settings are named, all at once', () => {
  expect(() => downloads({ maxBytes: 0, timeoutMs: -1, maxRedirects: 1.5, maxRetries: Number.NaN })).toThrow(
    /maxBytes[\s\S]*timeoutMs[\s\S]*maxRedirects[\s\S]*maxRetries/,
  );
  expect(() => downloads({ allowedHosts: ['*'] })).toThrow(/allowedHosts/);
});
