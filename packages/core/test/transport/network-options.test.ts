import { beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/errors.js';
import { type NetworkOptions, readNetwork } from '../../src/network.js';
import { CANARY } from '../support/canary.js';
import { everythingShown } from '../support/everything.js';
import { type Certificates, canMakeCertificates, makeCertificates } from './certificates.js';

function read(given: unknown, variables: Record<string, string> = {}) {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const reading = { prefix: 'erpNetwork.', variables, problems, warn: (problem: Problem) => warnings.push(problem) };
  const settings = readNetwork(given as NetworkOptions, reading);
  for (const shown of [settings.proxy, problems, warnings]) expect(everythingShown(shown)).not.toContain(CANARY);
  const hop = (url: string) => String(settings.proxy?.hopFor(new URL(url)));
  return { settings, hop, wrong: problems.map(({ path }) => path), warned: warnings.map(({ path }) => path) };
}

describe('proxy', () => {
  it('is none unless given', () => {
    expect(read({}, { HTTP_PROXY: 'p:1' }).settings).toEqual({ proxy: undefined, tls: {} });
    expect(read({ proxy: '' }).settings.proxy).toBeUndefined();
  });

  it.each<[unknown, string, string]>([
    ['172.18.1.1:10086', 'https://x.test', '172.18.1.1:10086'],
    [`http://u:${CANARY}@h:1`, 'http://x.test', 'h:1'],
    [{ url: 'h:1' }, 'http://x.test', 'h:1'],
    [{ url: 'h:1', noProxy: 'x.test' }, 'http://x.test', 'undefined'],
    [{ url: 'h:1', noProxy: 'a.test,x.test' }, 'http://x.test', 'undefined'],
    [{ url: 'h:1', noProxy: ['a.test', '10.0.0.0/8'] }, 'https://10.1.1.1', 'undefined'],
    [{ url: 'h:1', noProxy: ['a.test'] }, 'http://x.test', 'h:1'],
    ['env', 'http://x.test', 'e:2'],
    ['env', 'http://n.test', 'undefined'],
    [{ url: 'env', noProxy: 'x.test' }, 'http://x.test', 'undefined'],
    [{ url: 'env', noProxy: 'x.test' }, 'http://n.test', 'undefined'],
  ])('%j for %s: %s', (proxy, url, expected) => {
    const { hop, wrong, warned } = read({ proxy }, { http_proxy: 'e:2', https_proxy: 'e:2', no_proxy: 'n.test' });
    expect(hop(url)).toBe(expected);
    expect([wrong, warned]).toEqual([[], []]);
  });

  it.each<[unknown]>([[7], [{}], [{ url: 'h:1', noProxy: 7 }], [`http://u:${CANARY}@h`], [null], [{ url: `${CANARY} ` }]])('refuses %j', (proxy) => {
    expect(read({ proxy }).wrong).toEqual(['erpNetwork.proxy']);
  });

  it('warns of exceptions that it does not understand', () => {
    expect(read({ proxy: { url: 'h:1', noProxy: '10.*,x.test' } }).warned).toEqual(['erpNetwork.proxy']);
    expect(read({ proxy: 'env' }, { http_proxy: 'h:1', no_proxy: '10.*' }).warned).toEqual(['erpNetwork.proxy']);
  });
});

describe('rewrite', () => {
  it('is read with the rest', () => {
    const { settings, warned } = read({ rewrite: { 'https://a.test': 'http://b.test' } });
    expect(settings.rewrite?.apply(new URL('https://a.test/x')).href).toBe('http://b.test/x');
    expect(warned).toEqual(['erpNetwork.rewrite']);
    expect(read({ rewrite: { a: 'b' } }).wrong).toEqual(['erpNetwork.rewrite[0]', 'erpNetwork.rewrite[0].to']);
  });

  it('does not let a proxy find out where a public name leads', () => {
    const rewrite = { 'https://api.piaozone.com': 'http://api.piaozone.com' };
    expect(read({ proxy: 'h:1', rewrite }).wrong).toEqual(['erpNetwork.rewrite']);
    expect(read({ proxy: { url: 'h:1', noProxy: 'piaozone.com' }, rewrite }).wrong).toEqual([]);
    expect(read({ rewrite }).wrong).toEqual([]);
  });

  it('cannot keep a host through a proxy that forwards', () => {
    const rewrite = { 'https://a.test': { to: 'http://b.test', keepHost: true } };
    expect(read({ proxy: 'h:1', rewrite }).wrong).toEqual(['erpNetwork.rewrite']);
    expect(read({ proxy: { url: 'h:1', noProxy: 'b.test' }, rewrite }).wrong).toEqual([]);
    expect(read({ proxy: 'h:1', rewrite: { 'https://a.test': 'http://b.test' } }).wrong).toEqual([]);
    expect(read({ proxy: 'h:1', rewrite: { 'https://a.test': { to: 'https://b.test', keepHost: true } } }).wrong).toEqual([]);
  });
});

const BROKEN = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

describe.skipIf(!canMakeCertificates())('tls', () => {
  let certificates: Certificates;
  beforeAll(() => {
    certificates = makeCertificates();
  });

  it('takes PEM', () => {
    const { ca, client } = certificates;
    for (const given of [{}, { ca }, { ca: Buffer.from(ca) }, { ca: [ca, ca] }, { clientCertificate: client }, { ca, clientCertificate: client }]) {
      const { settings, wrong } = read({ tls: given });
      expect(settings.tls).toBe(given);
      expect(wrong).toEqual([]);
    }
  });

  it('refuses paths, broken PEM, and a key of another certificate', () => {
    const { client, server } = certificates;
    const key = client.key.replace(/\n[^\n]{10}/, `\n${CANARY}`);
    const wrongOf = (tls: unknown) => read({ tls }).wrong;
    for (const tls of ['x', null]) expect(wrongOf(tls)).toEqual(['erpNetwork.tls']);
    for (const ca of ['/etc/ssl/ca.pem', '', 7, client.key, [client.cert, 'x'], `${client.cert}\n${BROKEN}`, BROKEN]) {
      expect(wrongOf({ ca })).toEqual(['erpNetwork.tls.ca']);
    }
    for (const clientCertificate of [
      null,
      {},
      { cert: client.cert },
      { cert: '/etc/ssl/client.pem', key: '/etc/ssl/client.key' },
      { cert: client.cert, key: server.key },
      { cert: client.cert, key },
    ]) {
      expect(wrongOf({ clientCertificate })).toEqual(['erpNetwork.tls.clientCertificate']);
    }
  });
});
