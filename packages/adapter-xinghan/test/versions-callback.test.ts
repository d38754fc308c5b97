import { describe, expect, it } from 'vitest';
import { CANARY } from '../../core/test/support/canary.js';
import { newCall, settingsFor, startContext, startMock } from '../../cosmic/test/support/harness.js';
import {
  type CallbackSettings,
  inspectXinghan,
  parseXinghanVersion,
  proveXinghanCallback,
  xinghanAdapter,
  xinghanCallbackConfiguration,
  xinghanOrganizationTriples,
  xinghanRules,
  xinghanScreens,
  xinghanVersionFindings,
} from '../src/index.js';

const SECRET = `secret-${CANARY}`;
const brief = (findings: readonly { code: string; status: string; diagnosis?: string }[]) =>
  findings.map(({ code, status, diagnosis }) => [code, status, diagnosis]);

describe('versions of 星瀚', () => {
  it.each([
    ['8.0', [8, 0]],
    ['V7.0.15', [7, 0, 15]],
    ['v6.0', [6, 0]],
    ['8', [8]],
  ])('%s is read', (text, numbers) => {
    expect(parseXinghanVersion(text)).toEqual(numbers);
  });

  it.each(['', '8.', 'V', '8.0-beta', ' 8.0', '8..0', '8.0.0.0.0', '八'])('%j is not', (text) => {
    expect(parseXinghanVersion(text)).toBeUndefined();
    expect(xinghanRules(text)).toBeUndefined();
  });

  it.each([
    ['7.9.99', 'activation-code'],
    ['V7.0.15', 'activation-code'],
    ['8', 'tenant-triple'],
    ['8.0', 'tenant-triple'],
    ['8.0.0', 'tenant-triple'],
    ['V10.1', 'tenant-triple'],
  ])('%s configures 数电 by %s', (text, digitalSetup) => {
    const rules = xinghanRules(text);
    expect(rules?.digitalSetup).toBe(digitalSetup);
    expect(rules?.accountsInErp).toBe(digitalSetup === 'tenant-triple');
    expect(rules?.screens.some(({ title }) => title === '维护租户授权信息')).toBe(digitalSetup === 'tenant-triple');
    expect(rules?.steps.map(({ zh }) => zh).join()).toContain(digitalSetup === 'tenant-triple' ? '维护租户授权信息' : '导入激活码');
    for (const { zh, en } of rules?.steps ?? []) expect([zh, en]).toEqual([expect.stringMatching(/\p{sc=Han}/u), expect.stringMatching(/[a-z]{3}/)]);
  });

  it('are findings: too old, unknown, and the steps of 数电配置', () => {
    expect(brief(xinghanVersionFindings({ platform: '5.9', invoiceCloud: '7.0' }, 'zh-CN'))).toEqual([
      ['erp.version', 'failed', 'ERP_VERSION_TOO_OLD'],
      ['erp.digital', 'skipped', undefined],
    ]);
    expect(brief(xinghanVersionFindings({ platform: '6.0' }, 'zh-CN'))).toEqual([['erp.version', 'ok', undefined]]);
    expect(brief(xinghanVersionFindings({ platform: 'six', invoiceCloud: 'x' }, 'en'))).toEqual([
      ['erp.version', 'warning', 'ERP_VERSION_UNKNOWN'],
      ['erp.version', 'warning', 'ERP_VERSION_UNKNOWN'],
    ]);
    expect(xinghanVersionFindings({}, 'en')).toEqual([]);
  });

  it('decide the screens of the adapter', async () => {
    const mock = await startMock();
    const titles = (invoiceCloud?: string) =>
      xinghanAdapter({ ...settingsFor(mock), ...(invoiceCloud === undefined ? {} : { versions: { invoiceCloud } }) }).screens?.map(
        ({ title }) => title,
      );
    expect(titles()).toEqual(xinghanScreens.map(({ title }) => title));
    expect(titles('8.0')).toEqual(titles());
    expect(titles('7.0')).toEqual(['发票云授权配置', '发票云配置']);
    expect(titles('?')).toEqual(titles());
  });
});

describe('发票回调配置 of 星瀚', () => {
  const start = () => startMock({ appId: 'invoiceupload', appSecret: SECRET });
  const callbackOf = (mock: Awaited<ReturnType<typeof start>>): CallbackSettings => ({
    requestAddress: mock.baseUrl,
    dataCentreId: mock.accountId,
    app: { code: 'invoiceupload', type: '预置', secret: SECRET, digestKey: 'none', agentUserControl: false, apis: 'all' },
    user: mock.user,
  });

  it('needs no gateway identity and is proved', async () => {
    const mock = await start();
    const configuration = xinghanCallbackConfiguration(callbackOf(mock));
    expect(brief(await proveXinghanCallback(configuration, startContext(), newCall()))).toEqual([['erp.callback.login', 'ok', undefined]]);
    const erp = await xinghanAdapter({ ...settingsFor(mock), callback: callbackOf(mock), versions: { platform: '7.0' } }).connect(startContext());
    expect(brief(await erp.check(newCall())).slice(-3)).toEqual([
      ['erp.version', 'ok', undefined],
      ['erp.callback', 'ok', undefined],
      ['erp.callback.login', 'ok', undefined],
    ]);
  });

  it('names its own menu', async () => {
    const mock = await start();
    const wrong = { ...settingsFor(mock), callback: { ...callbackOf(mock), dataCentreId: ' ' }, versions: { platform: ' 7' } };
    const { problems, adapter } = inspectXinghan(wrong);
    expect(problems.map(({ path }) => path)).toEqual(['versions.platform', 'callback.dataCentreId']);
    expect(problems[1]?.message.zh).toContain('财务云→应收→基础设置→发票回调配置');
    expect(adapter?.id).toBe('xinghan');
  });
});

describe('是否使用原授权 = 是', () => {
  it('reads the triples of the organizations and ends its session', async () => {
    const path = '/kapi/v2/test/triples/query';
    const row = { org: '甲', taxno: '91440300MCK0000198', cid: 'client-1', csec: SECRET, ekey: '0123456789abcdef' };
    const mock = await startMock({ queries: [{ path, rows: [row] }] });
    const { businessUnits: _, bills: __, writeBack: ___, ...access } = settingsFor(mock);
    const fields = { organization: 'org', taxNo: 'taxno', clientId: 'cid', clientSecret: 'csec', encryptKey: 'ekey' };
    const { organizations } = await xinghanOrganizationTriples(access, { path, fields }, startContext(), newCall());
    expect(organizations['91440300MCK0000198']?.clientId).toBe('client-1');
    expect(mock.journal.entries.at(-1)?.path).toContain('logout.do');
  });
});
