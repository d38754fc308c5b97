import { describe, expect, it } from 'vitest';
import { MockClock } from '../../src/server/clock.js';
import { digest, fresh, shanghai } from './raw-auth.js';
import { post, send, start } from './raw-client.js';

const QUERY = { path: '/kapi/v2/test/units', rows: [{ id: '1', number: 'A' }], methods: ['GET', 'POST'] as const };
const BODY = JSON.stringify({ data: {}, pageNo: 1, pageSize: 10, 名: '值' });
const signed = (more: object = {}) =>
  start({ digestKey: 'digest-key-of-a-test', queries: [QUERY], clock: new MockClock({ frozenAt: 1_700_000_000_000 }), ...more });

describe('digest', () => {
  it('lets a signed body in without any token, whatever the enhanced switch says', async () => {
    for (const enhanced of [true, false]) {
      const mock = await signed({ enhanced });
      expect((await post(mock, QUERY.path, BODY, digest(mock, BODY))).json).toMatchObject({ errorCode: '0', status: true });
      expect(mock.logins).toBe(0);
    }
  });

  it.each([
    ['another body', { payload: `${BODY} ` }],
    ['another app', { appId: 'nobody' }],
    ['another data centre', { accountId: '42' }],
    ['another user', { user: 'somebody' }],
    ['another kind of user', { usertype: 'Nickname' }],
    ['a signature in capitals', { upper: true }],
    ['another form of time', { timestamp: '1700000000000' }],
  ])('refuses %s', async (_, { payload = BODY, upper = false, ...change }: Record<string, unknown>) => {
    const mock = await signed();
    const headers = digest(mock, String(payload), change as Record<string, string>);
    if (upper === true) headers['signature'] = String(headers['signature']).toUpperCase();
    expect((await post(mock, QUERY.path, BODY, headers)).json.errorCode).toBe('401');
  });

  it('takes a nonce once and a timestamp within ten minutes', async () => {
    const mock = await signed();
    const signatureNonce = fresh();
    const code = async (change: Record<string, string>) => (await post(mock, QUERY.path, BODY, digest(mock, BODY, change))).json.errorCode;
    expect(await code({ signatureNonce })).toBe('0');
    expect(await code({ signatureNonce })).toBe('401');
    expect(await code({ timestamp: shanghai(mock, 600_000) })).toBe('0');
    expect(await code({ timestamp: shanghai(mock, -600_000) })).toBe('0');
    expect(await code({ timestamp: shanghai(mock, 601_000) })).toBe('401');
    expect(await code({ timestamp: shanghai(mock, -601_000) })).toBe('401');
    expect(await code({ signatureNonce: '' })).toBe('401');
  });

  it('does not spend a nonce on a wrong signature', async () => {
    const mock = await signed();
    const signatureNonce = fresh();
    await post(mock, QUERY.path, BODY, digest(mock, 'other', { signatureNonce }));
    expect((await post(mock, QUERY.path, BODY, digest(mock, BODY, { signatureNonce }))).json.errorCode).toBe('0');
  });

  it('refuses an empty body and an app without the card', async () => {
    const mock = await signed();
    expect((await post(mock, QUERY.path, '', digest(mock, ''))).json.errorCode).toBe('401');
    const without = await start({ queries: [QUERY] });
    expect((await post(without, QUERY.path, BODY, digest(without, BODY))).json.errorCode).toBe('401');
  });

  it('signs the named query parameters of a GET, with everything in the query', async () => {
    const mock = await signed({ gatewayIdentity: true });
    const get = async (payload: string, parameters: string) => {
      const identity = { 'x-acgw-identity': String(mock.gatewayIdentity) };
      const query = { pageNo: '1', pageSize: '5', parameters, ...digest(mock, payload), ...identity };
      return (await send(`${mock.baseUrl}${QUERY.path}?${new URLSearchParams(query)}`)).json;
    };
    expect((await get('pageSize=5&pageNo=1', 'pageSize,pageNo')).data).toMatchObject({ pageSize: 5, totalCount: 1 });
    expect((await get('pageNo=1&pageSize=5', 'pageSize,pageNo')).errorCode).toBe('401');
    expect((await get('test=tt', 'test')).errorCode).toBe('401');
    expect((await get('', '')).errorCode).toBe('401');
  });
});

describe('basic key', () => {
  it('is read in header and query, with the data centre if it is given', async () => {
    const mock = await start({ basicKey: true, queries: [QUERY] });
    const key = String(mock.app(mock.appId).basicKey);
    const code = async (headers: Record<string, string>, query = '') => (await post(mock, QUERY.path + query, BODY, headers)).json.errorCode;
    expect(await code({ openApiSign: key })).toBe('0');
    expect(await code({}, `?openApiSign=${key}`)).toBe('0');
    expect(await code({ openApiSign: key, accountId: '42' })).toBe('401');
    expect(await code({ openApiSign: `${key}x` })).toBe('401');
  });
});
