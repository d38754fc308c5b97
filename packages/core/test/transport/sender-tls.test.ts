import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import tls, { type TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ProxyServer } from '../../../testkit/src/proxy/proxy-server.js';
import { parseProxy } from '../../src/transport/proxy.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';
import { type Certificates, canMakeCertificates, makeCertificates } from './certificates.js';
import { barrier, context, failureOf, listen, post, rawServer, sender } from './sender-support.js';

describe.skipIf(!canMakeCertificates())('TLS', () => {
  let certificates: Certificates;
  beforeAll(() => {
    certificates = makeCertificates();
  });

  async function httpsServer(options: ServerOptions) {
    const requests: string[] = [];
    const server = createHttpsServer(options, (request, response) => {
      requests.push(request.url ?? '');
      response.end((request.socket as TLSSocket).getPeerCertificate().subject?.CN ?? 'anonymous');
    });
    server.on('tlsClientError', () => {});
    const running = await listen(server);
    return { ...running, url: `https://localhost:${running.port}`, requests };
  }

  it('trusts a private authority that it is given, and keeps the socket', async () => {
    const server = await httpsServer(certificates.server);
    const axios = sender({ ca: certificates.ca });
    for (let i = 0; i < 3; i += 1) expect((await axios.send(post(server.url), context())).body.toString()).toBe('anonymous');
    expect(server.connections()).toBe(1);
    // An address instead of a name is checked against the certificate's addresses.
    expect((await axios.send(post(server.url.replace('localhost', '127.0.0.1')), context())).status).toBe(200);
  });

  it('trusts it besides the public ones, and reads them once for all sockets', async () => {
    const made = vi.spyOn(tls, 'createSecureContext');
    const server = await httpsServer(certificates.server);
    made.mockClear();
    const axios = sender({ ca: certificates.ca });
    await Promise.all([1, 2, 3].map(() => axios.send(post(server.url), context())));
    expect(server.connections()).toBe(3);
    expect(made.mock.calls).toEqual([[{ ca: [...tls.rootCertificates, certificates.ca] }]]);
    made.mockRestore();
  });

  it.each([
    ['an unknown authority', 'server', false, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-untrusted'],
    ['a self-signed certificate', 'selfSigned', true, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-untrusted'],
    ['an expired certificate', 'expired', true, 'CERT_HAS_EXPIRED', 'tls-expired'],
    ['a certificate of another host', 'wrongHost', true, 'ERR_TLS_CERT_ALTNAME_INVALID', 'tls-host'],
  ] as const)('refuses %s before anything is sent', async (_what, identity, withCa, detail, reason) => {
    const server = await httpsServer(certificates[identity]);
    const axios = sender(withCa ? { ca: certificates.ca } : {});
    expect(await failureOf(axios.send(post(server.url), context()))).toMatchObject({ kind: 'tls', unsent: true, detail, facts: { reason } });
    await server.idle();
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['an unknown authority', 'server', false, 'tls-untrusted'],
    ['an expired certificate', 'expired', true, 'tls-expired'],
    ['a certificate of another host', 'wrongHost', true, 'tls-host'],
  ] as const)('refuses %s through a tunnel too, as the fault of the target', async (_what, identity, withCa, reason) => {
    const server = await httpsServer(certificates[identity]);
    const proxy = await ProxyServer.start();
    onTestFinished(() => proxy.close());
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    try {
      const axios = sender({ proxy: parseProxy(proxy.address), ...(withCa ? { ca: certificates.ca } : {}) });
      expect(await failureOf(axios.send(post(server.url), context()))).toMatchObject({ kind: 'tls', unsent: true, facts: { reason } });
    } finally {
      vi.unstubAllEnvs();
    }
    await server.idle();
    expect(server.requests).toEqual([]);
  });

  it('gives a handshake up that takes too long, unsent', async () => {
    const hello = barrier();
    const server = await rawServer(() => hello.reach());
    const runtime = new VirtualRuntime();
    const sending = failureOf(sender({ runtime, connectTimeoutMs: 5_000 }).send(post(server.url.replace('http:', 'https:')), context()));
    await hello.reached;
    expect(runtime.pending).toBe(1);
    await runtime.advance(5_000);
    expect(await sending).toMatchObject({ kind: 'tls', unsent: true, detail: 'TLS_TIMEOUT', facts: { reason: 'tls', stage: 'tls' } });
    await server.idle();
  });

  it.each(['http', 'https', 'tunnel'] as const)('%s: the limit of a connection ends with its opening, an answer may take longer', async (way) => {
    const arrived = barrier();
    let answer = () => {};
    const handle: RequestListener = (_request, response) => {
      answer = () => void response.end('late');
      arrived.reach();
    };
    const server = await listen(way === 'http' ? createHttpServer(handle) : createHttpsServer(certificates.server, handle));
    const proxy = await ProxyServer.start();
    onTestFinished(() => proxy.close());
    const runtime = new VirtualRuntime();
    const axios = sender({ runtime, ca: certificates.ca, ...(way === 'tunnel' ? { proxy: parseProxy(proxy.address) } : {}) });
    const sending = axios.send(post(`${way === 'http' ? 'http' : 'https'}://localhost:${server.port}`), context());
    await arrived.reached;
    expect(runtime.pending).toBe(0);
    await runtime.advance(600_000);
    answer();
    expect((await sending).body.toString()).toBe('late');
  });

  it('verifies although NODE_TLS_REJECT_UNAUTHORIZED=0 is set', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    try {
      const server = await httpsServer(certificates.selfSigned);
      expect(await failureOf(sender().send(post(server.url), context()))).toMatchObject({ kind: 'tls', unsent: true });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('is unsent when the other side does not speak TLS', async () => {
    const server = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const failure = await failureOf(sender().send(post(server.url.replace('http:', 'https:'), 'canary'), context()));
    expect(failure).toMatchObject({ kind: 'tls', unsent: true });
    expect(server.bytes()).not.toContain('canary');
  });

  it('is unsent when the connection is reset in the handshake', async () => {
    const server = await rawServer((socket) => socket.resetAndDestroy());
    expect(await failureOf(sender().send(post(server.url.replace('http:', 'https:')), context()))).toMatchObject({ kind: 'tls', unsent: true });
  });

  it('is unsent when aborted in a handshake that hangs', async () => {
    const hello = barrier();
    const server = await rawServer(() => hello.reach());
    const controller = new AbortController();
    const sending = failureOf(
      sender({ runtime: new VirtualRuntime() }).send(post(server.url.replace('http:', 'https:')), context({ signal: controller.signal })),
    );
    await hello.reached;
    controller.abort();
    expect(await sending).toMatchObject({ kind: 'aborted', unsent: true });
    await server.idle();
  });

  it('shows its certificate where one is asked for', async () => {
    const server = await httpsServer({ ...certificates.server, ca: certificates.ca, requestCert: true, rejectUnauthorized: true });
    const axios = sender({ ca: certificates.ca, clientCertificate: certificates.client });
    expect((await axios.send(post(server.url), context())).body.toString()).toBe('client');
  });

  // In TLS 1.2 the server looks at the certificate before the client is through its handshake.
  it('a client certificate that TLS 1.2 misses is missed before anything is sent', async () => {
    const strict = { requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' } as const;
    const server = await httpsServer({ ...certificates.server, ca: certificates.ca, ...strict });
    const failure = await failureOf(sender({ ca: certificates.ca }).send(post(server.url), context()));
    expect(failure).toMatchObject({ kind: 'tls', unsent: true });
    expect(server.requests).toEqual([]);
  });

  // In TLS 1.3 the client is through its handshake, and may have sent, before the server looks at the certificate.
  it('does not claim unsent when the server misses a client certificate', async () => {
    const server = await httpsServer({ ...certificates.server, ca: certificates.ca, requestCert: true, rejectUnauthorized: true });
    const failure = await failureOf(sender({ ca: certificates.ca }).send(post(server.url), context()));
    expect(failure.unsent).toBe(false);
    expect(['tls', 'connection']).toContain(failure.kind);
  });
});
