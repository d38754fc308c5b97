import { createPiaozone, type InvoiceLine, type PreparedRequest, sharedAuthorization } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { hostedIssuing } from '../../src/hosted/route.js';
import type { HostedSettings } from '../../src/hosted/settings.js';
import { CLIENT_SECRET, ENCRYPT_KEY, paths } from '../support/issuing-cloud.js';

const line: InvoiceLine = {
  nature: 'normal',
  goodsName: '装卸费',
  taxCode: '3040408000000000000',
  amount: '100.00',
  taxRate: '0.06',
  taxAmount: '6.00',
};
const request: PreparedRequest = {
  serialNo: 'P1B00000000000000000000000000001',
  bill: { type: '销售发票单', number: 'B1' },
  color: 'blue',
  kind: 'electronic-general',
  seller: { name: '测试销方', taxNo: '91440300MA5DEMO01X' },
  buyer: { name: '测试购方' },
  lines: [line],
  totals: { amount: '100.00', taxAmount: '6.00', totalAmount: '106.00' },
  drawer: '张三',
};

function validate(change: Partial<PreparedRequest>, settings: HostedSettings = {}) {
  const piaozone = createPiaozone(
    {
      environment: { baseUrl: 'http://127.0.0.1:1' },
      authorization: sharedAuthorization({ enterprise: { clientId: 'c', clientSecret: CLIENT_SECRET, encryptKey: ENCRYPT_KEY } }),
    },
    {},
  );
  return hostedIssuing(settings)
    .connect(piaozone)
    .validate({ ...request, ...change });
}

const wide = (bytes: number) => '票'.repeat(bytes / 2);

describe('limits of the e-tax channel', () => {
  it('pass what just fits, counted in GBK', () => {
    const { errors, warnings } = validate({
      seller: {
        ...request.seller,
        name: wide(100),
        address: wide(80),
        phone: '0755-00000000000000',
        bankName: wide(100),
        bankAccount: '6'.repeat(60),
      },
      buyer: {
        name: wide(100),
        address: wide(80),
        phone: '0755-00000000000000',
        bankName: wide(80),
        bankAccount: '6'.repeat(19),
        email: 'a'.repeat(72),
        mobile: '13800000000',
      },
      drawer: wide(16),
      remark: wide(400),
      lines: Array.from({ length: 100 }, () => ({ ...line, goodsName: `*运输服务*${wide(100)}`, unit: wide(22), specification: wide(40) })),
    });
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  });

  it.each<[string, Partial<PreparedRequest>, string]>([
    ['seller name', { seller: { ...request.seller, name: `${wide(100)}a` } }, 'seller.name'],
    ['seller address and phone', { seller: { ...request.seller, address: wide(80), phone: '0'.repeat(20) } }, 'seller.address'],
    ['seller bank', { seller: { ...request.seller, bankName: `${wide(100)}a` } }, 'seller.bankName'],
    ['seller account', { seller: { ...request.seller, bankAccount: '6'.repeat(61) } }, 'seller.bankAccount'],
    ['buyer name', { buyer: { name: `${wide(100)}a` } }, 'buyer.name'],
    ['buyer address alone', { buyer: { name: 'n', address: `${wide(100)}a` } }, 'buyer.address'],
    ['buyer bank and account', { buyer: { name: 'n', bankName: wide(80), bankAccount: '6'.repeat(20) } }, 'buyer.bankAccount'],
    ['mail', { buyer: { name: 'n', email: 'a'.repeat(73) } }, 'buyer.email'],
    ['landline as mobile', { buyer: { name: 'n', mobile: '0755-1234567' } }, 'buyer.mobile'],
    ['drawer', { drawer: `${wide(16)}a` }, 'drawer'],
    ['remark', { remark: wide(402) }, 'remark'],
    ['goods name', { lines: [{ ...line, goodsName: `*运输服务*${wide(100)}a` }] }, 'lines[0].goodsName'],
    ['unit', { lines: [line, { ...line, unit: `${wide(22)}a` }] }, 'lines[1].unit'],
    ['specification', { lines: [{ ...line, specification: `${wide(40)}a` }] }, 'lines[0].specification'],
    ['101 lines', { lines: Array.from({ length: 101 }, () => line) }, 'lines'],
    ['rate 0 on a 专票', { kind: 'paper-special', lines: [line, { ...line, taxRate: '0.00' }] }, 'lines[1].taxRate'],
  ])('%s is a warning by default, an error by option', (_, change, path) => {
    const byDefault = validate(change);
    expect([paths(byDefault.errors), paths(byDefault.warnings)]).toEqual([[], [path]]);
    const strict = validate(change, { unpublishedRules: 'error' });
    expect([paths(strict.errors), paths(strict.warnings)]).toEqual([[path], []]);
  });

  it('a 普票 may have rate 0, and 数电 takes 2000 lines', () => {
    expect(validate({ lines: [{ ...line, taxRate: '0' }] }).warnings).toEqual([]);
    const many = (length: number) => validate({ kind: 'digital-general', lines: Array.from({ length }, () => line) }, { digitalUpgraded: true });
    expect(many(2000).warnings).toEqual([]);
    expect(paths(many(2001).warnings)).toEqual(['lines']);
  });
});
