import { inspect } from 'node:util';
import { Secret } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { CANARY } from '../../../core/test/support/canary.js';
import { type CallbackRules, type CallbackSettings, readCallback } from '../../src/index.js';

const GALAXY: CallbackRules = { menu: '发票服务→系统管理→发票回调配置', gatewayIdentity: 'required', api10: true };
const XINGHAN: CallbackRules = { menu: '财务云→应收→基础设置→发票回调配置', gatewayIdentity: 'optional', api10: false };
const SECRET = `secret-${CANARY}`;
const GOOD: CallbackSettings = {
  requestAddress: 'https://x.kdgalaxy.com/t1',
  dataCentreId: '100',
  app: { code: 'invoiceupload', type: '预置', secret: SECRET, digestKey: 'present', agentUserControl: false, apis: 'all' },
  gatewayIdentity: 'djF8eA==',
  api10Allowed: true,
};
const withApp = (app: object) => ({ ...GOOD, app: { ...GOOD.app, ...app } });
const read = (input: unknown, rules = GALAXY) => readCallback(input, rules, 'callback');
const said = (input: unknown, rules?: CallbackRules) => read(input, rules).problems.map(({ path, diagnosis }) => [path, diagnosis]);

describe('callback settings', () => {
  it('in order make a configuration that prints without secrets', () => {
    const { problems, configuration } = read(GOOD);
    expect(problems).toEqual([]);
    expect(configuration).toMatchObject({
      requestAddress: 'https://x.kdgalaxy.com/t1',
      dataCentreId: '100',
      appCode: 'invoiceupload',
      userType: 'Mobile',
    });
    expect([configuration?.appSecret.reveal() === SECRET, configuration?.gatewayIdentity?.reveal()]).toEqual([true, 'djF8eA==']);
    expect(`${inspect(configuration)}${JSON.stringify(configuration)}`.includes(CANARY)).toBe(false);
    expect(Object.isFrozen(configuration)).toBe(true);
  });

  it('take the secret as text, bytes or Secret, and an app without digest card', () => {
    for (const secret of [new Secret(SECRET), Buffer.from(SECRET)]) expect(said(withApp({ secret }))).toEqual([]);
    expect(said(withApp({ digestKey: 'none', apis: ['sim.openApi'] }))).toEqual([]);
  });

  it.each<[string, object, string, string, string]>([
    [
      'the login page in the address',
      { requestAddress: 'https://x.kdgalaxy.com/t1/login.html' },
      'requestAddress',
      'CALLBACK_ADDRESS_WRONG',
      '/login.html',
    ],
    ['the index page and a query', { requestAddress: 'https://x/index.html?a=1' }, 'requestAddress', 'CALLBACK_ADDRESS_WRONG', '/index.html'],
    ['an API in the address', { requestAddress: 'https://x/api/getAppToken.do' }, 'requestAddress', 'CALLBACK_ADDRESS_WRONG', 'getAppToken.do'],
    ['no address', { requestAddress: '' }, 'requestAddress', 'CALLBACK_ADDRESS_WRONG', '获取token示例'],
    ['an address without scheme', { requestAddress: 'x.kdgalaxy.com' }, 'requestAddress', 'CALLBACK_ADDRESS_WRONG', '获取token示例'],
    ['a blank after the address', { requestAddress: 'https://x ' }, 'requestAddress', 'CALLBACK_ADDRESS_WRONG', '空格'],
    ['no data centre', { dataCentreId: undefined }, 'dataCentreId', 'CALLBACK_DATA_CENTRE_WRONG', '出库邮件'],
    ['an empty user', { user: '' }, 'user', 'CALLBACK_USER_MISSING', '用户'],
    ['an unknown user type', { userType: 'Phone' }, 'userType', 'CALLBACK_USER_MISSING', 'UserName'],
    ['no gateway identity', { gatewayIdentity: undefined }, 'gatewayIdentity', 'GATEWAY_IDENTITY_MISSING', '认证凭证'],
    ['an empty gateway identity', { gatewayIdentity: '' }, 'gatewayIdentity', 'GATEWAY_IDENTITY_MISSING', '认证凭证'],
    ['a gateway identity no header carries', { gatewayIdentity: 'djF8＝' }, 'gatewayIdentity', 'GATEWAY_IDENTITY_INVALID', '认证凭证'],
    ['a blank in the gateway identity', { gatewayIdentity: 'djF 8' }, 'gatewayIdentity', 'GATEWAY_IDENTITY_INVALID', '认证凭证'],
    ['API 1.0 not ticked', { api10Allowed: false }, 'api10Allowed', 'API_1_0_NOT_ALLOWED', 'openApi参数'],
    ['API 1.0 not looked at', { api10Allowed: undefined }, 'api10Allowed', 'API_1_0_NOT_ALLOWED', 'openApi参数'],
  ])('explain %s', (_, more, path, diagnosis, remedy) => {
    const input = { ...GOOD, ...more };
    expect(said(input)).toEqual([[`callback.${path}`, diagnosis]]);
    const [problem] = read(input).problems;
    expect(problem?.message.zh).toContain(remedy);
    expect(problem?.message.zh).toContain(GALAXY.menu);
    expect(problem?.message.en).toMatch(/[a-z]{4}/);
  });

  it.each<[string, object, string, string, string]>([
    ['another app', { code: 'InvoiceCloud' }, 'code', 'CALLBACK_APP_WRONG', '同步应用'],
    ['no app', { code: undefined }, 'code', 'CALLBACK_APP_WRONG', '同步应用'],
    ['an app that is not preset', { type: '自定义' }, 'type', 'THIRD_PARTY_APP_NOT_PRESET', '同步应用'],
    ['no secret', { secret: undefined }, 'secret', 'CALLBACK_APP_SECRET_WRONG', 'AccessToken'],
    ['an empty secret', { secret: '' }, 'secret', 'CALLBACK_APP_SECRET_WRONG', 'AccessToken'],
    ['a short secret', { secret: 'x'.repeat(15) }, 'secret', 'CALLBACK_APP_SECRET_WRONG', '16 至 50'],
    ['a long secret', { secret: 'x'.repeat(51) }, 'secret', 'CALLBACK_APP_SECRET_WRONG', '16 至 50'],
    ['a secret with a line break', { secret: `${SECRET}\n` }, 'secret', 'CALLBACK_APP_SECRET_WRONG', '空格'],
    ['an empty digest key', { digestKey: 'empty' }, 'digestKey', 'DIGEST_KEY_NOT_REFRESHED', '刷新'],
    ['no word about the digest key', { digestKey: undefined }, 'digestKey', 'DIGEST_KEY_NOT_REFRESHED', '刷新'],
    ['agent user control', { agentUserControl: true }, 'agentUserControl', 'CALLBACK_PROXY_USER_CONTROL_ON', '启用代理用户控制'],
    ['no granted API', { apis: [] }, 'apis', 'API_USER_WITHOUT_RIGHTS', '授权'],
    ['an empty API name', { apis: [''] }, 'apis', 'API_USER_WITHOUT_RIGHTS', '授权'],
  ])('explain %s', (_, more, path, diagnosis, remedy) => {
    expect(said(withApp(more))).toEqual([[`callback.app.${path}`, diagnosis]]);
    expect(read(withApp(more)).problems[0]?.message.zh).toContain(remedy);
    expect(JSON.stringify(read(withApp(more))).includes(CANARY)).toBe(false);
  });

  it('say everything at once, and what is no setting', () => {
    const paths = said({ app: {} }).map(([path]) => path);
    expect(paths).toEqual(
      [
        'requestAddress',
        'dataCentreId',
        'app.code',
        'app.type',
        'app.digestKey',
        'app.agentUserControl',
        'app.apis',
        'app.secret',
        'gatewayIdentity',
        'api10Allowed',
      ].map((path) => `callback.${path}`),
    );
    expect(said({ ...GOOD, adress: 'x' })).toEqual([['callback.adress', undefined]]);
    expect(said(withApp({ password: 'x' }))).toEqual([['callback.app.password', undefined]]);
    expect(said(undefined)).toEqual([['callback', 'CALLBACK_SETTINGS_MISSING']]);
    expect(said({ ...GOOD, app: 'x' })[0]).toEqual(['callback.app', 'CALLBACK_SETTINGS_MISSING']);
  });

  it('of 星瀚 need no gateway and no API 1.0, and name their own menu', () => {
    const { gatewayIdentity: _, api10Allowed: __, ...plain } = GOOD;
    expect(said(plain, XINGHAN)).toEqual([]);
    expect(read({ ...plain, dataCentreId: '' }, XINGHAN).problems[0]?.message.zh).toContain(XINGHAN.menu);
  });

  it('with faults that do not touch the login still serve a proof', () => {
    expect(read(withApp({ agentUserControl: true })).configuration).toBeDefined();
    expect(read({ ...GOOD, gatewayIdentity: '' }).configuration?.gatewayIdentity).toBeUndefined();
    for (const broken of [{ ...GOOD, requestAddress: 'x' }, { ...GOOD, dataCentreId: '' }, withApp({ secret: '' })]) {
      expect(read(broken).configuration).toBeUndefined();
    }
  });
});
