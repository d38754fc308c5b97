import { describe, expect, it } from 'vitest';
import type { ErpAdapter, ErpConnection } from '../../src/adapter/contract.js';
import type { CheckRequest } from '../../src/connection/check-request.js';
import { type ConnectionTest, testConnection } from '../../src/connection/connection-test.js';
import { PiaozoneError } from '../../src/errors.js';
import type { IssuingRoute, IssuingRouteFactory } from '../../src/issuing/route.js';
import type { Finding } from '../../src/model/finding.js';
import type { BusinessUnit } from '../../src/model/organization.js';
import { FakeSender } from '../support/fake-sender.js';

const OK: Finding = { code: 'route.fine', status: 'ok', title: { zh: '好', en: 'fine' } };
const ENTERPRISE = { clientId: 'E1', clientSecret: 'the-secret', encryptKey: '0123456789abcdef' };

function issuing(check: IssuingRoute['check'] = async () => [OK]): IssuingRouteFactory & { readonly requests: (CheckRequest | undefined)[] } {
  const requests: (CheckRequest | undefined)[] = [];
  const route: Pick<IssuingRoute, 'check'> = {
    check: (call, request) => {
      requests.push(request);
      return check(call, request);
    },
  };
  return { id: 'fake', requests, connect: () => route as IssuingRoute };
}

const unit = (number: string, taxNo: string, importable = true): BusinessUnit => ({
  id: number,
  number,
  name: number,
  taxNo,
  importability: importable ? { importable } : { importable, reason: { zh: '不行', en: 'no' } },
});

function erp(units: readonly BusinessUnit[], change: Partial<ErpConnection> = {}): ErpAdapter {
  const connection: Partial<ErpConnection> = {
    accountSet: 'A1',
    check: async () => [{ code: 'erp.fine', status: 'ok', title: OK.title }],
    listBusinessUnits: async () => ({ items: units }),
    close: async () => {},
    ...change,
  };
  return { specificationVersion: 'v1', id: 'fake', capabilities: { abilities: [], billTypes: [] }, connect: async () => connection as ErpConnection };
}

const options = (more: object = {}) => ({
  environment: 'production',
  authorization: { mode: 'shared', enterprise: ENTERPRISE },
  sender: new FakeSender(),
  ...more,
});
const perOrganization = { mode: 'per-organization', main: ENTERPRISE, organizations: { '91110000TEST00001X': { ...ENTERPRISE, clientId: 'E2' } } };

async function run(test: Partial<ConnectionTest>) {
  const report = await testConnection({ options: options(), issuing: issuing(), locale: 'en', ...test });
  return { ...report, lines: report.findings.map(({ code, status }) => `${code} ${status}`) };
}

describe('testConnection', () => {
  it('keeps the order: configuration, cloud, organizations, expense, ERP', async () => {
    const { ok, lines } = await run({
      options: options({ authorization: perOrganization }),
      erp: { problems: [], adapter: erp([unit('U1', '91110000TEST00001X')]) },
    });
    expect(lines).toEqual(['config ok', 'route.fine ok', 'piaozone.organizations ok', 'piaozone.expense skipped', 'erp.fine ok']);
    expect(ok).toBe(true);
  });

  it('tells the route the hosts of the features, the other public environment and the triples', async () => {
    const route = issuing();
    await run({ issuing: route, features: ['receiving'] });
    expect(route.requests[0]).toMatchObject({
      hosts: [{ host: 'api.kingdee.com', port: 443, feature: 'receiving' }],
      otherEnvironment: { kind: 'test', baseUrl: 'https://api-dev.piaozone.com/test' },
      triples: [{ path: 'authorization.enterprise' }],
    });
    await run({ issuing: route, options: options({ environment: { baseUrl: 'https://own.test' } }) });
    expect(route.requests[1]).toMatchObject({ hosts: [] });
    expect(route.requests[1]).not.toHaveProperty('otherEnvironment');
    await run({ issuing: route, otherEnvironment: { baseUrl: 'https://other.test' } });
    expect(route.requests[2]).toMatchObject({ otherEnvironment: { kind: 'custom', baseUrl: 'https://other.test' } });
  });

  it('a wrong otherEnvironment is a problem of the configuration', async () => {
    const { findings } = await run({ otherEnvironment: { baseUrl: 'nowhere' } });
    expect(findings[0]).toMatchObject({ code: 'config', status: 'failed', evidence: 'otherEnvironment.baseUrl' });
  });

  it('compares every importable unit, once a tax number, and no other', async () => {
    const units = [unit('U1', '91110000TEST00001X'), unit('U2', '91110000TEST00002X'), unit('U3', '91110000TEST00002X'), unit('U4', '9111NO', false)];
    const { findings } = await run({ options: options({ authorization: perOrganization }), erp: { problems: [], adapter: erp(units) } });
    const finding = findings.find(({ code }) => code === 'piaozone.organizations');
    expect(finding).toMatchObject({ status: 'failed', diagnosis: 'ORGANIZATION_TRIPLE_MISSING' });
    expect(finding?.evidence).toMatch(/: U2 91110000TEST00002X$/);
  });

  it('names ten of many', async () => {
    const units = Array.from({ length: 12 }, (_, n) => unit(`U${n}`, `TAX${n}`));
    const { findings } = await run({ options: options({ authorization: perOrganization }), erp: { problems: [], adapter: erp(units) } });
    expect(findings.find(({ code }) => code === 'piaozone.organizations')?.evidence).toMatch(/U9 TAX9 … \(12\)$/);
  });

  it('does so for a configuration the client refuses, and says when the units cannot be read', async () => {
    const authorization = { ...perOrganization, main: { ...ENTERPRISE, encryptKey: 'short' } };
    const missing = await run({ options: options({ authorization }), erp: { problems: [], adapter: erp([unit('U2', 'OTHER')]) } });
    expect(missing.lines).toContain('piaozone.organizations failed');
    const none = await run({ options: options({ authorization }), erp: { problems: [], adapter: undefined } });
    expect(none.lines).toContain('piaozone.organizations skipped');
    const check = async (): Promise<Finding[]> => [{ code: 'erp.login', status: 'failed', title: OK.title }];
    const broken = await run({ options: options({ authorization }), erp: { problems: [], adapter: erp([unit('U2', 'OTHER')], { check }) } });
    expect(broken.lines).toContain('piaozone.organizations skipped');
  });

  it('a side that throws is a finding and hides nothing of the other', async () => {
    const thrown = new PiaozoneError({ code: 'server', outcome: 'unknown', message: { zh: '坏', en: 'broken' } });
    const { lines, findings } = await run({
      issuing: issuing(async () => {
        throw thrown;
      }),
      erp: {
        problems: [],
        adapter: erp([], {
          check: async () => {
            throw new TypeError('secret');
          },
        }),
      },
    });
    expect(lines).toEqual(['config ok', 'piaozone.check failed', 'piaozone.expense skipped', 'erp.check failed']);
    expect(findings[1]?.evidence).toBe('broken');
    expect(findings[3]?.evidence).toBe('unclassified error');
  });

  it('problems of the ERP’s settings come before its lines, unless the test has seen the same', async () => {
    const problems = [
      { path: 'gatewayIdentity', message: { zh: '缺', en: 'missing' }, diagnosis: 'GATEWAY_IDENTITY_MISSING' },
      { path: 'user', message: { zh: '缺', en: 'missing' } },
    ];
    const seen: Finding = { code: 'erp.gatewayIdentity', status: 'failed', title: OK.title, diagnosis: 'GATEWAY_IDENTITY_MISSING' };
    const confirmed = await run({ erp: { problems, adapter: erp([], { check: async () => [seen] }) } });
    expect(confirmed.lines.slice(-2)).toEqual(['erp.settings failed', 'erp.gatewayIdentity failed']);
    const open = await run({ erp: { problems, adapter: undefined } });
    expect(open.findings.slice(-2)).toMatchObject([
      { code: 'erp.settings', diagnosis: 'GATEWAY_IDENTITY_MISSING', evidence: 'gatewayIdentity: missing' },
      { code: 'erp.settings', diagnosis: 'CONFIG_INVALID', evidence: 'user', cause: { en: 'missing' } },
    ]);
    const nowhere = await run({ options: {}, erp: { problems, adapter: erp([]) } });
    expect(nowhere.lines.filter((line) => line.startsWith('erp'))).toEqual(['erp.settings failed', 'erp.settings failed']);
    expect(nowhere.ok).toBe(false);
  });

  it('an adapter that makes no connection is a finding', async () => {
    const adapter: ErpAdapter = { ...erp([]), connect: () => Promise.reject(new Error('no')) };
    expect((await run({ erp: { problems: [], adapter } })).lines).toContain('erp.settings failed');
  });

  it('closes what it made', async () => {
    let closed = 0;
    const close = async () => {
      closed += 1;
    };
    const sender = new FakeSender();
    await run({ options: options({ sender }), erp: { problems: [], adapter: erp([], { close }) } });
    expect(closed).toBe(1);
    expect(sender.closed).toBe(true);
  });
});
