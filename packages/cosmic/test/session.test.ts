import { describe, expect, it } from 'vitest';
import { connect, newCall, PRODUCT, quickRuntime, settingsFor, startContext, startMock, UNITS, unitRow } from './support/harness.js';

const json = (body: Buffer) => JSON.parse(body.toString('utf8')) as Record<string, unknown>;
const HOUR_MS = 3_600_000;
/** A fault that fits every request and says when one came. */
const told = (notify: () => void) => () => {
  notify();
  return true;
};

describe('two-step login', () => {
  it('sends what the reference asks for, and the token in both headers', async () => {
    const mock = await startMock();
    const erp = await connect(settingsFor(mock, { tenantId: 'T1', language: 'zh_CN', userType: 'UserName' }));
    await erp.listBusinessUnits({}, newCall());
    const [appToken] = mock.journal.to('/api/getAppToken.do');
    const [login] = mock.journal.to('/api/login.do');
    const { accountId, appId, appSecret, user } = mock;
    expect(json(appToken?.body as Buffer)).toEqual({ appId, appSecret, accountId, tenantid: 'T1', language: 'zh_CN' });
    expect(json(login?.body as Buffer)).toEqual({
      user,
      usertype: 'UserName',
      apptoken: expect.any(String),
      accountId,
      tenantid: 'T1',
      language: 'zh_CN',
    });
    const headers = mock.journal.to(UNITS)[0]?.headers;
    expect(headers?.['accesstoken']).toMatch(new RegExp(`^${accountId}_`));
    expect(headers?.['access_token']).toBe(headers?.['accesstoken']);
    expect(mock.unknownRequests).toEqual([]);
  });

  it('writes usertype Mobile by default and no optional field', async () => {
    const mock = await startMock();
    await (await connect(settingsFor(mock))).listBusinessUnits({}, newCall());
    expect(Object.keys(json(mock.journal.to('/api/login.do')[0]?.body as Buffer)).sort()).toEqual(['accountId', 'apptoken', 'user', 'usertype']);
    expect(json(mock.journal.to('/api/login.do')[0]?.body as Buffer)['usertype']).toBe('Mobile');
  });

  it('can write the old spelling of the secret', async () => {
    const mock = await startMock({ secretSpelling: 'appSecuret' });
    expect((await (await connect(settingsFor(mock, { legacySecretField: true }))).listBusinessUnits({}, newCall())).items).toHaveLength(1);
    await expect((await connect(settingsFor(mock))).listBusinessUnits({}, newCall())).rejects.toMatchObject({ code: 'credentials_rejected' });
  });

  it.each(['missing', 'always-true'] as const)('believes data only (top-level status %s)', async (topLevelStatus) => {
    const mock = await startMock({ topLevelStatus });
    expect((await (await connect(settingsFor(mock))).listBusinessUnits({}, newCall())).items).toHaveLength(1);
    const refused = connect({ ...settingsFor(mock), app: { id: mock.appId, secret: 'not-the-secret-of-it' } });
    await expect((await refused).listBusinessUnits({}, newCall())).rejects.toMatchObject({
      code: 'credentials_rejected',
      outcome: 'not-sent',
      upstreamMessage: '第三方应用ID或应用密钥不正确',
      hint: expect.stringContaining('app.secret'),
    });
  });

  it('names the user where login.do refuses', async () => {
    const mock = await startMock({ userType: 'Email' });
    const erp = await connect(settingsFor(mock));
    await expect(erp.listBusinessUnits({}, newCall())).rejects.toMatchObject({
      code: 'credentials_rejected',
      hint: expect.stringContaining('userType'),
    });
  });
});

describe('session', () => {
  it.each(['expire-token', 'kill-token'])('logs in once more after %s and repeats the call', async (name) => {
    const mock = await startMock();
    const erp = await connect(settingsFor(mock));
    await erp.listBusinessUnits({}, newCall());
    mock.faults.next(UNITS, { kind: 'custom', name });
    expect((await erp.listBusinessUnits({}, newCall())).items).toHaveLength(1);
    expect(mock.logins).toBe(2);
  });

  it('reads a rejection from the HTTP status too', async () => {
    const mock = await startMock({ refusalStatus: 'code' });
    const erp = await connect(settingsFor(mock));
    await erp.listBusinessUnits({}, newCall());
    mock.tokens.killAll();
    expect((await erp.listBusinessUnits({}, newCall())).items).toHaveLength(1);
    expect(mock.logins).toBe(2);
  });

  it('gives up with one error when fresh tokens are refused', async () => {
    const mock = await startMock({ carriers: ['query'] });
    const erp = await connect(settingsFor(mock));
    await expect(erp.listBusinessUnits({}, newCall())).rejects.toMatchObject({
      code: 'erp_session_expired',
      outcome: 'rejected',
      upstreamCode: '401',
      upstreamMessage: '未授权访问',
      hint: expect.stringContaining('underscores_in_headers'),
    });
    expect(mock.journal.to(UNITS)).toHaveLength(2);
  });

  it('is one for 20 parallel calls, also when it dies under them', async () => {
    const mock = await startMock();
    const erp = await connect(settingsFor(mock));
    const all = () => Promise.all(Array.from({ length: 20 }, () => erp.listBusinessUnits({}, newCall())));
    await all();
    expect(mock.logins).toBe(1);
    mock.tokens.killAll();
    expect((await all()).every(({ items }) => items.length === 1)).toBe(true);
    expect(mock.logins).toBe(2);
  });

  it('is renewed before its end, measured by the ERP’s own clock', async () => {
    const mock = await startMock();
    // The ERP is an hour ahead: against our clock its expire_time would look like three hours.
    mock.clock.advance(HOUR_MS);
    let passedMs = 0;
    const runtime = { ...quickRuntime, monotonic: () => passedMs };
    const erp = await connect(settingsFor(mock), { context: startContext({ runtime }) });
    await erp.listBusinessUnits({}, newCall());
    passedMs = 2 * HOUR_MS - 5 * 60_000;
    await erp.listBusinessUnits({}, newCall());
    expect(mock.logins).toBe(1);
    passedMs = 2 * HOUR_MS - 2 * 60_000;
    await erp.listBusinessUnits({}, newCall());
    expect(mock.logins).toBe(2);
    expect(mock.journal.to(UNITS)).toHaveLength(3);
  });

  it('is not shared by another user, secret, tenant or gateway identity', async () => {
    const mock = await startMock();
    const context = startContext();
    const settings = settingsFor(mock);
    const variants = [{}, { tenantId: 'T2' }, { gatewayIdentity: 'ZGpGOA==' }, { userType: 'Email' as const }, { language: 'zh_CN' }];
    for (const more of variants) await (await connect({ ...settings, ...more }, { context })).listBusinessUnits({}, newCall());
    expect(mock.logins).toBe(variants.length);
    await expect(
      (await connect({ ...settings, app: { id: mock.appId, secret: 'wrong-secret-wrong' } }, { context })).listBusinessUnits({}, newCall()),
    ).rejects.toMatchObject({
      code: 'credentials_rejected',
    });
    await (await connect(settings, { context })).listBusinessUnits({}, newCall());
    expect(mock.logins).toBe(variants.length);
  });

  it('repeats the whole login when the reply of login.do is lost, with a new app token', async () => {
    const mock = await startMock();
    mock.faults.next('/api/login.do', { kind: 'drop-after' });
    expect((await (await connect(settingsFor(mock))).listBusinessUnits({}, newCall())).items).toHaveLength(1);
    expect(mock.journal.to('/api/getAppToken.do')).toHaveLength(2);
  });
});

describe('close', () => {
  it('logs out, refuses later calls, and may be called twice', async () => {
    const mock = await startMock({ gatewayIdentity: true, requiredOnToken: true });
    const erp = await connect(settingsFor(mock));
    await erp.listBusinessUnits({}, newCall());
    await erp.close();
    await erp.close();
    expect(mock.tokens.live).toBe(0);
    expect(mock.journal.to('/api/logout.do')).toHaveLength(1);
    await expect(erp.fetchBills({}, newCall())).rejects.toMatchObject({ code: 'closed', outcome: 'not-sent' });
    expect(mock.logins).toBe(1);
  });

  it('does not fail where nobody answers, and sends nothing before a login', async () => {
    const mock = await startMock();
    const erp = await connect(settingsFor(mock));
    await erp.listBusinessUnits({}, newCall());
    const unused = await connect(settingsFor(mock));
    await unused.close();
    expect(mock.journal.to('/api/logout.do')).toHaveLength(0);
    await mock.close();
    await expect(erp.close()).resolves.toBeUndefined();
  });

  it('ends a login that was still running', async () => {
    const mock = await startMock();
    let arrived = () => {};
    const reached = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let release = () => {};
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    mock.faults.next('/api/login.do', { kind: 'hold', until }, { match: told(arrived) });
    const erp = await connect(settingsFor(mock));
    const running = erp.listBusinessUnits({}, newCall());
    await reached;
    await erp.close();
    release();
    await expect(running).rejects.toMatchObject({ code: 'closed' });
    expect(mock.tokens.live).toBe(0);
  });
});

describe('abort', () => {
  it('before: nothing is sent', async () => {
    const mock = await startMock();
    const erp = await connect(settingsFor(mock));
    await expect(erp.listBusinessUnits({}, newCall(AbortSignal.abort()))).rejects.toMatchObject({ code: 'aborted', outcome: 'not-sent' });
    expect(mock.journal.to(UNITS)).toHaveLength(0);
  });

  it('during: ends at once, and says that a write is open', async () => {
    const mock = await startMock({ queries: [{ path: UNITS, rows: [unitRow('U1')] }] });
    const erp = await connect(settingsFor(mock));
    const controller = new AbortController();
    // The answer is held for ever; reaching the mock ends the call.
    mock.faults.next('/bills/invoice', { kind: 'hold', until: new Promise(() => {}) }, { match: told(() => controller.abort()) });
    const { items } = await erp.fetchBills({}, newCall());
    const result = { bill: items[0], serialNo: 'S', invoice: { serialNo: 'S', number: '1', color: 'blue', raw: null } } as unknown as Parameters<
      typeof erp.writeBack
    >[0];
    await expect(erp.writeBack(result, newCall(controller.signal))).rejects.toMatchObject({
      code: 'aborted',
      outcome: 'unknown',
      operation: `${PRODUCT.id}.write-back`,
    });
  });
});
