import { beforeAll, describe, expect, it } from 'vitest';
import { loadXml, type XmlReader } from '../../src/xml/index.js';

let xml: XmlReader;
beforeAll(async () => {
  xml = await loadXml();
});

const textOf = (document: string) => xml.parse(document).text;

describe('values stay what they are', () => {
  it.each([
    ['leading zeros', '<a>00110019</a>', '00110019'],
    ['exponents', '<a>0E68</a>', '0E68'],
    ['decimals', '<a>0.10</a>', '0.10'],
    ['true', '<a>true</a>', 'true'],
    ['outer blanks', '<a>  x \t </a>', '  x \t '],
    ['blanks only', '<a>   </a>', '   '],
    ['line ends, as XML says', '<a>x\r\ny\rz</a>', 'x\ny\nz'],
    ['a carriage return by reference', '<a>x&#13;y</a>', 'x\ry'],
    ['predefined entities', '<a>&lt;b&gt; &amp;amp; &quot;&apos;</a>', '<b> &amp; "\''],
    ['decimal and hexadecimal references', '<a>&#20013;&#x4E2D;&#x4e2d;</a>', '中中中'],
    ['a reference beyond the BMP', '<a>&#x20BB7;&#134071;</a>', '𠮷𠮷'],
    ['CDATA', '<a>1<![CDATA[<b>&amp;]]>2</a>', '1<b>&amp;2'],
    ['an empty CDATA', '<a><![CDATA[]]></a>', ''],
    ['CDATA that looks like a document', '<a><![CDATA[<!DOCTYPE a><?xml version="1.0"?><a>x</a>]]></a>', '<!DOCTYPE a><?xml version="1.0"?><a>x</a>'],
    ['text around a comment', '<a>x<!-- <b>&nope; -->y</a>', 'xy'],
    ['escaped XML', '<a>&lt;?xml version="1.0"?&gt;&lt;b/&gt;</a>', '<?xml version="1.0"?><b/>'],
    ['nothing', '<a/>', ''],
  ])('%s', (_name, document, text) => {
    expect(textOf(document)).toBe(text);
  });

  it('keeps the order of children and texts', () => {
    const root = xml.parse('<a>1<b>2</b>3<c/>4<b>5</b></a>');
    expect(root.children.map((child) => (typeof child === 'string' ? child : child.name))).toEqual(['1', 'b', '3', 'c', '4', 'b']);
    expect(root.elements('b').map(({ text }) => text)).toEqual(['2', '5']);
  });

  it('reads attributes as text, with blanks as XML says', () => {
    const root = xml.parse('<a x="0012" y=\' "q" \' z="a&#10;b\tc" t="&lt;"/>');
    expect(root.attributes.map(({ name, value }) => [name, value])).toEqual([
      ['x', '0012'],
      ['y', ' "q" '],
      ['z', 'a\nb c'],
      ['t', '<'],
    ]);
  });

  it('takes bytes with a byte order mark', () => {
    expect(xml.parse(Buffer.from('\uFEFF<?xml version="1.0" encoding="utf-8"?>\n<a>中</a>\n')).text).toBe('中');
  });
});

describe('names', () => {
  it('resolves namespaces of elements and attributes, and of names inside values', () => {
    const root = xml.parse('<p:a xmlns:p="urn:1" xmlns="urn:2" x="1" p:x="2"><b xmlns:p="urn:3" p:y="3"/><b xmlns=""/></p:a>');
    expect([root.prefix, root.name, root.namespace]).toEqual(['p', 'a', 'urn:1']);
    expect(root.attribute('x')).toBe('1');
    expect(root.attribute('x', 'urn:1')).toBe('2');
    const [first, second] = root.elements('b');
    expect([first?.namespace, first?.attribute('y', 'urn:3'), second?.namespace]).toEqual(['urn:2', '3', '']);
    expect([first?.namespaceOf('p'), root.namespaceOf('p'), root.namespaceOf('q'), root.namespaceOf('')]).toEqual([
      'urn:3',
      'urn:1',
      undefined,
      'urn:2',
    ]);
  });

  it('never touches a prototype', () => {
    const root = xml.parse('<a __proto__="1" constructor="2"><toString>3</toString><hasOwnProperty/></a>');
    expect(root.attribute('__proto__')).toBe('1');
    expect(root.attribute('constructor')).toBe('2');
    expect(root.elements().map(({ name }) => name)).toEqual(['toString', 'hasOwnProperty']);
    expect(() => xml.parse('<a><__proto__><polluted>1</polluted></__proto__></a>')).toThrow(expect.objectContaining({ code: 'response_invalid' }));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('refusals are one error without a word of the document', () => {
  it.each([
    ['cut', '<a><b>s3cret</b>'],
    ['crossed tags', '<a><b></a></b>'],
    ['two roots', '<a/><b/>'],
    ['text after the root', '<a/>s3cret'],
    ['text before the root', 's3cret<a/>'],
    ['no value', '<a x/>'],
    ['an attribute twice', '<a x="1" x="2"/>'],
    ['a bare ampersand', '<a>s3cret & b</a>'],
    ['an unknown entity', '<a>&s3cret;</a>'],
    ['an HTML entity', '<a>&nbsp;</a>'],
    ['a reference to NUL', '<a>&#0;</a>'],
    ['a reference to a surrogate', '<a>&#xD800;</a>'],
    ['a reference beyond Unicode', '<a>&#x110000;</a>'],
    ['a control character', '<a>\u0007</a>'],
    ['half a surrogate pair', '<a>\uD83Dx</a>'],
    ['an undeclared prefix', '<p:a/>'],
    ['an undeclared attribute prefix', '<a p:x="1"/>'],
    ['a < in an attribute', '<a x="<"/>'],
    ['an open comment', '<a><!-- s3cret</a>'],
    ['an open CDATA', '<a><![CDATA[ s3cret</a>'],
    ['an open instruction', '<?xml version="1.0"><a>s3cret</a>'],
    ['another encoding', '<?xml version="1.0" encoding="GBK"?><a>s3cret</a>'],
    ['two attributes of one namespace and name', '<a xmlns:p="urn:1" xmlns:q="urn:1" p:x="1" q:x="2"/>'],
    ['a prefix out of its place', '<a><b xmlns:p="urn:1"/><p:c/></a>'],
    ['an instruction called xml inside', '<a><?xml version="1.0"?></a>'],
    ['the end of a CDATA in text', '<a>s3cret]]></a>'],
    ['two hyphens in a comment', '<a><!-- s3cret -- --></a>'],
    ['JSON', '{"s3cret":1}'],
    ['nothing', ' \n '],
    ['only an instruction', '<?xml version="1.0"?>'],
  ])('%s', (_name, document) => {
    expect(() => xml.parse(document)).toThrow(
      expect.objectContaining({ code: 'response_invalid', outcome: 'unknown', message: expect.not.stringContaining('s3cret') }),
    );
  });

  it('invalid UTF-8', () => {
    expect(() => xml.parse(Buffer.from([0x3c, 0x61, 0x3e, 0xd6, 0xd0, 0x3c, 0x2f, 0x61, 0x3e]))).toThrow(/UTF-8/);
  });

  it.each(['<!DOCTYPE html><html><body>502</body></html>', '<html><head><title>Bad Gateway</title></head><br></html>'])(
    'HTML says what came: %s',
    (document) => {
      expect(() => xml.parse(document)).toThrow(new RegExp(`HTML.*${document.length} 字节`));
    },
  );
});

describe('hostile documents are refused before they cost anything', () => {
  const bomb = `<!DOCTYPE a [<!ENTITY a "ha">${Array.from({ length: 20 }, (_, i) => `<!ENTITY a${i} "&a${i || ''};&a${i || ''};">`).join('')}]><a>&a19;</a>`;
  it.each([
    ['an entity bomb', bomb],
    ['an external entity', '<?xml version="1.0"?><!-- x --><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ['a DOCTYPE after the root', '<a/><!DOCTYPE a>'],
    ['a DOCTYPE inside', '<a><!DOCTYPE a></a>'],
  ])('%s', (_name, document) => {
    expect(() => xml.parse(document)).toThrow(/DOCTYPE/);
  });

  it('caps bytes, depth and number of elements', () => {
    const deep = (depth: number) => `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`;
    expect(xml.parse(deep(64)).name).toBe('a');
    expect(() => xml.parse(deep(65))).toThrow(expect.objectContaining({ code: 'response_invalid' }));
    expect(() => xml.parse(deep(50_000))).toThrow(expect.objectContaining({ code: 'response_invalid' }));
    expect(xml.parse(`<a>${'<b/>'.repeat(9)}</a>`, { maxElements: 10 }).elements()).toHaveLength(9);
    expect(() => xml.parse(`<a>${'<b/>'.repeat(10)}</a>`, { maxElements: 10 })).toThrow(/10/);
    expect(xml.parse('<a>中</a>', { maxBytes: 10 }).text).toBe('中');
    expect(() => xml.parse('<a>中</a>', { maxBytes: 9 })).toThrow(/9 字节/);
  });

  it('caps the attributes of an element: each is compared with those before it', () => {
    const element = (count: number) => `<a ${Array.from({ length: count }, (_, index) => `x${index}="1"`).join(' ')}/>`;
    expect(xml.parse(element(200)).attributes).toHaveLength(200);
    expect(() => xml.parse(element(201))).toThrow(/200/);
  });
});

describe('large documents come in pieces', () => {
  const KIB = 1024;
  // One filler moves every kind of character over the border of a piece, byte by byte and character by character.
  it.each(['中', '𠮷', '\r\n', '&#x4E2D;', '&amp;', '<b/>', '<![CDATA[x]]>', '<!-- x -->', '<b p="1"/>', 'é'])('%j on the border', (text) => {
    const document = (dots: number) => `<a>${'.'.repeat(dots)}${text}z</a>`;
    const shape = (input: string | Buffer) =>
      xml.parse(input).children.map((child) => (typeof child === 'string' ? child.replace(/\.+/, '.') : child.name));
    const whole = shape(document(1));
    for (let dots = 64 * KIB - 16; dots < 64 * KIB; dots += 1) {
      expect(shape(document(dots))).toEqual(whole);
      expect(shape(Buffer.from(document(dots)))).toEqual(whole);
    }
  });

  it('a byte that is no UTF-8 is found in the last piece, and a document cut inside a character', () => {
    const long = Buffer.concat([Buffer.from(`<a>${' '.repeat(200 * KIB)}`), Buffer.from([0xe4, 0xb8])]);
    expect(() => xml.parse(long)).toThrow(/UTF-8/);
    expect(() => xml.parse(Buffer.concat([long.subarray(0, -1), Buffer.from('</a>')]))).toThrow(/UTF-8/);
  });

  it('values, names and namespaces of many elements', () => {
    const rows = Array.from(
      { length: 3000 },
      (_, index) => `<r xmlns:n${index}="urn:${index}" i="${index}" n${index}:k="v"><n${index}:c>${index}&lt;</n${index}:c></r>`,
    );
    const root = xml.parse(`<a>${rows.join('')}</a>`);
    for (const [index, row] of root.elements().entries()) {
      const [cell] = row.elements();
      expect([cell?.text, cell?.namespace, row.attribute('i'), row.attribute('k', `urn:${index}`)]).toEqual([
        `${index}<`,
        `urn:${index}`,
        String(index),
        'v',
      ]);
    }
  });

  it('equal declarations in a row do not leak into their neighbours', () => {
    const root = xml.parse(
      '<a xmlns:p="urn:0"><b xmlns:p="urn:1"><p:c p:x="1"/></b><p:c p:x="1"/><b xmlns:p="urn:1"><p:c/></b><b xmlns:p="urn:2"><p:c p:x="1"/></b></a>',
    );
    const [one, two, three, four] = root.elements();
    const below = (element: typeof one) => element?.elements()[0];
    expect([below(one)?.namespace, two?.namespace, below(three)?.namespace, below(four)?.namespace]).toEqual(['urn:1', 'urn:0', 'urn:1', 'urn:2']);
    expect([below(one)?.attribute('x', 'urn:1'), two?.attribute('x', 'urn:0'), below(four)?.attribute('x', 'urn:2')]).toEqual(['1', '1', '1']);
  });

  it('XML 1.1 changes nothing: no control characters, no other line ends', () => {
    expect(textOf('<?xml version="1.1"?><a>x\u0085y\u2028z</a>')).toBe('x\u0085y\u2028z');
    expect(() => xml.parse('<?xml version="1.1"?><a>&#1;</a>')).toThrow(expect.objectContaining({ code: 'response_invalid' }));
  });

  it('an instruction before the root and comments around it are no content', () => {
    expect(textOf('<?xml version="1.0"?>\n<?pi x?><!-- a --><a>x<?pi y?>z</a><!-- b -->\n')).toBe('xz');
  });
});
