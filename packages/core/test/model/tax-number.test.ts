import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTaxNumber } from '../../src/model/tax-number.js';

const check = (text: string) => checkTaxNumber(text, 'buyer.taxNo');

describe('checkTaxNumber', () => {
  // The two 18-character examples are those printed in the standards.
  it.each([
    ['91350100M000100Y43', 'unified-social-credit'],
    ['11010519491231002X', 'id-card'],
    ['440300200002290019', 'id-card'],
    ['440301103097413', 'tax-registration'],
    ['4403011030974AB', 'tax-registration'],
    ['44030149123100201', 'id-card-with-suffix'],
    ['44030149133100201', 'other'],
    // 1900 was no leap year
    ['44030100022912301', 'other'],
    ['11010519491231002X01', 'id-card-with-suffix'],
    ['11010519491231002XA1', 'id-card-with-suffix'],
    ['110105194912310021AB', 'other'],
  ])('%s is %s', (text, shape) => {
    expect(check(text)).toEqual({ errors: [], warnings: [], shape });
  });

  it.each([
    ['91350100M000100Y44', '应为 3'],
    ['91440300MOCK00001X', 'I、O、S、V、Z'],
    ['110105194912310021', '身份证'],
    ['440300190002290012', '身份证'],
    ['440300200013310011', '身份证'],
    ['44030020000431001X', '身份证'],
    ['440301174912310015', '身份证'],
  ])('%s is only a warning', (text, hint) => {
    const { errors, warnings, shape } = check(text);
    expect({ errors, shape }).toEqual({ errors: [], shape: 'unified-social-credit' });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.path).toBe('buyer.taxNo');
    expect(warnings[0]?.message.zh).toContain(hint);
  });

  it.each([
    ['', '空的'],
    ['   ', '空白'],
    ['91350100M000100Y43 ', '空白'],
    ['91350100 M000100Y43', '空白'],
    ['91350100\u3000M000100Y43', '空白'],
    ['91350100-M000100Y43', '横线'],
    ['91350100—M000100Y43', '横线'],
    ['91350100m000100y43', '大写'],
    ['９1350100M000100Y43', '半角'],
    ['91350100M000100Y4', undefined],
    ['91350100M000100', undefined],
    ['91350100M00010', '14 位'],
    ['91350100M000100Y', '16 位'],
    ['91350100M000100Y431', '19 位'],
    ['91350100M000100Y43123', '21 位'],
    ['91350100M000100Y43\n', '空白'],
    ['一二三四五六七八九十甲乙丙丁戊', '半角'],
  ])('%j', (text, hint) => {
    const { errors, shape } = check(text);
    if (hint === undefined) expect(errors).toEqual([]);
    else {
      expect(errors).toHaveLength(1);
      expect(errors[0]?.message.zh).toContain(hint);
      expect(shape).toBeUndefined();
    }
  });

  it.each([
    ['91350100M000100Y43', 'unified-social-credit', '0123456789ABCDEFGHJKLMNPQRTUWXY'],
    ['11010519491231002X', 'id-card', '0123456789X'],
  ])('%s with one wrong character or two swapped is never clean as %s', (good, shape, alphabet) => {
    const clean = { errors: [], warnings: [], shape };
    for (let i = 0; i < 18; i += 1) {
      for (const other of alphabet) {
        const wrong = good.slice(0, i) + other + good.slice(i + 1);
        if (wrong !== good) expect(check(wrong), wrong).not.toEqual(clean);
      }
      const swapped =
        good.slice(0, i) +
        good
          .slice(i, i + 2)
          .split('')
          .reverse()
          .join('') +
        good.slice(i + 2);
      if (swapped !== good) expect(check(swapped), swapped).not.toEqual(clean);
    }
  });

  it('accepts exactly one check character for any 17 characters that are no ID card', () => {
    const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
    const stem = fc.array(fc.constantFrom(...alphabet), { minLength: 16, maxLength: 16 }).map((rest) => `A${rest.join('')}`);
    fc.assert(
      fc.property(stem, (text) => {
        const clean = alphabet.filter((last) => check(text + last).warnings.length === 0);
        expect(clean).toHaveLength(1);
        const wrong = alphabet.find((last) => last !== clean[0]) ?? '';
        expect(check(text + wrong).warnings[0]?.message.en).toContain(`should be ${clean[0]}`);
      }),
    );
  });

  it('answers any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { errors, shape } = check(text);
        expect(errors.length === 0).toBe(shape !== undefined);
      }),
    );
  });
});
