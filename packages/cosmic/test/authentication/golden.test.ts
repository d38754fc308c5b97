import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { API, aCall, accessTo, contextWith, fields, IDENTITY, platformOn, read, SECRET, startGranting } from '../support/fake-platform.js';
import { quickRuntime } from '../support/quick-runtime.js';

/** 2026-03-01 23:30:05.678 in Shanghai, where the day is another than in UTC. */
const NOW = Date.UTC(2026, 2, 1, 15, 30, 5, 678);
const fixed = () => contextWith({ runtime: { ...quickRuntime, now: () => NOW } });
const NONCE = /^[0-9a-f]{32}$/;
/** What HTTP itself adds, and what all requests have in common. */
const TRANSPORT = /^(?:host|connection|content-length|user-agent|accept|accept-encoding|content-type)$/;
const own = (headers: Readonly<Record<string, string>> = {}) => Object.fromEntries(Object.entries(headers).filter(([name]) => !TRANSPORT.test(name)));

describe('golden requests', () => {
  it('enhanced: getToken, both headers, withdrawToken', async () => {
    const fake = await startGranting('enhanced');
    fake.now = () => NOW;
    const platform = platformOn(accessTo(fake, 'enhanced', { language: 'zh_CN', gatewayIdentity: IDENTITY }), {}, fixed());
    await read(platform);
    await platform.close();
    const [login, call, end] = fake.received;
    expect([login?.method, login?.path]).toEqual(['POST', '/ierp/kapi/oauth2/getToken']);
    expect(fields(login)).toEqual({
      client_id: 'erp_app',
      client_secret: SECRET,
      username: 'zhangsan',
      accountId: 'acc-1',
      nonce: expect.stringMatching(NONCE),
      timestamp: '2026-03-01 23:30:05',
      language: 'zh_CN',
    });
    expect(own(login?.headers)).toEqual({ 'x-acgw-identity': IDENTITY });
    expect(own(call?.headers)).toEqual({ accesstoken: 'enhanced-1', access_token: 'enhanced-1', 'x-acgw-identity': IDENTITY });
    expect([...(call?.query ?? [])]).toEqual([]);
    expect(end?.path).toBe('/ierp/kapi/oauth2/withdrawToken');
    expect(fields(end)).toEqual({
      client_id: 'erp_app',
      client_secret: SECRET,
      token_type_hint: 'access_token',
      token: 'enhanced-1',
      accountId: 'acc-1',
      nonce: expect.stringMatching(NONCE),
      timestamp: '2026-03-01 23:30:05',
    });
    expect(fields(end)['nonce']).not.toBe(fields(login)['nonce']);
  });

  it('digest POST: every request signed over its raw body, no login', async () => {
    const fake = await startGranting();
    fake.now = () => NOW;
    const platform = platformOn(accessTo(fake, 'digest', { userType: 'Email', gatewayIdentity: IDENTITY }), {}, fixed());
    const post = () => platform.client.post({ name: 'things', path: API, body: { data: { 名称: '测试' } }, effect: 'read' }, aCall());
    await post();
    await post();
    const [first, second] = fake.received;
    const { signature, signaturenonce = '', timestamp = '', ...rest } = own(first?.headers);
    expect(first?.body).toBe('{"data":{"名称":"测试"}}');
    expect(signaturenonce).toMatch(NONCE);
    expect(timestamp).toBe('2026-03-01 23:30:05');
    expect(rest).toEqual({ appid: 'erp_app', user: 'zhangsan', usertype: 'Email', accountid: 'acc-1', 'x-acgw-identity': IDENTITY });
    expect(signature).toBe(createHmac('sha256', SECRET).update(`${first?.body}${timestamp}${signaturenonce}`, 'utf8').digest('hex'));
    expect(second?.headers['signaturenonce']).not.toBe(signaturenonce);
    expect(fake.received).toHaveLength(2);
  });

  it('digest GET: the parameters signed and named, everything in the query', async () => {
    const fake = await startGranting();
    fake.now = () => NOW;
    const platform = platformOn(accessTo(fake, 'digest', { gatewayIdentity: IDENTITY }), {}, fixed());
    const get = (query: Record<string, string>) => platform.client.get({ name: 'things', path: API, query }, aCall());
    await get({ number: 'A-1', pageNo: '1' });
    await get({});
    const [first, second] = fake.received.map(({ query }) => Object.fromEntries(query));
    const { signature, signatureNonce = '', timestamp = '', ...rest } = first ?? {};
    expect(rest).toEqual({
      number: 'A-1',
      pageNo: '1',
      parameters: 'number,pageNo',
      appId: 'erp_app',
      user: 'zhangsan',
      usertype: 'Mobile',
      accountId: 'acc-1',
      'x-acgw-identity': IDENTITY,
    });
    expect(signature).toBe(createHmac('sha256', SECRET).update(`number=A-1&pageNo=1${timestamp}${signatureNonce}`).digest('hex'));
    expect(second).toMatchObject({ test: 'tt', parameters: 'test' });
    const empty = `test=tt${second?.['timestamp']}${second?.['signatureNonce']}`;
    expect(second?.['signature']).toBe(createHmac('sha256', SECRET).update(empty).digest('hex'));
    expect(fake.received[0]?.body).toBe('');
    await expect(get({ name: '张 三' })).rejects.toMatchObject({ code: 'request_invalid', outcome: 'not-sent' });
    expect(fake.received).toHaveLength(2);
  });

  it('jwt: one login.do, the member of the answer that the setting names', async () => {
    const fake = await startGranting('jwt');
    const platform = platformOn(accessTo(fake, 'jwt', { userType: 'UserName' }));
    await read(platform);
    await platform.close();
    const [login, call] = fake.received;
    expect(fields(login)).toEqual({
      appId: 'erp_app',
      appSecret: SECRET,
      keytype: 'JWT',
      user: 'zhangsan',
      usertype: 'UserName',
      accountId: 'acc-1',
    });
    expect(own(call?.headers)).toEqual({ client_id: 'erp_app', appid: 'erp_app', accountid: 'acc-1', jwt: 'jwt-1' });
    expect(fake.received).toHaveLength(2);
  });

  it.each(['headers', 'query'] as const)('basic: the key in %s', async (tokenCarrier) => {
    const fake = await startGranting();
    const platform = platformOn(accessTo(fake, 'basic', { tokenCarrier }));
    await read(platform);
    const [call] = fake.received;
    const carried = { openApiSign: SECRET, accountId: 'acc-1' };
    expect(Object.fromEntries(call?.query ?? [])).toEqual(tokenCarrier === 'query' ? carried : {});
    expect(own(call?.headers)).toEqual(tokenCarrier === 'query' ? {} : { openapisign: SECRET, accountid: 'acc-1' });
    expect(fake.received).toHaveLength(1);
  });

  it('two-step: the token in the query only by option', async () => {
    const fake = await startGranting('two-step');
    await read(platformOn(accessTo(fake, 'two-step', { tokenCarrier: 'query', gatewayIdentity: IDENTITY, gatewayIdentityOnLogin: false })));
    const [appToken, login, call] = fake.received;
    expect(Object.fromEntries(call?.query ?? [])).toEqual({ access_token: 'two-step-2' });
    expect([appToken, login, call].map((one) => own(one?.headers))).toEqual([{}, {}, { 'x-acgw-identity': IDENTITY }]);
  });

  it('Idempotency-Key and its timeout, for writes that ask for it', async () => {
    const fake = await startGranting();
    const { client } = platformOn(accessTo(fake, 'digest'));
    const write = (idempotency: { key: string; timeoutSeconds?: number }) =>
      client.post({ name: 'things', path: API, body: {}, effect: 'write', headers: { 'x-own': '1' }, idempotency }, aCall());
    await write({ key: 'k-1', timeoutSeconds: 7_776_000 });
    await write({ key: 'k-2' });
    expect(fake.received.map(({ headers }) => [headers['idempotency-key'], headers['idempotency-timeout'], headers['x-own']])).toEqual([
      ['k-1', '7776000', '1'],
      ['k-2', undefined, '1'],
    ]);
    for (const wrong of [{ key: '' }, { key: '单据' }, { key: 'k', timeoutSeconds: 0 }, { key: 'k', timeoutSeconds: 7_776_001 }]) {
      await expect(write(wrong)).rejects.toMatchObject({ code: 'request_invalid', outcome: 'not-sent' });
    }
    expect(fake.received).toHaveLength(2);
  });
});
