import fc from 'fast-check';
import { parse as lossless } from 'lossless-json';
import { describe, expect, it, vi } from 'vitest';
import { isPiaozoneError, type PiaozoneError } from '../../src/errors.js';
import { excerptOf } from '../../src/protocol/excerpt.js';
import { asText, ExactNumber, exactNumber, isExactNumber, isObject, parseExact, stringifyExact } from '../../src/protocol/json.js';

vi.mock('lossless-json', async (original) => {
  const real = await original<typeof import('lossless-json')>();
  return { ...real, parse: vi.fn(real.parse) };
});

function errorOf(run: () => unknown): PiaozoneError {
  try {
    run();
  } catch (error) {
    if (isPiaozoneError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const nested = (levels: number, inner = '') => '['.repeat(levels) + inner + ']'.repeat(levels);
const number = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.stringMatching(/^(?:\.\d{1,15})?(?:[eE][+-]?\d{1,3})?$/))
  .map(([whole, rest]) => new ExactNumber(`${whole}${rest}`));
const key = fc.string({ unit: 'binary', maxLength: 6 }).filter((name) => name !== '__proto__');
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary', maxLength: 12 }),
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe('parseExact', () => {
  it('keeps the source text of every number', () => {
    const value = parseExact('{"invoiceNo":24332000000012345678,"rate":0.10,"list":[-0,1E+2,100.00]}');
    expect(value).toEqual({
      invoiceNo: new ExactNumber('24332000000012345678'),
      rate: new ExactNumber('0.10'),
      list: [new ExactNumber('-0'), new ExactNumber('1E+2'), new ExactNumber('100.00')],
    });
    expect(value).not.toEqual(parseExact('{"invoiceNo":24332000000012345678,"rate":0.1,"list":[-0,1E+2,100.00]}'));
  });

  it.each(['null', '"x"', '[]', '{}', 'true', ' {"a" : [ ] } ', '{"a":"\\u005f\\n\\"","b":{"c":[null,false,""]}}', '12'])(
    'reads %s like the native parser',
    (text) => {
      const native: unknown = JSON.parse(text, (_, value: unknown) => (typeof value === 'number' ? new ExactNumber(String(value)) : value));
      expect(parseExact(text)).toEqual(native);
    },
  );

  it('agrees with the native parser on what JSON is', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '0',
      '.5',
      'e1',
      'null',
      'true',
      'fals',
      ' ',
      '\n',
      '\\',
      '\u0001',
      'NaN',
      '\uFEFF',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const text = pieces.join('');
        let valid = true;
        try {
          JSON.parse(text.replace(/^\uFEFF/, ''));
        } catch {
          valid = false;
        }
        fc.pre(!/"a".*"a"/.test(text));
        if (valid) parseExact(text);
        else expect(errorOf(() => parseExact(text))).toMatchObject({ code: 'response_invalid', outcome: 'unknown' });
      }),
      { numRuns: 2000 },
    );
  });

  it('skips one byte order mark', () => {
    expect(parseExact('\uFEFF{"a":"\uFEFF"}')).toEqual({ a: '\uFEFF' });
  });

  it.each([
    ['all strings', '{"errcode":"0000","errcode":"1101"}'],
    ['numbers that differ', '{"amount":1.00,"amount":2.00}'],
    ['numbers of equal value, other text', '{"amount":1.00,"amount":1.0}'],
    ['below other values', '{"data":[{"a":"1"},{"b":null,"b":"x"}]}'],
    ['escaped', '{"a":"1","\\u0061":"2"}'],
    ['spaced', '{ "a" : "1", "a" : "2" }'],
    ['hiding an object', '{"a":{"x":"1"},"a":{"x":"2"}}'],
    ['hiding a depth', `{"a":${nested(200_000)},"a":1}`],
    ['of the same length as nothing', '{"a":"1","b":"","a":"2"}'],
  ])('refuses a repeated key: %s', (_, text) => {
    expect(errorOf(() => parseExact(text)).message).toContain('同一个键');
  });

  it('refuses exactly the texts in which an object holds a key twice with different values', () => {
    // Not with an empty array: lossless-json holds it equal to an empty object.
    const leaf = fc.constantFrom('"x"', '"y"', '""', '"abc"', 'null', 'false', '1', '1.0', '{}', '["x"]', '{"k":"x"}', '{"k":"y"}');
    const members = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'cc', ''), leaf), { maxLength: 6 });
    const blank = fc.constantFrom('', '', '', ' ', '\n');
    fc.assert(
      fc.property(members, blank, (entries, space) => {
        const text = `["before",{${entries.map(([name, value]) => `"${name}"${space}:${value}`).join(',')}}]`;
        const differs = entries.some(([name, value], i) => entries.some(([other, its], j) => j > i && other === name && its !== value));
        if (differs) expect(errorOf(() => parseExact(text)).message).toContain('同一个键');
        else expect(parseExact(text)).toBeTypeOf('object');
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves compact texts without numbers and escapes to the native parser', () => {
    const plain = fc.string({ unit: fc.constantFrom('a', '票', '🧾', ' ', '/', ':'), maxLength: 8 });
    const { strings } = fc.letrec((tie) => ({
      strings: fc.oneof(
        { maxDepth: 4 },
        plain,
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('strings'), { maxLength: 4 }),
        fc.dictionary(plain, tie('strings')),
      ),
    }));
    vi.mocked(lossless).mockClear();
    fc.assert(
      fc.property(strings, (value) => {
        const text = JSON.stringify(value);
        expect(parseExact(text)).toEqual(JSON.parse(text));
      }),
    );
    expect(lossless).not.toHaveBeenCalled();
    parseExact('[1]');
    expect(lossless).toHaveBeenCalledOnce();
  });

  it('takes a key repeated with the same value', () => {
    expect(parseExact('{"a":"1","a":"1"}')).toEqual({ a: '1' });
  });

  it.each(['{"__proto__":{"polluted":"1"}}', '{"a":[{"\\u005f_proto__":null}]}', '{"n":1,"__proto__":2}'])('refuses %s', (text) => {
    expect(errorOf(() => parseExact(text)).message).toContain('__proto__');
  });

  it('keeps constructor and prototype as plain data', () => {
    const value = parseExact('{"constructor":"a","prototype":"b"}');
    expect(Object.entries(value as object)).toEqual([
      ['constructor', 'a'],
      ['prototype', 'b'],
    ]);
  });

  it('reads 64 levels and refuses 65, with or without numbers', () => {
    for (const inner of ['', '1', '"x"']) {
      expect(parseExact(nested(64, inner))).toBeTypeOf('object');
      expect(errorOf(() => parseExact(nested(65, inner))).message).toContain('64');
    }
    expect(errorOf(() => parseExact(nested(500_000))).message).toContain('64');
  });

  it('says what came, shortened, escaped and without tokens', () => {
    const html = `<html>\r\n<body>502 Bad Gateway\u202e</body>${'金蝶'.repeat(100)}END`;
    const error = errorOf(() => parseExact(html));
    expect(error.message).toContain('<html>\\r\\n<body>502 Bad Gateway\\u{202e}</body>');
    expect(error.message).not.toMatch(/END|[\r\n\u202e]/);
    expect(error.message).toContain(`共 ${html.length} 个字符`);
    const token = '0123456789abcdef0123456789abcdef';
    const cut = errorOf(() => parseExact(`{"errcode":"0000","access_token":"${token}"`));
    expect(JSON.stringify(cut) + cut.stack + String(cut.cause)).not.toContain('0123456789');
    expect(cut.message).toContain('{"errcode":"0000","access_token":"***"');
  });

  it('calls an empty answer empty', () => {
    for (const text of ['', ' \r\n', '\uFEFF']) expect(errorOf(() => parseExact(text)).text).toEqual({ zh: '应答为空', en: 'the answer is empty' });
  });
});

describe('excerptOf', () => {
  it('never shows more than 80 characters of the text', () => {
    expect([...excerptOf('票'.repeat(500))]).toHaveLength(81);
    expect(excerptOf('票'.repeat(80))).toBe('票'.repeat(80));
    expect(excerptOf('🧾'.repeat(81))).toBe(`${'🧾'.repeat(80)}…`);
  });

  it('shows no head of a token that the window cuts', () => {
    const masked = `${'a'.repeat(4000)}! ${'b'.repeat(80)} secret-head-of-a-long-token-${'c'.repeat(40)}`;
    for (let shift = 0; shift < 40; shift += 1) expect(excerptOf('x'.repeat(shift) + masked)).not.toContain('secret');
  });
});

describe('stringifyExact', () => {
  it('gives back any tree that was read', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const text = stringifyExact(value);
        expect(parseExact(text)).toEqual(value);
        expect(stringifyExact(parseExact(text))).toBe(text);
      }),
    );
  });

  it('writes what an independent reader reads', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const read = lossless(stringifyExact(value), null, (text) => new ExactNumber(text));
        expect(read).toEqual(value);
      }),
    );
  });

  it('writes exact numbers verbatim beside strings, safe integers and literals', () => {
    const body = { a: exactNumber('0.10'), b: [exactNumber('24332000000012345678')], c: 2, d: undefined, e: null, f: true, g: '"\n票', h: {}, i: [] };
    expect(stringifyExact(body)).toBe('{"a":0.10,"b":[24332000000012345678],"c":2,"e":null,"f":true,"g":"\\"\\n票","h":{},"i":[]}');
    expect(stringifyExact({ d: undefined, f: 'x' })).toBe('{"f":"x"}');
    expect(stringifyExact(exactNumber('1.0'))).toBe('1.0');
    expect(stringifyExact(null)).toBe('null');
  });

  it('never writes a lone surrogate, which UTF-8 cannot hold', () => {
    expect(stringifyExact({ a: '\ud83e', b: exactNumber('1') })).toBe('{"a":"\\ud83e","b":1}');
  });

  it.each<[string, unknown, string]>([
    ['a fraction', { lines: [{ amount: '1' }, { amount: 0.1 }] }, 'lines[1].amount'],
    ['an unsafe integer', { no: 2 ** 53 }, 'no'],
    ['NaN', [Number.NaN], '[0]'],
    ['infinity', { a: { b: Number.POSITIVE_INFINITY } }, 'a.b'],
    ['a bigint', { a: 1n }, 'a'],
    ['a function', { a: () => 1 }, 'a'],
    ['a symbol', { a: Symbol('x') }, 'a'],
    ['a hole', { a: ['x', undefined] }, 'a[1]'],
    ['a Date', { a: new Date(0) }, 'a'],
    ['a Map', { a: new Map() }, 'a'],
    ['a Buffer', { a: Buffer.from('x') }, 'a'],
    ['own toJSON', { a: { toJSON: () => 'x' } }, 'a.toJSON'],
    ['undefined', undefined, '$'],
    ['a number beside an exact one', { a: exactNumber('1'), b: 0.5 }, 'b'],
  ])('refuses %s and names its place', (_, value, path) => {
    expect(errorOf(() => stringifyExact(value))).toMatchObject({ code: 'request_invalid', outcome: 'not-sent', problems: [{ path }] });
  });

  it('refuses a cycle and more than 64 levels', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(errorOf(() => stringifyExact(cycle)).code).toBe('request_invalid');
    expect(stringifyExact(JSON.parse(nested(64)))).toBe(nested(64));
    expect(stringifyExact(parseExact(nested(64, '1')))).toBe(nested(64, '1'));
    expect(errorOf(() => stringifyExact(JSON.parse(nested(65)))).code).toBe('request_invalid');
  });

  it('writes objects without prototype', () => {
    expect(stringifyExact(Object.assign(Object.create(null), { a: '1' }))).toBe('{"a":"1"}');
  });
});

describe('exact numbers', () => {
  it.each(['', ' 1', '1 ', '01', '+1', '.5', '5.', '1e', '0x1', 'NaN', '1,"x":2', '1\n', '１'])('refuses %j', (text) => {
    expect(errorOf(() => new ExactNumber(text)).code).toBe('request_invalid');
    expect(errorOf(() => exactNumber(text)).code).toBe('request_invalid');
  });

  it('leaves exponents to answers', () => {
    expect(new ExactNumber('1e5').text).toBe('1e5');
    expect(errorOf(() => exactNumber('1e5')).code).toBe('request_invalid');
  });

  it('are text in logs, template strings and asText', () => {
    const value = exactNumber('0.10');
    expect([JSON.stringify({ value }), `${value}`, asText(value), asText('x'), asText(null), asText(undefined), asText([]), asText(true)]).toEqual([
      '{"value":"0.10"}',
      '0.10',
      '0.10',
      'x',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('of another copy of the package are recognised', () => {
    const foreign = { [Symbol.for('@piaozone/core/exact-number')]: true, text: '1.50', toString: () => '1.50' };
    expect(isExactNumber(foreign)).toBe(true);
    expect(stringifyExact({ a: foreign })).toBe('{"a":1.50}');
  });

  it('are no objects', () => {
    expect([isObject({}), isObject(exactNumber('1')), isObject([]), isObject(null), isObject('x'), isObject(undefined)]).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
