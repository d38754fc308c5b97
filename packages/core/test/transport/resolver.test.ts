import { pbkdf2 } from 'node:crypto';
import dns from 'node:dns';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemRuntime } from '../../src/runtime.js';
import { Resolver } from '../../src/transport/resolver.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';
import { context, failureOf, get, httpServer, post, sender } from './sender-support.js';

afterEach(() => {
  vi.restoreAllMocks();
});

type LookupCallback = (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void;
const at = (address: string): dns.LookupAddress[] => [{ address, family: address.includes(':') ? 6 : 4 }];

/** A server of names that answers when it is told to. */
function nameServer() {
  const asked: { readonly name: string; readonly answer: (given: string | dns.LookupAddress[]) => void }[] = [];
  vi.spyOn(dns, 'lookup').mockImplementation(((name: string, _options: unknown, callback: LookupCallback) => {
    let answered = false;
    const answer = (given: string | dns.LookupAddress[]) => {
      if (answered) return;
      answered = true;
      if (typeof given === 'string') callback(Object.assign(new Error(given), { code: given }), []);
      else callback(null, given);
    };
    asked.push({ name, answer });
  }) as unknown as typeof dns.lookup);
  return asked;
}

function setUp() {
  const runtime = new VirtualRuntime();
  const resolver = new Resolver(runtime);
  const names = nameServer();
  const find = (name: string, all = true) =>
    new Promise<unknown>((resolve) =>
      resolver.lookup(name, { all }, (error, address, family) => resolve(error?.code ?? (all ? address : [address, family]))),
    );
  // Lookups that nobody answers would keep the places of the whole process.
  onTestFinished(() => {
    for (let asked = 0; asked < names.length; asked += 1) names[asked]?.answer('ENOTFOUND');
  });
  return { runtime, names, find, resolver };
}

describe('Resolver', () => {
  it('asks once for many callers, in both forms, and remembers for ten seconds', async () => {
    const { runtime, names, find } = setUp();
    const both = [find('a.test'), find('a.test', false)];
    names[0]?.answer(at('10.0.0.1'));
    expect(await Promise.all(both)).toEqual([at('10.0.0.1'), ['10.0.0.1', 4]]);
    await runtime.advance(9_999);
    expect(await find('a.test')).toEqual(at('10.0.0.1'));
    expect(names).toHaveLength(1);
    await runtime.advance(1);
    const again = find('a.test');
    names[1]?.answer(at('10.0.0.2'));
    expect(await again).toEqual(at('10.0.0.2'));
  });

  // Else a request that hears of its socket a tick later would take its connecting for resolving.
  it('answers from memory only after whoever asked could listen', async () => {
    const { names, find, resolver } = setUp();
    const first = find('a.test');
    names[0]?.answer(at('10.0.0.1'));
    await first;
    const order: string[] = [];
    const known = new Promise<void>((resolve) =>
      resolver.lookup('a.test', { all: true }, () => {
        order.push('answer');
        resolve();
      }),
    );
    process.nextTick(() => order.push('listening'));
    await known;
    expect(order).toEqual(['listening', 'answer']);
  });

  it('remembers a failure for two seconds', async () => {
    const { runtime, names, find } = setUp();
    const first = find('a.test');
    names[0]?.answer('ENOTFOUND');
    expect(await first).toBe('ENOTFOUND');
    await runtime.advance(1_999);
    expect(await find('a.test')).toBe('ENOTFOUND');
    expect(names).toHaveLength(1);
    await runtime.advance(1);
    const second = find('a.test');
    names[1]?.answer(at('10.0.0.1'));
    expect(await second).toEqual(at('10.0.0.1'));
    expect(await find('a.test')).toEqual(at('10.0.0.1'));
  });

  it('asks for two names at a time, in order', async () => {
    const { names, find } = setUp();
    const all = ['a', 'b', 'c', 'd'].map((name) => find(name));
    expect(names.map(({ name }) => name)).toEqual(['a', 'b']);
    names[1]?.answer(at('10.0.0.2'));
    expect(names.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    for (let next = 0; next < 4; next += 1) if (next !== 1) names[next]?.answer(at('10.0.0.1'));
    expect(await Promise.all(all)).toHaveLength(4);
  });

  it('serves the old answer while the server of names is ill, for five minutes', async () => {
    const { runtime, names, find } = setUp();
    const first = find('a.test');
    names[0]?.answer(at('10.0.0.1'));
    await first;
    await runtime.advance(20_000);
    const second = find('a.test');
    names[1]?.answer('EAI_AGAIN');
    expect(await second).toEqual(at('10.0.0.1'));
    // It says nothing at all: who asks first waits, who comes later is served at once.
    void find('a.test');
    await runtime.advance(1_001);
    expect(await find('a.test')).toEqual(at('10.0.0.1'));
    expect(names).toHaveLength(3);
    await runtime.advance(300_000);
    const late = find('a.test');
    names[2]?.answer('EAI_AGAIN');
    expect(await late).toBe('EAI_AGAIN');
  });

  it('takes a name that is gone for gone', async () => {
    const { runtime, names, find } = setUp();
    const first = find('a.test');
    names[0]?.answer(at('10.0.0.1'));
    await first;
    await runtime.advance(20_000);
    const second = find('a.test');
    names[1]?.answer('ENOTFOUND');
    expect(await second).toBe('ENOTFOUND');
  });

  it.each([
    ['10.1.2.3', true],
    ['172.16.0.1', true],
    ['192.168.1.1', true],
    ['127.0.0.1', true],
    ['100.64.0.1', true],
    ['fd00::1', true],
    ['::1', true],
    ['172.32.0.1', false],
    ['8.8.8.8', false],
    ['2001:db8::1', false],
    ['::ffff:8.8.8.8', false],
  ])('innerLookup lets %s through: %s', async (address, inner) => {
    const names = nameServer();
    const resolver = new Resolver(systemRuntime);
    const found = new Promise<unknown>((resolve) => resolver.innerLookup('a.test', {}, (error, given) => resolve(error?.code ?? given)));
    names[0]?.answer(at(address));
    expect(await found).toBe(inner ? address : 'ERR_PUBLIC_ADDRESS');
  });

  it('innerLookup refuses a name with a public address among others', async () => {
    const names = nameServer();
    const resolver = new Resolver(systemRuntime);
    const found = new Promise<unknown>((resolve) => resolver.innerLookup('a.test', { all: true }, (error) => resolve(error?.code)));
    names[0]?.answer([...at('10.0.0.1'), ...at('8.8.8.8')]);
    expect(await found).toBe('ERR_PUBLIC_ADDRESS');
  });
});

describe('connections by name', () => {
  // F59: `getaddrinfo` occupies a thread of the pool; the stub occupies it with something that takes long.
  it('a dead server of names leaves threads for files', async () => {
    let over = 0;
    vi.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: unknown, callback: LookupCallback) => {
      pbkdf2('x', 'y', 200_000, 64, 'sha512', () => {
        over += 1;
        callback(Object.assign(new Error('EAI_AGAIN'), { code: 'EAI_AGAIN' }), []);
      });
    }) as unknown as typeof dns.lookup);
    const axios = sender();
    const sending = Array.from({ length: 8 }, (_, index) => failureOf(axios.send(post(`http://dead-${index}.test/`), context())));
    await readFile(new URL(import.meta.url));
    expect(over).toBe(0);
    for (const failure of await Promise.all(sending)) {
      expect(failure).toMatchObject({ kind: 'connection', unsent: true, detail: 'EAI_AGAIN', facts: { reason: 'dns' } });
    }
    expect(over).toBe(8);
  });

  it('a name that is never resolved is given up, unsent', async () => {
    const names = nameServer();
    const runtime = new VirtualRuntime();
    const sending = failureOf(sender({ runtime }).send(post('http://dead.test/'), context()));
    await vi.waitFor(() => expect(names).toHaveLength(1));
    await new Promise((resolve) => setImmediate(resolve));
    await runtime.advance(15_000);
    expect(await sending).toMatchObject({ kind: 'connection', unsent: true, detail: 'DNS_TIMEOUT', facts: { reason: 'dns', stage: 'dns' } });
    expect(runtime.pending).toBe(0);
    names[0]?.answer('ENOTFOUND');
  });

  // F58
  it('a failover shows when the socket has reached its age', async () => {
    const old = await httpServer((response) => response.end('old'));
    const moved = createServer((_request, response) => response.end('new'));
    await new Promise<void>((resolve) => moved.listen(old.port, '127.0.0.2', resolve));
    onTestFinished(() => {
      moved.closeAllConnections();
      moved.close();
    });
    expect((moved.address() as AddressInfo).port).toBe(old.port);
    let address = '127.0.0.1';
    vi.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: unknown, callback: LookupCallback) =>
      callback(null, at(address))) as unknown as typeof dns.lookup);
    let now = 0;
    const axios = sender({ maxSocketAgeMs: 300_000, idleTimeoutMs: 600_000, runtime: { ...systemRuntime, monotonic: () => now } });
    const ask = async () => (await axios.send(get(`http://cloud.test:${old.port}/`), context())).body.toString();
    expect(await ask()).toBe('old');
    address = '127.0.0.2';
    now = 299_999;
    expect(await ask()).toBe('old');
    now = 300_000;
    expect(await ask()).toBe('old');
    expect(await ask()).toBe('new');
    expect(old.connections()).toBe(1);
  });
});
