import { inspect } from 'node:util';
import { isPiaozoneError } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { all, client, connect, failureOf, invoice, newCall, startEas } from './support/eas.js';
import { bill, SERVICE } from './support/facade.js';

const writeBack = (number: string, invoiceNumber?: string, color?: 'blue' | 'red') => ({
  bill: { type: '销售发票单', number },
  serialNo: `S-${number}`,
  invoice: invoice(invoiceNumber, color),
});

describe.each([1, 2, 3] as const)('reply form %i', (replyForm) => {
  const start = () => startEas({ replyForm, shuffleMultiRefs: true, pretty: replyForm === 2 });

  it('lists units with the verdict on each, over pages', async () => {
    const eas = await start();
    const connection = await connect(eas);
    const units = await all((cursor) => connection.listBusinessUnits({ ...(cursor === undefined ? {} : { cursor }) }, newCall()));
    expect(units.map(({ number, importability }) => [number, importability.importable])).toEqual([
      ['01', true],
      ['02', false],
      ['03', false],
      ['04', false],
      ['05', false],
    ]);
    expect(units[0]).toEqual({ id: 'u1', number: '01', name: '总部', taxNo: '91440300MA5FAKE01X', registeredName: '示例科技（深圳）有限公司', importability: { importable: true } });
    const reasons = units.slice(1).map(({ importability }) => (importability.importable ? '' : importability.reason.zh));
    for (const [index, part] of ['缺少企业税号', '企业税号中有空格', '缺少企业名称', '企业名称首尾有空格'].entries()) {
      expect(reasons[index]).toMatch(new RegExp(`${part}.*企业建模-组织架构-组织单元`));
    }
    expect(eas.logins).toBe(1);
  });

  it('reads bills over pages, every character and digit as it stood', async () => {
    const eas = await start();
    const connection = await connect(eas);
    const bills = await all((cursor) => connection.fetchBills({ ...(cursor === undefined ? {} : { cursor }) }, newCall()));
    expect(bills.map(({ number }) => number)).toEqual(['B1', 'B2', 'B3']);
    const request = connection.toInvoiceRequest(bills[0] ?? expect.fail('no bill'));
    expect(request).toMatchObject({
      bill: { type: '销售发票单', number: 'B1' },
      kind: 'digital-general',
      color: 'blue',
      remark: '  <备注> & "引号" ]]> 𠮷\r\n第二行',
      buyer: { name: "O'Hara & Söhne <GmbH>" },
      lines: [{ nature: 'normal', quantity: '3.0000000000001', unitPrice: '33.3333333333322', amount: '100.00' }],
    });
  });

  it('writes back once, says so the second time, and refuses another invoice', async () => {
    const eas = await start();
    const connection = await connect(eas);
    expect(await connection.writeBack(writeBack('B1'), newCall())).toBe('written');
    expect(await connection.writeBack(writeBack('B1'), newCall())).toBe('already-written');
    await expect(connection.writeBack(writeBack('B1', '24442000000000000002'), newCall())).rejects.toMatchObject({ code: 'erp_rejected', outcome: 'rejected', upstreamCode: '2' });
    expect(await connection.writeBack(writeBack('B2', '24442000000000000003', 'red'), newCall())).toBe('written');
    expect(eas.bills.rows.map((row) => [row['invoiceNo'], row['colour']])).toEqual([
      ['24442000000000000001', '蓝字'],
      ['24442000000000000003', '红字'],
      ['', undefined],
    ]);
  });

  it('checks the connection', async () => {
    const connection = await connect(await start());
    const findings = await connection.check(newCall());
    expect(findings.map(({ code, status }) => `${code} ${status}`)).toEqual([
      'eas.address ok',
      'eas.soap ok',
      'eas.login ok',
      'eas.session ok',
      'eas.facade ok',
      'eas.safe-mode skipped',
    ]);
    expect(findings.at(-1)?.remedy?.zh).toContain('isRomoteLocate=false');
  });

  it('logs out when it is closed, once', async () => {
    const eas = await start();
    const connection = await connect(eas);
    await connection.fetchBills({}, newCall());
    expect(eas.sessions.live).toBe(1);
    await connection.close();
    await connection.close();
    expect(eas.sessions.live).toBe(0);
    expect(eas.journal.to('EASLogin')).toHaveLength(2);
    await expect(connection.fetchBills({}, newCall())).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('sessions', () => {
  it('20 parallel calls log in once', async () => {
    const eas = await startEas();
    const connection = await connect(eas);
    const pages = await Promise.all(Array.from({ length: 20 }, () => connection.fetchBills({}, newCall())));
    expect(pages.map(({ items }) => items.length)).toEqual(Array(20).fill(2));
    expect(eas.logins).toBe(1);
  });

  it.each(['please login first', 'session not found', '数据异常,串用户', 'com.kingdee.bos.webservice.WSInvokeException ; com.kingdee.bos.orm.rmi.RMIException'] as const)(
    'a killed session is renewed once for all readers: %s',
    async (sessionSymptom) => {
      const eas = await startEas({ sessionSymptom });
      const connection = await connect(eas);
      await connection.fetchBills({}, newCall());
      eas.killSessions();
      await Promise.all(Array.from({ length: 20 }, () => connection.fetchBills({}, newCall())));
      expect(eas.logins).toBe(2);
    },
  );

  it('a session that is never accepted ends in one repetition and the remedy', async () => {
    const eas = await startEas();
    const connection = await connect(eas);
    eas.faults.next(SERVICE, { kind: 'custom', name: 'kill-session' }, { times: 9 });
    const error = await failureOf(connection.fetchBills({}, newCall()));
    expect(error).toMatchObject({ code: 'erp_session_expired', outcome: 'rejected', hint: expect.stringContaining('isRomoteLocate=false') });
    expect(eas.journal.to(SERVICE)).toHaveLength(2);
  });

  it('a write in a dead session is never repeated: it may have run elsewhere; the next one has a new session', async () => {
    const eas = await startEas();
    const connection = await connect(eas);
    await connection.fetchBills({}, newCall());
    eas.killSessions();
    const before = eas.journal.to(SERVICE).length;
    await expect(connection.writeBack(writeBack('B1'), newCall())).rejects.toMatchObject({ code: 'erp_session_expired', outcome: 'unknown' });
    expect(eas.journal.to(SERVICE)).toHaveLength(before + 1);
    expect(await connection.writeBack(writeBack('B1'), newCall())).toBe('written');
    expect(eas.logins).toBe(2);
  });

  it('a lost reply leaves a write unknown, and the next run finds it written', async () => {
    const eas = await startEas();
    const connection = await connect(eas, {}, client({ maxRetries: 2 }).adapterContext());
    eas.faults.next(SERVICE, { kind: 'drop-after' });
    await expect(connection.writeBack(writeBack('B1'), newCall())).rejects.toMatchObject({ outcome: 'unknown' });
    expect(eas.bills.writes).toHaveLength(1);
    expect(await connection.writeBack(writeBack('B1'), newCall())).toBe('already-written');
  });

  it('two connections never share a session, not even with the same settings', async () => {
    const eas = await startEas();
    const context = client().adapterContext();
    const [one, two] = [await connect(eas, { logoutOnClose: false }, context), await connect(eas, {}, context)];
    await Promise.all([one.fetchBills({}, newCall()), two.fetchBills({}, newCall())]);
    expect(eas.logins).toBe(2);
    const used = eas.journal.to(SERVICE).map(({ body }) => /SessionId[^>]*>([^<]+)</.exec(body.toString())?.[1]);
    expect(new Set(used).size).toBe(2);
    await one.close();
    expect(eas.sessions.live).toBe(2);
  });

  it('an old session is replaced before it ends', async () => {
    const eas = await startEas();
    let nowMs = 0;
    const runtime = { now: () => nowMs, monotonic: () => nowMs, random: () => 0.5, schedule: () => () => {} };
    const connection = await connect(eas, {}, client({ runtime }).adapterContext());
    await connection.fetchBills({}, newCall());
    nowMs = 400_000;
    await connection.fetchBills({}, newCall());
    expect(eas.logins).toBe(1);
    nowMs = 590_000;
    await connection.fetchBills({}, newCall());
    expect(eas.logins).toBe(2);
  });

  it('an abort ends the call', async () => {
    const eas = await startEas();
    const connection = await connect(eas);
    await connection.fetchBills({}, newCall());
    const abort = new AbortController();
    eas.faults.next(SERVICE, { kind: 'stall-body' });
    const running = failureOf(connection.fetchBills({}, newCall(abort.signal)));
    abort.abort();
    expect(await running).toMatchObject({ code: 'aborted' });
    await expect(connection.fetchBills({}, newCall(AbortSignal.abort()))).rejects.toMatchObject({ code: 'aborted', outcome: 'not-sent' });
  });
});

describe('a refused login', () => {
  it.each(['nil', 'empty', { fault: 'java.lang.RuntimeException: password of host: eas-app-01 wrong' }] as const)('%j names what to check, in order', async (loginFailure) => {
    const eas = await startEas({ loginFailure });
    const connection = await connect(eas, { password: 'wrong-password' });
    const error = await failureOf(connection.fetchBills({}, newCall()));
    expect(error).toMatchObject({ code: 'credentials_rejected', outcome: 'not-sent', hint: expect.stringMatching(/用户名.*密码.*数据中心/) });
    expect(inspect(error)).not.toContain('eas-app-01');
    expect(await connection.check(newCall())).toMatchObject([{ status: 'ok' }, { status: 'ok' }, { code: 'eas.login', status: 'failed' }, { status: 'skipped' }, { status: 'skipped' }]);
    expect(eas.journal.to(SERVICE)).toHaveLength(0);
  });
});

describe('what is not EAS', () => {
  it.each([
    ['an HTML page', { kind: 'html', status: 200 }, 'response_invalid'],
    ['a gateway', { kind: 'html', status: 502 }, 'server'],
    ['nothing', { kind: 'answer', status: 200, contentType: 'text/xml', body: '' }, 'response_invalid'],
    ['half a reply', { kind: 'answer', status: 200, contentType: 'text/xml', body: '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' }, 'response_invalid'],
    ['another XML', { kind: 'answer', status: 200, contentType: 'text/xml', body: '<a/>' }, 'response_invalid'],
    ['a proxy', { kind: 'html', status: 407 }, 'proxy'],
  ] as const)('%s is never a reply; a write stays open', async (_name, fault, code) => {
    const eas = await startEas();
    const connection = await connect(eas);
    eas.faults.next(SERVICE, fault, { times: 2 });
    await expect(connection.fetchBills({}, newCall())).rejects.toMatchObject({ code });
    await expect(connection.writeBack(writeBack('B1'), newCall())).rejects.toMatchObject({ code, outcome: code === 'proxy' ? 'not-sent' : 'unknown' });
  });

  it.each([
    ['no such host or port', { servicesUrl: 'http://127.0.0.1:1/ormrpc/services/' }, 'eas.address'],
    ['another path', { servicesUrl: '/wrong' }, 'eas.soap'],
    ['an undeployed facade', { service: 'WSNope' }, 'eas.facade'],
    ['a wrong operation', { operation: 'nope' }, 'eas.facade'],
  ] as const)('the check finds %s', async (_name, wrong, code) => {
    const eas = await startEas();
    const { FACADE } = await import('./support/facade.js');
    const servicesUrl = 'servicesUrl' in wrong ? (wrong.servicesUrl === '/wrong' ? `${eas.baseUrl}/x/ormrpc/services/` : wrong.servicesUrl) : eas.servicesUrl;
    const businessUnits = 'operation' in wrong ? { ...FACADE.businessUnits, name: wrong.operation } : FACADE.businessUnits;
    const connection = await connect(eas, { servicesUrl, facade: { ...FACADE, businessUnits, ...('service' in wrong ? { service: wrong.service } : {}) } });
    const findings = await connection.check(newCall());
    const failed = findings.filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject([{ code, cause: { zh: expect.any(String), en: expect.any(String) }, remedy: { zh: expect.any(String), en: expect.any(String) } }]);
  });

  it('a dead session in the check points to safe mode', async () => {
    const eas = await startEas();
    const connection = await connect(eas);
    eas.faults.next(SERVICE, { kind: 'custom', name: 'kill-session' }, { times: 9 });
    const findings = await connection.check(newCall());
    expect(findings.find(({ status }) => status === 'failed')).toMatchObject({ code: 'eas.session', remedy: { zh: expect.stringContaining('isRomoteLocate=false') } });
  });
});

describe('bills that cannot be read', () => {
  it('are refused by name, and do not hold up the others', async () => {
    const eas = await startEas({}, [bill('B1', { kind: '9' }), bill('B2'), bill('B3', { billType: null }), bill('B4', { billType: '其他单' })]);
    const connection = await connect(eas);
    const call = newCall();
    const bills = await all((cursor) => connection.fetchBills({ ...(cursor === undefined ? {} : { cursor }), billTypes: ['销售发票单'] }, call));
    expect(bills.map(({ number }) => number)).toEqual(['B1', 'B2']);
    expect(() => connection.toInvoiceRequest(bills[0] ?? expect.fail('none'))).toThrow(expect.objectContaining({ code: 'request_invalid', problems: [expect.objectContaining({ path: 'B1.kind' })] }));
    expect(() => JSON.stringify(bills)).not.toThrow();
    expect(call.warnings).toHaveLength(1);
  });
});

describe('secrets', () => {
  it('appear in no error, event, log line, inspection or JSON', async () => {
    const password = 'CANARY-pass-4711';
    const eas = await startEas({ password, loginFailure: { fault: `login with ${password} failed` } });
    const piaozone = client();
    const seen: unknown[] = [piaozone.said];
    const connection = await connect(eas, {}, piaozone.adapterContext());
    await connection.fetchBills({}, newCall());
    const sessionId = /SessionId[^>]*>([^<]+)</.exec(eas.journal.to(SERVICE)[0]?.body.toString() ?? '')?.[1] ?? expect.fail('no session id');
    const echo = (text: string) =>
      `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>e:Server</faultcode><faultstring>${text}</faultstring></e:Fault></e:Body></e:Envelope>`;
    for (const body of [echo(`bad call with ${sessionId} and ${password}`), echo(`please login first: ${sessionId}`), `<html>${sessionId}${password}</html>`]) {
      eas.faults.next(SERVICE, { kind: 'answer', status: 500, contentType: 'text/xml', body }, { times: 2 });
      seen.push(await failureOf(connection.writeBack(writeBack('B1'), newCall())), await connection.check(newCall()));
      eas.faults.clear();
    }
    const other = await connect(eas, { userName: 'nobody' }, piaozone.adapterContext());
    seen.push(await failureOf(other.fetchBills({}, newCall())), connection, other);
    const text = seen.map((one) => `${inspect(one, { depth: 12, showHidden: true })}\n${JSON.stringify(one)}\n${isPiaozoneError(one) ? `${one.stack}` : ''}`).join('\n');
    expect(text).toContain('[secret]');
    expect(text).not.toContain(password);
    expect(text).not.toContain(sessionId);
    expect(text).not.toContain('mock-eas-host');
    expect(text).not.toContain('Facade.java');
  });
});
