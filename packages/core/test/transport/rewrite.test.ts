import dns from 'node:dns';
import { createServer as createHttpsServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../../src/errors.js';
import { isBelow, type Rewrite, type RewriteRules, readRewrite } from '../../src/transport/rewrite.js';
import { CANARY } from '../support/canary.js';
import { type Certificates, canMakeCertificates, makeCertificates } from './certificates.js';
import { context, failureOf, get, httpServer, listen, post, sender } from './sender-support.js';

const problems: Problem[] = [];
const warnings: Problem[] = [];
afterEach(() => {
  problems.length = 0;
  warnings.length = 0;
  vi.restoreAllMocks();
});

function rewrite(rules: RewriteRules): Rewrite {
  const made = readRewrite(rules, 'rewrite', problems, (problem) => warnings.push(problem));
  if (made === undefined) throw new Error(JSON.stringify(problems));
  return made;
}

const CLOUD = {
  'https://api.piaozone.com': 'http://nginx.inner/piaozone',
  'https://api.piaozone.com/bill-websocket': 'http://nginx.inner:8081/ws/',
  'https://api-dev.piaozone.com/test/': 'https://nginx.inner',
  'http://erp.inner:8080/ierp': 'http://erp.new/base',
};

describe('Rewrite', () => {
  it.each([
    ['https://api.piaozone.com/base/oauth/token?a=%20b', 'http://nginx.inner/piaozone/base/oauth/token?a=%20b'],
    ['https://api.piaozone.com', 'http://nginx.inner/piaozone/'],
    ['https://api.piaozone.com?x=1', 'http://nginx.inner/piaozone/?x=1'],
    ['https://API.piaozone.com:443/x', 'http://nginx.inner/piaozone/x'],
    ['https://api.piaozone.com/bill-websocket/v3/x', 'http://nginx.inner:8081/ws/v3/x'],
    ['https://api.piaozone.com/bill-websocket', 'http://nginx.inner:8081/ws'],
    ['https://api.piaozone.com/bill-websocket?taxNo=1', 'http://nginx.inner:8081/ws?taxNo=1'],
    ['https://api.piaozone.com/bill-websocket-v2/x', 'http://nginx.inner/piaozone/bill-websocket-v2/x'],
    ['https://api.piaozone.com/x/../bill-websocket/a', 'http://nginx.inner:8081/ws/a'],
    ['https://api.piaozone.com/bill-websocket/../x', 'http://nginx.inner/piaozone/x'],
    ['https://api.piaozone.com/bill-websocket/%2e%2e/x', 'http://nginx.inner/piaozone/x'],
    ['https://api-dev.piaozone.com/test/a/b', 'https://nginx.inner/a/b'],
    ['https://api-dev.piaozone.com/test', 'https://nginx.inner/'],
    ['https://api-dev.piaozone.com/test?a=b', 'https://nginx.inner/?a=b'],
    ['https://api-dev.piaozone.com/testing', 'https://api-dev.piaozone.com/testing'],
    ['https://api-dev.piaozone.com/Test/a', 'https://api-dev.piaozone.com/Test/a'],
    ['https://api-dev.piaozone.com/', 'https://api-dev.piaozone.com/'],
    ['http://erp.inner:8080/ierp/kapi', 'http://erp.new/base/kapi'],
    ['http://erp.inner/ierp/kapi', 'http://erp.inner/ierp/kapi'],
    ['https://erp.inner:8080/ierp', 'https://erp.inner:8080/ierp'],
    ['https://api.piaozone.com.evil.test/x', 'https://api.piaozone.com.evil.test/x'],
    ['https://nginx.inner/piaozone', 'https://nginx.inner/piaozone'],
    ['wss://api.piaozone.com/bill-websocket/push?taxNo=1', 'ws://nginx.inner:8081/ws/push?taxNo=1'],
    ['wss://api-dev.piaozone.com/test/x', 'wss://nginx.inner/x'],
    ['ws://api.piaozone.com/x', 'ws://api.piaozone.com/x'],
  ])('%s → %s', (from, to) => {
    expect(rewrite(CLOUD).apply(new URL(from)).href).toBe(new URL(to).href);
  });

  it('is shown by its addresses', () => {
    expect(JSON.stringify(rewrite({ 'https://a.test/x/': { to: 'https://b.test/', keepHost: true } }))).toBe('{"https://a.test/x":"https://b.test"}');
  });

  it('ends a prefix at a segment', () => {
    expect([isBelow('/test', '/test'), isBelow('/test/', '/test'), isBelow('/testing', '/test'), isBelow('/', ''), isBelow('/t', '/test')]).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
  });

  it('warns once of all hosts that are reached by plain http', () => {
    rewrite(CLOUD);
    expect(warnings.map(({ path }) => path)).toEqual(['rewrite']);
    expect(warnings[0]?.message.en).toMatch(/^api\.piaozone\.com will/);
    warnings.length = 0;
    rewrite({ 'https://a.test': 'https://b.test', 'http://c.test': 'http://d.test' });
    expect(warnings).toEqual([]);
  });

  it.each<[unknown, string[]]>([
    ['https://a.test', ['rewrite']],
    [['https://a.test'], ['rewrite']],
    [null, ['rewrite']],
    [{ 'a.test': 'https://b.test' }, ['rewrite[0]']],
    [{ 'https://a.test': 'b.test' }, ['rewrite[0].to']],
    [{ 'https://a.test': {} }, ['rewrite[0].to']],
    [{ 'https://a.test': null }, ['rewrite[0].to']],
    [{ 'https://a.test': 7 }, ['rewrite[0].to']],
    [{ 'https://a.test': 'https://b.test', 'wss://a.test': 'ftp://b.test' }, ['rewrite[1]', 'rewrite[1].to']],
    [{ 'https://a.test?x': 'https://b.test#y' }, ['rewrite[0]', 'rewrite[0].to']],
    [{ [`https://u:${CANARY}@a.test`]: `https://u:${CANARY}@b.test` }, ['rewrite[0]', 'rewrite[0].to']],
    [{ 'https://a.test ': 'https://b.test' }, ['rewrite[0]']],
    [{ 'https://a.test': { to: 'https://b.test', keepHost: 'yes' } }, ['rewrite[0].keepHost']],
    [{ 'https://10.0.0.1': { to: 'https://b.test', keepHost: true } }, ['rewrite[0].keepHost']],
    [{ 'https://a.test/x': 'https://b.test', 'https://A.test:443/x/': 'https://c.test' }, ['rewrite[1]']],
    [{ 'https://a.test': 'http://api.piaozone.com' }, ['rewrite[0].to']],
  ])('refuses %j', (rules, paths) => {
    expect(readRewrite(rules, 'rewrite', problems, () => {})).toBeUndefined();
    expect(problems.map(({ path }) => path)).toEqual(paths);
    expect(JSON.stringify(problems)).not.toContain(CANARY);
  });

  it('may lead to a public host by https', () => {
    expect(rewrite({ 'https://old.test': 'https://api.piaozone.com' }).apply(new URL('https://old.test/x')).href).toBe('https://api.piaozone.com/x');
  });

  it('is nothing where nothing is given', () => {
    expect(readRewrite(undefined, 'rewrite', problems, () => {})).toBeUndefined();
    expect(problems).toEqual([]);
  });
});

type LookupCallback = (error: Error | null, addresses: dns.LookupAddress[]) => void;

/** Stands for the hosts file. */
function hosts(entries: Readonly<Record<string, string>>): void {
  vi.spyOn(dns, 'lookup').mockImplementation(((name: string, _options: unknown, callback: LookupCallback) => {
    const address = entries[name];
    if (address === undefined) callback(Object.assign(new Error(name), { code: 'ENOTFOUND' }), []);
    else callback(null, [{ address, family: 4 }]);
  }) as unknown as typeof dns.lookup);
}

describe('a sender with rules', () => {
  it('reaches nginx under its own name and path, again and again', async () => {
    const nginx = await httpServer((response, { body }) => response.end(body));
    const rules = { 'https://api.piaozone.com': `${nginx.url}/piaozone`, 'https://img.test/a': `${nginx.url}/img`, 'https://doc.test/a': nginx.url };
    const axios = sender({ rewrite: rewrite(rules) });
    for (let time = 0; time < 3; time += 1) {
      expect((await axios.send(post('https://api.piaozone.com/base/x?access_token=1', 'body'), context())).body.toString()).toBe('body');
    }
    await axios.send(get('https://img.test/a/1.pdf'), context());
    await axios.send(get('https://img.test/a'), context());
    await axios.send(get('https://img.test/a?q'), context());
    await axios.send(get('https://doc.test/a?q'), context());
    await axios.send(get('https://doc.test/a'), context());
    expect(nginx.received.map(({ url, headers }) => [url, headers.host])).toEqual([
      ...Array.from({ length: 3 }, () => ['/piaozone/base/x?access_token=1', `127.0.0.1:${nginx.port}`]),
      ['/img/1.pdf', `127.0.0.1:${nginx.port}`],
      ['/img', `127.0.0.1:${nginx.port}`],
      ['/img?q', `127.0.0.1:${nginx.port}`],
      ['/?q', `127.0.0.1:${nginx.port}`],
      ['/', `127.0.0.1:${nginx.port}`],
    ]);
    expect(nginx.connections()).toBe(1);
  });

  it('does not rewrite what a rule led to', async () => {
    const last = await httpServer((response) => response.end('last'));
    const first = await httpServer((response) => response.end('first'));
    const axios = sender({ rewrite: rewrite({ 'https://a.test': first.url, [first.url]: last.url }) });
    expect((await axios.send(get('https://a.test/'), context())).body.toString()).toBe('first');
    expect((await axios.send(get(`${first.url}/`), context())).body.toString()).toBe('last');
  });

  it('keeps the original host for an nginx that tells its servers apart by it', async () => {
    const nginx = await httpServer((response) => response.end());
    const axios = sender({ rewrite: rewrite({ 'https://api.piaozone.com': { to: nginx.url, keepHost: true } }) });
    await axios.send(get('https://api.piaozone.com/x'), context());
    expect(nginx.received.map(({ url, headers }) => [url, headers.host])).toEqual([['/x', 'api.piaozone.com']]);
  });

  // business-rules §7.4: inner machines map the names to nginx in /etc/hosts and speak plain http to it.
  it('reaches the public name by http where the hosts file leads to an inner nginx', async () => {
    const nginx = await httpServer((response) => response.end('inner'));
    hosts({ 'api.piaozone.com': '127.0.0.1' });
    const axios = sender({ rewrite: rewrite({ 'https://api.piaozone.com': `http://api.piaozone.com:${nginx.port}` }) });
    expect((await axios.send(get('https://api.piaozone.com/x'), context())).body.toString()).toBe('inner');
    expect(nginx.received[0]?.headers.host).toBe(`api.piaozone.com:${nginx.port}`);
    expect(warnings).toHaveLength(1);
  });

  it('sends nothing by http to a public address', async () => {
    hosts({ 'api.piaozone.com': '203.0.113.7' });
    const axios = sender({ rewrite: rewrite({ 'https://api.piaozone.com': 'http://api.piaozone.com' }) });
    const failure = await failureOf(axios.send(post('https://api.piaozone.com/x', CANARY), context()));
    expect(failure).toMatchObject({ kind: 'connection', unsent: true, detail: 'ERR_PUBLIC_ADDRESS', facts: { reason: 'public-address' } });
  });
});

describe.skipIf(!canMakeCertificates())('an nginx with TLS', () => {
  let certificates: Certificates;
  beforeAll(() => {
    certificates = makeCertificates();
  });

  it('is trusted by its private CA under its own name, or under the original one with keepHost', async () => {
    const seen: unknown[] = [];
    const nginx = await listen(
      createHttpsServer(certificates.wrongHost, (request, response) => {
        seen.push([(request.socket as TLSSocket & { servername?: string }).servername, request.headers.host, request.url]);
        response.end();
      }),
    );
    const to = `https://127.0.0.1:${nginx.port}/p`;
    const kept = sender({ ca: certificates.ca, rewrite: rewrite({ 'https://elsewhere.test': { to, keepHost: true } }) });
    expect((await kept.send(get('https://elsewhere.test/x'), context())).status).toBe(200);
    expect(seen).toEqual([['elsewhere.test', 'elsewhere.test', '/p/x']]);
    // SNI holds no port, the Host header does.
    const ported = sender({ ca: certificates.ca, rewrite: rewrite({ 'https://elsewhere.test:8443': { to, keepHost: true } }) });
    expect((await ported.send(get('https://elsewhere.test:8443/x'), context())).status).toBe(200);
    expect(seen[1]).toEqual(['elsewhere.test', 'elsewhere.test:8443', '/p/x']);
    // Its certificate is not for the address.
    const plain = sender({ ca: certificates.ca, rewrite: rewrite({ 'https://elsewhere.test': to }) });
    expect(await failureOf(plain.send(get('https://elsewhere.test/x'), context()))).toMatchObject({ kind: 'tls', facts: { reason: 'tls-host' } });
    // The name that is kept is the one that is checked.
    const other = sender({ ca: certificates.ca, rewrite: rewrite({ 'https://cloud.test': { to, keepHost: true } }) });
    expect(await failureOf(other.send(get('https://cloud.test/x'), context()))).toMatchObject({ kind: 'tls', facts: { reason: 'tls-host' } });
  });
});
