import { inspect } from 'node:util';
import { Secret } from '@piaozone/core';
import { cryptoJsBackend } from '@piaozone/core/crypto-js';
import { describe, expect, it } from 'vitest';
import { type ScanLinkParts, scanLink, scanLinkText } from '../../src/scan/scan-link.js';
import { CANARY, failureOf, paths } from '../support/issuing-cloud.js';

const parts: ScanLinkParts = { key: 'demoShop01', saleNo: 'SO20240101001', amount: '100.00', timestamp: '1700000000000', publicKey: 'demoPublicKey' };
const K = 'demoShop01,SO20240101001,100.00,1700000000000,251515530671c3fab54a731e0a73c9ad,$';

describe('scanLinkText', () => {
  // vectors.json, kind scan-md5
  it.each([
    ['scan-basic', parts, K],
    [
      'scan-integer-amount',
      { ...parts, saleNo: '15390', amount: '900', timestamp: 1558487856824 },
      'demoShop01,15390,900,1558487856824,a83ef7a6f5d053f5b98373d61e304e80,$',
    ],
  ])('%s', (_, given, expected) => {
    expect(scanLinkText(given)).toBe(expected);
    expect(scanLinkText(given, { crypto: cryptoJsBackend })).toBe(expected);
    expect(scanLinkText({ ...given, publicKey: new Secret(Buffer.from('demoPublicKey')) })).toBe(expected);
  });

  it('in upper case signs the upper-case inner hash, or either', () => {
    // Computed apart with Python's hashlib.
    expect(scanLinkText(parts, { hexCase: 'upper' }).split(',')[4]).toBe('27F91957F470681C073CFA8D7232FC65');
    expect(scanLinkText(parts, { hexCase: 'upper', innerHexCase: 'lower' }).split(',')[4]).toBe('251515530671C3FAB54A731E0A73C9AD');
    expect(scanLinkText(parts, { innerHexCase: 'upper' }).split(',')[4]).toBe('27f91957f470681c073cfa8d7232fc65');
  });

  it.each([
    ['a comma', { saleNo: 'SO,1' }, ['saleNo']],
    ['a blank', { key: 'shop 1' }, ['key']],
    ['a letter that would be encoded', { saleNo: '销1' }, ['saleNo']],
    ['a dollar', { key: '$' }, ['key']],
    ['an ampersand', { saleNo: 'a&b' }, ['saleNo']],
    ['an amount with a separator', { amount: '1,000.00' }, ['amount', 'amount']],
    ['a negative amount', { amount: '-1.00' }, ['amount']],
    ['nothing at all', { key: '', saleNo: '', amount: '', timestamp: '', publicKey: '' }, ['key', 'saleNo', 'amount', 'timestamp', 'publicKey']],
  ])('refuses %s', async (_, change, expected) => {
    const error = await failureOf(() => scanLinkText({ ...parts, publicKey: CANARY, ...change }));
    expect([error.code, paths(error.problems)]).toEqual(['config_invalid', expected]);
    expect(inspect(error).includes(CANARY)).toBe(false);
  });
});

describe('scanLink', () => {
  it.each([
    ['production', {}, 'http://piaozone.com/scan/tyqr?k='],
    ['test', {}, 'http://scan.piaozone.com/demo/tyqr?k='],
    ['production', { channel: 'other' }, 'http://piaozone.com/scan/qr?k='],
    [{ baseUrl: 'http://127.0.0.1:9/demo/' }, {}, 'http://127.0.0.1:9/demo/tyqr?k='],
  ] as const)('%j %j', (environment, options, start) => {
    expect(scanLink(environment, parts, options)).toBe(`${start}${K}`);
  });

  it('has no address for an environment of an own kind', async () => {
    expect(paths((await failureOf(() => scanLink('custom', parts))).problems)).toEqual(['environment']);
  });
});
