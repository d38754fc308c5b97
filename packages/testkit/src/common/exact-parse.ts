import { ExactNumber } from '../erp/exact-json.js';

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** A private-use character no field is called by. */
const MARK = '\uE9A7';

/**
 * `JSON.parse` that keeps every number as it was written: `0.10` stays `0.10`, 20 digits stay 20 digits.
 * @throws SyntaxError for broken JSON, Error for a number with an exponent
 */
export function exactParse(json: string): unknown {
  JSON.parse(json);
  const marked = json.replace(TOKEN, (token) => (token.startsWith('"') ? token : `{"${MARK}":"${token}"}`));
  return JSON.parse(marked, (_, value: unknown) => {
    const text = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[MARK] : undefined;
    return typeof text === 'string' ? new ExactNumber(text) : value;
  });
}

/** Decimal places that are kept in {@link units}. */
const PLACES = 13;
export const ONE = 10n ** BigInt(PLACES);

/** A decimal as a whole number of 10^-13, or `undefined` when it is none or has more places. */
export function units(value: unknown): bigint | undefined {
  const text = value instanceof ExactNumber ? value.text : typeof value === 'string' ? value : '';
  const match = /^(-?)(\d+)(?:\.(\d{1,13}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  return BigInt(`${sign}${whole}${fraction.padEnd(PLACES, '0')}`);
}

/** Hundredths, halves away from zero. */
export function roundedCents(value: bigint): bigint {
  const cent = ONE / 100n;
  const magnitude = value < 0n ? -value : value;
  const rounded = (magnitude + cent / 2n) / cent;
  return value < 0n ? -rounded : rounded;
}
