import { describe, expect, it } from 'vitest';
import { amountInWords, amountText, cents, negated } from '../../src/common/amounts.js';
import { creditCodeCheck, syntheticTaxNo } from '../../src/common/tax-number.js';
import { startMockPiaozone } from '../../src/piaozone/index.js';

describe('amounts', () => {
  it.each([
    ['0.00', 0n],
    ['106.00', 10600n],
    ['-0.05', -5n],
    ['90071992547409.93', 9007199254740993n],
  ])('%s is exact in cents and back', (text, value) => {
    expect(cents(text)).toBe(value);
    expect(amountText(value)).toBe(text);
  });

  it.each(['1', '1.0', '1.000', '01.00', '1,000.00', ' 1.00', '1e2', '', '.50', '+1.00'])('%j is no amount', (text) => {
    expect(cents(text)).toBeUndefined();
  });

  it('negates without a minus zero', () => {
    expect(['1.50', '-1.50', '0.00', '10'].map(negated)).toEqual(['-1.50', '1.50', '0.00', '-10']);
  });

  it.each([
    [0n, '零圆整'],
    [10600n, '壹佰零陆圆整'],
    [5n, '伍分'],
    [105n, '壹圆零伍分'],
    [100_000_100n, '壹佰万零壹圆整'],
    [100_000_000_00n, '壹亿圆整'],
    [-12345n, '（负数）壹佰贰拾叁圆肆角伍分'],
  ])('%s cents in words', (value, words) => {
    expect(amountInWords(value)).toBe(words);
  });
});

describe('synthetic tax numbers', () => {
  it('computes the check character of a published example', () => {
    // GB 32100-2015 as used by a well-known registration: 91350100M000100Y43.
    expect(creditCodeCheck('91350100M000100Y4')).toBe('3');
  });

  it('are 18 characters of the alphabet, distinct, with a right check character', () => {
    const numbers = Array.from({ length: 200 }, (_, index) => syntheticTaxNo(index + 1));
    expect(new Set(numbers).size).toBe(200);
    for (const number of numbers) {
      expect(number).toMatch(/^[0-9A-HJ-NPQRTUWXY]{18}$/);
      expect(creditCodeCheck(number.slice(0, 17))).toBe(number[17]);
    }
  });
});

describe('what a seed decides', () => {
  const triples = async (seed: number) => {
    const mock = await startMockPiaozone({ seed });
    await mock.close();
    return { tenant: mock.tenant, enterprises: mock.enterprises };
  };

  it('is every id and secret: the same again, others with another seed', async () => {
    expect(await triples(7)).toEqual(await triples(7));
    expect((await triples(7)).tenant).not.toEqual((await triples(8)).tenant);
  });

  it('marks mock credentials by their prefix and gives keys of 16 bytes', async () => {
    const { tenant, enterprises } = await triples(1);
    expect(tenant.clientId).toMatch(/^TN_mock-/);
    expect(enterprises).toHaveLength(2);
    for (const one of enterprises) expect(one.clientId).toMatch(/^mock-/);
    for (const { encryptKey } of [tenant, ...enterprises]) expect(Buffer.byteLength(encryptKey)).toBe(16);
  });

  it('does not touch what was given', async () => {
    const mock = await startMockPiaozone({ enterprises: [{ taxNo: '91440300MCK000099X', name: '甲', clientId: 'mock-a', quota: 3 }] });
    await mock.close();
    expect(mock.enterprises[0]).toMatchObject({ taxNo: '91440300MCK000099X', name: '甲', clientId: 'mock-a', quota: 3 });
  });

  it('refuses impossible options', async () => {
    await expect(startMockPiaozone({ tenant: { encryptKey: 'short' } })).rejects.toThrow('16 bytes');
    await expect(startMockPiaozone({ enterprises: [{ clientId: 'a' }, { clientId: 'a' }] })).rejects.toThrow('share the client id');
    await expect(startMockPiaozone({ settings: { digitl: true } as object })).rejects.toThrow('digitl');
  });
});
