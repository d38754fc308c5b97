import dns from 'node:dns';
import { createServer as createHttpsServer } from 'node:https';
import { inspect } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ProxyServer, type ProxyServerOptions } from '../../../testkit/src/proxy/proxy-server.js';
import { systemRuntime } from '../../src/runtime.js';
import { parseProxy } from '../../src/transport/proxy.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';
import { type Certificates, canMakeCertificates, makeCertificates } from './certificates.js';
import { barrier, closedPort, context, failureOf, get, httpServer, listen, post, rawServer, sender } from './sender-support.js';

async function proxyServer(options: ProxyServerOptions = {}): Promise<ProxyServer> {
  const proxy = await ProxyServer.start(options);
  onTestFinished(() => proxy.close());
  return proxy;
}

const CANARY = 'canary-user:canary-p%40ss';
const withAccount = (proxy: ProxyServer) => parseProxy(`http://${CANARY}@${proxy.address}`);

describe('http targets, by absolute URI', () => {
  it('goes through the proxy and keeps the socket to it', async () => {
    const server = await httpServer((response, { body }) => response.end(body));
    const proxy = await proxyServer({ upstream: `127.0.0.1:${server.port}` });
    const axios = sender({ proxy: parseProxy(proxy.address) });
    for (const path of ['/a?x=%20', '/b']) expect((await axios.send(post(`http://erp.test:81${path}`, path), context())).body.toString()).toBe(path);
    expect(proxy.journal.map(({ kind, method, target }) => `${kind} ${method} ${target}`)).toEqual([
      'forward POST http://erp.test:81/a?x=%20',
      'forward POST http://erp.test:81/b',
    ]);
    expect(proxy.connections).toBe(1);
    expect(server.received.map(({ url, headers }) => [url, headers.host])).toEqual([
      ['/a?x=%20', 'erp.test:81'],
      ['/b', 'erp.test:81'],
    ]);
  });

  it('gives the account to the proxy only', async () => {
    const server = await httpServer((response) => response.end());
    const proxy = await proxyServer({ upstream: `127.0.0.1:${server.port}`, account: 'canary-user:canary-p@ss' });
    const response = await sender({ proxy: withAccount(proxy) }).send(post('http://erp.test/'), context());
    expect(response.status).toBe(200);
    expect(proxy.journal[0]?.account).toBe('canary-user:canary-p@ss');
    expect(server.received[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

  // The request did leave: the proxy read all of it before it refused.
  it('a 407 is the proxy speaking, and no proof that nothing was sent', async () => {
    const proxy = await proxyServer({ account: 'other:secret' });
    const failure = await failureOf(sender({ proxy: withAccount(proxy) }).send(post('http://erp.test/'), context()));
    expect(failure).toMatchObject({ kind: 'proxy', unsent: false, detail: 'HTTP_407' });
    expect(proxy.connections).toBe(1);
  });

  it('a 502 is an answer like any other', async () => {
    const proxy = await proxyServer({ mode: '502' });
    expect((await sender({ proxy: parseProxy(proxy.address) }).send(post('http://erp.test/'), context())).status).toBe(502);
  });

  it('an error page that names a proxy as its maker is the proxy speaking', async () => {
    const proxy = await httpServer((response) =>
      response.writeHead(503, { 'X-Squid-Error': 'ERR_DNS_FAIL 0', 'content-type': 'text/html' }).end('<html>'),
    );
    const failure = await failureOf(sender({ proxy: parseProxy(`127.0.0.1:${proxy.port}`) }).send(post('http://erp.test/'), context()));
    expect(failure).toMatchObject({ kind: 'proxy', unsent: false, detail: 'HTTP_503', facts: { reason: 'refused', status: 503 } });
    // Without a proxy on the way nobody but the target can have written it.
    expect((await sender().send(post(proxy.url), context())).status).toBe(503);
  });

  it('marks answers that a proxy forwarded', async () => {
    const server = await httpServer((response) => response.end('x'));
    const proxy = await proxyServer({ upstream: `127.0.0.1:${server.port}` });
    expect((await sender({ proxy: parseProxy(proxy.address) }).send(get('http://erp.test/'), context())).proxy).toBe(proxy.address);
    expect(await sender().send(get(server.url), context())).not.toHaveProperty('proxy');
  });

  it('a closed connection leaves the outcome open', async () => {
    const proxy = await proxyServer({ mode: 'close-on-connect' });
    const failure = await failureOf(sender({ proxy: parseProxy(proxy.address) }).send(post('http://erp.test/'), context()));
    expect(failure).toMatchObject({ kind: 'connection', unsent: false });
    expect(proxy.connections).toBe(1);
  });

  it('a proxy that hangs is left at the signal', async () => {
    const proxy = await proxyServer({ mode: 'hang' });
    const controller = new AbortController();
    const sending = failureOf(sender({ proxy: parseProxy(proxy.address) }).send(post('http://erp.test/'), context({ signal: controller.signal })));
    await proxy.until(({ journal }) => journal.length === 1);
    controller.abort();
    expect(await sending).toMatchObject({ kind: 'aborted', unsent: false });
    await proxy.until(({ open }) => open === 0);
  });

  it('a proxy that is not there is a failure of the proxy, unsent', async () => {
    const proxy = parseProxy(`127.0.0.1:${await closedPort()}`);
    expect(await failureOf(sender({ proxy }).send(post('http://erp.test/'), context()))).toMatchObject({
      kind: 'proxy',
      unsent: true,
      detail: 'ECONNREFUSED',
    });
  });
});

describe('https targets that never get a tunnel', () => {
  it.each([
    ['407', 'CONNECT_407'],
    ['502', 'CONNECT_502'],
    ['close-on-connect', 'ECONNRESET'],
    ['garbage-with-200', 'CONNECT_UNEXPECTED_BYTES'],
    ['garbage-after-200', /^ERR_SSL_|^EPROTO$/],
  ] as const)('%s: kind proxy, unsent, one connection, which is closed', async (mode, detail) => {
    const proxy = await proxyServer({ mode });
    const axios = sender({ proxy: withAccount(proxy) });
    const failure = await failureOf(axios.send(post('https://cloud.test/x?access_token=canary', 'canary'), context()));
    expect(failure).toMatchObject({ kind: 'proxy', unsent: true });
    expect(failure.detail).toMatch(detail);
    expect(proxy.journal).toHaveLength(1);
    expect(proxy.connections).toBe(1);
    await proxy.until(({ open }) => open === 0);
    const shown = `${inspect(failure, { depth: 9, showHidden: true })} ${failure.stack} ${inspect(axios, { depth: 20, showHidden: true })} ${JSON.stringify(axios)}`;
    expect(shown).not.toMatch(/canary|Y2FuYXJ5/);
    expect(proxy.journal[0]?.account).toBe('canary-user:canary-p@ss');
  });

  it.each(['hang', 'silence-after-200'] as const)('%s: ends with the signal, and so does the socket', async (mode) => {
    const proxy = await proxyServer({ mode });
    const controller = new AbortController();
    // On a clock that stands still, so that no time limit helps.
    const axios = sender({ proxy: parseProxy(proxy.address), runtime: new VirtualRuntime() });
    const sending = failureOf(axios.send(post('https://cloud.test/'), context({ signal: controller.signal })));
    await proxy.until(({ journal }) => journal.length === 1);
    controller.abort();
    expect(await sending).toMatchObject({ kind: 'aborted', unsent: true });
    await proxy.until(({ open }) => open === 0);
    expect(proxy.connections).toBe(1);
  });

  it('close() ends a hanging CONNECT', async () => {
    const proxy = await proxyServer({ mode: 'hang' });
    const axios = sender({ proxy: parseProxy(proxy.address), runtime: new VirtualRuntime() });
    const sending = failureOf(axios.send(post('https://cloud.test/'), context()));
    await proxy.until(({ journal }) => journal.length === 1);
    axios.close();
    expect(await sending).toMatchObject({ kind: 'connection', unsent: true, detail: 'ERR_SENDER_CLOSED' });
    await proxy.until(({ open }) => open === 0);
  });

  it('a proxy that is not there', async () => {
    const proxy = parseProxy(`127.0.0.1:${await closedPort()}`);
    expect(await failureOf(sender({ proxy }).send(post('https://cloud.test/'), context()))).toMatchObject({
      kind: 'proxy',
      unsent: true,
      detail: 'ECONNREFUSED',
    });
  });

  it.each([
    ['a page that comes when TLS begins', 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n', '<html>please log in</html>', 'html'],
    ['bytes that come when TLS begins', 'HTTP/1.1 200 OK\r\n\r\n', 'please log in, whoever you are', 'garbage'],
    ['an end when TLS begins', 'HTTP/1.1 200 OK\r\n\r\n', undefined, 'closed'],
    ['a page right behind the 200', 'HTTP/1.1 200 OK\r\n\r\n<!doctype html><p>log in', '', 'html'],
    ['a page with a type right behind the 200', 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gbk\r\n\r\nlog in', '', 'html'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9\r\n\r\n', '', 'garbage'],
    ['a wrong account, as tinyproxy says it', 'HTTP/1.0 401 Unauthorized\r\n\r\n', '', 'authentication'],
    ['a status of its own', 'HTTP/1.1 511 Network Authentication Required\r\n\r\n', '', 'refused'],
  ] as const)('%s', async (_what, answer, later, reason) => {
    const proxy = await rawServer((socket, seen) => {
      if (seen.toString('latin1').endsWith('\r\n\r\n')) socket.write(answer);
      else if (later === undefined) socket.end();
      else socket.write(later);
    });
    const axios = sender({ proxy: parseProxy(`127.0.0.1:${proxy.port}`) });
    const failure = await failureOf(axios.send(post('https://cloud.test/'), context()));
    expect(failure).toMatchObject({ kind: 'proxy', unsent: true, facts: { reason, proxy: `127.0.0.1:${proxy.port}` } });
    expect(proxy.connections()).toBe(1);
    await proxy.idle();
  });

  it('a proxy whose name is unknown', async () => {
    vi.spyOn(dns, 'lookup').mockImplementation(((_host: string, _options: unknown, callback: (error: Error, addresses: []) => void) =>
      callback(Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' }), [])) as unknown as typeof dns.lookup);
    try {
      const axios = sender({ proxy: parseProxy('proxy.test:3128') });
      for (const url of ['https://cloud.test/', 'https://cloud.test/', 'http://cloud.test/']) {
        const failure = await failureOf(axios.send(post(url), context()));
        expect(failure).toMatchObject({
          kind: 'proxy',
          unsent: true,
          detail: 'ENOTFOUND',
          facts: { reason: 'unreachable', proxy: 'proxy.test:3128' },
        });
      }
      // Remembered for a while, for CONNECT too.
      expect(vi.mocked(dns.lookup).mock.calls.map(([name]) => name)).toEqual(['proxy.test']);
    } finally {
      vi.restoreAllMocks();
    }
  });

  it.each(['https://cloud.test/', 'http://cloud.test/'])('a proxy whose name is never resolved, for %s', async (url) => {
    const asked = barrier();
    let answer = () => {};
    vi.spyOn(dns, 'lookup').mockImplementation(((_host: string, _options: unknown, callback: (error: Error, addresses: []) => void) => {
      answer = () => callback(Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' }), []);
      asked.reach();
    }) as unknown as typeof dns.lookup);
    try {
      const runtime = new VirtualRuntime();
      const sending = failureOf(sender({ proxy: parseProxy('proxy.test:3128'), runtime }).send(post(url), context()));
      await asked.reached;
      await new Promise((resolve) => setImmediate(resolve));
      await runtime.advance(15_000);
      expect(await sending).toMatchObject({ kind: 'proxy', unsent: true, facts: { reason: 'timeout', proxy: 'proxy.test:3128' } });
      expect(runtime.pending).toBe(0);
    } finally {
      answer();
      vi.restoreAllMocks();
    }
  });

  it('names an IPv6 target in brackets', async () => {
    const proxy = await proxyServer({ mode: '502' });
    await failureOf(sender({ proxy: parseProxy(proxy.address) }).send(get('https://[2001:db8::1]:8443/'), context()));
    expect(proxy.journal[0]?.target).toBe('[2001:db8::1]:8443');
  });
});

describe.skipIf(!canMakeCertificates())('https targets through a tunnel', () => {
  let certificates: Certificates;
  beforeAll(() => {
    certificates = makeCertificates();
  });

  async function setUp(hang?: () => void) {
    const paths: string[] = [];
    const secure = createHttpsServer(certificates.server, (request, response) => {
      paths.push(request.url ?? '');
      if (request.url === '/hang') hang?.();
      else response.end('through');
    });
    const server = await listen(secure);
    const proxy = await proxyServer();
    const url = `https://localhost:${server.port}`;
    return { proxy, url, paths, server };
  }

  it('keeps the tunnel for the next call', async () => {
    const { proxy, url } = await setUp();
    const axios = sender({ proxy: withAccount(proxy), ca: certificates.ca });
    for (let i = 0; i < 4; i += 1) expect((await axios.send(post(url), context())).body.toString()).toBe('through');
    expect(proxy.journal.map(({ kind, target }) => [kind, target])).toEqual([['connect', url.slice('https://'.length)]]);
    expect(proxy.journal[0]?.rawHeaders).toEqual(expect.arrayContaining(['Proxy-Authorization']));
  });

  it('gives a tunnel up when it has reached its age', async () => {
    const { proxy, url } = await setUp();
    let now = 0;
    const runtime = { ...systemRuntime, monotonic: () => now };
    const axios = sender({ proxy: parseProxy(proxy.address), ca: certificates.ca, maxSocketAgeMs: 1000, runtime });
    const tunnels: number[] = [];
    for (now of [0, 999, 1000, 1001]) {
      await axios.send(get(url), context());
      tunnels.push(proxy.connections);
    }
    expect(tunnels).toEqual([1, 1, 1, 2]);
  });

  it('opens no more than maxSockets tunnels, cold', async () => {
    const { proxy, url, paths } = await setUp();
    const axios = sender({ proxy: parseProxy(proxy.address), ca: certificates.ca, maxSockets: 2 });
    await Promise.all(Array.from({ length: 20 }, (_, i) => axios.send(get(`${url}/${i}`), context())));
    expect(paths).toHaveLength(20);
    expect(proxy.connections).toBe(2);
  });

  it('lets the next one in when the one before it was aborted', async () => {
    const arrived = barrier();
    const { proxy, url, paths } = await setUp(arrived.reach);
    const axios = sender({ proxy: parseProxy(proxy.address), ca: certificates.ca, maxSockets: 1 });
    const [first, second] = [new AbortController(), new AbortController()];
    const holding = failureOf(axios.send(post(`${url}/hang`), context({ signal: first.signal })));
    await arrived.reached;
    const waiting = failureOf(axios.send(post(`${url}/second`), context({ signal: second.signal })));
    const third = axios.send(post(`${url}/third`), context());
    second.abort();
    expect(await waiting).toMatchObject({ kind: 'aborted', unsent: true });
    first.abort();
    expect(await holding).toMatchObject({ kind: 'aborted', unsent: false });
    expect((await third).status).toBe(200);
    expect(paths).toEqual(['/hang', '/third']);
  });

  it('a refused certificate of the target is tls, not proxy', async () => {
    const { proxy, url, server } = await setUp();
    const failure = await failureOf(sender({ proxy: parseProxy(proxy.address) }).send(post(url), context()));
    expect(failure).toMatchObject({ kind: 'tls', unsent: true, detail: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    await server.idle();
    await proxy.until(({ open }) => open === 0);
  });

  it('leaves no listener on the signal', async () => {
    const { proxy, url } = await setUp();
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, 'addEventListener');
    const remove = vi.spyOn(signal, 'removeEventListener');
    await sender({ proxy: parseProxy(proxy.address), ca: certificates.ca }).send(post(url), context({ signal }));
    const listeners = (calls: readonly unknown[][]) => new Set(calls.map(([, listener]) => listener));
    expect(add).toHaveBeenCalledTimes(2);
    expect(listeners(remove.mock.calls)).toEqual(listeners(add.mock.calls));
  });

  it('close() ends the tunnels', async () => {
    const { proxy, url } = await setUp();
    const axios = sender({ proxy: parseProxy(proxy.address), ca: certificates.ca });
    await axios.send(post(url), context());
    axios.close();
    await proxy.until(({ open }) => open === 0);
  });
});
