import { describe, expect, it } from 'vitest';
import { createPiaozone, type Piaozone } from '../../src/client.js';
import { FEATURES, hostsFor } from '../../src/connection/hosts.js';
import { probeHosts } from '../../src/connection/probe-hosts.js';
import { SendFailure, type SendFailureKind, type WireResponse } from '../../src/transport/types.js';
import { FakeSender, hangs, type Reaction } from '../support/fake-sender.js';

const names = (kind: 'production' | 'test' | 'custom', ...features: (typeof FEATURES)[number][]) =>
  hostsFor({ kind, baseUrl: 'https://api.piaozone.com' }, features).map(({ host, port }) => (port === 443 ? host : `${host}:${port}`));

describe('hosts (business-rules §7.3)', () => {
  it('the standard edition issues through its base address alone', () => {
    expect(names('production', 'issuing')).toEqual([]);
  });

  it('lists what each feature needs, per environment', () => {
    expect(names('production', 'flagship-issuing')).toEqual([
      'cosmic-pro.piaozone.com',
      'cosmic.piaozone.com',
      'cosmic-demo.piaozone.com',
      'img.piaozone.com',
      'title.piaozone.com',
      'api.kingdee.com',
      'smsyun.kingdee.com',
      'mcapi.kingdee.com',
    ]);
    expect(names('test', 'flagship-issuing').slice(0, 4)).toEqual([
      'cosmic-demo.piaozone.com',
      'img-test.piaozone.com',
      'oms-test.piaozone.com',
      'title.piaozone.com',
    ]);
    expect(names('production', 'receiving', 'wechat', 'leqi')).toEqual(['api.kingdee.com', 'api.weixin.qq.com', 'lqpt.chinatax.gov.cn:8443']);
  });

  it('names a host that two features need once, and none for an address of one’s own', () => {
    expect(names('test', 'flagship-issuing', 'receiving').filter((name) => name === 'api.kingdee.com')).toHaveLength(1);
    expect(names('custom', ...FEATURES)).toEqual([]);
    expect(hostsFor({ kind: 'test', baseUrl: 'http://nginx.inner:8080/test' }, FEATURES)).toEqual([]);
  });
});

const HOSTS = [
  { host: 'api.kingdee.com', port: 443, feature: 'receiving' },
  { host: 'lqpt.chinatax.gov.cn', port: 8443, feature: 'leqi' },
] as const;

function clientOf(...script: Reaction[]): { client: Piaozone; sender: FakeSender } {
  const sender = new FakeSender(...script);
  const client = createPiaozone(
    {
      environment: { baseUrl: 'https://cloud.test' },
      authorization: { mode: 'shared', enterprise: { clientId: 'E1', clientSecret: 'secret', encryptKey: '0123456789abcdef' } },
      sender,
      maxRetries: 0,
      locale: 'en',
    },
    {},
  );
  return { client, sender };
}

const answer = (status: number): WireResponse => ({ status, headers: {}, body: Buffer.from('<html></html>') });
const failure = (kind: SendFailureKind, detail: string) => new SendFailure(kind, true, detail);
const call = { requestId: 'r1', warn: () => {} };

describe('probing them', () => {
  it('any HTTP answer proves a host reachable; nothing of ours travels', async () => {
    const { client, sender } = clientOf(answer(403), answer(404));
    const findings = await probeHosts(client, HOSTS, call);
    expect(findings.map(({ status, evidence }) => [status, evidence])).toEqual([
      ['ok', 'api.kingdee.com:443 (receiving): HTTP 403'],
      ['ok', 'lqpt.chinatax.gov.cn:8443 (leqi): HTTP 404'],
    ]);
    expect(sender.sent.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', 'https://api.kingdee.com/', undefined],
      ['GET', 'https://lqpt.chinatax.gov.cn:8443/', undefined],
    ]);
    await client.close();
  });

  it('a page that is too large is an answer too', async () => {
    const { client } = clientOf(failure('response_too_large', 'MORE'));
    expect((await probeHosts(client, HOSTS.slice(0, 1), call)).map(({ status }) => status)).toEqual(['ok']);
    await client.close();
  });

  it.each([
    ['connection', 'dns', 'DNS_FAILED'],
    ['proxy', 'refused', 'PROXY_TUNNEL_REFUSED'],
    ['connection', undefined, 'HOST_UNREACHABLE'],
  ] as const)('%s: %s is named', async (kind, reason, diagnosis) => {
    const { client } = clientOf(new SendFailure(kind, true, 'CODE', reason === undefined ? {} : { reason }));
    const [finding] = await probeHosts(client, HOSTS.slice(0, 1), call);
    expect(finding).toMatchObject({
      code: 'piaozone.host',
      status: 'failed',
      diagnosis,
      evidence: expect.stringContaining('api.kingdee.com:443 (receiving)'),
    });
    await client.close();
  });

  it('an abort is no finding', async () => {
    const { client } = clientOf(hangs);
    await expect(probeHosts(client, HOSTS, { ...call, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    await client.close();
  });
});
