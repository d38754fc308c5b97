import { describe, expect, it } from 'vitest';
import { k3cloudAdapter } from '../src/index.js';
import { addUnits, type Method, settingsOf } from './harness.js';
import { callWith, play, testClient } from './support.js';

const UNIT = { number: '0010', name: '测试销售方有限公司', taxNo: '91000000TEST00001X', importable: true };
const METHODS: readonly Method[] = ['sign', 'app-secret', 'password'];

describe('sessions', () => {
  it.each(METHODS)('sends the parameters of a login by %s in their order', async (method) => {
    const stage = await play({ method });
    await stage.connection.listBusinessUnits({}, stage.call);
    const { acctId, username, password, appId, appSecret } = stage.centre.identity;
    const seconds = expect.any(Number);
    const expected = {
      sign: ['LoginBySign', [acctId, username, appId, seconds, expect.stringMatching(/^[0-9a-f]{64}$/), 2052]],
      'app-secret': ['LoginByAppSecret', [acctId, username, appId, appSecret, 2052]],
      password: ['ValidateUser', [acctId, username, password, 2052]],
    }[method as 'sign'] as [string, unknown[]];
    expect(stage.sent(expected[0])).toEqual([expected[1]]);
  });

  it('signs a login with SHA-1 for a server of before', async () => {
    const stage = await play({ mock: { digest: 'sha1' }, settings: {} });
    await expect(stage.connection.listBusinessUnits({}, stage.call)).rejects.toMatchObject({
      code: 'credentials_rejected',
      hint: expect.stringContaining('digest'),
    });
    const { appId, appSecret } = stage.centre.identity;
    const old = await play({ mock: { digest: 'sha1' }, settings: { login: { method: 'sign', appId, appSecret, digest: 'SHA-1' } } });
    expect((await old.connection.listBusinessUnits({}, old.call)).items).toEqual([]);
  });

  it('sends cookie and header, and logs out what it logged in', async () => {
    const stage = await play();
    await stage.connection.listBusinessUnits({}, stage.call);
    const [id] = stage.mock.sessionIds;
    const [query] = stage.mock.server.journal.to('.ExecuteBillQuery.common.kdsvc');
    expect(query?.headers).toMatchObject({ cookie: `kdservice-sessionid=${id}`, 'kdservice-sessionid': id });
    await stage.connection.close();
    expect(
      stage.mock.server.journal.to('.Logout.common.kdsvc').map(({ headers, body }) => [headers['kdservice-sessionid'], body.toString()]),
    ).toEqual([[id, '{}']]);
    await stage.connection.close();
    expect(stage.mock.server.journal.to('.Logout.common.kdsvc').length).toBe(1);
  });

  it('ends no session of another connection', async () => {
    const stage = await play();
    const client = testClient();
    const adapter = k3cloudAdapter(settingsOf(stage.mock.baseUrl, stage.centre.identity));
    const [first, second] = [await adapter.connect(client.adapterContext()), await adapter.connect(client.adapterContext())];
    for (const connection of [first, second]) await connection.listBusinessUnits({}, stage.call);
    expect(stage.centre.logins).toBe(2);
    await first.close();
    await second.listBusinessUnits({}, stage.call);
    expect(stage.centre.logins).toBe(2);
    await client.close();
  });

  it('logs nobody out who never logged in', async () => {
    const stage = await play();
    await stage.connection.close();
    expect(stage.mock.server.journal.entries).toEqual([]);
  });

  it('keeps a session that is used, and renews one that was left alone for 20 minutes', async () => {
    const stage = await play();
    for (let minute = 0; minute < 60; minute += 15) {
      await stage.connection.listBusinessUnits({}, stage.call);
      stage.mock.server.clock.advance(15 * 60_000);
    }
    expect(stage.centre.logins).toBe(1);
    stage.mock.server.clock.advance(6 * 60_000);
    await stage.connection.listBusinessUnits({}, stage.call);
    expect(stage.centre.logins).toBe(2);
  });

  it('says what a wrong data centre means', async () => {
    const stage = await play({ settings: { acctId: 'no-such-centre' } });
    await expect(stage.connection.listBusinessUnits({}, stage.call)).rejects.toMatchObject({
      code: 'credentials_rejected',
      outcome: 'not-sent',
      hint: expect.stringContaining('数据中心ID'),
    });
  });

  it.each([
    ['a form to fill in', '{"LoginResultType":-5,"Message":"x","IsSuccessByAPI":true,"KDSVCSessionId":"abc"}', 'credentials_rejected'],
    ['no session', '{"LoginResultType":1,"Message":null}', 'response_invalid'],
    ['something else', '{"a":1}', 'response_invalid'],
    ['a session id that is no header', '{"LoginResultType":1,"KDSVCSessionId":"a\\r\\nb"}', 'response_invalid'],
  ])('takes %s for no login', async (_, body, code) => {
    const stage = await play();
    stage.mock.server.faults.next('.LoginBySign.common.kdsvc', { kind: 'answer', status: 200, body });
    await expect(stage.connection.listBusinessUnits({}, stage.call)).rejects.toMatchObject({ code });
  });
});

describe('signed calls', () => {
  it('go out without any login, through the gateway too', async () => {
    const stage = await play({ method: 'signed-calls', gateway: true });
    addUnits(stage.centre, [UNIT]);
    expect((await stage.connection.listBusinessUnits({}, stage.call)).items.map(({ number }) => number)).toEqual(['0010']);
    await stage.connection.close();
    expect(new Set(stage.mock.server.journal.entries.map(({ path }) => path.split('.').at(-3)))).toEqual(new Set(['ExecuteBillQuery']));
  });

  it('say seconds, or milliseconds where asked to', async () => {
    const stage = await play({ method: 'signed-calls' });
    await stage.connection.listBusinessUnits({}, stage.call);
    const { appId, appSecret } = stage.centre.identity;
    const long = await play({
      settings: { login: { method: 'signed-calls', appId, appSecret, timestamps: 'milliseconds', organizationNumber: '100' } },
    });
    await long.connection.listBusinessUnits({}, long.call);
    const header = ({ mock }: typeof stage, name: string) => mock.server.journal.entries[0]?.headers[name] ?? '';
    expect([header(stage, 'x-api-timestamp').length, header(long, 'x-api-timestamp').length]).toEqual([10, 13]);
    expect(Buffer.from(header(long, 'x-kd-appdata'), 'base64').toString()).toMatch(/,2052,100$/);
  });

  it('reach the books of their own data centre', async () => {
    const stage = await play({ method: 'signed-calls' });
    const [, other] = stage.mock.centres;
    if (other === undefined) throw new Error('the mock has two data centres');
    addUnits(stage.centre, [UNIT]);
    addUnits(other, [{ ...UNIT, number: '0099' }]);
    const client = testClient();
    const second = await k3cloudAdapter(settingsOf(stage.mock.baseUrl, other.identity, 'signed-calls')).connect(client.adapterContext());
    const lists = await Promise.all([stage.connection, second].map((connection) => connection.listBusinessUnits({}, callWith([]))));
    expect(lists.map(({ items }) => items.map(({ number }) => number))).toEqual([['0010'], ['0099']]);
    await client.close();
  });

  it('are not made again when they are refused', async () => {
    const stage = await play({ method: 'signed-calls' });
    stage.mock.mode = 'sessions-refused';
    await expect(stage.connection.listBusinessUnits({}, stage.call)).rejects.toMatchObject({ code: 'credentials_rejected' });
    expect(stage.mock.server.journal.entries.length).toBe(1);
  });
});
