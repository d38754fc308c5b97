import { describe, expect, it } from 'vitest';
import type { MockCosmic } from '../../src/cosmic/index.js';
import { appToken, post, send, signIn, start } from './raw-client.js';

const QUERY = { path: '/kapi/v2/test/units', rows: [{ id: '1' }] };
const OTHER = { path: '/kapi/v2/test/others', rows: [] };
const PAGE = { data: {}, pageNo: 1, pageSize: 10 };
const NO_APP = { errorCode: '2501', messagecn: '不存在应用信息[网关]' };

async function code(mock: MockCosmic, headers: Record<string, string>, path = QUERY.path): Promise<string | undefined> {
  return (await post(mock, path, PAGE, headers)).json.errorCode;
}

describe('access token', () => {
  it('is read from either header, not from the query', async () => {
    const mock = await start({ queries: [QUERY] });
    const token = await signIn(mock);
    expect(await code(mock, { accesstoken: token })).toBe('0');
    expect(await code(mock, { access_token: token })).toBe('0');
    expect(await code(mock, { accesstoken: token, access_token: token })).toBe('0');
    expect(await code(mock, {})).toBe('401');
    expect(await code(mock, { accesstoken: `${token}x` })).toBe('401');
    expect(await code(mock, {}, `${QUERY.path}?access_token=${token}`)).toBe('401');
  });

  it('is read where the option says', async () => {
    const mock = await start({ queries: [QUERY], carriers: ['accesstoken', 'query'] });
    const token = await signIn(mock);
    expect(await code(mock, {}, `${QUERY.path}?access_token=${token}`)).toBe('0');
    expect(await code(mock, { access_token: token })).toBe('401');
  });

  it('dies of age, of expireAll, of killAll and of the two faults, each with the 401 envelope', async () => {
    const mock = await start({ queries: [QUERY] });
    const ends: (() => void)[] = [
      () => mock.clock.advance(7_200_001),
      () => mock.tokens.expireAll(),
      () => mock.tokens.killAll(),
      () => mock.faults.next(QUERY.path, { kind: 'custom', name: 'expire-token' }),
      () => mock.faults.next(QUERY.path, { kind: 'custom', name: 'kill-token' }),
    ];
    for (const end of ends) {
      const token = await signIn(mock);
      expect(await code(mock, { accesstoken: token })).toBe('0');
      end();
      const refused = await post(mock, QUERY.path, PAGE, { accesstoken: token });
      expect(refused.status).toBe(200);
      expect(refused.json).toEqual({ data: null, errorCode: '401', message: '未授权访问', status: false });
    }
    expect(mock.logins).toBe(ends.length);
  });

  it('is refused with HTTP 401 where codes become statuses', async () => {
    const mock = await start({ queries: [QUERY], refusalStatus: 'code' });
    expect((await post(mock, QUERY.path, PAGE)).status).toBe(401);
  });

  it('can be ended through the mock’s own commands', async () => {
    const mock = await start({ queries: [QUERY], basePath: '/ierp' });
    const token = await signIn(mock);
    const { origin } = new URL(mock.baseUrl);
    await send(`${origin}/__mock/tokens`, { method: 'POST', body: JSON.stringify({ action: 'kill' }) });
    expect(await code(mock, { accesstoken: token })).toBe('401');
    expect((await send(`${origin}/__mock/sessions`)).json).toEqual({ logins: 1, live: 0 });
  });
});

describe('gateway identity', () => {
  it('stands before business calls, with its own envelope', async () => {
    const mock = await start({ queries: [QUERY], gatewayIdentity: true });
    const identity = String(mock.gatewayIdentity);
    expect(identity).toMatch(/^djF8[A-Za-z0-9_-]+=$/);
    expect(Buffer.from(identity, 'base64url').toString('latin1')).toMatch(/^v1\|/);
    const token = await signIn(mock);
    expect(await code(mock, { accesstoken: token, 'x-acgw-identity': identity })).toBe('0');
    expect((await post(mock, QUERY.path, PAGE, { accesstoken: token })).json).toEqual(NO_APP);
    expect((await post(mock, QUERY.path, PAGE, { accesstoken: token, 'x-acgw-identity': 'x' })).json).toEqual(NO_APP);
  });

  it('is needed on token calls only where asked', async () => {
    const mock = await start({ gatewayIdentity: 'djF8-own', requiredOnToken: true });
    expect((await appToken(mock)).json).toEqual(NO_APP);
    expect((await appToken(mock, {}, { 'x-acgw-identity': 'djF8-own' })).json.data).toMatchObject({ success: true });
  });

  it('dies at once when it is reset', async () => {
    const mock = await start({ queries: [QUERY], gatewayIdentity: true });
    const token = await signIn(mock);
    const old = String(mock.gatewayIdentity);
    const next = mock.gateway.reset();
    expect(next).not.toBe(old);
    expect(mock.publicData.gatewayIdentity).toBe(next);
    expect(await code(mock, { accesstoken: token, 'x-acgw-identity': old })).toBe('2501');
    expect(await code(mock, { accesstoken: token, 'x-acgw-identity': next })).toBe('0');
  });

  it('is nobody’s business without a gateway', async () => {
    const mock = await start({ queries: [QUERY] });
    expect(mock.publicData).not.toHaveProperty('gatewayIdentity');
    expect(await code(mock, { accesstoken: await signIn(mock), 'x-acgw-identity': 'anything' })).toBe('0');
  });
});

describe('grants', () => {
  it('refuses a path that is not granted, with the documented text', async () => {
    const mock = await start({ queries: [QUERY, OTHER], grants: [QUERY.path] });
    const headers = { accesstoken: await signIn(mock) };
    expect(await code(mock, headers)).toBe('0');
    const refused = await post(mock, OTHER.path, PAGE, headers);
    expect(refused.json).toMatchObject({ errorCode: '403', message: `该第三方应用-${mock.appId}没有此接口访问权限`, status: false });
    mock.grants.only([OTHER.path]);
    expect([await code(mock, headers), await code(mock, headers, OTHER.path)]).toEqual(['403', '0']);
    mock.grants.all();
    expect([await code(mock, headers), await code(mock, headers, OTHER.path)]).toEqual(['0', '0']);
  });

  it('can be the gateway’s to refuse', async () => {
    const mock = await start({ queries: [QUERY], grants: [], grantRefusedBy: 'gateway' });
    const refused = await post(mock, QUERY.path, PAGE, { accesstoken: await signIn(mock) });
    expect(refused.json).toEqual({ errorCode: '2505', messagecn: expect.any(String) });
  });
});

describe('Idempotency-Key', () => {
  it('is remembered for half an hour, or as long as the call says', async () => {
    const mock = await start({ queries: [QUERY] });
    const call = async (key: string, more: Record<string, string> = {}) =>
      code(mock, { accesstoken: await signIn(mock), 'idempotency-key': key, ...more });
    expect(await call('a')).toBe('0');
    expect(await call('a')).toBe('604');
    expect(await call('b')).toBe('0');
    expect(await call('long', { 'idempotency-timeout': '7200' })).toBe('0');
    mock.clock.advance(30 * 60_000);
    expect(await call('a')).toBe('0');
    expect(await call('long')).toBe('604');
  });

  it('is not spent by a call whose token was refused', async () => {
    const mock = await start({ queries: [QUERY] });
    expect(await code(mock, { accesstoken: 'dead', 'idempotency-key': 'a' })).toBe('401');
    expect(await code(mock, { accesstoken: await signIn(mock), 'idempotency-key': 'a' })).toBe('0');
  });
});
