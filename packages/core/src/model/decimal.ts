import { Big } from 'big.js';
import { PiaozoneError } from '../errors.js';
import { printable } from '../protocol/excerpt.js';

/** An exact decimal as text: optional minus, digits, optional fraction. Never a JavaScript number: `0.1 + 0.2` must be `0.3`, and `0.10` must stay `0.10`. */
export type Decimal = string;

/** Half away from zero: 1.005 → 1.01, −1.005 → −1.01. */
export type RoundingMode = 'half-up';

/** More than any amount needs; keeps hostile input from costing quadratic time. */
const MAX_CHARACTERS = 64;
const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** True for plain decimal text of at most 64 characters: no plus, blank, exponent, separator or needless leading zero. */
export function isDecimal(value: unknown): value is Decimal {
  return typeof value === 'string' && value.length <= MAX_CHARACTERS && DECIMAL.test(value);
}

/** @throws request_invalid naming `path`. */
export function toDecimal(value: string, path: string): Decimal {
  if (isDecimal(value)) return value;
  throw invalid(path, {
    zh: `必须是十进制数字文本，例如 100.00，现在是 ${shown(value)}`,
    en: `must be decimal text such as 100.00, it is ${shown(value)}`,
  });
}

// Results of arithmetic are canonical (no trailing zeros, no minus zero); `toFixed` gives the places a field needs.

export function add(a: Decimal, b: Decimal): Decimal {
  return plain(big(a).plus(big(b)));
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return plain(big(a).minus(big(b)));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return plain(big(a).times(big(b)));
}

export function sum(values: readonly Decimal[]): Decimal {
  return plain(values.reduce((total, value) => total.plus(big(value)), new Big(0)));
}

/** By value: `compare('1.0', '1') === 0`. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  return big(a).cmp(big(b));
}

export function absolute(value: Decimal): Decimal {
  return plain(big(value).abs());
}

export function negate(value: Decimal): Decimal {
  return plain(big(value).neg());
}

/** Number of fraction digits that carry value: 2 for `1.2300`. */
export function decimalPlaces(value: Decimal): number {
  return plain(big(value)).split('.')[1]?.length ?? 0;
}

/** Exactly `places` fraction digits. */
export function round(value: Decimal, places: number, mode: RoundingMode): Decimal {
  const modes = { 'half-up': Big.roundHalfUp } satisfies Record<RoundingMode, number>;
  return unsignedZero(big(value).toFixed(places, modes[mode]));
}

/** Exactly `places` fraction digits without changing the value: `5` → `5.00`. @throws request_invalid naming `path` where only rounding could do it. */
export function toFixed(value: Decimal, places: number, path = 'value'): Decimal {
  const text = big(value).toFixed(places, Big.roundDown);
  if (compare(text, value) === 0) return unsignedZero(text);
  throw invalid(path, {
    zh: `最多 ${places} 位小数，现在是 ${shown(value)}；请先明确舍入`,
    en: `at most ${places} decimals, it is ${shown(value)}; round it explicitly first`,
  });
}

function big(value: Decimal): Big {
  if (typeof value === 'string' && DECIMAL.test(value)) return new Big(value);
  throw invalid('value', { zh: `不是十进制数字文本：${shown(value)}`, en: `not decimal text: ${shown(value)}` });
}

function plain(value: Big): Decimal {
  return unsignedZero(value.toFixed());
}

function unsignedZero(text: string): Decimal {
  return /^-[0.]+$/.test(text) ? text.slice(1) : text;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `"${printable(value, 40)}"` : typeof value;
}

function invalid(path: string, message: { readonly zh: string; readonly en: string }): PiaozoneError {
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: '数值不正确', en: 'invalid figure' },
    problems: [{ path, message }],
  });
}
