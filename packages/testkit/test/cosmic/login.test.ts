import { describe, expect, it } from 'vitest';
import { MockClock } from '../../src/server/clock.js';
import { appToken, login, post, send, signIn, start } from './raw-client.js';

const QUERY = { path: '/kapi/v2/test/units', rows: [{ id: '1' }] };
const PAGE = { data: {}, pageNo: 1, pageSize: 10 };

describe('two-step login', () => {
  it('gives an app token, then an access token that starts with the account and ends two hours later', async () => {
    const clock = new MockClock({ frozenAt: 1_700_000_000_000 });
    const mock = await start({ clock });
    const first = await appToken(mock);
    expect(first.json).toEqual({
      data: { app_token: expect.any(String), success: true, error_desc: '', expire_time: 1_700_007_200_000, error_code: '0' },
      state: 'success',
      status: true,
    });
    const second = await login(mock, first.json.data?.['app_token']);
    expect(second.json.data).toMatchObject({ success: true, expire_time: 1_700_007_200_000, error_code: '0' });
    expect(second.json.data?.['access_token']).toMatch(new RegExp(`^${mock.accountId}_[A-Za-z0-9]{16,}$`));
    expect(mock.logins).toBe(1);
  });

  it('takes an app token once', async () => {
    const mock = await start();
    const first = await appToken(mock);
    await login(mock, first.json.data?.['app_token']);
    const again = await login(mock, first.json.data?.['app_token']);
    expect(again.json.data).toMatchObject({ success: false });
    expect(mock.logins).toBe(1);
  });

  it('takes an app token for two hours', async () => {
    const mock = await start();
    const first = await appToken(mock);
    mock.clock.advance(7_200_001);
    expect((await login(mock, first.json.data?.['app_token'])).json.data).toMatchObject({ success: false });
  });

  it('refuses a wrong secret with the documented text, inside data and with HTTP 200', async () => {
    const mock = await start();
    const refused = await appToken(mock, { appSecret: 'wrong-wrong-wrong-wrong' });
    expect(refused.status).toBe(200);
    expect(refused.json.data).toMatchObject({ success: false, error_desc: '第三方应用ID或应用密钥不正确' });
    expect(refused.json.data).not.toHaveProperty('app_token');
    expect((await appToken(mock, { appId: 'nobody' })).json.data).toMatchObject({ success: false });
  });

  it.each([
    ['appSecret', { appSecret: true, appSecuret: false }],
    ['appSecuret', { appSecret: false, appSecuret: true }],
    ['either', { appSecret: true, appSecuret: true }],
  ] as const)('reads the secret under the spelling %s', async (secretSpelling, expected) => {
    const mock = await start({ secretSpelling });
    for (const [field, works] of Object.entries(expected)) {
      const answer = await appToken(mock, { appSecret: undefined, [field]: mock.appSecret });
      expect(answer.json.data?.['success'], field).toBe(works);
    }
  });

  it('can leave the top-level status out, or say true even for a failure', async () => {
    const missing = await start({ topLevelStatus: 'missing' });
    expect(Object.keys((await appToken(missing)).json)).toEqual(['data']);
    const lying = await start({ topLevelStatus: 'always-true' });
    expect((await appToken(lying, { appId: 'nobody' })).json).toMatchObject({ data: { success: false }, status: true });
  });

  it('refuses GET with the documented text', async () => {
    const mock = await start();
    const refused = await send(`${mock.baseUrl}/api/login.do?user=${mock.user}`);
    expect(refused.json).toMatchObject({ errorCode: 'login.loginBizException', message: '非法操作' });
  });

  it('knows the user, the kind of user where told, and the data centre', async () => {
    const mock = await start({ userType: 'Mobile' });
    const attempt = async (change: Record<string, unknown>) =>
      (await login(mock, (await appToken(mock)).json.data?.['app_token'], change)).json.data?.['success'];
    expect(await attempt({ usertype: 'Mobile' })).toBe(true);
    expect(await attempt({ usertype: undefined })).toBe(true);
    expect(await attempt({ usertype: 'Mobile', accountId: undefined })).toBe(true);
    expect(await attempt({ usertype: 'UserName' })).toBe(false);
    expect(await attempt({ usertype: 'Mobile', user: 'nobody' })).toBe(false);
    expect(await attempt({ usertype: 'Mobile', accountId: '42' })).toBe(false);
  });

  it('ends a token on logout', async () => {
    const mock = await start({ queries: [QUERY] });
    const token = await signIn(mock);
    expect((await post(mock, QUERY.path, PAGE, { accesstoken: token })).json.errorCode).toBe('0');
    expect((await post(mock, '/api/logout.do', { access_token: token })).json.data).toMatchObject({ success: true });
    expect((await post(mock, QUERY.path, PAGE, { accesstoken: token })).json.errorCode).toBe('401');
  });

  it('makes the same names and secrets from the same seed, others from another', async () => {
    const [one, same, other] = [await start({ seed: 'a' }), await start({ seed: 'a' }), await start({ seed: 'b' })];
    const { baseUrl: _1, ...first } = one.publicData;
    const { baseUrl: _2, ...second } = same.publicData;
    expect(second).toEqual(first);
    expect(other.appSecret).not.toBe(one.appSecret);
    expect(one.appSecret.length).toBeGreaterThanOrEqual(16);
    await expect(start({ appSecret: 'short' })).rejects.toThrow('appSecret');
  });
});

describe('prefix', () => {
  it('answers below its base path only', async () => {
    const mock = await start({ basePath: '/ierp' });
    expect(mock.baseUrl.endsWith('/ierp')).toBe(true);
    expect((await appToken(mock)).json.data).toMatchObject({ success: true });
    const origin = mock.baseUrl.slice(0, -'/ierp'.length);
    for (const wrong of ['', '/ierp/ierp', '/demo']) {
      expect((await send(`${origin}${wrong}/api/getAppToken.do`, { method: 'POST' })).status, wrong).toBe(404);
    }
    expect(mock.unknownRequests).toHaveLength(3);
    expect(mock.unknownRequests[0]).toBe('POST /api/getAppToken.do');
  });

  it('has no prefix by default', async () => {
    const mock = await start();
    expect((await send(`${mock.baseUrl}/ierp/api/getAppToken.do`, { method: 'POST' })).status).toBe(404);
  });
});
