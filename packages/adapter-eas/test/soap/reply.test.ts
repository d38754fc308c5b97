import { loadXml, type XmlReader } from '@piaozone/core/adapter';
import { beforeAll, describe, expect, it } from 'vitest';
import { readReply, soapBody } from '../../src/soap/reply.js';
import * as f from '../support/fixtures.js';

let xml: XmlReader;
beforeAll(async () => {
  xml = await loadXml();
});

const read = (document: string, operation: string) => readReply(soapBody(xml.parse(document)), operation);
const op = (content: string, after = '') => read(f.reply(content, after), 'op');
const ret = (attributes: string, content = '') => `<opReturn ${attributes}>${content}</opReturn>`;
const CONTEXT = new Map<string, unknown>([
  ['dbType', '1'],
  ['dcName', 'DC01'],
  ['password', null],
  ['sessionId', f.SID],
  ['slnName', 'eas'],
  ['userName', 'USER'],
]);

describe('the three forms give the same value', () => {
  it.each([
    ['F4', f.F4],
    ['F5', f.F5],
    ['F7', f.F7],
    ['F4 pretty-printed', f.F4.replaceAll('><', '>\n   <')],
  ])('%s', (_name, document) => {
    expect(read(document, 'login')).toEqual(CONTEXT);
  });

  it('F6: nil and empty stay apart', () => {
    expect(read(f.F6_NIL, 'login')).toEqual(new Map([...CONTEXT, ['sessionId', null]]));
    expect(read(f.F6_EMPTY, 'login')).toEqual(new Map([...CONTEXT, ['sessionId', '']]));
  });

  it('F8', () => {
    expect([read(f.F8, 'logout'), read(f.F8_INLINE, 'logout')]).toEqual(['true', 'true']);
  });
});

describe('arrays keep every place', () => {
  it('F9', () => {
    expect(read(f.F9, 'importVoucher')).toEqual(['0||记||2025||11||成功||0001||0']);
  });
  it('F10: nil and empty cells', () => {
    expect(read(f.F10, 'getOrg')).toEqual([['总部', null, ''], ['x<y']]);
  });
  it('F11: shared and shuffled references, a nil bean', () => {
    const bean = new Map([
      ['number', 'T0001'],
      ['period', '11'],
      ['year', '2025'],
    ]);
    expect(read(f.F11, 'importVoucher')).toEqual([bean, null, bean]);
  });
  it('null, empty and void', () => {
    expect(op('<opReturn xsi:type="soapenc:Array" xsi:nil="true"/>')).toBeNull();
    expect(op('<opReturn xsi:type="soapenc:Array" soapenc:arrayType="xsd:string[0]"/>')).toEqual([]);
    expect(op('')).toBeUndefined();
  });
});

describe('scalars', () => {
  it.each([
    ['text as it stands', ret('xsi:type="xsd:string"', '  007 '), '  007 '],
    ['untyped text', ret('', '0.10'), '0.10'],
    ['an unknown type of the schema', ret('xsi:type="xsd:date"', '2025-11-21'), '2025-11-21'],
    ['an int', ret('xsi:type="xsd:int"', ' 12 '), '12'],
    ['a double', ret('xsi:type="xsd:double"', '1E7'), '1E7'],
    ['an empty bean', ret('xsi:type="n:Bean" xmlns:n="urn:b"'), new Map()],
    [
      'an untyped bean',
      ret('', '<a>1</a><b/>'),
      new Map([
        ['a', '1'],
        ['b', ''],
      ]),
    ],
    ['escaped XML', ret('xsi:type="xsd:string"', '&lt;?xml version="1.0"?&gt;&lt;a/&gt;'), '<?xml version="1.0"?><a/>'],
    ['a hostile field name', ret('', '<toString>1</toString>'), new Map([['toString', '1']])],
  ])('%s', (_name, content, value) => {
    expect(op(content)).toEqual(value);
  });
});

describe('refused', () => {
  const bean = (id: string, content: string) => f.multiRef(id, 'n:B', content, ' xmlns:n="urn:b"');
  it.each([
    ['another operation', '<x/>', '', 'other'],
    ['no return', '<x/>', '', 'op'],
    ['two returns', '<opReturn/><opReturn/>', '', 'op'],
    ['a dangling reference', '<opReturn href="#id9"/>', '', 'op'],
    ['a reference to elsewhere', '<opReturn href="http://x/#id0"/>', bean('id0', ''), 'op'],
    ['a reference with content', '<opReturn href="#id0"><a/></opReturn>', bean('id0', ''), 'op'],
    ['a cycle', '<opReturn href="#id0"/>', bean('id0', '<a href="#id1"/>') + bean('id1', '<a href="#id0"/>'), 'op'],
    ['a self-reference', '<opReturn href="#id0"/>', bean('id0', '<a href="#id0"/>'), 'op'],
    ['one id twice', '<opReturn href="#id0"/>', bean('id0', '') + bean('id0', ''), 'op'],
    ['a short array', ret('xsi:type="soapenc:Array" soapenc:arrayType="xsd:string[2]"', '<i>1</i>'), '', 'op'],
    ['a long array', ret('xsi:type="soapenc:Array" soapenc:arrayType="xsd:string[1]"', '<i>1</i><i>2</i>'), '', 'op'],
    ['a partial array', ret('xsi:type="soapenc:Array" soapenc:arrayType="xsd:string[1]" soapenc:offset="[3]"', '<i>1</i>'), '', 'op'],
    ['a sparse array', ret('xsi:type="soapenc:Array"', '<i soapenc:position="[3]">1</i>'), '', 'op'],
    ['an int that is none', ret('xsi:type="xsd:int"', 'true'), '', 'op'],
    ['an empty int', ret('xsi:type="xsd:int"'), '', 'op'],
    ['a boolean that is none', ret('xsi:type="xsd:boolean"', 'yes'), '', 'op'],
    ['a string with children', ret('xsi:type="xsd:string"', '<a/>'), '', 'op'],
    ['a field twice', ret('', '<a>1</a><a>2</a>'), '', 'op'],
    ['text between fields', ret('', '<a>1</a>lost'), '', 'op'],
  ])('%s', (_name, content, after, operation) => {
    expect(() => read(f.reply(content, after), operation)).toThrow(expect.objectContaining({ code: 'response_invalid', outcome: 'unknown' }));
  });

  it('references that multiply without end', () => {
    const levels = Array.from({ length: 40 }, (_, i) => bean(`id${i}`, i === 39 ? '' : `<a href="#id${i + 1}"/><b href="#id${i + 1}"/>`)).join('');
    expect(() => op('<opReturn href="#id0"/>', levels)).toThrow(/太多/);
  });

  it('what is no SOAP 1.1 envelope', () => {
    for (const document of [
      '<Envelope/>',
      f.F7.replace('schemas.xmlsoap.org/soap/envelope', 'www.w3.org/2003/05/soap-envelope'),
      f.F7.replaceAll('soapenv:Body', 'soapenv:Corpus'),
    ]) {
      expect(() => read(document, 'login')).toThrow(expect.objectContaining({ code: 'response_invalid' }));
    }
  });
});
