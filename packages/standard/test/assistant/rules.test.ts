import type { Environment } from '@piaozone/core';
import { expenseStatusOf, invoicePage, miniProgram, mobilePage, pcPage, readTicketParam, ticketParam } from '@piaozone/standard';
import { describe, expect, it } from 'vitest';

const test: Environment = { kind: 'test', baseUrl: 'https://api-dev.piaozone.com/test' };
const production: Environment = { kind: 'production', baseUrl: 'https://api.piaozone.com' };
const keys = { userKey: 'u/1', linkKey: 'l 1' };

describe('ticketParam', () => {
  it('has a digit per rule, in the order of the page', () => {
    expect(ticketParam({})).toBe('00000');
    expect(ticketParam({ reimbursedBefore: true })).toBe('10000');
    expect(ticketParam({ buyerNameDiffers: true })).toBe('01000');
    expect(ticketParam({ buyerTaxNoDiffers: true })).toBe('00100');
    expect(ticketParam({ checkNotPassed: true })).toBe('00010');
    expect(ticketParam({ personal: true })).toBe('00001');
    expect(ticketParam({ reimbursedBefore: true, buyerNameDiffers: true, buyerTaxNoDiffers: true, checkNotPassed: true }, 4)).toBe('1111');
    expect(() => ticketParam({ personal: true }, 4)).toThrow(/personal/);
  });

  it('is read back', () => {
    expect(readTicketParam('01001')).toEqual({
      reimbursedBefore: false,
      buyerNameDiffers: true,
      buyerTaxNoDiffers: false,
      checkNotPassed: false,
      personal: true,
    });
    expect(readTicketParam('1110')).toMatchObject({ buyerTaxNoDiffers: true, checkNotPassed: false, personal: false });
    for (const text of ['', '111', '111111', '11112']) expect(readTicketParam(text)).toBeUndefined();
  });
});

it('knows the four states', () => {
  expect(['1', '30', '60', '65', '0', undefined].map(expenseStatusOf)).toEqual(['unused', 'in-use', 'used', 'booked', undefined, undefined]);
});

describe('pages', () => {
  it('PC: the prefix of the test base stays', () => {
    expect(pcPage(test, keys)).toBe(
      'https://api-dev.piaozone.com/test/m4-web/fpzs/index?userKey=u%2F1&linkKey=l%201&gridParam=1100&sourceType=socket',
    );
    expect(pcPage(production, { ...keys, inputs: 'upload-and-scanners' })).toContain('gridParam=1111');
    expect(invoicePage(production, { userKey: 'u', serialNo: 's' })).toBe(
      'https://api.piaozone.com/m4-web/fpzs/expense/showInvoice?userKey=u&serialNo=s',
    );
  });

  it('H5: socketName is the linkKey, options only where given', () => {
    expect(mobilePage(production, { ...keys, app: 'qywx' })).toBe(
      'https://api.piaozone.com/m4-web/dd/wap/index?userKey=u%2F1&socketName=l%201&app=qywx',
    );
    const all = mobilePage(production, { ...keys, app: 'dingding', wechatCard: true, scan: true, attachments: false, title: '报销 单' });
    expect(all).toContain('&app=dingding&wechatCard=true&model=yes&attach=no&title=%E6%8A%A5%E9%94%80%20%E5%8D%95');
  });

  it('mini program of either environment', () => {
    expect(miniProgram(production, 'u&1')).toEqual({
      userName: 'gh_bfa83b5cd310',
      path: 'pages/index/index?scene=u%261&source=app',
      miniprogramType: 0,
    });
    expect(miniProgram(test, 'u').userName).toBe('gh_cb39a37583e3');
    expect(miniProgram({ kind: 'custom' }, 'u', true).userName).toBe('gh_cb39a37583e3');
  });

  it.each([
    () => pcPage(test, { ...keys, userKey: '' }),
    () => pcPage(test, { ...keys, linkKey: '' }),
    () => mobilePage(test, { ...keys, app: 'other', scan: true }),
    () => mobilePage(test, { ...keys, app: 'wechat' as never }),
    () => invoicePage(test, { userKey: 'u', serialNo: '' }),
    () => miniProgram(test, ''),
  ])('refuses what is missing or does not go together', (make) => {
    expect(make).toThrow();
  });
});
