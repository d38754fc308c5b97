import { describe, expect, it } from 'vitest';
import { GALAXY_RATES, type MockCosmic, type MockCosmicOptions } from '../../src/cosmic/index.js';
import { RateLimit } from '../../src/cosmic/platform/limits.js';
import { MockClock } from '../../src/server/clock.js';
import { appToken, login, post, send, signIn, start } from './raw-client.js';

const QUERY = { path: '/kapi/v2/test/units', rows: [{ id: '1' }] };
const OTHER = { path: '/kapi/v2/test/others', rows: [] };
const PAGE = { data: {}, pageNo: 1, pageSize: 10 };

async function ready(options: MockCosmicOptions = {}) {
  const mock = await start({ queries: [QUERY, OTHER], clock: new MockClock({ frozenAt: 1_700_000_000_000 }), ...options });
  const token = await signIn(mock);
  const headers = () => ({ accesstoken: token, ...(mock.gatewayIdentity === undefined ? {} : { 'x-acgw-identity': mock.gatewayIdentity }) });
  const call = (path = QUERY.path, more: Record<string, string> = {}) => post(mock, path, PAGE, { ...headers(), ...more });
  const code = async (path = QUERY.path, more: Record<string, string> = {}) => (await call(path, more)).json.errorCode;
  return { mock, call, code };
}

describe('rates', () => {
  it('are those of 星空旗舰版 on the mock’s clock', async () => {
    expect(GALAXY_RATES).toEqual({ perSecond: 20, perMinute: 500, perHour: 10_000, perDay: 200_000 });
    const { mock, code } = await ready({ rateLimits: GALAXY_RATES });
    const codes = [];
    for (let call = 0; call < 21; call += 1) codes.push(await code());
    expect(codes.filter((one) => one === '0')).toHaveLength(20);
    expect(codes[20]).toBe('429');
    mock.clock.advance(1_000);
    expect(await code()).toBe('0');
  });

  it.each([
    ['perSecond', 1_000, '2526'],
    ['perMinute', 60_000, '429'],
    ['perHour', 3_600_000, '429'],
    ['perDay', 86_400_000, '2528'],
  ] as const)('count %s, and start again after it', async (window, ms, byGateway) => {
    const { mock, code } = await ready({ rateRefusedBy: 'gateway', accessTokenLifeMs: 10 * 86_400_000 });
    mock.rates.set({ [window]: 2 });
    expect([await code(), await code(), await code(), await code()]).toEqual(['0', '0', byGateway, byGateway]);
    mock.clock.advance(ms);
    expect(await code()).toBe('0');
    mock.rates.set({});
    expect([await code(), await code()]).toEqual(['0', '0']);
  });

  it.each([
    ['perSecond', 1_000],
    ['perMinute', 60_000],
    ['perHour', 3_600_000],
    ['perDay', 86_400_000],
  ] as const)('last as long as %s says', (window, ms) => {
    const rates = new RateLimit({ [window]: 1 });
    // From the start of a window on.
    const start = 20_000 * 86_400_000;
    expect([rates.take(start), rates.take(start + ms - 1), rates.take(start + ms)]).toEqual([undefined, window, undefined]);
  });

  it('count what was let in only, and afresh under another rule', () => {
    const rates = new RateLimit({ perSecond: 1, perMinute: 2 });
    expect([0, 0, 0, 1_000, 2_000].map((now) => rates.take(now))).toEqual([undefined, 'perSecond', 'perSecond', undefined, 'perMinute']);
    rates.set({ perSecond: 1, perMinute: 2 });
    expect(rates.take(2_000)).toBeUndefined();
    expect(rates.rule).toEqual({ perSecond: 1, perMinute: 2 });
  });

  it('answer in the envelope of who refuses, and with HTTP 429 where codes become statuses', async () => {
    const { mock, call } = await ready({ refusalStatus: 'code' });
    mock.rates.set({ perDay: 0 });
    const refused = await call();
    expect([refused.status, refused.json]).toEqual([429, { data: null, errorCode: '429', message: expect.any(String), status: false }]);
  });

  it('do not limit token calls', async () => {
    const { mock } = await ready({ rateLimits: { perDay: 0 } });
    expect((await appToken(mock)).json.data).toMatchObject({ success: true });
  });
});

describe('gateway codes', () => {
  it.each(['2506', '2508', '2510', '2511', '2512', '2520', '2529'])('say %s for an app in that state, in the gateway’s envelope', async (state) => {
    const { mock, call, code } = await ready({ gatewayIdentity: true });
    mock.app(mock.appId).gatewayRefusal = state;
    expect((await call()).json).toEqual({ errorCode: state, messagecn: expect.any(String) });
    mock.app(mock.appId).gatewayRefusal = undefined;
    expect(await code()).toBe('0');
  });

  it('say 2504 without any subscription, 2505 without this one, 2519 for a disabled API, 2530 without a route', async () => {
    const { mock, code } = await ready({ gatewayIdentity: true });
    const { subscriptions } = mock.app(mock.appId);
    subscriptions.only([]);
    expect(await code()).toBe('2504');
    subscriptions.only([OTHER.path]);
    expect([await code(), await code(OTHER.path)]).toEqual(['2505', '0']);
    subscriptions.all();
    mock.gateway.disabled.add(QUERY.path);
    mock.gateway.unrouted.add(OTHER.path);
    expect([await code(), await code(OTHER.path)]).toEqual(['2519', '2530']);
  });

  it('do not ask routes and subscriptions of token calls', async () => {
    const mock = await start({ gatewayIdentity: 'djF8-own', requiredOnToken: true, subscriptions: [] });
    expect((await appToken(mock, {}, { 'x-acgw-identity': 'djF8-own' })).json.data).toMatchObject({ success: true });
  });

  it('want the identity of the app the token belongs to', async () => {
    const { mock, code } = await ready({ gatewayIdentity: true, apps: [{ appId: 'other' }] });
    const other = mock.app('other');
    expect(other.gatewayIdentity).not.toBe(mock.gatewayIdentity);
    expect(await code(QUERY.path, { 'x-acgw-identity': String(other.gatewayIdentity) })).toBe('2501');
    other.enhanced = false;
    const first = await appToken(mock, { appId: other.appId, appSecret: other.appSecret });
    const token = String((await login(mock, first.json.data?.['app_token'])).json.data?.['access_token']);
    expect(await code(QUERY.path, { accesstoken: token, 'x-acgw-identity': String(other.gatewayIdentity) })).toBe('0');
    expect(await code(QUERY.path, { accesstoken: token })).toBe('2501');
  });
});

describe('apps', () => {
  it('have grants of their own', async () => {
    const { mock, code } = await ready({ apps: [{ appId: 'other', enhanced: false, grants: [OTHER.path] }] });
    const other = mock.app('other');
    const first = await appToken(mock, { appId: 'other', appSecret: other.appSecret });
    const token = String((await login(mock, first.json.data?.['app_token'])).json.data?.['access_token']);
    expect([await code(QUERY.path, { accesstoken: token }), await code(OTHER.path, { accesstoken: token })]).toEqual(['403', '0']);
    expect(await code()).toBe('0');
    expect(() => mock.app('nobody')).toThrow('nobody');
  });

  it('have idempotency keys of their own', async () => {
    const { mock, code } = await ready({ apps: [{ appId: 'other', enhanced: false }] });
    const first = await appToken(mock, { appId: 'other', appSecret: mock.app('other').appSecret });
    const accesstoken = String((await login(mock, first.json.data?.['app_token'])).json.data?.['access_token']);
    const key = { 'idempotency-key': 'k' };
    expect([await code(QUERY.path, key), await code(QUERY.path, { ...key, accesstoken }), await code(QUERY.path, key)]).toEqual(['0', '0', '604']);
  });

  it('may be called from their addresses only', async () => {
    const { mock, code } = await ready({ allowedIps: ['10.0.0.1'] });
    expect(await code()).toBe('403');
    mock.switches.clientIp = '10.0.0.1';
    expect(await code()).toBe('0');
  });

  it('under 启用代理用户控制 log in their agent users only', async () => {
    const mock = await start({ users: [{ user: 'clerk', types: ['UserName'] }], agentUserControl: true });
    const attempt = async (user: string, usertype = 'UserName') =>
      (await login(mock, (await appToken(mock)).json.data?.['app_token'], { user, usertype })).json.data?.['success'];
    expect([await attempt(mock.user), await attempt('clerk')]).toEqual([true, false]);
    mock.app(mock.appId).agentUserControl = false;
    expect([await attempt('clerk'), await attempt('clerk', 'Mobile')]).toEqual([true, false]);
  });

  it('cannot log in by two steps where API1.0 is not allowed', async () => {
    const mock = await start({ api1Allowed: false });
    expect((await appToken(mock)).json.data).toMatchObject({ success: false });
    mock.switches.api1Allowed = true;
    const token = (await appToken(mock)).json.data?.['app_token'];
    mock.switches.api1Allowed = false;
    expect((await login(mock, token)).json.data).toMatchObject({ success: false });
  });

  it('may get a new secret while the mock runs', async () => {
    const mock = await start();
    const old = mock.appSecret;
    mock.app(mock.appId).appSecret = 'another-secret-of-16';
    expect((await appToken(mock, { appSecret: old })).json.data).toMatchObject({ success: false });
    expect((await appToken(mock)).json.data).toMatchObject({ success: true });
    expect(mock.publicData.appSecret).toBe('another-secret-of-16');
  });
});

describe('planned refusals', () => {
  it.each([
    ['500', { data: null, errorCode: '500', message: expect.any(String), status: false }],
    ['601', { data: null, errorCode: '601', message: '数据重复', status: false }],
    ['2500', { errorCode: '2500', messagecn: expect.any(String) }],
    ['2528', { errorCode: '2528', messagecn: expect.any(String) }],
  ])('answer %s in the envelope it belongs to, once', async (planned, expected) => {
    const { mock, call, code } = await ready();
    mock.refuseNext(QUERY.path, planned);
    expect((await call()).json).toEqual(expected);
    expect(await code()).toBe('0');
  });

  it('let calls through first, as often as told, to any path, with a text', async () => {
    const { mock, call, code } = await ready();
    mock.refuseNext('*', '999', { skip: 1, times: 2, message: 'own text' });
    expect(await code()).toBe('0');
    expect((await call(OTHER.path)).json).toMatchObject({ errorCode: '999', message: 'own text' });
    expect([await code(), await code()]).toEqual(['999', '0']);
  });

  it('can come after the call was done, or before it', async () => {
    const bills = {
      queryPath: '/q',
      writeBackPath: '/w',
      key: 'no',
      rows: [
        { no: 'B1', i: '' },
        { no: 'B2', i: '' },
      ],
      pending: () => true,
    };
    const { mock } = await ready({ bills: [{ ...bills, apply: ({ no }, table) => table.write(String(no), { i: '1' }) }] });
    const headers = { accesstoken: await signIn(mock) };
    mock.refuseNext('/w', '500', { when: 'after' });
    mock.refuseNext('/w', '500');
    for (const no of ['B1', 'B2']) expect((await post(mock, '/w', { no }, headers)).json.errorCode).toBe('500');
    expect(mock.table('/w').rows.map(({ i }) => i)).toEqual(['1', '']);
  });
});

describe('bodies', () => {
  it('may have twenty megabytes', async () => {
    const { mock } = await ready();
    const headers = { accesstoken: await signIn(mock) };
    const body = (bytes: number) => `{"data":{},"pageSize":1,"x":"${'y'.repeat(bytes - 32)}"}`.padEnd(bytes);
    expect((await post(mock, QUERY.path, body(20 * 1024 * 1024), headers)).json.errorCode).toBe('0');
    expect((await post(mock, QUERY.path, body(20 * 1024 * 1024 + 1), headers)).json.errorCode).toBe('603');
  });

  it('end in the middle under the fault truncate-body', async () => {
    const { mock, call, code } = await ready();
    mock.faults.next(QUERY.path, { kind: 'truncate-body' });
    await expect(call()).rejects.toThrow();
    expect(await code()).toBe('0');
  });
});

describe('commands', () => {
  const admin = async (mock: MockCosmic, name: string, body: unknown) =>
    send(`${mock.server.origin}/__mock/${name}`, { method: 'POST', body: JSON.stringify(body) });

  it('change app, switches, limits, filter and plan refusals', async () => {
    const { mock, code } = await ready({ gatewayIdentity: true });
    await admin(mock, 'app', { grants: [OTHER.path], allowedIps: ['10.0.0.1'] });
    expect(await code(OTHER.path)).toBe('403');
    await admin(mock, 'switches', { clientIp: '10.0.0.1' });
    expect([await code(OTHER.path), await code()]).toEqual(['0', '403']);
    await admin(mock, 'app', { appId: mock.appId, grants: null, allowedIps: null, enhanced: true });
    expect([mock.app(mock.appId).enhanced, await code()]).toEqual([true, '0']);
    await admin(mock, 'limits', { perDay: 0 });
    expect(await code()).toBe('429');
    await admin(mock, 'limits', {});
    await admin(mock, 'refuseNext', { path: '*', errorCode: '2526' });
    expect(await code()).toBe('2526');
    await admin(mock, 'filter', { path: QUERY.path, viewId: '7' });
    expect(mock.query(QUERY.path).filter).toBe('[structure.view.id = 7]');
    await admin(mock, 'gateway', {});
    expect(await code()).toBe('0');
    await admin(mock, 'businessSystem', { code: 'erp1', encryption: { kind: 'aes', password: 'p' } });
    expect(mock.businessSystems.find('erp1')).toMatchObject({ encryption: { kind: 'aes' } });
    await admin(mock, 'taxpayer', { taxNo: 'T', smallScale: true });
    expect(mock.deduction.taxpayer('T').smallScale).toBe(true);
    await admin(mock, 'switches', { api1Allowed: false });
    expect(mock.switches.api1Allowed).toBe(false);
  });

  it.each([
    ['app', { secret: 'x' }],
    ['app', { appId: 'nobody' }],
    ['switches', { other: true }],
    ['tokens', { action: 'hide' }],
    ['filter', { path: '/x' }],
    ['limits', []],
    ['businessSystem', { code: 'not ascii 码' }],
    ['businessSystem', { code: 'erp1', callbackUrl: 'http://example.com/x' }],
    ['businessSystem', { code: 'erp1', callbackUrl: 'file:///x' }],
  ])('refuse %s %j', async (name, body) => {
    const { mock } = await ready();
    expect((await admin(mock, name, body)).status).toBe(400);
  });

  it('show credentials, apps and state', async () => {
    const { mock } = await ready({ digestKey: true });
    const view = async (name: string) => (await send(`${mock.server.origin}/__mock/${name}`)).text;
    expect(JSON.parse(await view('credentials'))).toEqual(mock.publicData);
    expect(JSON.parse(await view('apps'))).toMatchObject([{ appId: mock.appId, digestKey: mock.publicData.digestKey }]);
    expect(JSON.parse(await view('state'))).toMatchObject({ now: mock.clock.now(), unknownRequests: [], unknownFields: [] });
  });
});
