import { inspect } from 'node:util';
import { perOrganizationAuthorization } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { CANARY } from '../../core/test/support/canary.js';
import { createCosmicPlatform, expenseSwitchFindings, readTripleRecords, type TripleRecordSettings } from '../src/index.js';
import { failureOf, newCall, settingsFor, startContext, startMock } from './support/harness.js';

const RECORDS = '/kapi/v2/test/triples/query';
const TAX_NO = '91440300MCK0000198';
const OTHER = '91440300MCK000000B';
const SETTINGS: TripleRecordSettings = {
  path: RECORDS,
  pageSize: 2,
  fields: { organization: 'org.name', taxNo: 'taxno', companyName: 'company', clientId: 'cid', clientSecret: 'csec', encryptKey: 'ekey' },
};
const KEY = '0123456789abcdef';
const row = (more: object = {}) => ({
  org: { name: '甲' },
  taxno: TAX_NO,
  company: '甲公司',
  cid: 'client-1',
  csec: `s-${CANARY}`,
  ekey: KEY,
  ...more,
});

async function read(rows: readonly Record<string, unknown>[], settings = SETTINGS) {
  const mock = await startMock({ queries: [{ path: RECORDS, rows }] });
  const { businessUnits: _, bills: __, writeBack: ___, ...access } = settingsFor(mock);
  const platform = createCosmicPlatform(access, {}, startContext());
  const result = await readTripleRecords(platform.client, settings, newCall());
  await platform.close();
  return result;
}
const codes = ({ findings }: Awaited<ReturnType<typeof read>>) => findings.map(({ status, diagnosis }) => [status, diagnosis]);

describe('triples of 发票云配置', () => {
  it('become the input of perOrganizationAuthorization, all pages', async () => {
    const result = await read([row(), row({ taxno: OTHER, cid: 'client-2' }), row()]);
    expect(Object.keys(result.organizations)).toEqual([TAX_NO, OTHER]);
    expect(result.read).toBe(3);
    expect(codes(result)).toEqual([['ok', undefined]]);
    const triple = result.organizations[TAX_NO];
    expect([triple?.clientId, triple?.clientSecret.reveal() === `s-${CANARY}`, triple?.encryptKey.reveal()]).toEqual(['client-1', true, KEY]);
    const main = { clientId: 'main', clientSecret: 'x', encryptKey: KEY };
    expect(perOrganizationAuthorization({ main, organizations: result.organizations }).mode).toBe('per-organization');
  });

  it('never print', async () => {
    const result = await read([row(), row({ taxno: OTHER, ekey: `short ${CANARY}` }), row({ taxno: 'x', csec: ` ${CANARY}` })]);
    expect(`${inspect(result, { depth: 9 })}${JSON.stringify(result)}`.includes(CANARY)).toBe(false);
  });

  it.each([
    ['a client id', { cid: '' }, '发票云授权标识'],
    ['a secret', { csec: null }, '客户端标识'],
    ['a key', { ekey: undefined }, '接入标识'],
    ['a tax number', { taxno: '' }, '企业税号'],
  ])('without %s are left out with the manual’s text', async (_, more, label) => {
    const result = await read([row({ ...more }), row({ taxno: OTHER })]);
    expect(Object.keys(result.organizations)).toEqual([OTHER]);
    expect(codes(result)).toEqual([['failed', 'ORGANIZATION_TRIPLE_MISSING']]);
    expect(result.findings[0]?.evidence).toContain(label);
    expect(result.findings[0]?.remedy?.zh).toContain('财务云→费用核算→发票设置→发票云配置');
  });

  it('that the API masks are left out, and it is said', async () => {
    const result = await read([row({ csec: '******' })]);
    expect(result.organizations).toEqual({});
    expect(result.findings[0]?.evidence).toContain('掩码');
  });

  it('of the wrong level or length keep their own diagnosis', async () => {
    expect(codes(await read([row({ cid: 'TN_1' })]))).toEqual([['failed', 'TENANT_TRIPLE_AS_ENTERPRISE']]);
    expect(codes(await read([row({ ekey: 'short' })]))).toEqual([['failed', 'ENCRYPT_KEY_LENGTH']]);
    expect(codes(await read([row({ csec: 'client-1' })]))).toEqual([['failed', 'CLIENT_ID_SECRET_SWAPPED']]);
    expect((await read([row({ cid: 'TN_1' })])).organizations).toEqual({});
  });

  it.each([{ cid: 'client-9' }, { csec: 'other' }, { ekey: 'fedcba9876543210' }])(
    'of one tax number that differ (%j) are not used, any of them',
    async (more) => {
      const result = await read([row(), row({ ...more }), row()]);
      expect(result.organizations).toEqual({});
      expect(codes(result)).toEqual([['failed', 'ORGANIZATION_TRIPLE_MISSING']]);
      expect(result.findings[0]?.evidence).toContain(TAX_NO);
    },
  );

  it('that are none are the manual’s case too', async () => {
    expect(codes(await read([]))).toEqual([['failed', 'ORGANIZATION_TRIPLE_MISSING']]);
  });

  it('need settings in order', async () => {
    const wrong = { path: 'x', maxPages: 0, fields: { taxNo: 't' } } as never;
    expect(await failureOf(read([], wrong))).toMatchObject({
      code: 'config_invalid',
      problems: [
        'records.path',
        'records.fields.organization',
        'records.fields.clientId',
        'records.fields.clientSecret',
        'records.fields.encryptKey',
        'records.maxPages',
      ].map((path) => ({ path })),
    });
  });
});

describe('switches of the expense module', () => {
  const flagship = { environment: 'production', edition: 'flagship' } as const;
  const GOOD = { 'invoicecloud.not_prod': 'false', 'invoicecloud.invoicecloudxh': 'true', 'invoicecloud.configpattern': '2' } as const;

  it('pass when they fit, or are not known', () => {
    for (const switches of [GOOD, {}]) expect(expenseSwitchFindings(switches, flagship, 'zh-CN').map(({ status }) => status)).toEqual(['ok']);
    const standardTest = { 'invoicecloud.not_prod': 'true', 'invoicecloud.invoicecloudxh': 'false' } as const;
    expect(expenseSwitchFindings(standardTest, { environment: 'test', edition: 'standard' }, 'en')[0]?.status).toBe('ok');
  });

  it.each([
    [{ 'invoicecloud.not_prod': 'true' }, 'not_prod'],
    [{ 'invoicecloud.not_prod': 'FALSE' }, 'not_prod'],
    [{ 'invoicecloud.invoicecloudxh': 'false' }, 'invoicecloudxh'],
    [{ 'invoicecloud.configpattern': '3' }, 'configpattern'],
  ])('are told when %j does not fit', (more, name) => {
    const [finding] = expenseSwitchFindings({ ...GOOD, ...more }, flagship, 'zh-CN');
    expect(finding).toMatchObject({ status: 'failed', diagnosis: 'EXPENSE_SWITCH_MISMATCH', evidence: expect.stringContaining(name) });
  });
});
