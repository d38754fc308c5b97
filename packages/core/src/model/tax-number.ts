import type { Problem } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';
import type { CheckResult } from './check-result.js';

/**
 * What a tax number looks like: 18-character unified code (统一社会信用代码), older 15-character registration, an ID card (居民身份证) of a sole trader,
 * such a card with two characters more (17 after the old 15-digit card, 20 after the 18-character one), or another code of 17 or 20.
 */
export type TaxNumberShape = 'unified-social-credit' | 'tax-registration' | 'id-card' | 'id-card-with-suffix' | 'other';

export interface TaxNumberCheck extends CheckResult {
  /** Absent if there are errors. */
  readonly shape?: TaxNumberShape;
}

/**
 * Checks the shape of a tax number (business-rules §9; GB 32100-2015, GB 11643-1999). Wrong length or characters are errors;
 * a check character that fits neither standard is only a warning, because the cloud decides (and test enterprises have none).
 */
export function checkTaxNumber(text: string, path: string): TaxNumberCheck {
  const wrong = shapeError(text);
  if (wrong !== undefined) return { errors: [{ path, message: wrong }], warnings: [] };
  switch (text.length) {
    case 15:
      return { errors: [], warnings: [], shape: 'tax-registration' };
    case 17:
      return { errors: [], warnings: [], shape: isOldIdCard(text.slice(0, 15)) ? 'id-card-with-suffix' : 'other' };
    case 20:
      return { errors: [], warnings: [], shape: isIdCard(text.slice(0, 18)) ? 'id-card-with-suffix' : 'other' };
    default:
      return isIdCard(text) ? { errors: [], warnings: [], shape: 'id-card' } : unifiedCode(text, path);
  }
}

function shapeError(text: string): Bilingual | undefined {
  if (text === '') return { zh: '税号是空的；没有税号请不要给这个字段', en: 'the tax number is empty; leave the field out if there is none' };
  if (/\s/.test(text)) return { zh: '税号中有空白，请去掉', en: 'the tax number contains blanks; remove them' };
  if (/[-\u2010-\u2015\u2212\uff0d_]/.test(text)) return { zh: '税号中有横线，请去掉', en: 'the tax number contains dashes; remove them' };
  if (/[a-z]/.test(text)) return { zh: '税号中的字母必须大写', en: 'letters of a tax number must be upper case' };
  if (!/^[0-9A-Z]+$/.test(text)) {
    return { zh: '税号只能由半角数字和大写字母组成', en: 'a tax number consists of the digits 0-9 and the letters A-Z only' };
  }
  if (text.length === 15 || text.length === 17 || text.length === 18 || text.length === 20) return undefined;
  return {
    zh: `税号必须是 15、17、18 或 20 位，现在是 ${text.length} 位`,
    en: `a tax number has 15, 17, 18 or 20 characters, this one has ${text.length}`,
  };
}

/** GB 32100-2015: I, O, S, V and Z are left out. */
const UNIFIED_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

function unifiedCode(text: string, path: string): TaxNumberCheck {
  const expected = unifiedCheckCharacter(text);
  if (expected === text.charAt(17)) return { errors: [], warnings: [], shape: 'unified-social-credit' };
  const message: Bilingual =
    expected === undefined
      ? {
          zh: '统一社会信用代码不会含有字母 I、O、S、V、Z，也不是有效的身份证号码，请核对',
          en: 'a unified social credit code never contains I, O, S, V or Z, and this is no valid ID card number either; check it',
        }
      : {
          zh: `统一社会信用代码的校验码应为 ${expected}，现在是 ${text.charAt(17)}，也不是有效的身份证号码，请核对`,
          en: `the check character of this unified social credit code should be ${expected}, it is ${text.charAt(17)}, and this is no valid ID card number either; check it`,
        };
  const warning: Problem = { path, message };
  return { errors: [], warnings: [warning], shape: 'unified-social-credit' };
}

function unifiedCheckCharacter(text: string): string | undefined {
  let total = 0;
  let weight = 1;
  for (const character of text.slice(0, 17)) {
    const value = UNIFIED_ALPHABET.indexOf(character);
    if (value < 0) return undefined;
    total += value * weight;
    weight = (weight * 3) % 31;
  }
  return UNIFIED_ALPHABET.charAt((31 - (total % 31)) % 31);
}

/** GB 11643-1999: six digits of region, birthday, three of sequence, check character modulo 11. */
function isIdCard(text: string): boolean {
  if (!/^\d{17}[\dX]$/.test(text) || !isCalendarDate(text.slice(6, 14))) return false;
  let total = 0;
  for (let i = 0; i < 17; i += 1) total += Number(text.charAt(i)) * (2 ** (17 - i) % 11);
  return '10X98765432'.charAt(total % 11) === text.charAt(17);
}

function isOldIdCard(text: string): boolean {
  return /^\d{15}$/.test(text) && isCalendarDate(`19${text.slice(6, 12)}`);
}

function isCalendarDate(yyyymmdd: string): boolean {
  const year = Number(yyyymmdd.slice(0, 4));
  const month = Number(yyyymmdd.slice(4, 6));
  const day = Number(yyyymmdd.slice(6, 8));
  if (year < 1800 || month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}
