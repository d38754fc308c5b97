import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isPiaozoneError, type Problem } from '../../src/errors.js';
import { parseProxy, readProxy, readProxyFromEnvironment } from '../../src/transport/proxy.js';

const HTTP = new URL('http://erp.corp.test/x');
const HTTPS = new URL('https://api.cloud.test/x');

describe('parseProxy', () => {
  it.each([
    ['172.18.1.1:10086', '172.18.1.1:10086', undefined],
    ['proxy.corp.test:8080', 'proxy.corp.test:8080', undefined],
    ['http://172.18.1.1:10086', '172.18.1.1:10086', undefined],
    ['http://172.18.1.1:10086/', '172.18.1.1:10086', undefined],
    ['http://proxy:80', 'proxy:80', undefined],
    ['HTTP://Proxy.Corp.Test:3128', 'proxy.corp.test:3128', undefined],
    ['[::1]:3128', '[::1]:3128', undefined],
    ['http://user:pass@h:1', 'h:1', 'user:pass'],
    ['user:pass@h:1', 'h:1', 'user:pass'],
    ['http://u%40corp:p%3A%25%20%2F@h:1', 'h:1', 'u@corp:p:% /'],
    ['http://%E7%94%A8:%E5%AF%86@h:1', 'h:1', '用:密'],
    ['http://user@h:1', 'h:1', 'user:'],
  ])('%s', (text, address, account) => {
    const hop = parseProxy(text).hopFor(HTTPS);
    expect(String(hop)).toBe(address);
    expect(hop?.authorization()).toBe(account && `Basic ${Buffer.from(account).toString('base64')}`);
    expect(String(parseProxy(text).hopFor(HTTP))).toBe(address);
  });

  it.each([
    '',
    ' ',
    '172.18.1.1',
    'http://proxy',
    'http://user:canary@proxy',
    ' h:1',
    'h:1 ',
    'h:99999',
    'h:0x50',
    'https://canary@h:1',
    'socks5://h:1',
    'http://h:1/canary',
    'http://h:1?canary',
    'http://%:canary@h:1',
    'h:1:2',
  ])('refuses %j and does not repeat it', (text) => {
    const problems: Problem[] = [];
    expect(readProxy(text, 'network.proxy', problems)).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]?.path).toBe('network.proxy');
    try {
      parseProxy(text);
      expect.unreachable();
    } catch (error) {
      expect(isPiaozoneError(error, 'config_invalid')).toBe(true);
      expect(`${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}`).not.toContain('canary');
    }
  });

  it('shows host and port, never the account', () => {
    const settings = parseProxy('http://canary-user:canary-password@h:1');
    const hop = settings.hopFor(HTTP);
    const shown = [settings, hop]
      .map((value) => `${inspect(value, { depth: 9, showHidden: true })} ${JSON.stringify(value)} ${String(value)}`)
      .join('\n');
    expect(shown).not.toMatch(/canary|Y2FuYXJ5/);
    expect(JSON.stringify(settings)).toBe('{"http":"h:1","https":"h:1"}');
  });
});

describe('readProxyFromEnvironment', () => {
  const read = (env: Record<string, string>) => {
    const problems: Problem[] = [];
    return { settings: readProxyFromEnvironment(env, problems), problems };
  };
  const route = (env: Record<string, string>, url: URL) => String(read(env).settings?.hopFor(url));

  it('is undefined where nothing is set', () => {
    expect(read({ NO_PROXY: '*', HTTP_PROXY: '' })).toEqual({ settings: undefined, problems: [] });
  });

  it('takes each scheme from its own variable, lower case first', () => {
    const env = { HTTP_PROXY: 'upper:1', http_proxy: 'lower:2', HTTPS_PROXY: 'http://secure:3' };
    expect(route(env, HTTP)).toBe('lower:2');
    expect(route(env, HTTPS)).toBe('secure:3');
    expect(route({ HTTP_PROXY: 'only:1' }, HTTPS)).toBe('undefined');
  });

  it('names the variable that is wrong, without its value', () => {
    const { settings, problems } = read({ HTTPS_PROXY: 'http://canary@x' });
    expect(settings).toBeUndefined();
    expect(problems.map(({ path }) => path)).toEqual(['HTTPS_PROXY']);
    expect(JSON.stringify(problems)).not.toContain('canary');
  });

  it('takes a visitor of a CGI program for no source of proxies', () => {
    expect(route({ HTTP_PROXY: 'evil:1', REQUEST_METHOD: 'GET' }, HTTP)).toBe('undefined');
    expect(route({ http_proxy: 'good:1', HTTP_PROXY: 'evil:1', REQUEST_METHOD: 'GET' }, HTTP)).toBe('good:1');
    expect(route({ HTTPS_PROXY: 'good:1', REQUEST_METHOD: 'GET' }, HTTPS)).toBe('good:1');
  });

  it('takes NO_PROXY in either case, lower first, and exceptions of its own', () => {
    const direct = (env: Record<string, string>, own = '') =>
      readProxyFromEnvironment({ HTTP_PROXY: 'p:1', ...env }, [], own)?.hopFor(HTTP) === undefined;
    expect(direct({})).toBe(false);
    expect(direct({ NO_PROXY: 'corp.test' })).toBe(true);
    expect(direct({ no_proxy: 'corp.test' })).toBe(true);
    expect(direct({ no_proxy: 'other.test', NO_PROXY: 'corp.test' })).toBe(false);
    expect(direct({ no_proxy: '', NO_PROXY: 'corp.test' })).toBe(true);
    expect(direct({ NO_PROXY: 'other.test' }, 'corp.test')).toBe(true);
    expect(direct({ NO_PROXY: 'corp.test' }, 'other.test')).toBe(true);
  });

  it('does not read ALL_PROXY', () => {
    expect(read({ ALL_PROXY: 'p:1', all_proxy: 'p:1' })).toEqual({ settings: undefined, problems: [] });
  });
});
