import { isPiaozoneError } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { type CosmicSettings, cosmicAdapter } from '../src/index.js';
import { PRODUCT, SETTINGS } from './support/harness.js';

const GOOD = { baseUrl: 'https://x.example/ierp/', accountId: '1', app: { id: 'a', secret: 'b' }, user: 'u', ...SETTINGS } satisfies CosmicSettings;

/** Path → English text of each problem. */
function problemsOf(settings: unknown, product = PRODUCT): Record<string, string> {
  try {
    cosmicAdapter(product, settings as CosmicSettings);
    return {};
  } catch (error) {
    if (!isPiaozoneError(error, 'config_invalid')) throw error;
    return Object.fromEntries(error.problems.map(({ path, message }) => [path, message.en]));
  }
}

describe('settings', () => {
  it('may be complete or minimal', () => {
    expect(problemsOf(GOOD)).toEqual({});
    const full: CosmicSettings = {
      ...GOOD,
      userType: 'Email',
      tenantId: 't',
      gatewayIdentity: 'djF8=',
      language: 'zh_CN',
      legacySecretField: true,
      maxPages: 5,
      organizations: { path: '/kapi/o', data: {}, view: { path: 'a', field: 'b', value: 'c' }, fields: { id: 'i', number: 'n', name: 'm' } },
      writeBack: {
        ...SETTINGS.writeBack,
        constants: { a: 1 },
        arrayKey: 'data',
        alreadyWritten: { codes: ['601'], answer: { path: 'a', values: ['b'] } },
        confirmedBy: { path: 'a', values: ['b'] },
        readBack: { path: '/kapi/b', data: { 'bill.id': 'id' }, fields: { number: 'n', invoiceNumber: 'i' } },
        idempotencyKey: false,
      },
    };
    expect(problemsOf(full)).toEqual({});
  });

  it('report every problem at once, a missing object once', () => {
    const needed = ['baseUrl', 'accountId', 'app', 'user', 'businessUnits', 'bills', 'writeBack'];
    expect(Object.keys(problemsOf({}))).toEqual(needed);
    expect(Object.keys(problemsOf(undefined))).toEqual(['settings', ...needed]);
    const hollow = { ...GOOD, app: {}, businessUnits: {}, bills: {}, writeBack: { readBack: null }, organizations: null };
    expect(Object.keys(problemsOf(hollow))).toEqual([
      'app.id',
      'app.secret',
      'organizations',
      'businessUnits.path',
      'businessUnits.fields',
      'businessUnits.functions',
      'bills.path',
      'bills.fields',
      'writeBack.path',
      'writeBack.body',
      'writeBack.readBack',
    ]);
  });

  it('refuse stray blanks and line breaks by name, without the value', () => {
    const problems = problemsOf({
      ...GOOD,
      baseUrl: 'https://x.example ',
      accountId: '1\t',
      app: { id: ' a', secret: 'canary-secret\n' },
      user: 'u\u3000',
      bills: { ...SETTINGS.bills, fields: { ...SETTINGS.bills.fields, number: 'billno ' }, data: { text: ' free ' } },
      writeBack: {
        ...SETTINGS.writeBack,
        body: { 'bill.number': 'no', 'invoice.number': ' invoiceNo' },
        readBack: { path: '/x', data: { 'bill.id': 'id ' }, fields: { number: 'n', invoiceNumber: 'i' } },
      },
    });
    const names = [
      'baseUrl',
      'accountId',
      'app.id',
      'app.secret',
      'user',
      'bills.fields.number',
      'writeBack.body.invoice.number',
      'writeBack.readBack.data.bill.id',
    ];
    expect(Object.keys(problems).sort()).toEqual(names.sort());
    for (const text of Object.values(problems)) expect(text).toContain('blanks');
    expect(JSON.stringify(problems)).not.toContain('canary');
    expect(problemsOf({ ...GOOD, user: 'a\u0000b' })).toHaveProperty('user');
  });

  it.each([
    ['misspelt', { ...GOOD, gatewayidentity: 'x' }, 'gatewayidentity'],
    ['base', { ...GOOD, baseUrl: 'x.example/ierp' }, 'baseUrl'],
    ['base with query', { ...GOOD, baseUrl: 'https://x.example/?a=1' }, 'baseUrl'],
    ['user type', { ...GOOD, userType: 'mobile' }, 'userType'],
    ['flag', { ...GOOD, legacySecretField: 'yes' }, 'legacySecretField'],
    ['empty tenant', { ...GOOD, tenantId: '' }, 'tenantId'],
    ['page size', { ...GOOD, bills: { ...SETTINGS.bills, pageSize: 1001 } }, 'bills.pageSize'],
    ['pages', { ...GOOD, maxPages: 0 }, 'maxPages'],
    ['query data', { ...GOOD, bills: { ...SETTINGS.bills, data: [] } }, 'bills.data'],
    ['path', { ...GOOD, bills: { ...SETTINGS.bills, path: 'kapi/x' } }, 'bills.path'],
    ['path with query', { ...GOOD, writeBack: { ...SETTINGS.writeBack, path: '/kapi/x?a=1' } }, 'writeBack.path'],
    ['unit field', { ...GOOD, businessUnits: { ...SETTINGS.businessUnits, fields: { number: 'n', name: 'm' } } }, 'businessUnits.fields.taxNo'],
    [
      'function',
      { ...GOOD, businessUnits: { ...SETTINGS.businessUnits, functions: { path: 'f', accounting: [] } } },
      'businessUnits.functions.accounting',
    ],
    ['bill field', { ...GOOD, bills: { ...SETTINGS.bills, fields: { ...SETTINGS.bills.fields, drawer: {} } } }, 'bills.fields.drawer'],
    ['unknown bill field', { ...GOOD, bills: { ...SETTINGS.bills, fields: { ...SETTINGS.bills.fields, drawr: 'x' } } }, 'bills.fields.drawr'],
    ['party', { ...GOOD, bills: { ...SETTINGS.bills, fields: { ...SETTINGS.bills.fields, buyer: { taxNo: 'x' } } } }, 'bills.fields.buyer.name'],
    ['red reason', { ...GOOD, bills: { ...SETTINGS.bills, fields: { ...SETTINGS.bills.fields, red: {} } } }, 'bills.fields.red.reason'],
    [
      'line field',
      {
        ...GOOD,
        bills: {
          ...SETTINGS.bills,
          fields: { ...SETTINGS.bills.fields, lines: { path: 'l', fields: { ...SETTINGS.bills.fields.lines.fields, taxCode: '' } } },
        },
      },
      'bills.fields.lines.fields.taxCode',
    ],
    ['bill key', { ...GOOD, writeBack: { path: '/x', body: { 'invoice.number': 'a' } } }, 'writeBack.body'],
    ['invoice number', { ...GOOD, writeBack: { path: '/x', body: { 'bill.id': 'a' } } }, 'writeBack.body'],
    [
      'source',
      { ...GOOD, writeBack: { path: '/x', body: { 'bill.id': 'a', 'invoice.number': 'b', 'invoice.no': 'c' } } },
      'writeBack.body.invoice.no',
    ],
    ['two sources', { ...GOOD, writeBack: { path: '/x', body: { 'bill.id': 'a', 'invoice.number': 'a' } } }, 'writeBack.body.invoice.number'],
    ['constant', { ...GOOD, writeBack: { ...SETTINGS.writeBack, constants: { no: 1 } } }, 'writeBack.constants.no'],
    ['codes', { ...GOOD, writeBack: { ...SETTINGS.writeBack, alreadyWritten: { codes: [601] } } }, 'writeBack.alreadyWritten.codes'],
    [
      'read-back',
      { ...GOOD, writeBack: { ...SETTINGS.writeBack, readBack: { path: '/x', data: {}, fields: { number: 'n' } } } },
      'writeBack.readBack.fields.invoiceNumber',
    ],
    ['organizations', { ...GOOD, organizations: { path: '/x', view: { path: 'a', field: 'b' } } }, 'organizations.view.value'],
  ])('name what is wrong: %s', (_, settings, path) => {
    expect(Object.keys(problemsOf(settings))).toEqual([path]);
  });

  it.each([undefined, ''])('say where a demanded gateway identity (%j) is copied', (gatewayIdentity) => {
    const { gatewayIdentity: text } = problemsOf({ ...GOOD, gatewayIdentity }, { ...PRODUCT, gatewayIdentity: 'required' });
    expect(text).toContain('认证凭证');
  });

  it.each(['djF8\uFF1D', 'a b', 'a"令'])('refuse a gateway identity no header can carry: %s', (gatewayIdentity) => {
    expect(problemsOf({ ...GOOD, gatewayIdentity })).toHaveProperty('gatewayIdentity');
  });

  it('decide the ability', () => {
    expect(cosmicAdapter(PRODUCT, GOOD).capabilities.abilities).toEqual([]);
    expect(cosmicAdapter(PRODUCT, { ...GOOD, organizations: { path: '/x' } }).capabilities.abilities).toEqual(['organizations']);
  });
});
