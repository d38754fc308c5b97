import { inspect } from 'node:util';
import { createPiaozone, perOrganizationAuthorization } from '@piaozone/core';
import type { Secret } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { easOrganizationTriples } from '../src/index.js';
import { client, failureOf, newCall, startEas } from './support/eas.js';
import { FACADE, settingsFor } from './support/facade.js';

const CANARY = 'CANARY-unit-secret';
const TAX = { one: '91440300MCK0000273', two: '91440300MCK001206G' };
const unit = (fnumber: string, ftaxno: string, more: object = {}) => ({ fnumber, fname: 'n', fregname: '示例', ftaxno, ...more });
const own = (id: string, secret = CANARY) => ({ cid: id, csecret: secret });

async function read(rows: readonly object[], keys: Readonly<Record<string, string | Secret>> = {}, more: object = {}) {
  const eas = await startEas();
  const body = JSON.stringify({ ok: true, data: { rows } });
  const soap = (text: string) =>
    `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><getUnitsResponse><getUnitsReturn><![CDATA[${text}]]></getUnitsReturn></getUnitsResponse></e:Body></e:Envelope>`;
  eas.faults.next('WSInvoiceDeskFacade', { kind: 'answer', status: 200, contentType: 'text/xml', body: soap(body) });
  const authorization = { clientId: 'cid', clientSecret: 'csecret', ...more };
  const { paging: _, ...businessUnits } = FACADE.businessUnits;
  const settings = settingsFor(eas, { facade: { ...FACADE, businessUnits: { ...businessUnits, parts: [], authorization } } });
  const piaozone = client();
  const triples = await easOrganizationTriples(settings, keys, piaozone.adapterContext(), newCall());
  return { triples, piaozone };
}

describe('triples of 组织单元', () => {
  it('by tax number, good for perOrganizationAuthorization; units without one are left out', async () => {
    const rows = [unit('01', TAX.one, own('mock-1')), unit('02', TAX.two), unit('03', '', {})];
    const { triples, piaozone } = await read(rows, { [TAX.one]: '0123456789abcdef' });
    expect(triples.organizations[TAX.one]?.clientId).toBe('mock-1');
    expect(triples.organizations[TAX.one]?.clientSecret.reveal()).toBe(CANARY);
    expect([Object.keys(triples.organizations), triples.read]).toEqual([[TAX.one], 3]);
    expect(triples.findings).toMatchObject([{ code: 'erp.triples', status: 'ok' }]);
    const main = { clientId: 'mock-main', clientSecret: 's', encryptKey: '0123456789abcdef' };
    const all = createPiaozone({
      environment: { baseUrl: 'http://127.0.0.1:9' },
      authorization: perOrganizationAuthorization({ main, organizations: triples.organizations }),
    });
    await all.close();
    expect(inspect([triples, piaozone.said], { depth: 9, showHidden: true })).not.toContain(CANARY);
    expect(JSON.stringify(triples)).not.toContain(CANARY);
  });

  it.each([
    ['a blank', unit('01', TAX.one, own('mock-1 ')), /发票云授权码/],
    ['no secret', unit('01', TAX.one, { cid: 'mock-1' }), /缺少发票云授权密钥/],
    ['no key', unit('01', TAX.two, own('mock-1')), /缺少加密密钥/],
    ['a tax number with a blank', unit('01', `${TAX.one} `, own('mock-1')), /企业税号中有空格/],
  ])('%s is a finding, and the triple is not used', async (_name, row, evidence) => {
    const { triples } = await read([row], { [TAX.one]: '0123456789abcdef' });
    expect(triples.organizations).toEqual({});
    expect(triples.findings.map(({ status, evidence: text }) => `${status} ${text}`).join('\n')).toMatch(evidence);
    expect(inspect(triples, { depth: 9 })).not.toContain(CANARY);
  });

  it('two that differ are both refused; the key may come from the facade', async () => {
    const keyed = { ...own('mock-1'), ckey: '0123456789abcdef' };
    const same = await read([unit('01', TAX.one, keyed), unit('02', TAX.one, keyed)], {}, { encryptKey: 'ckey' });
    expect(Object.keys(same.triples.organizations)).toEqual([TAX.one]);
    for (const other of [{ cid: 'mock-2' }, { csecret: 'x' }, { ckey: 'fedcba9876543210' }]) {
      const { triples } = await read([unit('01', TAX.one, keyed), unit('02', TAX.one, { ...keyed, ...other })], {}, { encryptKey: 'ckey' });
      expect(triples.organizations).toEqual({});
      expect(triples.findings).toMatchObject([{ status: 'failed', diagnosis: 'ORGANIZATION_TRIPLE_MISSING' }]);
    }
  });

  it('without the field map, or without any authorization, it is said', async () => {
    const eas = await startEas();
    const failure = await failureOf(easOrganizationTriples(settingsFor(eas), {}, client().adapterContext(), newCall()));
    expect(failure).toMatchObject({ code: 'config_invalid', problems: [{ path: 'facade.businessUnits.authorization' }] });
    expect((await read([unit('01', TAX.one)])).triples.findings).toMatchObject([{ status: 'failed', diagnosis: 'ORGANIZATION_TRIPLE_MISSING' }]);
  });
});
