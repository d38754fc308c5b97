import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemRuntime } from '../../src/runtime.js';
import { Agents } from '../../src/transport/agents.js';
import { Targets } from '../../src/transport/target.js';

const targets = () =>
  new Targets(
    new Agents({ runtime: systemRuntime, proxy: undefined, tls: {}, maxSockets: 1, idleTimeoutMs: 1, maxSocketAgeMs: 1, connectTimeoutMs: 1 }),
  );

describe('Targets', () => {
  it('give what URL parsing gives, the first time and from memory', () => {
    const rest = fc.oneof(
      fc.webPath(),
      fc.string({ maxLength: 12 }).map((text) => `/${text}`),
      fc.constantFrom(
        '',
        '/',
        '/a/../b',
        '/a/./b',
        '/..',
        '/.',
        '/a/..?x=1',
        '/a b',
        '/a#b',
        '/%2e%2e/x',
        '/a//b',
        '/测试',
        '/?q=/../x',
        '/a?b=c&access_token=x%2F',
        '/.a/..b',
      ),
    );
    const origin = fc.constantFrom('http://127.0.0.1:8080', 'https://api.piaozone.com', 'https://[::1]:1', 'HTTP://Host.test', 'http://h:80');
    const found = targets();
    fc.assert(
      fc.property(origin, rest, (base, path) => {
        const text = `${base}${path}`;
        const url = new URL(text);
        for (let time = 0; time < 2; time += 1) {
          const { protocol, host, origin: parsed, path: line } = found.find(text);
          expect([protocol, host, parsed, line]).toEqual([url.protocol, url.host, url.origin, `${url.pathname}${url.search}`]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('refuse what must not be sent, also for a known origin', () => {
    const found = targets();
    found.find('http://h.test/x');
    expect(() => found.find('http://user:pw@h.test/x')).toThrowError(expect.objectContaining({ unsent: true, detail: 'ERR_URL_CREDENTIALS' }));
    expect(() => found.find('ftp://h.test/x')).toThrowError(expect.objectContaining({ detail: 'ERR_INVALID_PROTOCOL' }));
    expect(() => found.find('h.test/x')).toThrowError(expect.objectContaining({ detail: 'ERR_INVALID_URL' }));
  });
});
