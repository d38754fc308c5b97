import { describe, expect, it } from 'vitest';
import type { MockEas, SessionSymptom } from '../../src/eas/index.js';
import { MockClock } from '../../src/server/clock.js';
import { call, escaped, fault, LOGIN, login, SOAP, send, sessionHeader, signIn, start, wrap } from './raw-client.js';

/** Who the facade ran as: `USER|<session>`, or the fault string. */
async function who(mock: MockEas, header: string): Promise<string> {
  const reply = await call(mock, '<who/>', header);
  return reply.status === 200 ? (/whoReturn [^>]*>([^<]*)</.exec(reply.text)?.[1] ?? '') : fault(reply).string;
}

const DEAD = 'com.kingdee.bos.webservice.WSInvokeException: java.lang.RuntimeException: please login first';

describe('session header', () => {
  const NEXT = 'http://schemas.xmlsoap.org/soap/actor/next';
  it.each([
    ['prefixed', (id: string) => sessionHeader(id)],
    ['default namespace', (id: string) => `<SessionId xmlns="${LOGIN}">${id}</SessionId>`],
    [
      'typed',
      (id: string) => `<n:SessionId xmlns:n="${LOGIN}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="x:string">${id}</n:SessionId>`,
    ],
    ['blanks and line breaks round the text', (id: string) => sessionHeader(` \n\t${id}\r\n `)],
    ['mustUnderstand="0"', (id: string) => `<n:SessionId xmlns:n="${LOGIN}" e:mustUnderstand="0">${id}</n:SessionId>`],
    ['actor next', (id: string) => `<n:SessionId xmlns:n="${LOGIN}" e:actor="${NEXT}">${id}</n:SessionId>`],
    ['two: the first wins', (id: string) => `${sessionHeader(id)}${sessionHeader('other')}`],
  ])('%s: read', async (_name, header) => {
    const mock = await start();
    const id = await signIn(mock);
    expect(await who(mock, header(id))).toBe(`USER|${id}`);
  });

  it.each([
    ['none', () => ''],
    ['actor=""', (id: string) => `<n:SessionId xmlns:n="${LOGIN}" e:actor="">${id}</n:SessionId>`],
    ['wrong case', (id: string) => `<n:sessionId xmlns:n="${LOGIN}">${id}</n:sessionId>`],
    ['no namespace', (id: string) => `<SessionId>${id}</SessionId>`],
    ['wrong namespace', (id: string) => `<n:SessionId xmlns:n="http://x/">${id}</n:SessionId>`],
    ['empty', () => sessionHeader('')],
    ['nested', (id: string) => `<n:SessionId xmlns:n="${LOGIN}"><n:SessionId>${id}</n:SessionId></n:SessionId>`],
    ['two: the second is not read', (id: string) => `${sessionHeader('other')}${sessionHeader(id)}`],
  ])('%s: not read', async (_name, header) => {
    const mock = await start();
    expect(await who(mock, header(await signIn(mock)))).toBe(DEAD);
  });

  it('as an HTTP header: not read', async () => {
    const mock = await start();
    const reply = await send(mock, 'WSTest', wrap('<who/>'), { headers: { SOAPAction: '""', SessionId: await signIn(mock) } });
    expect(fault(reply).string).toBe(DEAD);
  });

  it('with mustUnderstand="1" faults after the method has run', async () => {
    const ran: string[] = [];
    const facade = {
      service: 'WSTest',
      namespace: LOGIN,
      operations: { mark: ([what]: readonly (string | null)[]) => String(ran.push(what ?? '')) },
    };
    const mock = await start({ facades: [facade] });
    const header = `<n:SessionId xmlns:n="${LOGIN}" e:mustUnderstand="1">${await signIn(mock)}</n:SessionId>`;
    expect(fault(await call(mock, '<mark><a>x</a></mark>', header))).toEqual({
      code: 'MustUnderstand',
      codeNamespace: SOAP,
      string: 'Did not understand "MustUnderstand" header(s):{http://login.webservice.bos.kingdee.com}SessionId',
    });
    expect(ran).toEqual(['x']);
  });

  it('on login is no matter', async () => {
    const mock = await start();
    const body = `<login><userName>USER</userName><password>${escaped(mock.password)}</password><slnName>eas</slnName><dcName>DC01</dcName><language>L2</language><dbType>0</dbType></login>`;
    expect((await send(mock, 'EASLogin', wrap(body, sessionHeader('')))).status).toBe(200);
    expect(mock.logins).toBe(1);
  });
});

describe('session life', () => {
  it('ends of age, by killSessions, by logout and by the fault', async () => {
    const mock = await start({ sessionLifeMs: 600_000 });
    const logout = '<logout><userName>USER</userName><slnName>eas</slnName><dcName>DC01</dcName><language>L2</language></logout>';
    const ends: (() => unknown)[] = [
      () => mock.clock.advance(600_000),
      () => mock.killSessions(),
      () => send(mock, 'EASLogin', wrap(logout)),
      () => mock.faults.next('WSTest', { kind: 'custom', name: 'kill-session' }),
    ];
    for (const end of ends) {
      const id = await signIn(mock);
      expect(await who(mock, sessionHeader(id))).toBe(`USER|${id}`);
      await end();
      expect(await who(mock, sessionHeader(id))).toBe(DEAD);
    }
    expect([mock.logins, mock.sessions.live]).toEqual([ends.length, 0]);
  });

  it('is not lengthened by use, and endless by default', async () => {
    const mock = await start({ sessionLifeMs: 1000, clock: new MockClock({ frozenAt: 1 }) });
    const id = await signIn(mock);
    mock.clock.advance(999);
    expect(await who(mock, sessionHeader(id))).toBe(`USER|${id}`);
    mock.clock.advance(1);
    expect(await who(mock, sessionHeader(id))).toBe(DEAD);
    const endless = await start();
    const kept = await signIn(endless);
    endless.clock.advance(10 ** 10);
    expect(await who(endless, sessionHeader(kept))).toBe(`USER|${kept}`);
  });

  it('logout ends every session of the user, or only the one in the header; for an unknown user none', async () => {
    const body = (user: string) => `<logout><userName>${user}</userName><slnName>eas</slnName><dcName>DC01</dcName><language>L2</language></logout>`;
    const all = await start();
    const [first] = [await signIn(all), await signIn(all)];
    await send(all, 'EASLogin', wrap(body('NOBODY'), sessionHeader(first)));
    expect(all.sessions.live).toBe(2);
    await send(all, 'EASLogin', wrap(body('USER'), sessionHeader(first)));
    expect(all.sessions.live).toBe(0);
    const one = await start({ logoutEnds: 'header-session' });
    const [ended, left] = [await signIn(one), await signIn(one)];
    await send(one, 'EASLogin', wrap(body('USER'), sessionHeader(ended)));
    expect(await who(one, sessionHeader(left))).toBe(`USER|${left}`);
    expect(one.sessions.live).toBe(1);
  });

  it.each<[SessionSymptom, string]>([
    ['please login first', DEAD],
    ['session not found', 'com.kingdee.bos.webservice.WSInvokeException: java.lang.RuntimeException: session not found'],
    [
      'com.kingdee.bos.webservice.WSInvokeException ; com.kingdee.bos.orm.rmi.RMIException',
      'com.kingdee.bos.webservice.WSInvokeException ; com.kingdee.bos.orm.rmi.RMIException',
    ],
    ['数据异常,串用户', 'com.kingdee.bos.webservice.WSInvokeException: java.lang.RuntimeException: 数据异常,串用户'],
  ])('shows the symptom %s', async (sessionSymptom, text) => {
    expect(await who(await start({ sessionSymptom }), sessionHeader('dead'))).toBe(text);
  });

  it('outside safe mode the header is ignored; a dead session may run as another user', async () => {
    const open = await start({ safeMode: false });
    expect(await who(open, sessionHeader(await signIn(open)))).toBe('another-user|undefined');
    expect(await who(open, '')).toBe('another-user|undefined');
    const mixed = await start({ deadSession: 'another-user' });
    const id = await signIn(mixed);
    expect(await who(mixed, sessionHeader(id))).toBe(`USER|${id}`);
    expect(await who(mixed, sessionHeader('dead'))).toBe('another-user|undefined');
  });
});

describe('login', () => {
  it.each([{ userName: 'X' }, { password: 'X' }, { slnName: 'X' }, { dcName: 'X' }])('refuses %j without a session', async (change) => {
    const mock = await start();
    const reply = await login(mock, 6, change);
    expect(reply.status).toBe(200);
    expect(reply.text).toMatch(/<sessionId [^>]*xsi:nil="true"\/>/);
    expect([mock.logins, mock.sessions.live]).toEqual([0, 0]);
  });

  it('can refuse by a fault', async () => {
    const mock = await start({ loginFailure: { fault: 'own text' } });
    const reply = await login(mock, 6, { password: 'X' });
    expect([reply.status, fault(reply).string]).toEqual([500, 'com.kingdee.bos.webservice.WSInvokeException: own text']);
  });

  it('makes the same names, password and sessions from the same seed', async () => {
    const two = [await start({ seed: 'a' }), await start({ seed: 'a' })] as const;
    expect(await signIn(two[0])).toBe(await signIn(two[1]));
    expect(await signIn(two[0])).not.toBe(await signIn(await start({ seed: 'b' })));
  });
});
