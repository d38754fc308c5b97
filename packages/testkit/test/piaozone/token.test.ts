import { describe, expect, it } from 'vitest';
import { enterprise, startMock, startWithClient } from './harness.js';
import { postJson, RawClient, rawSign, requestToken, sampleBill, send } from './raw-client.js';

const REFUSED = { errcode: '1300' };

describe('POST /base/oauth/token', () => {
  it('answers at the top level, below /test and without it', async () => {
    const mock = await startMock();
    for (const base of [mock.baseUrl, mock.origin]) {
      const answer = await requestToken(base, enterprise(mock));
      expect(answer).toEqual({
        errcode: '0000',
        description: '操作成功',
        access_token: expect.any(String),
        token_type: 'bearer',
        expires_in: 129600,
      });
      expect(answer.access_token).toMatch(/^[0-9a-f]{32}$/);
    }
    expect(mock.baseUrl).toBe(`${mock.origin}/test`);
  });

  it.each([0, 1, 2] as const)('takes encType %s as number and as string, from an enterprise and from the tenant', async (encType) => {
    const mock = await startMock();
    for (const triple of [enterprise(mock), mock.tenant]) {
      for (const sent of [encType, String(encType)]) {
        const answer = await requestToken(mock.baseUrl, triple, { encType: sent, sign: rawSign(triple, '1700000000000', encType) });
        expect(answer.errcode).toBe('0000');
      }
    }
  });

  it('takes an absent encType for MD5, and nothing else for it', async () => {
    const mock = await startMock();
    const triple = enterprise(mock);
    expect((await requestToken(mock.baseUrl, triple)).errcode).toBe('0000');
    expect((await requestToken(mock.baseUrl, triple, { sign: rawSign(triple, '1700000000000', 1) })).errcode).toBe('1101');
    expect((await requestToken(mock.baseUrl, triple, { encType: 3 })).errcode).toBe('1101');
  });

  it.each(['1700000000', '202401020304051234', 1700000000, 1700000000000])('takes the timestamp %j as long as it is digits', async (timestamp) => {
    const mock = await startMock();
    const triple = enterprise(mock);
    expect((await requestToken(mock.baseUrl, triple, { timestamp, sign: rawSign(triple, timestamp) })).errcode).toBe('0000');
  });

  it('refuses what is not digits, and on demand other lengths or a far-off time', async () => {
    const mock = await startMock();
    const triple = enterprise(mock);
    const ask = (timestamp: string) => requestToken(mock.baseUrl, triple, { timestamp, sign: rawSign(triple, timestamp) });
    expect((await ask('2024-01-01')).errcode).not.toBe('0000');
    mock.settings.timestamps = 'milliseconds';
    expect((await ask('1700000000')).errcode).not.toBe('0000');
    expect((await ask('1700000000000')).errcode).toBe('0000');
    mock.settings.timestampWindowMs = 60_000;
    expect((await ask('1700000000000')).errcode).not.toBe('0000');
    expect((await ask(String(mock.server.clock.now() - 59_000))).errcode).toBe('0000');
  });

  it('knows 1200 for a missing client id and 1101 for wrong credentials', async () => {
    const mock = await startMock();
    const triple = enterprise(mock);
    expect(await requestToken(mock.baseUrl, triple, { client_id: '' })).toEqual({ errcode: '1200', description: '授权ID不能为空' });
    expect((await requestToken(mock.baseUrl, triple, { client_id: undefined })).errcode).toBe('1200');
    expect((await requestToken(mock.baseUrl, { ...triple, clientId: 'mock-nobody' })).errcode).toBe('1101');
    expect((await requestToken(mock.baseUrl, { ...triple, clientSecret: 'wrong' })).errcode).toBe('1101');
    expect((await requestToken(mock.baseUrl, triple, { sign: rawSign(triple, '1700000000000').toUpperCase() })).errcode).toBe('1101');
    expect((await requestToken(mock.baseUrl, triple, { sign: undefined })).errcode).toBe('1101');
  });

  it('refuses bodies that are not plain JSON objects', async () => {
    const mock = await startMock();
    const url = `${mock.baseUrl}/base/oauth/token`;
    for (const body of ['', '[]', '"text"', '{']) expect((await postJson(url, body)).errcode).not.toBe('0000');
    expect((await send('POST', url, '{}', { 'content-type': 'text/plain' })).text).not.toContain('0000');
    expect(mock.tokens.requests()).toBe(0);
  });

  it('counts requests per client', async () => {
    const mock = await startMock();
    const [first, second] = [enterprise(mock), enterprise(mock, 1)];
    await requestToken(mock.baseUrl, first);
    await requestToken(mock.baseUrl, first, { sign: 'wrong' });
    await requestToken(mock.baseUrl, second);
    expect([mock.tokens.requests(first.clientId), mock.tokens.requests(second.clientId), mock.tokens.requests()]).toEqual([2, 1, 3]);
  });
});

describe('the life of a token', () => {
  const twoTokens = async (tokenMode: 'same' | 'new-keeps-old' | 'new-kills-old') => {
    const { mock, seller, client } = await startWithClient({ settings: { tokenMode } });
    const later = await RawClient.login(mock.baseUrl, seller);
    const query = async (which: RawClient) => (await which.query('20240101000000000001')).errcode !== REFUSED.errcode;
    return { same: client.token === later.token, oldAccepted: await query(client), newAccepted: await query(later) };
  };

  it('follows the token mode', async () => {
    expect(await twoTokens('same')).toEqual({ same: true, oldAccepted: true, newAccepted: true });
    expect(await twoTokens('new-keeps-old')).toEqual({ same: false, oldAccepted: true, newAccepted: true });
    expect(await twoTokens('new-kills-old')).toEqual({ same: false, oldAccepted: false, newAccepted: true });
  });

  it('ends by the clock, and a repeated token tells the seconds that are left', async () => {
    const { mock, seller, client } = await startWithClient({ settings: { tokenLifeSeconds: 100, tokenMode: 'same' } });
    mock.server.clock.advance(40_000);
    expect((await requestToken(mock.baseUrl, seller)).expires_in).toBe(60);
    mock.server.clock.advance(59_999);
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('0000');
    mock.server.clock.advance(1);
    expect(await client.create(sampleBill(seller.taxNo, '20240101000000000002'))).toMatchObject(REFUSED);
    await client.login();
    expect((await client.create(sampleBill(seller.taxNo, '20240101000000000002'))).errcode).toBe('0000');
    expect(mock.record).toHaveLength(2);
  });

  it('ends by expireAll and by kill, of one client or of all', async () => {
    const { mock, client } = await startWithClient();
    const other = await RawClient.login(mock.baseUrl, enterprise(mock, 1));
    const refused = async (which: RawClient) => (await which.query('20240101000000000001')).errcode === REFUSED.errcode;
    mock.tokens.kill(client.triple.clientId);
    expect([await refused(client), await refused(other)]).toEqual([true, false]);
    mock.tokens.expireAll();
    expect(await refused(other)).toBe(true);
    await other.login();
    mock.tokens.kill();
    expect(await refused(other)).toBe(true);
  });

  it('is answered with the configured rejection, also when missing or unknown', async () => {
    const { mock, client } = await startWithClient({ settings: { rejectedToken: { errcode: '2004', description: 'token失效', httpStatus: 401 } } });
    client.token = 'f'.repeat(32);
    const reply = await send('POST', client.url('/bill/hx/yl/get'), 'null', { 'content-type': 'application/json' });
    expect([reply.status, JSON.parse(reply.text)]).toEqual([401, { errcode: '2004', description: 'token失效' }]);
    expect((await send('POST', `${mock.baseUrl}/bill/hx/yl/get`, 'null', { 'content-type': 'application/json' })).status).toBe(401);
  });

  it('may be refused for a while after it was given out', async () => {
    const { mock, client } = await startWithClient({ settings: { tokenPropagationDelayMs: 500 } });
    expect(await client.query('20240101000000000001')).toMatchObject(REFUSED);
    mock.server.clock.advance(500);
    expect(await client.query('20240101000000000001')).not.toMatchObject(REFUSED);
  });
});
