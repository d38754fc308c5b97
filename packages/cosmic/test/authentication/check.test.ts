import type { Finding } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { type Authentication, type CosmicAccessSettings, type CosmicProduct, cosmicAdapter } from '../../src/index.js';
import { SETTINGS } from '../support/erp-settings.js';
import {
  API,
  aCall,
  accessTo,
  contextWith,
  type FakePlatform,
  gatewayRefusal,
  IDENTITY,
  loginRefusal,
  ok,
  refusal,
  startFakePlatform,
  startGranting,
} from '../support/fake-platform.js';
import { judgingClock } from '../support/judging-clock.js';
import { quickRuntime } from '../support/quick-runtime.js';

const XINGHAN: CosmicProduct = { id: 'test-erp', name: '测试', unitMenu: '业务单元', gatewayIdentity: 'optional' };
const GALAXY: CosmicProduct = { ...XINGHAN, gatewayIdentity: 'required' };
const UNIT = { id: '1', number: 'U1', name: '公司', taxno: '91000000TEST00001X', functions: 'accounting' };
async function check(access: CosmicAccessSettings, product = XINGHAN, now?: () => number): Promise<Finding[]> {
  const context = contextWith(now === undefined ? {} : { runtime: { ...quickRuntime, now } });
  const connection = await cosmicAdapter(product, { ...access, ...SETTINGS }).connect(context);
  const findings = await connection.check(aCall());
  await connection.close();
  return findings;
}
const failed = (findings: Finding[]) => {
  const { code, diagnosis } = findings.find(({ status }) => status === 'failed') ?? {};
  return [code, diagnosis];
};
const withUnits = (fake: FakePlatform) => fake.on(API, () => ok({ rows: [UNIT], lastPage: true }));
const WRONG_SECRET = '第三方应用ID或应用密钥不正确';

describe('the connection test passes', () => {
  it.each(['two-step', 'enhanced', 'digest', 'jwt', 'basic'] as const)('with %s', async (kind) => {
    const fake = await startGranting(kind);
    withUnits(fake);
    const findings = await check(accessTo(fake, kind));
    expect(findings.map(({ code, status }) => `${code} ${status}`)).toEqual(['erp.reachable ok', 'erp.login ok', 'erp.rights ok', 'erp.units ok']);
  });

  it.each(['enhanced', 'digest'] as const)('with %s and a clock an hour off, and says so', async (kind) => {
    const fake = await startGranting(kind);
    judgingClock(kind)(fake);
    if (kind === 'enhanced') withUnits(fake);
    const findings = await check(accessTo(fake, kind), XINGHAN, () => Date.now() + 3_600_000);
    expect(findings.find(({ code }) => code === 'erp.clock')).toMatchObject({
      status: 'warning',
      diagnosis: 'CLOCK_SKEW',
      evidence: expect.stringContaining('60'),
    });
  });

  it('with two-step, which carries no time, whatever the clock', async () => {
    const fake = await startGranting('two-step');
    withUnits(fake);
    const findings = await check(accessTo(fake, 'two-step'), XINGHAN, () => Date.now() + 3_600_000);
    expect(findings.every(({ status }) => status === 'ok')).toBe(true);
  });
});

type Case = readonly [kind: Authentication, what: string, arrange: (fake: FakePlatform) => void, expected: readonly [string, string]];
const at = (path: string, answer: Parameters<FakePlatform['on']>[1]) => (fake: FakePlatform) => fake.on(path, answer);

const CASES: readonly Case[] = [
  ['two-step', 'wrong secret', at('/api/getAppToken.do', () => loginRefusal(WRONG_SECRET)), ['erp.login', 'PLATFORM_APP_CREDENTIALS_WRONG']],
  ['two-step', 'wrong user', at('/api/login.do', () => loginRefusal('用户不存在')), ['erp.login', 'ERP_LOGIN_REFUSED']],
  [
    'two-step',
    'the switch, in its own words',
    at('/api/login.do', () => loginRefusal('应用已启用增强型认证')),
    ['erp.login', 'ENHANCED_AUTHENTICATION_ON'],
  ],
  ['two-step', 'API 1.0, in its own words', at('/api/getAppToken.do', () => loginRefusal('不允许API1.0授权')), ['erp.login', 'API_1_0_NOT_ALLOWED']],
  ['two-step', 'IP limit', at('/api/getAppToken.do', () => refusal('403', '禁止访问（IP限制或该API没有授权）')), ['erp.login', 'PLATFORM_FORBIDDEN']],
  [
    'two-step',
    'gateway',
    at('/api/getAppToken.do', () => gatewayRefusal('2501', '不存在应用信息[网关]')),
    ['erp.gatewayIdentity', 'GATEWAY_IDENTITY_MISSING'],
  ],
  ['enhanced', 'wrong secret', at('/kapi/oauth2/getToken', () => refusal('401', '未授权')), ['erp.login', 'PLATFORM_APP_CREDENTIALS_WRONG']],
  ['enhanced', 'a bad parameter', at('/kapi/oauth2/getToken', () => refusal('603', '数据无效')), ['erp.login', 'ERP_LOGIN_REFUSED']],
  ['enhanced', 'nonce', at('/kapi/oauth2/getToken', () => refusal('603', 'nonce重复')), ['erp.login', 'LOGIN_NONCE_REPEATED']],
  ['enhanced', 'timestamp', at('/kapi/oauth2/getToken', () => refusal('603', 'timestamp已过期')), ['erp.login', 'CLOCK_SKEW']],
  ['enhanced', 'IP limit', at('/kapi/oauth2/getToken', () => refusal('403', '黑名单')), ['erp.login', 'PLATFORM_FORBIDDEN']],
  [
    'enhanced',
    'gateway',
    at('/kapi/oauth2/getToken', () => gatewayRefusal('2501', '不存在应用信息[网关]')),
    ['erp.gatewayIdentity', 'GATEWAY_IDENTITY_MISSING'],
  ],
  ['enhanced', 'the API', at(API, () => refusal('403', '该第三方应用-X没有此接口访问权限')), ['erp.rights', 'PLATFORM_API_NOT_GRANTED']],
  ['digest', 'the signature', at(API, () => refusal('401', '未授权访问')), ['erp.login', 'DIGEST_REFUSED']],
  ['digest', 'a key that was never refreshed', at(API, () => refusal('401', '请刷新认证密钥')), ['erp.login', 'DIGEST_KEY_NOT_REFRESHED']],
  ['digest', 'nonce', at(API, () => refusal('401', 'signatureNonce已使用')), ['erp.login', 'LOGIN_NONCE_REPEATED']],
  ['digest', 'IP limit', at(API, () => refusal('403', '禁止访问（IP限制或该API没有授权）')), ['erp.rights', 'PLATFORM_FORBIDDEN']],
  ['digest', 'a subscription', at(API, () => gatewayRefusal('2505', '未订阅[网关]')), ['erp.rights', 'GATEWAY_API_NOT_SUBSCRIBED']],
  ['digest', 'gateway', at(API, () => gatewayRefusal('2501', '不存在应用信息[网关]')), ['erp.gatewayIdentity', 'GATEWAY_IDENTITY_MISSING']],
  ['digest', 'a path or prefix', at(API, () => ({ status: 404, body: '<title>404 Not Found</title>' })), ['erp.reachable', 'PLATFORM_ROUTE_WRONG']],
  ['basic', 'the key', at(API, () => refusal('401', '未授权访问')), ['erp.login', 'ERP_LOGIN_REFUSED']],
  ['jwt', 'the login', at('/api/login.do', () => loginRefusal(WRONG_SECRET)), ['erp.login', 'PLATFORM_APP_CREDENTIALS_WRONG']],
];

describe('the connection test names what is refused', () => {
  it.each(CASES)('%s: %s', async (kind, _, arrange, expected) => {
    const fake = await startGranting(kind);
    arrange(fake);
    const findings = await check(accessTo(fake, kind));
    expect(failed(findings)).toEqual(expected);
    for (const { status, remedy } of findings) if (status === 'failed') expect(remedy?.zh).toMatch(/\p{Script=Han}/u);
  });

  it.each(['enhanced', 'digest'] as const)('%s: a clock that is days off', async (kind) => {
    const fake = await startGranting(kind);
    judgingClock(kind)(fake);
    expect(failed(await check(accessTo(fake, kind), XINGHAN, () => Date.now() - 172_800_000))).toEqual(['erp.login', 'CLOCK_SKEW']);
  });
});

describe('a refusal that may be the switch is decided by the other login', () => {
  const refusesTwoStep = (step: string) => async () => {
    const fake = await startGranting('two-step', 'enhanced');
    fake.on(step, () => loginRefusal('登录失败'));
    return fake;
  };

  it.each([
    [XINGHAN, '/api/login.do', 'ENHANCED_AUTHENTICATION_ON'],
    [XINGHAN, '/api/getAppToken.do', 'ENHANCED_AUTHENTICATION_ON'],
    [GALAXY, '/api/login.do', 'ENHANCED_AUTHENTICATION_ON'],
    [GALAXY, '/api/getAppToken.do', 'API_1_0_NOT_ALLOWED'],
  ])('two-step: %o at %s', async (product, step, expected) => {
    const fake = await refusesTwoStep(step)();
    const findings = await check(accessTo(fake, 'two-step', { gatewayIdentity: IDENTITY }), product);
    expect(failed(findings)).toEqual(['erp.login', expected]);
    // What was only asked for to see is given back.
    expect(fake.to('/kapi/oauth2/withdrawToken')).toHaveLength(1);
    expect(findings.find(({ status }) => status === 'failed')?.remedy?.zh).not.toContain('legacySecretField');
  });

  it.each(['401', '999'])('enhanced: the switch is off (%s)', async (code) => {
    const fake = await startGranting('two-step');
    fake.on('/kapi/oauth2/getToken', () => refusal(code, '未授权'));
    expect(failed(await check(accessTo(fake, 'enhanced')))).toEqual(['erp.login', 'ENHANCED_AUTHENTICATION_OFF']);
    expect(fake.to('/api/logout.do')).toHaveLength(1);
  });

  it('enhanced: a platform that is broken says nothing about the switch', async () => {
    const fake = await startGranting('two-step');
    fake.on('/kapi/oauth2/getToken', () => refusal('500', '服务异常，服务内部错误'));
    expect(failed(await check(accessTo(fake, 'enhanced')))).toEqual(['erp.login', 'PLATFORM_INTERNAL_ERROR']);
    expect(fake.to('/api/login.do')).toHaveLength(0);
  });

  it.each([WRONG_SECRET, '应用已启用增强型认证'])('a clear word is enough: %s', async (text) => {
    const fake = await startGranting('two-step', 'enhanced');
    fake.on('/api/getAppToken.do', () => loginRefusal(text));
    await check(accessTo(fake, 'two-step'));
    expect(fake.to('/kapi/oauth2/getToken')).toHaveLength(0);
  });

  it('neither: nothing is claimed', async () => {
    const fake = await startFakePlatform();
    fake.on('/api/getAppToken.do', () => loginRefusal('登录失败'));
    fake.on('/kapi/oauth2/getToken', () => refusal('401', '未授权'));
    expect(failed(await check(accessTo(fake, 'two-step')))).toEqual(['erp.login', 'ERP_LOGIN_REFUSED']);
  });
});
