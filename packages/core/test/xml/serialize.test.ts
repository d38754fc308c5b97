import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { escapeXml, isXmlName, loadXml, serializeXml, type XmlNode, type XmlReader } from '../../src/xml/index.js';
import { expected, plain } from './helpers.js';

let xml: XmlReader;
beforeAll(async () => {
  xml = await loadXml();
});

const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
/** Hostile on purpose: markup, references, blanks, CDATA ends, astral and private-use characters. */
const hostile = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        "'",
        ']]>',
        '<![CDATA[',
        '<!--',
        '-->',
        '&#x0;',
        '&lt;',
        ' ',
        '\t',
        '\n',
        '\r',
        '\r\n',
        '中',
        '𠮷',
        '\uE9A7',
        '\u0085',
        '\u2028',
      ),
    }),
  )
  .filter((text) => !FORBIDDEN.test(text));
const names = fc.constantFrom('a', 'b-1', 'toString', 'valueOf', 'x.y', '单据', '_');

const { tree } = fc.letrec<{ tree: XmlNode; child: XmlNode | string }>((tie) => ({
  child: fc.oneof({ depthSize: 'small', withCrossShrink: true }, hostile, tie('tree')),
  tree: fc.record({
    name: names,
    attributes: fc.uniqueArray(fc.tuple(names, hostile), { selector: ([name]) => name, maxLength: 3 }),
    children: fc.array(tie('child'), { maxLength: 4 }),
  }),
}));

describe('what is written is read back', () => {
  it('as the same tree', () => {
    fc.assert(
      fc.property(tree, (node) => {
        expect(plain(xml.parse(serializeXml(node)))).toEqual(expected(node));
      }),
    );
  });

  it('as the same text in content and attribute, by escapeXml alone', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const root = xml.parse(`<a x="${escapeXml(text)}">${escapeXml(text)}</a>`);
        expect([root.text, root.attribute('x')]).toEqual([text, text]);
      }),
    );
  });
});

describe('what XML cannot carry', () => {
  it.each([
    ['\u0000', 'U+0000'],
    ['a\u000Bb', 'U+000B'],
    ['\uFFFE', 'U+FFFE'],
    ['\uD83D', 'U+D83D'],
    ['x\uDE00', 'U+DE00'],
  ])('is refused by its code point: %j', (text, codePoint) => {
    expect(() => escapeXml(text, 'remark')).toThrow(
      expect.objectContaining({
        code: 'request_invalid',
        outcome: 'not-sent',
        problems: [
          expect.objectContaining({ path: 'remark', message: { zh: expect.stringContaining(codePoint), en: expect.stringContaining(codePoint) } }),
        ],
      }),
    );
    expect(() => serializeXml({ name: 'remark', children: [text] })).toThrow(expect.objectContaining({ code: 'request_invalid' }));
  });

  it('names are never data', () => {
    for (const name of ['', 'a b', '1a', 'a:b:c', ':a', 'a>', '-a']) expect(() => serializeXml({ name })).toThrow(TypeError);
    expect(serializeXml({ name: 'p:a', attributes: [['xmlns:p', 'urn:1']] })).toBe('<p:a xmlns:p="urn:1"></p:a>');
    expect([isXmlName('开票申请'), isXmlName('a:b'), isXmlName('')]).toEqual([true, false, false]);
  });
});
