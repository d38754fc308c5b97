import { createServer, request } from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { ProxyServer, type ProxyServerOptions } from '../../src/proxy/proxy-server.js';

async function proxyServer(options: ProxyServerOptions = {}): Promise<ProxyServer> {
  const proxy = await ProxyServer.start(options);
  onTestFinished(() => proxy.close());
  return proxy;
}

/** Sends raw bytes to the proxy and gives back the socket and everything received until `enough` or the end. */
function talk(
  proxy: ProxyServer,
  bytes: string,
  enough: (seen: string) => boolean = () => false,
): Promise<{ seen: string; socket: Socket; ended: boolean }> {
  return new Promise((resolve) => {
    const socket = net.connect(proxy.port, '127.0.0.1', () => socket.write(bytes));
    let seen = '';
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1');
      if (enough(seen)) resolve({ seen, socket, ended: false });
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve({ seen, socket, ended: true }));
  });
}

const CONNECT = 'CONNECT cloud.test:443 HTTP/1.1\r\nHost: cloud.test:443\r\n\r\n';
const asks = (account: string) => CONNECT.replace('\r\n\r\n', `\r\nProxy-Authorization: Basic ${Buffer.from(account).toString('base64')}\r\n\r\n`);
const established = (seen: string) => seen.includes('\r\n\r\n');

it('opens a tunnel to the upstream and passes bytes both ways', async () => {
  const echo = net.createServer((socket) => socket.pipe(socket));
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void echo.close());
  const proxy = await proxyServer({ upstream: `127.0.0.1:${(echo.address() as AddressInfo).port}` });
  const { seen, socket } = await talk(proxy, CONNECT, established);
  expect(seen).toMatch(/^HTTP\/1\.1 200 /);
  const echoed = new Promise((resolve) => socket.once('data', (chunk) => resolve(chunk.toString())));
  socket.write('ping');
  expect(await echoed).toBe('ping');
  socket.destroy();
  await proxy.until(({ open }) => open === 0);
});

it('forwards by absolute URI without its own account', async () => {
  let received: string[] = [];
  const target = createServer((incoming, response) => {
    received = [incoming.url ?? '', ...incoming.rawHeaders];
    response.end('hello');
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void target.close());
  const proxy = await proxyServer({ account: 'u:p' });
  const { port } = target.address() as AddressInfo;
  const headers = { 'proxy-authorization': `Basic ${Buffer.from('u:p').toString('base64')}`, 'x-a': '1' };
  const status = await new Promise((resolve) =>
    request({ port: proxy.port, path: `http://127.0.0.1:${port}/x?y=1`, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).end(),
  );
  expect(status).toBe(200);
  expect(received[0]).toBe('/x?y=1');
  expect(received).toContain('x-a');
  expect(received.map((item) => item.toLowerCase())).not.toContain('proxy-authorization');
  expect(proxy.journal).toMatchObject([{ kind: 'forward', target: `http://127.0.0.1:${port}/x?y=1`, account: 'u:p', mode: 'allow' }]);
});

it('demands the account it was given and hides nothing in the journal', async () => {
  const proxy = await proxyServer({ account: 'u:p', mode: '502' });
  for (const [bytes, status] of [
    [CONNECT, '407'],
    [asks('u:wrong'), '407'],
    [asks('u:p'), '502'],
  ] as const) {
    const { seen, ended } = await talk(proxy, bytes);
    expect(seen).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(ended).toBe(true);
  }
  expect(proxy.journal.map(({ seq, account, mode }) => [seq, account, mode])).toEqual([
    [1, undefined, '407'],
    [2, 'u:wrong', '407'],
    [3, 'u:p', '502'],
  ]);
  expect(proxy.journal[1]?.rawHeaders).toEqual([
    'Host',
    'cloud.test:443',
    'Proxy-Authorization',
    `Basic ${Buffer.from('u:wrong').toString('base64')}`,
  ]);
  expect(proxy.connections).toBe(3);
});

it('hangs until the client goes', async () => {
  const proxy = await proxyServer({ mode: 'hang' });
  const socket = net.connect(proxy.port, '127.0.0.1', () => socket.write(CONNECT));
  let received = 0;
  socket.on('data', () => {
    received += 1;
  });
  await proxy.until(({ journal }) => journal.length === 1);
  expect(proxy.open).toBe(1);
  socket.destroy();
  await proxy.until(({ open }) => open === 0);
  expect(received).toBe(0);
});

it('closes instead of answering', async () => {
  const proxy = await proxyServer({ mode: 'close-on-connect' });
  expect(await talk(proxy, CONNECT)).toMatchObject({ seen: '', ended: true });
  expect(proxy.journal).toHaveLength(1);
});

it('puts noise behind its 200', async () => {
  const proxy = await proxyServer({ mode: 'garbage-with-200' });
  const { seen, socket } = await talk(proxy, CONNECT, (text) => text.includes('noise'));
  expect(seen).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\n\0/);
  socket.destroy();
});

it('answers the first bytes in the tunnel with noise', async () => {
  const proxy = await proxyServer({ mode: 'garbage-after-200' });
  const { seen, socket } = await talk(proxy, CONNECT, established);
  expect(seen).not.toContain('noise');
  const noise = new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(chunk.toString())));
  socket.write('hello');
  expect(await noise).toContain('noise');
  socket.destroy();
});

it('changes its mode between requests', async () => {
  const proxy = await proxyServer({ mode: '502' });
  await talk(proxy, CONNECT);
  proxy.mode = '407';
  expect((await talk(proxy, CONNECT)).seen).toMatch(/ 407 /);
});

it('close() ends open sockets', async () => {
  const proxy = await ProxyServer.start({ mode: 'hang' });
  const ended = talk(proxy, CONNECT);
  await proxy.until(({ journal }) => journal.length === 1);
  await proxy.close();
  expect((await ended).ended).toBe(true);
});

it('answers a CONNECT with a page, as a portal or as a refusal', async () => {
  const proxy = await proxyServer({ mode: 'html-page' });
  const { seen, socket } = await talk(proxy, CONNECT, (text) => text.includes('</html>'));
  expect(seen).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Type: text\/html/);
  socket.destroy();
  proxy.mode = 'html-error';
  expect((await talk(proxy, CONNECT)).seen).toMatch(/^HTTP\/1\.1 403 [\s\S]*<html>/);
});

it.each([
  ['403', 403, ''],
  ['html-page', 200, 'portal'],
  ['html-error', 403, 'portal'],
] as const)('%s for http by absolute URI', async (mode, status, part) => {
  const proxy = await proxyServer({ mode });
  const { seen } = await talk(proxy, 'GET http://x.test/ HTTP/1.1\r\nHost: x.test\r\nConnection: close\r\n\r\n');
  expect(seen).toContain(`HTTP/1.1 ${status} `);
  expect(seen).toContain(part);
});

it.each([CONNECT, 'GET http://x.test/ HTTP/1.1\r\nHost: x.test\r\n\r\n'])('closes its half only, and waits for the client: %j', async (bytes) => {
  const proxy = await proxyServer({ mode: 'half-open' });
  const socket = net.connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(bytes));
  await new Promise((resolve) => socket.resume().once('end', resolve));
  expect(proxy.open).toBe(1);
  socket.end();
  await proxy.until(({ open }) => open === 0);
});

it('refuses connections, on a port that it has given back', async () => {
  const proxy = await proxyServer({ mode: 'refuse' });
  expect(proxy.port).toBeGreaterThan(0);
  const code = await new Promise((resolve) =>
    net.connect(proxy.port, '127.0.0.1').once('error', (error: NodeJS.ErrnoException) => resolve(error.code)),
  );
  expect(code).toBe('ECONNREFUSED');
});
