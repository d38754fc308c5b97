import type { Finding } from '@piaozone/core/adapter';
import type { MockCosmic } from '@piaozone/testkit';
import { describe, expect, it } from 'vitest';
import type { CosmicProduct, CosmicSettings } from '../src/index.js';
import { connect, newCall, PRODUCT, settingsFor, startContext, startMock, UNITS, unitRow } from './support/harness.js';

async function check(settings: CosmicSettings): Promise<Finding[]> {
  const findings = await (await connect(settings)).check(newCall());
  for (const { status, cause, remedy } of findings) {
    if (status !== 'failed') continue;
    for (const text of [cause, remedy]) expect(text).toEqual({ zh: expect.stringMatching(/\p{sc=Han}/u), en: expect.stringMatching(/[a-z]{3}/) });
  }
  return findings;
}
const states = (findings: Finding[]) => Object.fromEntries(findings.map(({ code, status }) => [code, status]));
const failed = (findings: Finding[]) => findings.find(({ status }) => status === 'failed');

describe('check', () => {
  it('passes everything, in order', async () => {
    const mock = await startMock({ gatewayIdentity: true });
    expect((await check(settingsFor(mock))).map(({ code, status }) => [code, status])).toEqual([
      ['erp.reachable', 'ok'],
      ['erp.login', 'ok'],
      ['erp.gatewayIdentity', 'ok'],
      ['erp.rights', 'ok'],
      ['erp.units', 'ok'],
    ]);
  });

  it('does not speak of a gateway where none is configured', async () => {
    const mock = await startMock();
    expect(states(await check(settingsFor(mock)))).toEqual({ 'erp.reachable': 'ok', 'erp.login': 'ok', 'erp.rights': 'ok', 'erp.units': 'ok' });
  });

  it('tells a dead host', async () => {
    const mock = await startMock();
    const settings = settingsFor(mock);
    await mock.close();
    const findings = await check(settings);
    expect(states(findings)).toEqual({ 'erp.reachable': 'failed', 'erp.login': 'skipped', 'erp.rights': 'skipped', 'erp.units': 'skipped' });
    expect(failed(findings)?.evidence).toContain('ECONNREFUSED');
  });

  it.each(['', '/ierp/ierp'])('tells a wrong prefix (%s instead of /ierp)', async (prefix) => {
    const mock = await startMock({ basePath: '/ierp' });
    const findings = await check(settingsFor(mock, { baseUrl: `${new URL(mock.baseUrl).origin}${prefix}` }));
    expect(states(findings)).toEqual({ 'erp.reachable': 'failed', 'erp.login': 'skipped', 'erp.rights': 'skipped', 'erp.units': 'skipped' });
    expect(failed(findings)?.evidence).toContain('404');
    expect(failed(findings)?.remedy?.zh).toContain('ierp');
    expect(states(await check(settingsFor(mock)))['erp.units']).toBe('ok');
  });

  it.each([true, false])('tells a missing gateway identity (asked for at login: %s)', async (requiredOnToken) => {
    const mock = await startMock({ gatewayIdentity: true, requiredOnToken });
    const { gatewayIdentity: _, ...settings } = settingsFor(mock);
    const findings = await check(settings);
    expect(states(findings)).toEqual({
      'erp.reachable': 'ok',
      'erp.login': requiredOnToken ? 'skipped' : 'ok',
      'erp.gatewayIdentity': 'failed',
      'erp.rights': 'skipped',
      'erp.units': 'skipped',
    });
    expect(failed(findings)?.diagnosis).toBe('GATEWAY_IDENTITY_MISSING');
    expect(failed(findings)?.remedy?.zh).toContain('认证凭证');
    expect(failed(findings)?.evidence).toContain('2501');
  });

  it('tells a gateway identity that was reset', async () => {
    const mock = await startMock({ gatewayIdentity: true });
    const settings = settingsFor(mock);
    mock.gateway.reset();
    const findings = await check(settings);
    expect(states(findings)).toMatchObject({ 'erp.gatewayIdentity': 'failed', 'erp.units': 'skipped' });
    expect(failed(findings)?.diagnosis).toBe('GATEWAY_APP_UNKNOWN');
  });

  it('tells refused credentials, with the ERP’s own words', async () => {
    const mock = await startMock({ gatewayIdentity: true });
    const findings = await check(settingsFor(mock, { app: { id: 'nobody', secret: 'x'.repeat(16) } }));
    expect(states(findings)).toEqual({
      'erp.reachable': 'ok',
      'erp.login': 'failed',
      'erp.gatewayIdentity': 'skipped',
      'erp.rights': 'skipped',
      'erp.units': 'skipped',
    });
    expect(failed(findings)).toMatchObject({
      diagnosis: 'PLATFORM_APP_CREDENTIALS_WRONG',
      evidence: expect.stringContaining('第三方应用ID或应用密钥不正确'),
    });
    expect(failed(findings)?.remedy?.zh).toContain('app.id');
  });

  it.each(['platform', 'gateway'] as const)('tells an API that is not granted (%s)', async (grantRefusedBy) => {
    const mock = await startMock({ grants: [], grantRefusedBy });
    const findings = await check(settingsFor(mock));
    expect(states(findings)).toEqual({ 'erp.reachable': 'ok', 'erp.login': 'ok', 'erp.rights': 'failed', 'erp.units': 'skipped' });
    expect(failed(findings)?.remedy?.zh).toContain('授权');
    expect(failed(findings)?.diagnosis).toMatch(/^(?:PLATFORM_API_NOT_GRANTED|API_USER_WITHOUT_RIGHTS|GATEWAY_API_NOT_SUBSCRIBED)$/);
  });

  it('tells an API path that does not exist from a wrong base', async () => {
    const mock = await startMock();
    const settings = settingsFor(mock);
    const findings = await check({ ...settings, businessUnits: { ...settings.businessUnits, path: '/kapi/v2/test/none' } });
    expect(states(findings)).toEqual({ 'erp.reachable': 'ok', 'erp.login': 'ok', 'erp.rights': 'ok', 'erp.units': 'failed' });
  });

  it('tells a session without rights to the data from one without units', async () => {
    const mock = await startMock();
    const body = JSON.stringify({ data: null, errorCode: '612', message: '没有数据操作权限', status: false });
    mock.faults.next(UNITS, { kind: 'answer', status: 200, body });
    const findings = await check(settingsFor(mock));
    expect(states(findings)).toMatchObject({ 'erp.login': 'ok', 'erp.rights': 'failed', 'erp.units': 'skipped' });
    expect(failed(findings)?.diagnosis).toMatch(/^(?:PLATFORM_NO_DATA_RIGHT|API_USER_WITHOUT_RIGHTS)$/);
  });

  it('an error nobody knows goes with its own words', async () => {
    const mock = await startMock();
    const body = JSON.stringify({ data: null, errorCode: '98765', message: 'never heard of', status: false });
    mock.faults.next(UNITS, { kind: 'answer', status: 200, body });
    const finding = failed(await check(settingsFor(mock)));
    expect(finding).toMatchObject({ code: 'erp.units', evidence: expect.stringContaining('98765 never heard of') });
    expect(finding?.diagnosis).toBeUndefined();
    expect(finding?.remedy?.zh).toContain('接口日志');
  });

  it('speaks of the callback app of 星空旗舰版 only where it is proved', async () => {
    const product: CosmicProduct = { ...PRODUCT, gatewayIdentity: 'required' };
    const mock = await startMock({ gatewayIdentity: true });
    const other = await startMock({ gatewayIdentity: true, appId: 'invoiceupload' });
    const callbackOf = async (of: MockCosmic) =>
      (await (await connect(settingsFor(of), { product })).check(newCall())).find(({ code }) => code === 'erp.callback');
    expect(await callbackOf(mock)).toMatchObject({ status: 'skipped', remedy: { zh: expect.stringContaining('发票回调配置') } });
    expect(await callbackOf(other)).toMatchObject({ status: 'ok' });
    other.gateway.appKnown = false;
    const [finding] = (await (await connect(settingsFor(other), { product })).check(newCall())).filter(({ status }) => status === 'failed');
    expect(finding).toMatchObject({ code: 'erp.gatewayIdentity', diagnosis: 'THIRD_PARTY_APP_NOT_PRESET' });
  });

  it('tells an HTML page in the ERP’s place', async () => {
    const mock = await startMock();
    mock.faults.next('*', { kind: 'html', status: 200 }, { times: 9 });
    expect(states(await check(settingsFor(mock)))).toMatchObject({ 'erp.reachable': 'failed' });
  });

  it('looks through the pages for a unit that can be imported, and says why there is none', async () => {
    const mock = await startMock();
    const settings = settingsFor(mock);
    const small = { ...settings, businessUnits: { ...settings.businessUnits, pageSize: 1 } };
    const shops = [1, 2].map((n) => unitRow(`S${n}`, { functions: ['shop'] }));
    mock.query(UNITS).rows = () => [...shops, unitRow('U9')];
    expect(states(await check(small))['erp.units']).toBe('ok');
    mock.query(UNITS).rows = () => shops;
    const none = failed(await check(small));
    expect(none?.code).toBe('erp.units');
    expect(none?.cause?.zh).toContain('shop');
    expect(none?.remedy?.zh).toContain('核算组织');
    mock.query(UNITS).rows = () => [];
    expect(failed(await check(small))?.cause?.zh).toContain('过滤条件');
    mock.query(UNITS).rows = () => Array.from({ length: 30 }, (_, n) => unitRow(`S${n}`, { functions: ['shop'] }));
    expect(states(await check(small))['erp.units']).toBe('warning');
  });

  it('throws for an abort and a closed connection: they are no findings', async () => {
    const mock = await startMock();
    const erp = await connect(settingsFor(mock), { context: startContext() });
    await expect(erp.check(newCall(AbortSignal.abort()))).rejects.toBeDefined();
    await erp.listBusinessUnits({}, newCall());
    await erp.close();
    await expect(erp.check(newCall())).rejects.toMatchObject({ code: 'closed' });
    expect(mock.logins).toBe(1);
  });
});
