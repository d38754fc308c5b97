import { describe, expect, it } from 'vitest';
import { ProxySettings, parseProxy } from '../../src/transport/proxy.js';

const hop = parseProxy('p.test:1').hopFor(new URL('http://x.test'));
const settings = (noProxy: string) => new ProxySettings(hop === undefined ? {} : { http: hop, https: hop }, noProxy);
const isDirect = (noProxy: string, url: string) => settings(noProxy).hopFor(new URL(url)) === undefined;

describe('NO_PROXY', () => {
  it.each([
    // A name: the host and what is below it, as in curl and Go.
    ['corp.test', 'http://corp.test/', true],
    ['corp.test', 'http://erp.corp.test/', true],
    ['corp.test', 'http://a.b.corp.test/', true],
    ['corp.test', 'http://evilcorp.test/', false],
    ['corp.test', 'http://corp.test.evil/', false],
    ['corp.test', 'http://test/', false],
    ['corp.test', 'http://corp.test:8080/', true],
    ['ERP.corp.TEST', 'http://erp.CORP.test/', true],
    ['corp.test.', 'http://corp.test/', true],
    ['corp.test', 'http://corp.test./', true],
    ['localhost', 'http://localhost:1/', true],
    ['erp_1', 'http://erp_1/', true],
    ['发票.test', 'http://xn--8nwm7p.test/', false],
    ['金蝶.test', `http://${new URL('http://金蝶.test').hostname}/`, true],
    // A leading dot or `*.`: only what is below it, as in Go.
    ['.corp.test', 'http://erp.corp.test/', true],
    ['.corp.test', 'http://a.b.corp.test/', true],
    ['.corp.test', 'http://corp.test/', false],
    ['.corp.test', 'http://evilcorp.test/', false],
    ['*.corp.test', 'http://erp.corp.test/', true],
    ['*.corp.test', 'http://corp.test/', false],
    // Everything.
    ['*', 'https://anything.test/', true],
    ['*', 'https://[fd00::1]/', true],
    ['*:8443', 'https://anything.test:8443/', true],
    ['*:8443', 'https://anything.test/', false],
    ['x.test,*', 'https://anything.test/', true],
    // Ports; the default one counts.
    ['corp.test:80', 'http://erp.corp.test/', true],
    ['corp.test:443', 'https://corp.test/', true],
    ['corp.test:443', 'http://corp.test/', false],
    ['corp.test:8080', 'http://corp.test/', false],
    ['.corp.test:8080', 'http://erp.corp.test:8080/', true],
    ['10.0.0.1:8090', 'http://10.0.0.1:8090/', true],
    ['10.0.0.1:8090', 'http://10.0.0.1/', false],
    // Addresses, however they are written.
    ['10.0.0.1', 'http://10.0.0.1:8090/', true],
    ['10.0.0.1', 'http://10.0.0.11/', false],
    ['10.0.0.1', 'http://0x0a000001/', true],
    ['10.0.0.1', 'http://[::ffff:10.0.0.1]/', true],
    ['0.0.1', 'http://10.0.0.1/', false],
    ['::1', 'http://[::1]/', true],
    ['[::1]', 'http://[::1]:80/', true],
    ['[::1]', 'http://[::2]/', false],
    ['0:0:0:0:0:0:0:1', 'http://[::1]/', true],
    ['FD00::A', 'http://[fd00::a]/', true],
    ['[::1]:81', 'http://[::1]:81/', true],
    ['[::1]:81', 'http://[::1]/', false],
    ['::1:81', 'http://[::1]:81/', false],
    // Ranges: addresses only.
    ['10.0.0.0/8', 'http://10.255.0.1/', true],
    ['10.0.0.0/8', 'http://11.0.0.1/', false],
    ['172.16.0.0/12', 'https://172.31.255.255:8443/', true],
    ['172.16.0.0/12', 'https://172.32.0.0/', false],
    ['192.168.1.77/24', 'http://192.168.1.1/', true],
    ['10.0.0.1/32', 'http://10.0.0.2/', false],
    ['0.0.0.0/0', 'http://8.8.8.8/', true],
    ['0.0.0.0/0', 'http://corp.test/', false],
    ['fd00::/8', 'http://[fd12::1]/', true],
    ['fd00::/8', 'http://[fe80::1]/', false],
    ['[fd00::]/8', 'http://[fd12::1]/', true],
    ['fd00::/8', 'http://10.0.0.1/', false],
    ['10.0.0.0/8', 'http://[::ffff:10.1.1.1]/', true],
    // Lists.
    ['a.test, ,b.test', 'http://b.test/', true],
    ['a.test b.test\tc.test', 'http://c.test/', true],
    ['a.test,10.0.0.0/8', 'http://10.1.1.1/', true],
    ['', 'http://b.test/', false],
    // Nothing is an exception by itself.
    ['', 'http://localhost/', false],
    ['', 'http://127.0.0.1/', false],
  ])('%j and %s: direct is %s', (noProxy, url, direct) => {
    expect(isDirect(noProxy, url)).toBe(direct);
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0/8',
    'fd00::/129',
    '10.0.0.0/8:80',
    'corp.test/8',
    'http://corp.test',
    '10.*',
    '10.0.0',
    'erp*.test',
    '*.*',
    '.',
    ':80',
    'corp.test:0',
    'corp.test:70000',
    'corp.test:x',
    '[::1',
    '[corp.test]',
    'fe80::1%eth0',
    '<local>',
    'user@corp.test',
  ])('says that it does not understand %j', (entry) => {
    expect(settings(`a.test,${entry}`).ignoredExceptions).toEqual([entry]);
  });

  it('takes what it does not understand to the proxy', () => {
    expect(isDirect('10.*', 'http://10.1.1.1/')).toBe(false);
  });
});
