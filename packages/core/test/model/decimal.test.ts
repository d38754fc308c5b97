import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  absolute,
  add,
  compare,
  decimalPlaces,
  isDecimal,
  multiply,
  negate,
  round,
  subtract,
  sum,
  toDecimal,
  toFixed,
} from '../../src/model/decimal.js';

/** An exact decimal of the oracle: `units` times ten to the minus `scale`. */
interface Exact {
  readonly units: bigint;
  readonly scale: number;
}

const exact = fc.record({ units: fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), scale: fc.nat({ max: 15 }) });

function write({ units, scale }: Exact): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${units < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
}

function atScale({ units, scale }: Exact, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale);
}

/** The shortest form of a value, as the results of arithmetic are. */
function canonical({ units, scale }: Exact): string {
  let u = units;
  let s = scale;
  while (s > 0 && u % 10n === 0n) {
    u /= 10n;
    s -= 1;
  }
  return write({ units: u, scale: s });
}

const problem = (path: string) =>
  expect.objectContaining({ code: 'request_invalid', outcome: 'not-sent', problems: [expect.objectContaining({ path })] });

describe('arithmetic equals a BigInt oracle', () => {
  it('add, subtract, compare', () => {
    fc.assert(
      fc.property(exact, exact, (a, b) => {
        const [x, y] = [atScale(a, 15), atScale(b, 15)];
        expect(add(write(a), write(b))).toBe(canonical({ units: x + y, scale: 15 }));
        expect(subtract(write(a), write(b))).toBe(canonical({ units: x - y, scale: 15 }));
        expect(compare(write(a), write(b))).toBe(x < y ? -1 : x > y ? 1 : 0);
      }),
    );
  });

  it('multiply', () => {
    fc.assert(
      fc.property(exact, exact, (a, b) => {
        expect(multiply(write(a), write(b))).toBe(canonical({ units: a.units * b.units, scale: a.scale + b.scale }));
      }),
    );
  });

  it('sum', () => {
    fc.assert(
      fc.property(fc.array(exact, { maxLength: 30 }), (values) => {
        const total = values.reduce((units, value) => units + atScale(value, 15), 0n);
        expect(sum(values.map(write))).toBe(canonical({ units: total, scale: 15 }));
      }),
    );
  });

  it('absolute, negate, decimalPlaces', () => {
    fc.assert(
      fc.property(exact, (value) => {
        const { units, scale } = value;
        expect(absolute(write(value))).toBe(canonical({ units: units < 0n ? -units : units, scale }));
        expect(negate(write(value))).toBe(canonical({ units: -units, scale }));
        expect(decimalPlaces(write(value))).toBe(canonical(value).split('.')[1]?.length ?? 0);
      }),
    );
  });

  it('round half away from zero', () => {
    fc.assert(
      fc.property(exact, fc.nat({ max: 15 }), (value, places) => {
        const magnitude = atScale({ units: value.units < 0n ? -value.units : value.units, scale: value.scale }, 15);
        const unit = 10n ** BigInt(15 - places);
        const rounded = magnitude / unit + (2n * (magnitude % unit) >= unit ? 1n : 0n);
        expect(round(write(value), places, 'half-up')).toBe(write({ units: value.units < 0n ? -rounded : rounded, scale: places }));
      }),
    );
  });

  it('toFixed pads without changing the value, or refuses', () => {
    fc.assert(
      fc.property(exact, fc.nat({ max: 15 }), (value, places) => {
        const text = write(value);
        if (decimalPlaces(text) > places) expect(() => toFixed(text, places, 'lines[0].amount')).toThrow(problem('lines[0].amount'));
        else {
          expect(toFixed(text, places)).toMatch(places === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${places}}$`));
          expect(compare(toFixed(text, places), text)).toBe(0);
        }
      }),
    );
  });
});

describe('known traps', () => {
  it.each([
    [add('0.1', '0.2'), '0.3'],
    [round('1.005', 2, 'half-up'), '1.01'],
    [round('-1.005', 2, 'half-up'), '-1.01'],
    [round('-0.004', 2, 'half-up'), '0.00'],
    [toFixed('5', 2), '5.00'],
    [toFixed('-0', 2), '0.00'],
    [toFixed('5.1000', 2), '5.10'],
    [multiply('-1', '0'), '0'],
    [negate('0.00'), '0'],
    [multiply('99999999999999999999', '99999999999999999999'), '9999999999999999999800000000000000000001'],
    [multiply('0.0000000000001', '0.0000000000001'), '0.00000000000000000000000001'],
    [sum([]), '0'],
  ])('%s is %s', (actual, expected) => {
    expect(actual).toBe(expected);
  });

  it.each(['', ' 1', '1 ', '1\n', '+1', '.5', '5.', '1e3', '01', '-', '1,000.00', '１', 'NaN', '--1', '9'.repeat(65)])('%j is no decimal', (text) => {
    expect(isDecimal(text)).toBe(false);
    expect(() => toDecimal(text, 'totals.amount')).toThrow(problem('totals.amount'));
  });

  it.each(['0', '-0.10', '24332000000012345678', '9'.repeat(64)])('%s is kept as it is', (text) => {
    expect(toDecimal(text, 'x')).toBe(text);
  });

  it('numbers and objects are no decimals', () => {
    for (const value of [1, 1n, null, undefined, {}, ['1']]) expect(isDecimal(value)).toBe(false);
    expect(() => add(1 as unknown as string, '1')).toThrow(/number/);
  });

  it('arithmetic refuses exponents, which could blow up', () => {
    expect(() => add('1e1000000', '1')).toThrow(expect.objectContaining({ code: 'request_invalid' }));
  });

  it('shows a bad value on one line and cut', () => {
    expect(() => toDecimal(`1\n${'2'.repeat(500)}`, 'x')).toThrow(/"1\\n2{38}…"/);
  });
});
