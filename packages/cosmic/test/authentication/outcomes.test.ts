import { describe, expect, it } from 'vitest';
import type { Authentication } from '../../src/index.js';

import {
  API,
  aCall,
  accessTo,
  contextWith,
  fields,
  gatewayRefusal,
  IDENTITY,
  ok,
  platformOn,
  type Received,
  read,
  refusal,
  SECRET,
  startGranting,
} from '../support/fake-platform.js';
import { judgingClock } from '../support/judging-clock.js';
import { quickRuntime } from '../support/quick-runtime.js';

const TOKENS = ['two-step', 'enhanced', 'jwt'] as const;
const SIGNED = ['digest', 'basic'] as const;
const ALL = [...TOKENS, ...SIGNED] as const;
const LOGIN = { 'two-step': '/api/login.do', enhanced: '/kapi/oauth2/getToken', jwt: '/api/login.do' } as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Token or key as it came, whatever carries it. */
const proofOf = ({ headers }: Received) => headers['accesstoken'] ?? headers['jwt'] ?? headers['signature'] ?? headers['openapisign'];

describe.each(TOKENS)('%s: tokens', (kind) => {
  it.each([200, 401])('a token that is over is replaced once, and the call repeated (HTTP %s)', async (status) => {
    const fake = await startGranting(kind);
    const platform = platformOn(accessTo(fake, kind));
    await read(platform);
    const dead = proofOf(fake.to(API)[0] as Received);
    fake.on(API, (request) => (proofOf(request) === dead ? refusal('401', '未授权访问', status) : ok('fresh')));
    expect(await read(platform)).toBe('fresh');
    expect(fake.to(LOGIN[kind])).toHaveLength(2);
    expect(fake.to(API)).toHaveLength(3);
  });

  it('fresh tokens that are refused end in one error', async () => {
    const fake = await startGranting(kind);
    fake.on(API, () => refusal('401', '未授权访问'));
    await expect(read(platformOn(accessTo(fake, kind)))).rejects.toMatchObject({
      code: 'erp_session_expired',
      outcome: 'rejected',
      upstreamCode: '401',
    });
    expect(fake.to(API)).toHaveLength(2);
    expect(fake.to(LOGIN[kind])).toHaveLength(2);
  });

  it('one login serves 20 parallel calls and a second platform of the same access', async () => {
    const fake = await startGranting(kind);
    const context = contextWith();
    const [first, second] = [platformOn(accessTo(fake, kind), {}, context), platformOn(accessTo(fake, kind), {}, context)];
    await Promise.all(Array.from({ length: 20 }, () => read(first)));
    await read(second);
    expect(fake.to(LOGIN[kind])).toHaveLength(1);
  });

  it('are renewed before their end', async () => {
    const fake = await startGranting(kind);
    let passed = 0;
    const runtime = { ...quickRuntime, monotonic: () => passed };
    const platform = platformOn(accessTo(fake, kind), {}, contextWith({ runtime }));
    await read(platform);
    // Tokens live two hours; the last five minutes of them are left unused.
    passed = 2 * HOUR - 6 * MINUTE;
    await read(platform);
    expect(fake.to(LOGIN[kind])).toHaveLength(1);
    passed = 2 * HOUR - 2 * MINUTE;
    await read(platform);
    await expect.poll(() => fake.to(LOGIN[kind]).length).toBe(2);
    expect(fake.to(API)).toHaveLength(3);
  });

  it('a lost answer to the login is followed by a whole new one', async () => {
    const fake = await startGranting(kind);
    const { platform, logins } = await cutFirst(fake, kind);
    expect(await read(platform)).toEqual({ rows: [] });
    expect(logins()).toHaveLength(2);
    if (kind !== 'enhanced') return;
    const [first, second] = logins().map((request) => fields(request)['nonce']);
    expect(first).not.toBe(second);
  });

  it('are not shared with another user, secret or application', async () => {
    const fake = await startGranting(kind);
    const context = contextWith();
    const others = [{}, { user: 'lisi' }, { app: { id: 'erp_app', secret: 'another-secret-0001' } }, { app: { id: 'other', secret: SECRET } }];
    for (const more of others) await read(platformOn(accessTo(fake, kind, more), {}, context));
    expect(fake.to(LOGIN[kind])).toHaveLength(others.length);
  });

  it('a refused login is refused again for a while without asking', async () => {
    const fake = await startGranting(kind);
    fake.on(kind === 'two-step' ? '/api/getAppToken.do' : LOGIN[kind], () =>
      kind === 'enhanced' ? refusal('401', '未授权') : { body: { data: { success: false, error_desc: '第三方应用ID或应用密钥不正确' } } },
    );
    const platform = platformOn(accessTo(fake, kind));
    for (const _ of [1, 2]) await expect(read(platform)).rejects.toMatchObject({ code: 'credentials_rejected', outcome: 'not-sent' });
    expect(fake.received).toHaveLength(1);
  });
});

describe.each(SIGNED)('%s: no session', (kind) => {
  it('logs in nowhere, and a refused call ends at once', async () => {
    const fake = await startGranting();
    const platform = platformOn(accessTo(fake, kind));
    await platform.login();
    expect(fake.received).toHaveLength(0);
    fake.on(API, () => refusal('401', '认证失败'));
    await expect(read(platform)).rejects.toMatchObject({ code: 'credentials_rejected', outcome: 'rejected', upstreamCode: '401' });
    expect(fake.received).toHaveLength(1);
    await platform.close();
    await expect(read(platform)).rejects.toMatchObject({ code: 'closed', outcome: 'not-sent' });
    expect(fake.received).toHaveLength(1);
  });
});

describe.each(ALL)('%s: refusals of the call', (kind) => {
  it.each([
    ['2501', '不存在应用信息[网关]', 'GATEWAY_APP_UNKNOWN'],
    ['2505', '未订阅[网关]', 'GATEWAY_API_NOT_SUBSCRIBED'],
    ['2530', '没有路由[网关]', 'GATEWAY_API_NOT_SUBSCRIBED'],
  ])('gateway %s is no matter of the token', async (code, text, diagnosis) => {
    const fake = await startGranting(kind);
    fake.on(API, () => gatewayRefusal(code, text));
    await expect(read(platformOn(accessTo(fake, kind, { gatewayIdentity: IDENTITY })))).rejects.toMatchObject({
      code: 'erp_rejected',
      outcome: 'rejected',
      upstreamCode: code,
      diagnosis: { code: diagnosis },
    });
    expect(fake.to(API)).toHaveLength(1);
  });

  it('gateway 2501 with no identity configured is about that', async () => {
    const fake = await startGranting(kind);
    fake.on(API, () => gatewayRefusal('2501', '不存在应用信息[网关]'));
    await expect(read(platformOn(accessTo(fake, kind)))).rejects.toMatchObject({ diagnosis: { code: 'GATEWAY_IDENTITY_MISSING' } });
  });

  it('403 is no matter of the token', async () => {
    const fake = await startGranting(kind);
    fake.on(API, () => refusal('403', '该第三方应用-X没有此接口访问权限'));
    const error = read(platformOn(accessTo(fake, kind)));
    await expect(error).rejects.toMatchObject({ code: 'erp_rejected', diagnosis: { code: 'PLATFORM_API_NOT_GRANTED' } });
    expect(fake.to(API)).toHaveLength(1);
  });

  it('a write whose answer is lost is open and not repeated', async () => {
    const fake = await startGranting(kind);
    fake.on(API, () => ({ cut: true, body: '' }));
    const { client } = platformOn(accessTo(fake, kind));
    await expect(client.post({ name: 'w', path: API, body: {}, effect: 'write' }, aCall())).rejects.toMatchObject({ outcome: 'unknown' });
    expect(fake.to(API)).toHaveLength(1);
  });

  it('a repeated read carries a proof that is good again', async () => {
    const fake = await startGranting(kind);
    fake.on(API, () => (fake.to(API).length === 1 ? { cut: true, body: '' } : ok('second')));
    expect(await read(platformOn(accessTo(fake, kind)))).toBe('second');
    const [first, second] = fake.to(API);
    if (kind === 'digest') expect(first?.headers['signaturenonce']).not.toBe(second?.headers['signaturenonce']);
    else expect(proofOf(first as Received)).toBe(proofOf(second as Received));
  });
});

describe.each(['enhanced', 'digest'] as const)('%s: a wrong clock', (kind) => {
  const judge = judgingClock(kind);

  it.each([-HOUR, HOUR, 23 * HOUR])('is corrected by the server’s time (%s ms off)', async (offMs) => {
    const fake = await startGranting(kind);
    const kept = judge(fake);
    const runtime = { ...quickRuntime, now: () => Date.now() + offMs };
    const platform = platformOn(accessTo(fake, kind), {}, contextWith({ runtime }));
    expect(await read(platform)).toEqual({ rows: [] });
    expect(kept.refused).toBe(1);
    expect(await read(platform)).toEqual({ rows: [] });
    expect(kept.refused).toBe(1);
  });

  it('is named where it is days off', async () => {
    const fake = await startGranting(kind);
    const kept = judge(fake);
    const runtime = { ...quickRuntime, now: () => Date.now() - 48 * HOUR };
    const error = read(platformOn(accessTo(fake, kind), {}, contextWith({ runtime })));
    await expect(error).rejects.toMatchObject({ hint: expect.stringMatching(kind === 'enhanced' ? /约 48 小时/ : /相差不超过 10 分钟/) });
    if (kind === 'enhanced') await expect(error).rejects.toMatchObject({ reason: 'clock' });
    expect(kept.refused).toBe(1);
  });
});

describe('sessions', () => {
  it('of one kind of login are not used by another', async () => {
    const fake = await startGranting('two-step', 'enhanced');
    const context = contextWith();
    for (const kind of ['two-step', 'enhanced'] as const) await read(platformOn(accessTo(fake, kind, { userType: 'UserName' }), {}, context));
    expect(fake.to(API).map(proofOf)).toEqual(['two-step-2', 'enhanced-3']);
  });
});

describe('token answers', () => {
  it('of something in between are no refusal of the time', async () => {
    const fake = await startGranting();
    fake.on('/kapi/oauth2/getToken', () => ({ body: '<html>sign in</html>' }));
    const runtime = { ...quickRuntime, now: () => Date.now() - HOUR };
    const { login } = platformOn(accessTo(fake, 'enhanced'), {}, contextWith({ runtime }));
    await expect(login()).rejects.toMatchObject({ code: 'response_invalid' });
    expect(fake.received).toHaveLength(1);
  });

  it.each(['7199977', 7199977])('expires_in %j is milliseconds', async (expires_in) => {
    const fake = await startGranting();
    fake.on('/kapi/oauth2/getToken', () => ok({ access_token: 't', expires_in }));
    let passed = 0;
    const platform = platformOn(accessTo(fake, 'enhanced'), {}, contextWith({ runtime: { ...quickRuntime, monotonic: () => passed } }));
    await read(platform);
    passed = 7_199_977 - 6 * MINUTE;
    await read(platform);
    expect(fake.to('/kapi/oauth2/getToken')).toHaveLength(1);
    passed = 7_199_977;
    await read(platform);
    expect(fake.to('/kapi/oauth2/getToken')).toHaveLength(2);
  });

  it.each([
    ['no token', { token_type: 'Bearer' }],
    ['a token no header can carry', { access_token: 'a\nb' }],
    ['no object', null],
  ])('%s is no success', async (_, data) => {
    const fake = await startGranting();
    fake.on('/kapi/oauth2/getToken', () => ok(data));
    await expect(read(platformOn(accessTo(fake, 'enhanced')))).rejects.toMatchObject({ code: 'response_invalid', outcome: 'not-sent' });
    expect(fake.to(API)).toHaveLength(0);
  });

  it.each([
    ['601', '数据重复', 'erp_rejected'],
    ['603', '数据无效', 'erp_rejected'],
    ['401', '未授权', 'credentials_rejected'],
  ])('%s %s of getToken is %s', async (code, text, expected) => {
    const fake = await startGranting();
    fake.on('/kapi/oauth2/getToken', () => refusal(code, text));
    await expect(read(platformOn(accessTo(fake, 'enhanced')))).rejects.toMatchObject({ code: expected, upstreamCode: code, outcome: 'not-sent' });
  });

  it('a success under a failing status is none', async () => {
    const fake = await startGranting();
    fake.on('/kapi/oauth2/getToken', () => ({ ...ok({ access_token: 't' }), status: 502 }));
    await expect(read(platformOn(accessTo(fake, 'enhanced')))).rejects.toMatchObject({ outcome: 'not-sent' });
    expect(fake.to(API)).toHaveLength(0);
  });

  it('a gateway that refuses the token call by 401 has refused no secret', async () => {
    const fake = await startGranting();
    fake.on('/kapi/oauth2/getToken', () => ({ ...gatewayRefusal('2501', '不存在应用信息[网关]'), status: 401 }));
    await expect(read(platformOn(accessTo(fake, 'enhanced')))).rejects.toMatchObject({ code: 'erp_rejected', upstreamCode: '2501' });
  });
});

describe('close', () => {
  it.each(['two-step', 'enhanced'] as const)('%s ends its own token only, once', async (kind) => {
    const fake = await startGranting(kind);
    const context = contextWith();
    const end = kind === 'two-step' ? '/api/logout.do' : '/kapi/oauth2/withdrawToken';
    const [first, second] = [platformOn(accessTo(fake, kind), {}, context), platformOn(accessTo(fake, kind), {}, context)];
    await read(first);
    await read(second);
    await second.close();
    expect(fake.to(end)).toHaveLength(0);
    await Promise.all([first.close(), first.close()]);
    expect(fake.to(end)).toHaveLength(1);
    await expect(read(first)).rejects.toMatchObject({ code: 'closed', outcome: 'not-sent' });
  });
});

async function cutFirst(fake: Awaited<ReturnType<typeof startGranting>>, kind: Exclude<Authentication, 'digest' | 'basic'>) {
  const path = LOGIN[kind];
  const platform = platformOn(accessTo(fake, kind));
  const granted = { 'two-step': 'access_token', jwt: 'the_jwt', enhanced: 'access_token' }[kind];
  fake.on(path, () => {
    if (fake.to(path).length === 1) return { cut: true, body: '' };
    if (kind === 'enhanced') return ok({ access_token: 'e', expires_in: '7199977' });
    return { body: { data: { [granted]: 't', success: true, error_code: '0', expire_time: Date.now() + HOUR } } };
  });
  return { platform, logins: () => fake.to(path) };
}
