import type { Finding } from '@piaozone/core';
import type { MockCosmic, MockCosmicOptions } from '@piaozone/testkit';
import { describe, expect, it } from 'vitest';
import { CANARY } from '../../../core/test/support/canary.js';
import { type CallbackConfiguration, type CallbackProof, type CallbackSettings, proveCallback, readCallback } from '../../src/index.js';
import { newCall, startContext, startMock, UNITS } from '../support/harness.js';

const SECRET = `secret-${CANARY}`;
const PRODUCT = { id: 'galaxy', name: '星空旗舰版', gatewayIdentity: 'required' } as const;

const start = (options: MockCosmicOptions = {}) =>
  startMock({ appId: 'invoiceupload', appSecret: SECRET, gatewayIdentity: true, basePath: '/ierp', ...options });

function configurationFor(mock: MockCosmic, more: Partial<CallbackSettings> = {}, secret = SECRET): CallbackConfiguration {
  const { configuration } = readCallback(
    {
      requestAddress: mock.baseUrl,
      dataCentreId: mock.accountId,
      app: { code: 'invoiceupload', type: '预置', secret, digestKey: 'none', agentUserControl: false, apis: 'all' },
      ...(mock.gatewayIdentity === undefined ? {} : { gatewayIdentity: mock.gatewayIdentity }),
      api10Allowed: true,
      user: mock.user,
      ...more,
    },
    { menu: '', gatewayIdentity: 'optional', api10: true },
    'callback',
  );
  if (configuration === undefined) throw new Error('not usable');
  return configuration;
}

async function prove(configuration: CallbackConfiguration, proof: Partial<CallbackProof> = {}): Promise<Finding[]> {
  const findings = await proveCallback(configuration, { product: PRODUCT, query: { path: UNITS }, ...proof }, startContext(), newCall());
  expect(JSON.stringify(findings).includes(CANARY)).toBe(false);
  return findings;
}
const brief = (findings: readonly Finding[]) => findings.map(({ code, status, diagnosis }) => [code.replace('erp.callback.', ''), status, diagnosis]);

describe('proof of the callback settings', () => {
  it('logs in as invoiceupload with secret and identity on every call, asks one harmless row, logs out', async () => {
    const mock = await start({ requiredOnToken: true });
    expect(brief(await prove(configurationFor(mock)))).toEqual([
      ['login', 'ok', undefined],
      ['gateway', 'ok', undefined],
    ]);
    const { entries } = mock.journal;
    expect(entries.map(({ path }) => path.split('/').at(-1))).toEqual(['getAppToken.do', 'login.do', 'query', 'logout.do']);
    expect(new Set(entries.map(({ headers }) => headers['x-acgw-identity']))).toEqual(new Set([mock.gatewayIdentity]));
    const [first, , query] = entries.map(({ body }) => JSON.parse(body.toString('utf8')) as Record<string, unknown>);
    expect(first?.['appId']).toBe('invoiceupload');
    expect(query).toEqual({ data: {}, pageNo: 1, pageSize: 1 });
  });

  it('counts a refusal of the query itself as proof: the gateway let the app through', async () => {
    for (const grantRefusedBy of ['platform', 'gateway'] as const) {
      const mock = await start({ grants: [], grantRefusedBy });
      expect(brief(await prove(configurationFor(mock)))).toEqual([
        ['login', 'ok', undefined],
        ['gateway', 'ok', undefined],
      ]);
    }
  });

  it('says what it could not ask: no query, no identity, no user', async () => {
    const mock = await start();
    const { query: _, ...rest } = { product: PRODUCT, query: undefined };
    const findings = await proveCallback(configurationFor(mock), rest, startContext(), newCall());
    expect(brief(findings)).toEqual([
      ['login', 'ok', undefined],
      ['gateway', 'skipped', undefined],
    ]);
    const open = await startMock({ appId: 'invoiceupload', appSecret: SECRET });
    expect(brief(await prove(configurationFor(open)))).toEqual([['login', 'ok', undefined]]);
    const { configuration } = readCallback(
      { ...configurationSettings(mock), user: undefined },
      { menu: '', gatewayIdentity: 'optional', api10: false },
      'callback',
    );
    expect(brief(await prove(configuration as CallbackConfiguration))).toEqual([
      ['login', 'skipped', undefined],
      ['gateway', 'skipped', undefined],
    ]);
    const lent = await prove(configuration as CallbackConfiguration, { user: { user: mock.user, userType: 'Mobile' } });
    expect(lent.map(({ status }) => status)).toEqual(['ok', 'ok']);
  });

  it.each<[string, MockCosmicOptions, (mock: MockCosmic) => CallbackConfiguration, [string, string, string | undefined][]]>([
    [
      'a wrong secret',
      {},
      (mock) => configurationFor(mock, {}, `${SECRET}x`),
      [
        ['login', 'failed', 'CALLBACK_APP_SECRET_WRONG'],
        ['gateway', 'skipped', undefined],
      ],
    ],
    [
      'a user that is not there',
      {},
      (mock) => configurationFor(mock, { user: '13900000000' }),
      [
        ['login', 'failed', 'CALLBACK_USER_MISSING'],
        ['gateway', 'skipped', undefined],
      ],
    ],
    [
      'another prefix',
      {},
      (mock) => configurationFor(mock, { requestAddress: mock.baseUrl.replace('/ierp', '') }),
      [
        ['login', 'failed', 'CALLBACK_ADDRESS_WRONG'],
        ['gateway', 'skipped', undefined],
      ],
    ],
    [
      'an identity that was reset',
      {},
      (mock) => {
        const before = configurationFor(mock);
        mock.gateway.reset();
        return before;
      },
      [
        ['login', 'ok', undefined],
        ['gateway', 'failed', 'THIRD_PARTY_APP_NOT_PRESET'],
      ],
    ],
    [
      'no identity',
      {},
      (mock) => configurationFor(mock, { gatewayIdentity: '' }),
      [
        ['login', 'ok', undefined],
        ['gateway', 'failed', 'GATEWAY_IDENTITY_MISSING'],
      ],
    ],
    [
      'no identity, asked for at login',
      { requiredOnToken: true },
      (mock) => configurationFor(mock, { gatewayIdentity: '' }),
      [
        ['login', 'skipped', undefined],
        ['gateway', 'failed', 'GATEWAY_IDENTITY_MISSING'],
      ],
    ],
  ])('tells %s', async (_, options, make, expected) => {
    const mock = await start(options);
    expect(brief(await prove(make(mock)))).toEqual(expected);
  });

  it('tells an ERP that does not answer', async () => {
    const mock = await start();
    const configuration = configurationFor(mock);
    await mock.close();
    expect(brief(await prove(configuration))[0]).toEqual(['login', 'failed', 'ERP_UNREACHABLE']);
  });

  it.each([
    ['2510', 'GATEWAY_APP_DISABLED'],
    ['2511', 'GATEWAY_APP_EXPIRED'],
    ['2512', 'GATEWAY_IDENTITY_EXPIRED'],
    ['2506', 'GATEWAY_IDENTITY_INVALID'],
    ['2520', 'GATEWAY_APP_NOT_ACTIVE_YET'],
  ])('reads the gateway’s %s', async (errorCode, diagnosis) => {
    const mock = await start();
    mock.faults.next(UNITS, { kind: 'answer', status: 200, body: JSON.stringify({ errorCode, messagecn: '网关拒绝' }) });
    expect(brief(await prove(configurationFor(mock)))).toEqual([
      ['login', 'ok', undefined],
      ['gateway', 'failed', diagnosis],
    ]);
  });

  it('keeps what the ERP’s own words are known to mean', async () => {
    const mock = await start();
    const data = { success: false, error_desc: '当前第三方应用不在启用时间范围内', error_code: '1' };
    mock.faults.next('/api/getAppToken.do', { kind: 'answer', status: 200, body: JSON.stringify({ data, status: false }) });
    expect(brief(await prove(configurationFor(mock)))[0]).toEqual(['login', 'failed', 'PLATFORM_APP_OUTSIDE_PERIOD']);
  });

  it('is no proof when the query fails on its way', async () => {
    const mock = await start();
    for (let times = 0; times < 6; times += 1) mock.faults.next(UNITS, { kind: 'answer', status: 200, body: '<html></html>' });
    expect(brief(await prove(configurationFor(mock)))).toEqual([
      ['login', 'ok', undefined],
      ['gateway', 'skipped', undefined],
    ]);
  });

  it('ends with the caller', async () => {
    const mock = await start();
    const ended = proveCallback(configurationFor(mock), { product: PRODUCT }, startContext(), newCall(AbortSignal.abort()));
    await expect(ended).rejects.toBeDefined();
  });
});

function configurationSettings(mock: MockCosmic): CallbackSettings {
  return {
    requestAddress: mock.baseUrl,
    dataCentreId: mock.accountId,
    app: { code: 'invoiceupload', type: '预置', secret: SECRET, digestKey: 'none', agentUserControl: false, apis: 'all' },
    ...(mock.gatewayIdentity === undefined ? {} : { gatewayIdentity: mock.gatewayIdentity }),
  };
}
