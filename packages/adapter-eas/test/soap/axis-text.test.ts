import { loadXml } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { joinSurrogates } from '../../src/soap/axis-text.js';

const join = (text: string) => joinSurrogates(Buffer.from(text)).toString();

describe('characters beyond the BMP, as Axis writes them', () => {
  it.each([
    ['<a>&#xD842;&#xDFB7;</a>', '<a>𠮷</a>'],
    ['<a>x&#xd83d;&#xde00;y&#xD842;&#xDFB7;z 中</a>', '<a>x😀y𠮷z 中</a>'],
    ['<a b="&#xD842;&#xDFB7;"/>', '<a b="𠮷"/>'],
    ['<a>&amp;#xD842;&amp;#xDFB7;</a>', '<a>&amp;#xD842;&amp;#xDFB7;</a>'],
    [
      '<a><![CDATA[&#xD842;&#xDFB7;]]>&#xD842;&#xDFB7;<!-- &#xD842;&#xDFB7; -->&#xD842;&#xDFB7;</a>',
      '<a><![CDATA[&#xD842;&#xDFB7;]]>𠮷<!-- &#xD842;&#xDFB7; -->𠮷</a>',
    ],
    ['<a>&#xD842;</a>', '<a>&#xD842;</a>'],
    ['<a>&#xDFB7;&#xD842;</a>', '<a>&#xDFB7;&#xD842;</a>'],
    ['<a>&#xD7A3;&#xE9A7;</a>', '<a>&#xD7A3;&#xE9A7;</a>'],
    ['<a>&#xD842;&#xDFB7;<![CDATA[&#xD842;&#xDFB7;', '<a>𠮷<![CDATA[&#xD842;&#xDFB7;'],
  ])('%s', (given, expected) => {
    expect(join(given)).toBe(expected);
  });

  it('what has none, or is no UTF-8, is not touched', () => {
    for (const body of [Buffer.from('<a>&#x4E2D;</a>'), Buffer.from([0x26, 0x23, 0x78, 0x44, 0xff])]) expect(joinSurrogates(body)).toBe(body);
  });

  it('half a pair is refused by the reader', async () => {
    const xml = await loadXml();
    expect(() => xml.parse(joinSurrogates(Buffer.from('<a>&#xD842;x</a>')))).toThrow(expect.objectContaining({ code: 'response_invalid' }));
    expect(xml.parse(joinSurrogates(Buffer.from('<a>&#xD842;&#xDFB7;</a>'))).text).toBe('𠮷');
  });
});
