import { isPiaozoneError, type TestedErp } from '@piaozone/core/adapter';
import type { MockCosmic } from '@piaozone/testkit';
import { describe, expect, it } from 'vitest';
import { CANARY } from '../../core/test/support/canary.js';
import { failureOf, newCall, settingsFor, startContext, startMock } from '../../cosmic/test/support/harness.js';
import {
  type CallbackSettings,
  type GalaxySettings,
  galaxyAdapter,
  galaxyCallbackConfiguration,
  inspectGalaxy,
  proveGalaxyCallback,
} from '../src/index.js';

const SECRET = `secret-${CANARY}`;
const IDENTITY = 'djF8aWRlbnRpdHk=';

/** The adapter's own app beside the one of the cloud. */
const start = () =>
  startMock({ gatewayIdentity: true, apps: [{ appId: 'invoiceupload', appSecret: SECRET, preset: 'invoiceupload', gatewayIdentity: IDENTITY }] });

const callbackOf = (mock: MockCosmic, more: Partial<CallbackSettings> = {}, app: Partial<CallbackSettings['app']> = {}): CallbackSettings => ({
  requestAddress: mock.baseUrl,
  dataCentreId: mock.accountId,
  app: { code: 'invoiceupload', type: '预置', secret: SECRET, digestKey: 'none', agentUserControl: false, apis: 'all', ...app },
  gatewayIdentity: IDENTITY,
  api10Allowed: true,
  ...more,
});
const settings = (mock: MockCosmic, more: Partial<GalaxySettings> = {}): GalaxySettings => ({
  ...settingsFor(mock),
  gatewayIdentity: mock.gatewayIdentity ?? '',
  ...more,
});

async function check(adapter: TestedErp['adapter']) {
  const erp = await adapter?.connect(startContext());
  const findings = (await erp?.check(newCall())) ?? [];
  await erp?.close();
  expect(JSON.stringify(findings).includes(CANARY)).toBe(false);
  return findings.map(({ code, status, diagnosis }) => [code, status, diagnosis]);
}
const PLATFORM = ['erp.reachable', 'erp.login', 'erp.gatewayIdentity', 'erp.rights', 'erp.units'].map((code) => [code, 'ok', undefined]);

describe('发票回调配置 of 星空旗舰版', () => {
  it('is proved by the connection test, with the user of the adapter', async () => {
    const mock = await start();
    expect(await check(galaxyAdapter(settings(mock, { callback: callbackOf(mock) })))).toEqual([
      ...PLATFORM,
      ['erp.callback', 'ok', undefined],
      ['erp.callback.login', 'ok', undefined],
      ['erp.callback.gateway', 'ok', undefined],
    ]);
  });

  it('is compared with the adapter’s own address and data centre', async () => {
    const mock = await start();
    const callback = callbackOf(mock, { requestAddress: mock.baseUrl.replace('127.0.0.1', 'localhost'), dataCentreId: 'other' });
    const lines = await check(galaxyAdapter(settings(mock, { callback })));
    expect(lines.slice(PLATFORM.length, PLATFORM.length + 3)).toEqual([
      ['erp.callback', 'failed', 'CALLBACK_DATA_CENTRE_WRONG'],
      ['erp.callback', 'warning', 'CALLBACK_ADDRESS_WRONG'],
      ['erp.callback.login', 'failed', expect.any(String)],
    ]);
  });

  it('is refused with every other fault of the settings at once, and prints no secret', async () => {
    const mock = await start();
    const bad = settings(mock, {
      user: '',
      callback: callbackOf(mock, { api10Allowed: false }, { agentUserControl: true }),
      setup: { deployment: 'x' } as never,
    });
    const error = await failureOf((async () => galaxyAdapter(bad))());
    if (!isPiaozoneError(error, 'config_invalid')) throw error;
    expect(error.problems.map(({ path, diagnosis }) => [path, diagnosis])).toEqual([
      ['user', undefined],
      ['setup.deployment', undefined],
      ['callback.app.agentUserControl', 'CALLBACK_PROXY_USER_CONTROL_ON'],
      ['callback.api10Allowed', 'API_1_0_NOT_ALLOWED'],
    ]);
    expect(JSON.stringify(error).includes(CANARY)).toBe(false);
  });

  it('that is wrong is still looked at by the doctor', async () => {
    const mock = await start();
    const tested = inspectGalaxy(settings(mock, { callback: callbackOf(mock, { api10Allowed: false }, { secret: `${SECRET}x` }) }));
    expect(tested.problems.map(({ diagnosis }) => diagnosis)).toEqual(['API_1_0_NOT_ALLOWED']);
    expect(await check(tested.adapter)).toEqual([
      ...PLATFORM,
      ['erp.callback', 'ok', undefined],
      ['erp.callback.login', 'failed', 'CALLBACK_APP_SECRET_WRONG'],
      ['erp.callback.gateway', 'skipped', undefined],
    ]);
    const useless = inspectGalaxy(settings(mock, { callback: callbackOf(mock, { dataCentreId: '' }) }));
    expect(useless.problems.map(({ diagnosis }) => diagnosis)).toEqual(['CALLBACK_DATA_CENTRE_WRONG']);
    expect((await check(useless.adapter)).slice(0, PLATFORM.length)).toEqual(PLATFORM);
  });

  it('is not tried where the ERP does not answer', async () => {
    const mock = await start();
    const adapter = galaxyAdapter(settings(mock, { callback: callbackOf(mock) }));
    await mock.close();
    const lines = await check(adapter);
    expect(lines[0]).toEqual(['erp.reachable', 'failed', 'ERP_UNREACHABLE']);
    expect(lines.map(([code]) => code)).not.toContain('erp.callback.login');
  });

  it('is one checked object, and can be proved without an adapter', async () => {
    const mock = await start();
    const configuration = galaxyCallbackConfiguration(callbackOf(mock, { user: mock.user }));
    const lines = await proveGalaxyCallback(configuration, startContext(), newCall());
    expect(lines.map(({ code, status }) => [code, status])).toEqual([
      ['erp.callback.login', 'ok'],
      ['erp.callback.gateway', 'skipped'],
    ]);
    const wrong = callbackOf(mock, { requestAddress: `${mock.baseUrl}/login.html` }, { code: 'x' });
    expect(() => galaxyCallbackConfiguration(wrong)).toThrow(
      expect.objectContaining({ code: 'config_invalid', problems: expect.objectContaining({ length: 2 }) }) as Error,
    );
  });

  it('stands beside what is known of the module', async () => {
    const mock = await start();
    const setup = { deployment: 'public', module: 'missing', orderState: '已交付' } as const;
    const lines = await check(galaxyAdapter(settings(mock, { setup, callback: callbackOf(mock) })));
    expect(lines).toContainEqual(['erp.module', 'failed', 'GALAXY_MODULE_MISSING_AFTER_DELIVERY']);
    expect(lines).toContainEqual(['erp.callback.login', 'ok', undefined]);
    const blank = await failureOf((async () => galaxyAdapter(settings(mock, { setup: { ...setup, version: ' GALAXY.V2.0.010_0411' } })))());
    expect(blank).toMatchObject({ problems: [{ path: 'setup.version' }] });
  });
});
