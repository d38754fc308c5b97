import dns from 'node:dns';
import http from 'node:http';
import net, { type LookupFunction } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemRuntime } from '../../src/runtime.js';
import { Agents } from '../../src/transport/agents.js';
import { exchange } from '../../src/transport/node-adapter.js';
import { context, failureOf, get } from './sender-support.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** An exchange whose socket is forever on its way: loopback connects too fast to be watched. */
function connectingTo(host: string) {
  const socket = new net.Socket();
  Object.assign(socket, { connecting: true });
  const agent = new http.Agent();
  agent.createConnection = () => socket;
  onTestFinished(() => agent.destroy());
  const controller = new AbortController();
  let expire = () => {};
  const limit = (run: () => void) => {
    expire = run;
    return () => {};
  };
  const target = { protocol: 'http:', host, origin: `http://${host}`, path: '/', route: { hop: 'direct', agent, host, port: 80, limit } } as const;
  const failing = failureOf(exchange(get(`http://${host}/`), target, context({ signal: controller.signal })));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { socket, controller, failing, turn, expire: () => expire() };
}

describe('how far an exchange came', () => {
  it.each([
    ['name.test', false, 'dns'],
    ['name.test', true, 'connect'],
    ['127.0.0.1', false, 'connect'],
    ['::1', false, 'connect'],
  ])('%s, resolved %s: %s', async (host, resolved, stage) => {
    const { socket, controller, failing, turn } = connectingTo(host);
    await turn();
    if (resolved) socket.emit('lookup', null, '127.0.0.1', 4, host);
    controller.abort();
    expect(await failing).toMatchObject({ kind: 'aborted', unsent: true, facts: { stage } });
  });

  it('a connection that takes too long is given up, unsent', async () => {
    const { socket, failing, turn, expire } = connectingTo('127.0.0.1');
    await turn();
    expire();
    expect(await failing).toMatchObject({ kind: 'connection', unsent: true, detail: 'CONNECT_TIMEOUT', facts: { reason: 'unreachable' } });
    expect(socket.destroyed).toBe(true);
  });
});

describe('where a public name may lead', () => {
  it.each([
    ['http://api.piaozone.com', 'ERR_PUBLIC_ADDRESS'],
    ['http://api.piaozone.com.', 'ERR_PUBLIC_ADDRESS'],
    ['https://api.piaozone.com', '203.0.113.7'],
    ['http://erp.test', '203.0.113.7'],
  ])('%s: %s', async (url, expected) => {
    vi.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: unknown, callback: (error: null, addresses: dns.LookupAddress[]) => void) =>
      callback(null, [{ address: '203.0.113.7', family: 4 }])) as unknown as typeof dns.lookup);
    const settings = { proxy: undefined, tls: {}, maxSockets: 1, idleTimeoutMs: 1, maxSocketAgeMs: 1, connectTimeoutMs: 1 };
    const { agent, host } = new Agents({ runtime: systemRuntime, ...settings }).routeTo(new URL(url));
    const { lookup } = (agent as http.Agent & { readonly options: { readonly lookup: LookupFunction } }).options;
    const found = await new Promise((resolve) => lookup(host, {}, (error, address) => resolve(error?.code ?? address)));
    expect(found).toBe(expected);
  });
});
