import { isPiaozoneError } from '@piaozone/core/adapter';
import type { MockCosmic } from '@piaozone/testkit';
import { describe, expect, it } from 'vitest';
import { failureOf, newCall, resultFor, settingsFor, startContext, startMock, UNITS, unitRow } from '../../cosmic/test/support/harness.js';
import { type GalaxySettings, galaxyAdapter } from '../src/index.js';

const start = () => startMock({ gatewayIdentity: true, requiredOnToken: true });
const settings = (mock: MockCosmic, more: Partial<GalaxySettings> = {}): GalaxySettings => ({
  ...settingsFor(mock),
  gatewayIdentity: mock.gatewayIdentity ?? '',
  ...more,
});
const connect = (given: GalaxySettings) => galaxyAdapter(given).connect(startContext());

describe('galaxyAdapter', () => {
  it('is the adapter galaxy of the account set', async () => {
    const mock = await start();
    const adapter = galaxyAdapter(settings(mock));
    expect(adapter).toMatchObject({ specificationVersion: 'v1', id: 'galaxy', capabilities: { abilities: [] } });
    expect((await adapter.connect(startContext())).accountSet).toBe(mock.accountId);
  });

  it('sends the gateway identity with every call, logins and logout too', async () => {
    const mock = await start();
    const erp = await connect(settings(mock));
    await erp.listBusinessUnits({}, newCall());
    const { items } = await erp.fetchBills({}, newCall());
    await erp.writeBack(resultFor(items[0] as (typeof items)[number]), newCall());
    await erp.close();
    const paths = mock.journal.entries.map(({ path }) => path.split('/').at(-1));
    expect(paths).toEqual(['getAppToken.do', 'login.do', 'query', 'query', 'invoice', 'logout.do']);
    expect(new Set(mock.journal.entries.map(({ headers }) => headers['x-acgw-identity']))).toEqual(new Set([mock.gatewayIdentity]));
  });

  it.each([undefined, ''])('refuses a missing gateway identity (%j) and says where to copy it', async (gatewayIdentity) => {
    const mock = await start();
    const error = await failureOf((async () => galaxyAdapter({ ...settings(mock), gatewayIdentity } as GalaxySettings))());
    if (!isPiaozoneError(error, 'config_invalid')) throw error;
    const [problem] = error.problems;
    expect(error.problems).toHaveLength(1);
    expect(problem?.path).toBe('gatewayIdentity');
    for (const text of [problem?.message.zh, problem?.message.en]) {
      for (const part of ['星空旗舰版', '第三方应用', '认证凭证', 'x-acgw-identity', '查看', '复制']) expect(text).toContain(part);
    }
    expect(problem?.message.zh).toContain('重置后旧值立即失效');
    expect(problem?.message.en).toContain('a reset there kills the old value');
  });

  it('tells a wrong or reset identity from a dead session, and does not log in for it', async () => {
    const mock = await start();
    const erp = await connect(settings(mock));
    await erp.listBusinessUnits({}, newCall());
    mock.gateway.reset();
    await expect(erp.listBusinessUnits({}, newCall())).rejects.toMatchObject({
      code: 'erp_rejected',
      outcome: 'rejected',
      upstreamCode: '2501',
      upstreamMessage: '不存在应用信息[网关]',
      hint: expect.stringContaining('认证凭证'),
    });
    expect(mock.logins).toBe(1);
    const fresh = await connect(settings(mock));
    expect((await fresh.listBusinessUnits({}, newCall())).items).toHaveLength(1);
  });

  it('names the menu of this ERP where a unit cannot be imported', async () => {
    const mock = await start();
    mock.query(UNITS).rows = () => [unitRow('U1', { functions: [] })];
    const { items } = await (await connect(settings(mock))).listBusinessUnits({}, newCall());
    expect(items[0]?.importability).toMatchObject({ importable: false, reason: { zh: expect.stringContaining('企业建模→组织管理→业务单元') } });
  });
});
