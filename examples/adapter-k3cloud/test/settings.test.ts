import { isPiaozoneError, readScreen } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { type K3CloudSettings, k3cloudAdapter, k3cloudScreens, salesInvoice } from '../src/index.js';
import { identity, settingsOf } from './harness.js';

const GOOD = settingsOf('https://erp.example.com/k3cloud/', identity(1));

/** Paths of what is refused. */
function refused(settings: unknown): readonly string[] {
  try {
    k3cloudAdapter(settings as K3CloudSettings);
    return [];
  } catch (error) {
    if (isPiaozoneError(error, 'config_invalid')) return error.problems.map(({ path }) => path);
    throw error;
  }
}

const invoice = salesInvoice('IV_SALESIC', 'FSALESICENTRY', { kind: { constant: 'digital-special' }, taxCode: 'F_X' });

describe('settings', () => {
  it('takes good ones, and declares the forms as bill types', () => {
    expect(k3cloudAdapter(GOOD).capabilities).toEqual({ abilities: [], billTypes: ['IV_SALESIC'], billDates: true });
  });

  it('names every problem at once', () => {
    expect(refused({ baseUrl: 'k3', acctId: ' 1', login: {}, bills: [], extra: 1 })).toEqual(
      expect.arrayContaining(['baseUrl', 'acctId', 'username', 'login.method', 'bills', 'taxpayers', 'writeBack', 'extra']),
    );
  });

  it.each([
    ['an unknown form of login', { login: { method: 'passport' } }, 'login.method'],
    ['a sign without digest', { login: { method: 'sign', appId: 'a', appSecret: 'b' } }, 'login.digest'],
    ['a password beside a sign', { login: { method: 'sign', appId: 'a', appSecret: 'b', digest: 'SHA-1', password: 'c' } }, 'login.password'],
    ['an appId that cannot sign', { login: { method: 'signed-calls', appId: '1_2', appSecret: 'b' } }, 'login.appId'],
    ['a session at the gateway', { baseUrl: 'https://api.kingdee.com/galaxyapi/' }, 'login.method'],
    ['a comma in the data centre', { acctId: '1,2' }, 'acctId'],
    ['both sources of taxpayers', { taxpayers: { columns: {}, organizations: {} } }, 'taxpayers'],
    ['no source of taxpayers', { taxpayers: {} }, 'taxpayers'],
    ['a taxpayer without number', { taxpayers: { organizations: { 100: { companyName: 'x' } } } }, 'taxpayers.organizations.100.taxNo'],
    [
      'a key that is none',
      { taxpayers: { columns: { formId: 'A', organizationNumber: 'F,X', companyName: 'F', taxNo: 'F' } } },
      'taxpayers.columns.organizationNumber',
    ],
    ['a form twice', { bills: [invoice, invoice] }, 'bills[1].formId'],
    ['a quote in a key', { bills: [{ ...invoice, invoiceNumbers: ["F'X"] }] }, 'bills[0].invoiceNumbers[0]'],
    ['base data and what stands below it', { bills: [{ ...invoice, fields: { ...invoice.fields, remark: 'FSETTLEORGID' } }] }, 'bills[0].fields'],
    ['a seller of its own', { bills: [{ ...invoice, fields: { ...invoice.fields, seller: { name: 'F' } } }] }, 'bills[0].fields.seller'],
    ['a number that is no field', { bills: [{ ...invoice, fields: { ...invoice.fields, number: { constant: '1' } } }] }, 'bills[0].fields.number'],
    ['a write-back without number', { writeBack: { fields: { 'invoice.issuedAt': 'FINVOICEDATE' }, audited: 'save' } }, 'writeBack.fields'],
    ['a number nobody looks at', { writeBack: { fields: { 'invoice.number': 'FOTHER' }, audited: 'save' } }, 'writeBack.fields'],
    ['no word on audited bills', { writeBack: { fields: { 'invoice.number': 'FINVOICENO' } } }, 'writeBack.audited'],
    ['too many rows', { maxRows: 2_001 }, 'maxRows'],
  ])('refuses %s', (_, change, path) => {
    expect(refused({ ...GOOD, ...change })).toContain(path);
  });

  it('counts the columns of base data', () => {
    const many = Object.fromEntries(['payee', 'reviewer', 'remark', 'serialNo'].map((name) => [name, `F_${name}.FName`]));
    const buyer = Object.fromEntries(
      ['name', 'taxNo', 'address', 'phone', 'bankName', 'bankAccount', 'email', 'mobile'].map((name) => [name, `F_b_${name}.FName`]),
    );
    const lines = Object.fromEntries(
      ['nature', 'goodsName', 'taxCode', 'specification', 'unit', 'quantity', 'unitPrice', 'amount', 'taxRate', 'taxAmount', 'taxPreference'].map(
        (name) => [name, `F_l_${name}.FName`],
      ),
    );
    const totals = { amount: 'F_a.F', taxAmount: 'F_t.F', totalAmount: 'F_s.F' };
    const red = { reason: 'F_r.F', originalBillNumber: 'F_o.F', originalInvoiceNo: 'F_i.F', originalInvoiceCode: 'F_c.F' };
    const base = { number: 'FBillNo', unitNumber: 'FSETTLEORGID.FNumber', kind: { constant: 'digital-special' }, drawer: 'FDRAWER' };
    const fields = { ...base, ...many, buyer, totals, red, lines: { path: 'FE', fields: lines } };
    expect(refused({ ...GOOD, bills: [{ ...invoice, fields }] })).toContain('bills[0].fields');
  });

  it('keeps secrets out of what it prints', () => {
    const wrong = { ...GOOD, acctId: '' };
    const { password, appSecret } = identity(1);
    try {
      k3cloudAdapter(wrong);
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain(appSecret);
      expect(String(error)).not.toContain(password);
    }
    expect.assertions(2);
  });
});

describe('金税连接设置', () => {
  it('is read by its own labels, misspelling included', () => {
    const reading = readScreen(k3cloudScreens, '金税连接设置', {
      业务组织: '100',
      企业名称: '测试销售方有限公司',
      纳税人识别号: '91000000TEST00001X',
      金税机号: '0',
      票无忧clientId: 'synthetic-client',
      票无忧clientSecrect: 'synthetic-secret',
      票无忧加密密钥: '0123456789abcdef',
    });
    expect(reading.triple.clientId).toBe('synthetic-client');
    expect(reading.triple.clientSecret?.reveal()).toBe('synthetic-secret');
    expect(reading.triple.encryptKey?.reveal()).toBe('0123456789abcdef');
    expect(reading.settings).toMatchObject({ organization: '100', companyName: '测试销售方有限公司', machineNumber: '0' });
    expect(reading.missing).toEqual([]);
  });
});
