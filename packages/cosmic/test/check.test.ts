import type { Finding } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import type { CosmicSettings } from '../src/index.js';
import { connect, newCall, settingsFor, startContext, startMock, UNITS, unitRow } from './support/harness.js';

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
      ['erp.units', 'ok'],
    ]);
  });

  it('does not speak of a gateway where none is configured', async () => {
    const mock = await startMock();
    expect(states(await check(settingsFor(mock)))).toEqual({ 'erp.reachable': 'ok', 'erp.login': 'ok', 'erp.units': 'ok' });
  });

  it('tells a dead host', async () => {
    const mock = await startMock();
    const settings = settingsFor(mock);
    await mock.close();
    const findings = await check(settings);
    expect(states(findings)).toEqual({ 'erp.reachable': 'failed', 'erp.login': 'skipped', 'erp.units': 'skipped' });
    expect(failed(findings)?.evidence).toContain('ECONNREFUSED');
  });

  it.each(['', '/ierp/ierp'])('tells a wrong prefix (%s instead of /ierp)', async (prefix) => {
    const mock = await startMock({ basePath: '/ierp' });
    const findings = await check(settingsFor(mock, { baseUrl: `${new URL(mock.baseUrl).origin}${prefix}` }));
    expect(states(findings)).toEqual({ 'erp.reachable': 'failed', 'erp.login': 'skipped', 'erp.units': 'skipped' });
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
      'erp.units': 'skipped',
    });
    expect(failed(findings)?.remedy?.zh).toContain('认证凭证');
    expect(failed(findings)?.evidence).toContain('2501');
  });

  it('tells a gateway identity that was reset', async () => {
    const mock = await startMock({ gatewayIdentity: true });
    const settings = settingsFor(mock);
    mock.gateway.reset();
    expect(states(await check(settings))).toMatchObject({ 'erp.gatewayIdentity': 'failed', 'erp.units': 'skipped' });
  });

  it('tells refused credentials, with the ERP’s own words', async () => {
    const mock = await startMock({ gatewayIdentity: true });
    const findings = await check(settingsFor(mock, { app: { id: 'nobody', secret: 'x'.repeat(16) } }));
    expect(states(findings)).toEqual({ 'erp.reachable': 'ok', 'erp.login': 'failed', 'erp.gatewayIdentity': 'skipped', 'erp.units': 'skipped' });
    expect(failed(findings)?.cause?.zh).toContain('第三方应用ID或应用密钥不正确');
  });

  it.each(['platform', 'gateway'] as const)('tells an API that is not granted (%s)', async (grantRefusedBy) => {
    const mock = await startMock({ grants: [], grantRefusedBy });
    const findings = await check(settingsFor(mock));
    expect(states(findings)).toEqual({ 'erp.reachable': 'ok', 'erp.login': 'ok', 'erp.units': 'failed' });
    expect(failed(findings)?.remedy?.zh).toContain('授权');
  });

  it('tells an API path that does not exist from a wrong base', async () => {
    const mock = await startMock();
    const settings = settingsFor(mock);
    const findings = await check({ ...settings, businessUnits: { ...settings.businessUnits, path: '/kapi/v2/test/none' } });
    expect(states(findings)).toEqual({ 'erp.reachable': 'ok', 'erp.login': 'ok', 'erp.units': 'failed' });
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
