import { describe, expect, it } from 'vitest';
import { salesInvoice } from '../src/index.js';
import { addUnits, ENTRY, FORM } from './harness.js';
import type { Mode } from './mock/k3cloud-mock.js';
import { type PlayOptions, play } from './support.js';

const UNIT = { number: '0010', name: '测试销售方有限公司', taxNo: '91000000TEST00001X', importable: true };

async function lines(options: PlayOptions = {}, mode: Mode = 'normal', units = [UNIT]) {
  const stage = await play(options);
  addUnits(stage.centre, units);
  stage.mock.mode = mode;
  const findings = await stage.connection.check(stage.call);
  for (const { status, cause, remedy } of findings)
    if (status === 'failed') expect([cause?.zh, cause?.en, remedy?.zh, remedy?.en].every(Boolean)).toBe(true);
  return findings.map(({ code, status }) => `${code.slice('k3cloud.'.length)} ${status}`);
}

describe('the connection test', () => {
  it('finds no fault where there is none', async () => {
    expect(await lines()).toEqual(['address ok', 'data-centre ok', 'login ok', 'organizations ok', 'fields ok', 'units ok']);
  });

  it('asks the gateway for no list of data centres', async () => {
    expect((await lines({ method: 'signed-calls', gateway: true }))[1]).toBe('data-centre skipped');
  });

  it('knows a wrong data centre before anybody logs in', async () => {
    const found = await lines({ settings: { acctId: 'no-such-centre' } });
    expect(found).toEqual(['address ok', 'data-centre failed', 'login failed', 'organizations skipped', 'fields skipped', 'units skipped']);
  });

  it.each([
    ['white-list', ['address ok', 'data-centre ok', 'login ok', 'organizations failed', 'fields skipped', 'units skipped']],
    ['sessions-refused', ['address ok', 'data-centre ok', 'login failed', 'organizations skipped', 'fields skipped', 'units skipped']],
    ['html', ['address failed', 'data-centre skipped', 'login skipped', 'organizations skipped', 'fields skipped', 'units skipped']],
    ['interceptor', ['address ok', 'data-centre skipped', 'login ok', 'organizations failed', 'fields skipped', 'units skipped']],
    ['exception', ['address ok', 'data-centre skipped', 'login ok', 'organizations failed', 'fields skipped', 'units skipped']],
    ['gateway', ['address ok', 'data-centre skipped', 'login failed', 'organizations skipped', 'fields skipped', 'units skipped']],
  ] as const)('shows where it fails with %s', async (mode, expected) => {
    expect(await lines({}, mode)).toEqual(expected);
  });

  it('names fields that the form has not', async () => {
    const bills = [salesInvoice(FORM, ENTRY, { kind: { constant: 'digital-special' }, taxCode: 'F_NOT_THERE' })];
    const stage = await play({ settings: { bills } });
    const findings = await stage.connection.check(stage.call);
    expect(findings.find(({ code }) => code === 'k3cloud.fields')).toMatchObject({ status: 'failed', evidence: `${FORM}.F_NOT_THERE` });
  });

  it('tells when no organization can be imported', async () => {
    expect((await lines({}, 'normal', [{ ...UNIT, importable: false }])).at(-1)).toBe('units failed');
  });
});
