import { inspect } from 'node:util';
import { Secret } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { P, Q } from './support/fixtures.js';
import { failureOf, lender, loginReply, type SmallEas, servicesOf, startSmallEas } from './support/small-eas.js';

const ORGS = `${P}<getOrgResponse><getOrgReturn xsi:nil="true"/></getOrgResponse>${Q}`;
const IMPORTED = `${P}<importVoucherResponse><importVoucherReturn xsi:nil="true"/></importVoucherResponse>${Q}`;
const ROW = { companyNumber: 'C01', periodYear: 2025, periodNumber: 11, voucherType: '记', voucherNumber: 'T1', entrySeq: 1 };
const VOUCHER = { col: [ROW], isSubmit: 1, isVerify: 0, isCashflow: 0 };

/** Ends every session with each `every`th answered read. */
function killing(eas: SmallEas, every: number): { kills: number } {
  const state = { kills: 0 };
  let answered = 0;
  eas.answer = ({ operation }) => {
    answered += 1;
    if (answered % every === 0) {
      state.kills += 1;
      eas.live.clear();
    }
    return { body: operation === 'importVoucher' ? IMPORTED : ORGS };
  };
  return state;
}

describe('sessions that die', () => {
  it.each([50, 7])('200 parallel reads, a session killed every %i: none fails, logins ≤ kills + 1', async (every) => {
    const eas = await startSmallEas();
    const state = killing(eas, every);
    const services = servicesOf(eas);
    // The pool of 64 connections makes a read wait for more than one session here: that is what must not matter.
    await Promise.all(Array.from({ length: 200 }, () => services.gl.getOrg({ number: '01' })));
    expect(state.kills).toBe(Math.floor(200 / every));
    expect(eas.logins).toBeLessThanOrEqual(state.kills + 1);
  });

  it('a write in flight when its session dies ends unknown and is not repeated; the next call has a new session', async () => {
    const eas = await startSmallEas();
    eas.answer = () => ({ body: ORGS });
    const services = servicesOf(eas, {}, lender({ maxRetries: 3 }));
    await services.gl.getOrg({ number: '01' });
    eas.live.clear();
    const error = await failureOf(services.gl.importVoucher(VOUCHER));
    expect(error).toMatchObject({ code: 'erp_session_expired', outcome: 'unknown', operation: 'eas.gl.importVoucher' });
    expect(error['requestId']).toBeTruthy();
    expect(eas.calls.filter(({ operation }) => operation === 'importVoucher')).toHaveLength(1);
    eas.answer = () => ({ body: IMPORTED });
    expect(await services.gl.importVoucher(VOUCHER)).toBeNull();
    expect(eas.logins).toBe(2);
  });

  it('a lost reply leaves a write unknown and unrepeated, and a read is asked again', async () => {
    const eas = await startSmallEas();
    let drops = 2;
    eas.answer = ({ operation }) => {
      drops -= 1;
      return drops >= 0 ? 'drop' : { body: operation === 'getOrg' ? ORGS : IMPORTED };
    };
    const services = servicesOf(eas, {}, lender({ maxRetries: 2 }));
    await expect(services.gl.importVoucher(VOUCHER)).rejects.toMatchObject({ outcome: 'unknown' });
    expect(eas.calls).toHaveLength(1);
    expect(await services.gl.getOrg({ number: '01' })).toBeNull();
  });

  it('where no session is ever accepted, calls do not become a storm of logins', async () => {
    const eas = await startSmallEas();
    const services = servicesOf(eas);
    // Safe mode is off, or another port answers: sessions are made and never known.
    Object.assign(eas.live, { has: () => false });
    for (let call = 0; call < 5; call += 1) await expect(services.gl.getOrg({ number: '01' })).rejects.toMatchObject({ code: 'erp_session_expired' });
    expect(eas.logins).toBe(2);
  });
});

describe('the cluster port', () => {
  it('gets header and login cookie back, and those of the new login after a renewal', async () => {
    const eas = await startSmallEas();
    eas.login = () => {
      eas.live.add(`s${eas.logins}`);
      return { body: loginReply(`s${eas.logins}`), headers: { 'set-cookie': `NODE=n${eas.logins}; Path=/; HttpOnly` } };
    };
    eas.answer = () => ({ body: ORGS });
    const services = servicesOf(eas);
    await services.gl.getOrg({ number: '01' });
    eas.live.clear();
    await services.gl.getOrg({ number: '01' });
    expect(eas.calls.map(({ sessionId, headers }) => [sessionId, headers.cookie])).toEqual([
      ['s1', 'NODE=n1'],
      ['s1', 'NODE=n1'],
      ['s2', 'NODE=n2'],
    ]);
  });
});

describe('loginByLtpaToken', () => {
  const CANARY_TOKEN = 'CANARY-ltpa-0815';

  it('asks for a token before every login, and never shows one', async () => {
    const eas = await startSmallEas();
    eas.answer = () => ({ body: ORGS });
    let asked = 0;
    const ltpaToken = () => {
      asked += 1;
      return new Secret(`${CANARY_TOKEN}-${asked}`);
    };
    const piaozone = lender();
    const services = servicesOf(eas, { password: undefined, ltpaToken } as never, piaozone);
    await services.gl.getOrg({ number: '01' });
    eas.live.clear();
    await services.gl.getOrg({ number: '01' });
    const logins = eas.seen.filter(({ operation }) => operation === 'loginByLtpaToken');
    expect(logins.map(({ body }) => /<ltpaToken>([^<]+)</.exec(body)?.[1])).toEqual([`${CANARY_TOKEN}-1`, `${CANARY_TOKEN}-2`]);
    eas.answer = () => ({
      status: 500,
      body: ORGS.replace(
        /<getOrgResponse>.*<\/getOrgResponse>/,
        `<soapenv:Fault><faultcode>x</faultcode><faultstring>token ${CANARY_TOKEN}-2 bad</faultstring></soapenv:Fault>`,
      ),
    });
    const error = await failureOf(services.gl.getOrg({ number: '01' }));
    expect(inspect([error, services, piaozone.said], { depth: 9, showHidden: true })).not.toContain(CANARY_TOKEN);
    expect(error['upstreamMessage']).toBe('token [secret] bad');
  });

  it('a source without a token is an error of ours, nothing of its own is told', async () => {
    const eas = await startSmallEas();
    for (const ltpaToken of [() => Promise.reject(new Error('CANARY-inner')), () => '']) {
      const error = await failureOf(servicesOf(eas, { password: undefined, ltpaToken } as never).gl.getOrg({ number: '01' }));
      expect(error).toMatchObject({ code: 'credentials_unavailable', outcome: 'not-sent' });
      expect(inspect(error, { depth: 9 })).not.toContain('CANARY-inner');
    }
    expect(eas.seen).toHaveLength(0);
  });

  it('a refused one names the token first', async () => {
    const eas = await startSmallEas();
    eas.login = () => ({ body: loginReply('') });
    const error = await failureOf(servicesOf(eas, { password: undefined, ltpaToken: 'x' } as never).gl.getOrg({ number: '01' }));
    expect(error).toMatchObject({ code: 'credentials_rejected', hint: expect.stringMatching(/LTPA.*用户名.*数据中心/) });
  });
});

describe('settings of the services', () => {
  it.each([
    [{ password: undefined }, ['password']],
    [{ ltpaToken: 'x' }, ['password']],
    [{ password: undefined, ltpaToken: '' }, ['ltpaToken']],
    [{ password: undefined, ltpaToken: 'x', authPattern: 'BaseDB', isEncodePwd: 1 }, ['authPattern', 'isEncodePwd']],
    [{ dbType: 4 }, ['dbType']],
    [{ pageSize: 0, writeTimeoutMs: -1, voucherNamespace: '' }, ['pageSize', 'voucherNamespace', 'writeTimeoutMs']],
    [{ facade: {} }, ['facade']],
    [{ servicesUrl: 'http://h/ormrpc/' }, ['servicesUrl']],
  ])('%j', async (more, paths) => {
    const eas = await startSmallEas();
    try {
      servicesOf(eas, more as never);
    } catch (error) {
      expect((error as { problems: { path: string }[] }).problems.map(({ path }) => path).sort()).toEqual(paths);
      return;
    }
    expect.fail('they were taken');
  });

  it('what is not documented is said, not refused', async () => {
    const eas = await startSmallEas();
    const piaozone = lender();
    servicesOf(eas, { language: 'L9' }, piaozone);
    servicesOf(eas, { language: 'l2' }, piaozone);
    expect(piaozone.said.flat().filter((said) => String(said).startsWith('language'))).toHaveLength(1);
  });
});
