import { inspect } from 'node:util';
import { isPiaozoneError } from '@piaozone/core';
import { describe, expect, it, vi } from 'vitest';
import { client, connect, failureOf, invoice, newCall, startEas } from './support/eas.js';
import { SERVICE } from './support/facade.js';

const writeBack = (number: string) => ({
  bill: { type: '销售发票单', number },
  serialNo: `S-${number}`,
  invoice: invoice(),
});

describe('sessions', () => {
  it('20 parallel calls log in once', async () => {
    const eas = await startEas();
    const connection = await connect(eas);
    const pages = await Promise.all(Array.from({ length: 20 }, () => connection.fetchBills({}, newCall())));
    expect(pages.map(({ items }) => items.length)).toEqual(Array(20).fill(2));
    expect(eas.logins).toBe(1);
  });

  it.each([
    'please login first',
    'session not found',
    '数据异常,串用户',
    'com.kingdee.bos.webservice.WSInvokeException ; com.kingdee.bos.orm.rmi.RMIException',
  ] as const)('a killed session is renewed once for all readers: %s', async (sessionSymptom) => {
    const eas = await startEas({ sessionSymptom });
    const connection = await connect(eas);
    await connection.fetchBills({}, newCall());
    eas.killSessions();
    await Promise.all(Array.from({ length: 20 }, () => connection.fetchBills({}, newCall())));
    expect(eas.logins).toBe(2);
  });

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
    await vi.waitFor(() => expect(eas.logins).toBe(2));
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
    for (const body of [
      echo(`bad call with ${sessionId} and ${password}`),
      echo(`please login first: ${sessionId}`),
      echo(`${'x'.repeat(290)} ${password} ${sessionId}`),
      `<html>${sessionId}${password}</html>`,
    ]) {
      eas.faults.next(SERVICE, { kind: 'answer', status: 500, contentType: 'text/xml', body }, { times: 2 });
      seen.push(await failureOf(connection.writeBack(writeBack('B1'), newCall())), await connection.check(newCall()));
      eas.faults.clear();
    }
    const other = await connect(eas, { userName: 'nobody' }, piaozone.adapterContext());
    seen.push(await failureOf(other.fetchBills({}, newCall())), connection, other);
    const text = seen
      .map((one) => `${inspect(one, { depth: 12, showHidden: true })}\n${JSON.stringify(one)}\n${isPiaozoneError(one) ? `${one.stack}` : ''}`)
      .join('\n');
    expect(text).toContain('[secret]');
    // Not even the half that a cut would leave.
    expect(text).not.toContain(password.slice(0, 6));
    expect(text).not.toContain(sessionId);
    expect(text).not.toContain('mock-eas-host');
    expect(text).not.toContain('Facade.java');
  });
});
