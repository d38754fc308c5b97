import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { inspect } from 'node:util';
import {
  createPiaozone,
  type HttpCall,
  isPiaozoneError,
  type Piaozone,
  type PiaozoneError,
  type PiaozoneOptions,
  sharedAuthorization,
} from '@piaozone/core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CANARY } from '../../packages/core/test/support/canary.js';
import { type Certificates, canMakeCertificates, makeCertificates } from '../../packages/core/test/transport/certificates.js';
import { isMissing, type ProxyProgram, type RunningProxy, startProxyProgram } from './support/proxy-programs.js';

/** tinyproxy takes letters and digits only. */
const PASSWORDS: Readonly<Record<ProxyProgram, string>> = { tinyproxy: `${CANARY}-p`, squid: `${CANARY}@:%25/ x` };
/** What each says to a wrong account. */
const WRONG_ACCOUNT: Readonly<Record<ProxyProgram, number>> = { tinyproxy: 401, squid: 407 };
const WRONG = { user: 'erp', password: `${CANARY}-wrong` };
const BLOCKED = 'blocked.test';

interface Target {
  readonly port: number;
  readonly requests: IncomingMessage[];
  /** Most connections open at the same time. */
  readonly most: () => number;
}

/** Echoes the body; `/hang` is never answered. */
async function startTarget(server: Server): Promise<Target> {
  const requests: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  let most = 0;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    requests.push(request);
    if (request.url === '/hang') server.emit('hang');
    else request.pipe(response);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    most = Math.max(most, sockets.size);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { port: (server.address() as AddressInfo).port, requests, most: () => most };
}

describe.each<ProxyProgram>(['tinyproxy', 'squid'])('%s', (program) => {
  describe.skipIf(isMissing(program) || !canMakeCertificates())('a real one, with an account', () => {
    const ACCOUNT = { user: 'erp', password: PASSWORDS[program] };
    let certificates: Certificates;
    let plain: Target;
    let secure: Target;
    let secureServer: Server;
    let proxy: RunningProxy;

    beforeAll(async () => {
      certificates = makeCertificates();
      plain = await startTarget(createHttpServer());
      secureServer = createHttpsServer(certificates.server);
      secure = await startTarget(secureServer);
      proxy = await startProxyProgram(program, { account: ACCOUNT, blockedHost: BLOCKED, hosts: { 'inner.test': '127.0.0.1' } });
    });
    afterAll(() => proxy?.stop());

    function client(account = ACCOUNT, extra: Partial<PiaozoneOptions> = {}, through = proxy): Piaozone {
      const made = createPiaozone({
        environment: { baseUrl: `https://localhost:${secure.port}` },
        authorization: sharedAuthorization({ enterprise: { clientId: 'demo', clientSecret: `${CANARY}-s`, encryptKey: '0123456789abcdef' } }),
        proxy: `http://${account.user}:${encodeURIComponent(account.password)}@${through.address}`,
        tls: { ca: certificates.ca },
        maxRetries: 0,
        locale: 'en',
        ...extra,
      });
      onTestFinished(() => made.close());
      return made;
    }

    const call = (url: string, body = 'body'): HttpCall<string> => ({
      operation: 'test.write',
      effect: 'write',
      requestId: 'r1',
      request: { method: 'POST', url, headers: {}, body: Buffer.from(body) },
      classify: (response) => ({ kind: 'ok', value: `${response.status} ${response.body}` }),
    });

    async function failureOf(sending: Promise<unknown>): Promise<PiaozoneError> {
      const error: unknown = await sending.then(
        (value) => new Error(`answered ${String(value)}`),
        (thrown: unknown) => thrown,
      );
      if (!isPiaozoneError(error)) throw error;
      expect(`${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}${error.stack}`).not.toContain(CANARY);
      return error;
    }

    it('passes http and https, and keeps its tunnel', async () => {
      const { http } = client();
      for (const body of ['a', '发票', '']) {
        expect(await http.call(call(`http://127.0.0.1:${plain.port}/x?y=1`, body))).toBe(`200 ${body}`);
        expect(await http.call(call(`https://localhost:${secure.port}/x`, body))).toBe(`200 ${body}`);
      }
      expect(plain.requests.at(-1)?.url).toBe('/x?y=1');
      expect(plain.requests.every(({ headers }) => headers['proxy-authorization'] === undefined)).toBe(true);
      expect(new Set(secure.requests.slice(-3).map(({ socket }) => socket)).size).toBe(1);
    });

    it('wants the right password', async () => {
      const before = plain.requests.length + secure.requests.length;
      const { http } = client(WRONG);
      const tunnel = await failureOf(http.call(call(`https://localhost:${secure.port}/x`)));
      expect(tunnel).toMatchObject({ code: 'proxy', reason: 'authentication', status: WRONG_ACCOUNT[program], outcome: 'not-sent' });
      expect(tunnel.message).toContain(proxy.address);
      const forward = await failureOf(http.call(call(`http://127.0.0.1:${plain.port}/x`)));
      expect(forward).toMatchObject({ code: 'proxy', reason: 'authentication', status: WRONG_ACCOUNT[program], outcome: 'unknown' });
      expect(plain.requests.length + secure.requests.length).toBe(before);
    });

    it('wants an account at all', async () => {
      const { http } = client(ACCOUNT, { proxy: proxy.address });
      for (const url of [`https://localhost:${secure.port}/x`, `http://127.0.0.1:${plain.port}/x`]) {
        expect(await failureOf(http.call(call(url)))).toMatchObject({ code: 'proxy', reason: 'authentication', status: 407 });
      }
    });

    it('refuses a host that its rules forbid', async () => {
      const { http } = client();
      const tunnel = await failureOf(http.call(call(`https://${BLOCKED}/x`)));
      expect(tunnel).toMatchObject({ code: 'proxy', reason: 'refused', status: 403, outcome: 'not-sent' });
      const forward = await failureOf(http.call(call(`http://${BLOCKED}/x`)));
      expect(forward).toMatchObject({ code: 'proxy', reason: 'refused', status: 403, outcome: 'unknown' });
    });

    it('says that it cannot reach the target', async () => {
      const { http } = client();
      const tunnel = await failureOf(http.call(call('https://127.0.0.1:1/x')));
      expect(tunnel).toMatchObject({ code: 'proxy', reason: 'refused', outcome: 'not-sent' });
      expect(tunnel.status).toBeGreaterThanOrEqual(500);
      const forward = await failureOf(http.call(call('http://127.0.0.1:1/x')));
      expect(forward).toMatchObject({ code: 'proxy', reason: 'refused', outcome: 'unknown' });
      expect(forward.status).toBeGreaterThanOrEqual(500);
    });

    // tinyproxy knows no hosts file of its own.
    if (program === 'squid') {
      it('resolves names that this machine does not know', async () => {
        const { http } = client();
        expect(await http.call(call(`http://inner.test:${plain.port}/x`))).toBe('200 body');
        expect(plain.requests.at(-1)?.headers.host).toBe(`inner.test:${plain.port}`);
        // It got as far as the certificate, which is for another name.
        expect(await failureOf(http.call(call(`https://inner.test:${secure.port}/x`)))).toMatchObject({ reason: 'tls-host', outcome: 'not-sent' });
      });
    }

    it('leaves exceptions alone', async () => {
      const auth = { user: 'nobody', password: CANARY };
      const url = `http://${auth.user}:${auth.password}@${proxy.address}`;
      const { http } = client(auth, { proxy: { url, noProxy: ['127.0.0.0/8', 'localhost'] } });
      expect(await http.call(call(`http://127.0.0.1:${plain.port}/x`))).toBe('200 body');
      expect(await http.call(call(`https://localhost:${secure.port}/x`))).toBe('200 body');
    });

    it('a certificate that nobody trusts is the fault of the target', async () => {
      const { http } = client(ACCOUNT, { tls: {} });
      const failure = await failureOf(http.call(call(`https://localhost:${secure.port}/x`)));
      expect(failure).toMatchObject({ code: 'connection', reason: 'tls-untrusted', outcome: 'not-sent' });
    });

    it('carries 100 calls at once through 64 tunnels', async () => {
      const { http } = client();
      const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => http.call(call(`https://localhost:${secure.port}/x`, `${index}`))));
      expect(answers).toEqual(Array.from({ length: 100 }, (_, index) => `200 ${index}`));
      expect(secure.most()).toBeLessThanOrEqual(64);
    });

    it('leaves the outcome open when it dies on the way, and is unreachable after', async () => {
      const mortal = await startProxyProgram(program, { account: ACCOUNT, blockedHost: BLOCKED });
      onTestFinished(() => mortal.stop());
      const { http } = client(ACCOUNT, {}, mortal);
      const arrived = new Promise<void>((resolve) => secureServer.once('hang', resolve));
      const dying = failureOf(http.call(call(`https://localhost:${secure.port}/hang`)));
      await arrived;
      await mortal.kill();
      expect(await dying).toMatchObject({ code: 'connection', reason: 'reset', outcome: 'unknown' });
      for (const url of [`https://localhost:${secure.port}/x`, `http://127.0.0.1:${plain.port}/x`]) {
        expect(await failureOf(http.call(call(url)))).toMatchObject({ code: 'proxy', reason: 'unreachable', outcome: 'not-sent' });
      }
    });
  });
});
