import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EasServices } from '../src/index.js';
import { P, Q, SID } from './support/fixtures.js';
import { LOGIN, type SmallEas, servicesOf, startSmallEas } from './support/small-eas.js';

/** A folder per case, made from the reference: what is called, the bytes that must leave, the reply in each of Axis' forms, what it must mean. */
interface Golden {
  readonly call: { readonly facade: string; readonly operation: string; readonly args: Record<string, unknown> };
  readonly result: unknown;
}

const folder = new URL('./golden/', import.meta.url);
const cases = readdirSync(folder).sort();
const read = (name: string, file: string) => readFileSync(new URL(`${name}/${file}`, folder), 'utf8');

function operationOf(services: EasServices, { facade, operation }: Golden['call']): (args: unknown) => Promise<unknown> {
  const target = (facade === 'gl' ? services.gl : services.voucher) as unknown as Record<string, (args: unknown) => Promise<unknown>>;
  return (args) => target[operation]?.(args) ?? expect.fail(`there is no ${operation}`);
}

async function start(login: string): Promise<SmallEas> {
  const eas = await startSmallEas();
  eas.live.add(SID);
  eas.login = () => ({ body: login });
  return eas;
}

const GET_ORG = `${P}<getOrgResponse><getOrgReturn xsi:nil="true"/></getOrgResponse>${Q}`;

describe.each(cases)('%s', (name) => {
  const { call, result } = JSON.parse(read(name, 'case.json')) as Golden;

  it.each(['reply-1.xml', 'reply-2.xml', 'reply-3.xml'])('%s', async (form) => {
    const request = read(name, 'request.xml');
    if (call.facade === 'login') {
      const eas = await start(read(name, form));
      eas.answer = () => ({ body: GET_ORG });
      const services = servicesOf(eas, { ...call.args, ...('ltpaToken' in call.args ? { password: undefined } : {}) } as never);
      await services.gl.getOrg({ number: '1' });
      expect(eas.seen[0]?.body).toBe(request);
      expect(eas.calls[0]?.sessionId).toBe(result);
    } else {
      const eas = await start(read('login-6', 'reply-2.xml'));
      eas.answer = () => ({ body: call.facade === 'logout' ? GET_ORG : read(name, form) });
      const services = servicesOf(eas, LOGIN);
      if (call.facade === 'logout') {
        await services.gl.getOrg({ number: '1' });
        await services.close();
        expect(eas.seen.at(-1)?.body).toBe(request);
        return;
      }
      expect((await operationOf(services, call)(call.args)) ?? null).toEqual(result);
      const sent = eas.calls[0] ?? expect.fail('nothing was sent');
      expect(sent.body).toBe(request);
      expect([sent.service, sent.headers['soapaction'], sent.headers['content-type'], sent.headers['content-length']]).toEqual([
        call.facade === 'gl' ? 'WSGLWebServiceFacade' : 'WSWSVoucher',
        '""',
        'text/xml; charset=utf-8',
        String(Buffer.byteLength(request)),
      ]);
    }
  });
});

it('every operation of the GL facade has its case', () => {
  const operations =
    'deleteVoucher deleteVoucherByID importAccountBalance exploreVoucher importInitAccountBalance checkVoucher importAssistBalance findVoucher importInitAssistBalance deleteBalance importVoucher importVoucherOfReturnID getOrg getAcctType getAsstActType getAcctTypeDetail getAccount getAccountBalance getAssitBalance getVoucher';
  expect(
    cases
      .filter((name) => name.startsWith('gl-'))
      .map((name) => name.slice(3))
      .sort(),
  ).toEqual(operations.split(' ').sort());
});
