import { describe, expect, it } from 'vitest';
import { MockClock } from '../../src/server/clock.js';
import { fresh, getToken, shanghai, tokenCall } from './raw-auth.js';
import { appToken, login, post, start } from './raw-client.js';

const QUERY = { path: '/kapi/v2/test/units', rows: [{ id: '1' }] };
const PAGE = { data: {}, pageNo: 1, pageSize: 10 };
const enhanced = (more: object = {}) => start({ enhanced: true, queries: [QUERY], clock: new MockClock({ frozenAt: 1_700_000_000_000 }), ...more });

describe('enhanced login', () => {
  it('gives a token whose life is milliseconds as text, good in either header', async () => {
    const mock = await enhanced();
    const { json } = await getToken(mock);
    expect(json).toEqual({
      data: {
        access_token: expect.stringMatching(/^OPENAPIAUTH_/),
        token_type: 'Bearer',
        refresh_token: expect.stringMatching(/^[0-9a-f-]{36}$/),
        scope: 'API',
        expires_in: '7200000',
        language: 'zh_CN',
      },
      errorCode: '0',
      message: '',
      status: true,
    });
    const token = String(json.data?.['access_token']);
    for (const header of ['accesstoken', 'access_token']) {
      expect((await post(mock, QUERY.path, PAGE, { [header]: token })).json.errorCode).toBe('0');
    }
    // The refresh token is none that a call could use.
    expect([mock.tokens.live, mock.logins]).toEqual([1, 1]);
    mock.clock.advance(7_200_000);
    expect((await post(mock, QUERY.path, PAGE, { accesstoken: token })).json.errorCode).toBe('401');
  });

  it('can say the life as a number, as the manual declares it', async () => {
    expect((await getToken(await enhanced({ expiresInType: 'number' }))).json.data).toMatchObject({ expires_in: 7_200_000 });
  });

  it('never takes its token from the query, and neither the refresh token', async () => {
    const mock = await enhanced({ carriers: ['accesstoken', 'query'] });
    const { data } = (await getToken(mock)).json;
    expect((await post(mock, `${QUERY.path}?access_token=${data?.['access_token']}`, PAGE)).json.errorCode).toBe('401');
    expect((await post(mock, QUERY.path, PAGE, { accesstoken: String(data?.['refresh_token']) })).json.errorCode).toBe('401');
  });

  it('refuses by the switch: on refuses login.do, off refuses oauth2', async () => {
    const mock = await enhanced();
    const first = await appToken(mock);
    expect(first.json.data).toMatchObject({ success: true });
    expect((await login(mock, first.json.data?.['app_token'])).json.data).toMatchObject({ success: false });
    mock.app(mock.appId).enhanced = false;
    expect((await login(mock, (await appToken(mock)).json.data?.['app_token'])).json.data).toMatchObject({ success: true });
    expect((await getToken(mock)).json).toMatchObject({ data: null, status: false });
  });

  it('is on for further apps and off for the preset one', async () => {
    const mock = await start({ apps: [{ appId: 'another' }, { preset: 'invoiceupload' }] });
    expect(mock.apps.all.map(({ appId, enhanced: on }) => [appId, on])).toEqual([
      [mock.appId, false],
      ['another', true],
      ['invoiceupload', false],
    ]);
    expect(mock.app('another').appSecret).not.toBe(mock.app('invoiceupload').appSecret);
    await expect(start({ apps: [{ appId: 'x' }, { appId: 'x' }] })).rejects.toThrow('x');
  });

  it.each([
    ['a wrong secret', { client_secret: 'wrong-wrong-wrong-wrong' }, '401'],
    ['an unknown id', { client_id: 'nobody' }, '401'],
    ['another data centre', { accountId: '42' }, '603'],
    ['no nonce', { nonce: '' }, '603'],
    ['a user who is no agent', { username: 'somebody' }, '603'],
    ['no timestamp', { timestamp: undefined }, '603'],
    ['another form of time', { timestamp: '2023-11-14T22:13:20Z' }, '603'],
    ['a time in UTC', { timestamp: '2023-11-14 22:13:20' }, '603'],
  ])('refuses %s', async (_, change, code) => {
    expect((await getToken(await enhanced(), change)).json).toMatchObject({ errorCode: code, status: false, data: null });
  });

  it('takes the data centre from the header too', async () => {
    const mock = await enhanced();
    expect((await getToken(mock, { accountId: undefined })).json.errorCode).toBe('603');
    expect((await getToken(mock, { accountId: undefined }, { accountId: mock.accountId })).json.errorCode).toBe('0');
  });

  it('takes a timestamp within five minutes, ISO-UTC where the version knows it', async () => {
    const mock = await enhanced();
    const code = async (timestamp: string) => (await getToken(mock, { timestamp })).json.errorCode;
    expect(await code(shanghai(mock, 300_000))).toBe('0');
    expect(await code(shanghai(mock, -300_000))).toBe('0');
    expect(await code(shanghai(mock, 301_000))).toBe('603');
    expect(await code(shanghai(mock, -301_000))).toBe('603');
    const newer = await enhanced({ isoTimestamps: true });
    expect((await getToken(newer, { timestamp: new Date(newer.clock.now()).toISOString() })).json.errorCode).toBe('0');
  });

  it('remembers a nonce for ten minutes', async () => {
    const mock = await enhanced();
    const nonce = fresh();
    const code = async () => (await getToken(mock, { nonce })).json.errorCode;
    expect([await code(), await code()]).toEqual(['0', '603']);
    mock.clock.advance(599_000);
    expect(await code()).toBe('603');
    mock.clock.advance(1_000);
    expect(await code()).toBe('0');
  });

  it('gives thirty tokens a minute', async () => {
    const mock = await enhanced();
    const codes = [];
    for (let call = 0; call < 31; call += 1) codes.push((await getToken(mock)).json.errorCode);
    expect(codes.slice(0, 30).every((code) => code === '0')).toBe(true);
    expect(codes[30]).toBe('429');
    mock.clock.advance(60_000);
    expect((await getToken(mock)).json.errorCode).toBe('0');
  });

  it('verifies and withdraws', async () => {
    const mock = await enhanced();
    const { data } = (await getToken(mock)).json;
    const token = data?.['access_token'];
    mock.clock.advance(23);
    expect((await tokenCall(mock, 'verifyToken', token)).json.data).toEqual({ expires_in: '7199977', active: true, scope: 'API' });
    expect((await tokenCall(mock, 'verifyToken', data?.['refresh_token'], { token_type_hint: 'refresh_token' })).json.errorCode).toBe('0');
    expect((await tokenCall(mock, 'verifyToken', token, { token_type_hint: 'refresh_token' })).json.errorCode).toBe('612');
    expect((await tokenCall(mock, 'withdrawToken', token, { client_secret: 'wrong' })).json.errorCode).toBe('401');
    expect((await tokenCall(mock, 'withdrawToken', token)).json).toMatchObject({ data: true, errorCode: '0' });
    expect((await tokenCall(mock, 'withdrawToken', token)).json.errorCode).toBe('611');
    expect((await tokenCall(mock, 'verifyToken', token)).json.errorCode).toBe('612');
    expect((await post(mock, QUERY.path, PAGE, { accesstoken: String(token) })).json.errorCode).toBe('401');
  });

  it('is for agent users by their names', async () => {
    const mock = await enhanced({ users: [{ user: 'clerk' }, { user: '13800000000', types: ['Mobile'] }], agentUsers: ['13800000000'] });
    expect((await getToken(mock, { username: 'clerk' })).json.errorCode).toBe('603');
    expect((await getToken(mock, { username: '13800000000' })).json.errorCode).toBe('603');
    mock.app(mock.appId).agentUsers = ['clerk'];
    expect((await getToken(mock, { username: 'clerk' })).json.errorCode).toBe('0');
  });

  it('knows the tokens of the asking app only', async () => {
    const mock = await enhanced({ apps: [{ appId: 'other' }] });
    const token = (await getToken(mock)).json.data?.['access_token'];
    const asking = { client_id: 'other', client_secret: mock.app('other').appSecret };
    expect((await tokenCall(mock, 'verifyToken', token, asking)).json.errorCode).toBe('612');
    expect((await tokenCall(mock, 'withdrawToken', token, asking)).json.errorCode).toBe('611');
    expect((await tokenCall(mock, 'verifyToken', token)).json.errorCode).toBe('0');
  });

  it('has no refreshToken', async () => {
    expect((await post(await enhanced(), '/kapi/oauth2/refreshToken', {})).status).toBe(404);
  });

  it('with JWT on gives an id_token that is carried with app and data centre', async () => {
    const mock = await enhanced({ jwt: true });
    const { id_token, access_token } = (await getToken(mock)).json.data ?? {};
    const jwt = String(id_token);
    const code = async (headers: Record<string, string>) => (await post(mock, QUERY.path, PAGE, headers)).json.errorCode;
    const { accountId, appId } = mock;
    expect(await code({ jwt, client_id: appId, accountId })).toBe('0');
    expect(await code({ JWT: jwt, appId, accountId })).toBe('0');
    expect(await code({ jwt, client_id: appId })).toBe('401');
    expect(await code({ jwt, client_id: 'other', accountId })).toBe('401');
    expect(await code({ accesstoken: jwt })).toBe('401');
    expect(await code({ jwt: String(access_token), client_id: appId, accountId })).toBe('401');
  });
});
