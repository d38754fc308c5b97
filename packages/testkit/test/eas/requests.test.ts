import { describe, expect, it } from 'vitest';
import { voucherFacades } from '../../src/eas/index.js';
import { ENCODING, fault, GL, LOGIN, plain, send, sessionHeader, signIn, start, wrap } from './raw-client.js';

// Answers measured on Apache Axis 1.4; tests/integration/eas-mock-vs-axis.test.ts compares many more where Axis is installed.
const NAMES = `xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:x="http://www.w3.org/2001/XMLSchema" xmlns:s="${ENCODING}" xmlns:v="urn:client.wsvoucher"`;
const FLAGS = '<isSubmit>1</isSubmit><isVerify>0</isVerify><isCashflow>0</isCashflow>';

/** Imports and shows what was read of the first row, or the fault. */
async function imported(col: string, beside = ''): Promise<unknown> {
  const { book, facades } = voucherFacades({ importLine: () => ['ok'] });
  const mock = await start({ facades });
  const body = `<g:importVoucher xmlns:g="${GL}" ${NAMES}>${col}${FLAGS}</g:importVoucher>${beside}`;
  const reply = await send(mock, 'WSGLWebServiceFacade', wrap(body, sessionHeader(await signIn(mock))));
  if (reply.status !== 200) return fault(reply).string;
  const rows = book.vouchers.flatMap((voucher) => voucher.rows);
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== 0 && value !== false)));
}

describe('rows', () => {
  it.each<[string, string, unknown]>([
    ['empty number', '<col><item><entryDC></entryDC></item></col>', 'java.lang.NullPointerException'],
    ['blank flag', '<col><item><isCheck> </isCheck></item></col>', 'java.lang.NullPointerException'],
    ['nil number', '<col><item><entryDC i:nil="true"/><creator>a</creator></item></col>', [{ creator: 'a' }]],
    ['nil text', '<col><item><creator i:nil="1"/></item></col>', [{}]],
    ['unknown field', '<col><item><nope/></item></col>', 'org.xml.sax.SAXException: Invalid element in client.WSWSVoucher - nope'],
    [
      'a name of JavaScript',
      '<col><item><constructor/></item></col>',
      'org.xml.sax.SAXException: Invalid element in client.WSWSVoucher - constructor',
    ],
    ['qualified field, text beside it', '<col><item>x<v:creator>a</v:creator></item></col>', [{ creator: 'a' }]],
    ['a field twice', '<col><item><creator>a</creator><creator>b</creator></item></col>', [{ creator: 'b' }]],
    ['text among the rows', '<col>x<item/></col>', 'org.xml.sax.SAXException: Found character data inside an array element while deserializing'],
    ['array of strings', '<col i:type="s:Array" s:arrayType="x:string[1]"><item>a</item></col>', "No such operation 'importVoucher'"],
    [
      'typed array',
      '<col i:type="s:Array" s:arrayType="v:WSWSVoucher[1]"><item i:type="v:WSWSVoucher"><entryDC>1</entryDC></item></col>',
      [{ entryDC: 1 }],
    ],
    ['nil array', '<col i:nil="true"/>', []],
  ])('%s', async (_name, col, expected) => {
    expect(await imported(col)).toEqual(expected);
  });

  it('by reference, at every level; what points nowhere is null', async () => {
    const refs = `<multiRef id="a"><item href="#b"/></multiRef><multiRef id="b"><entryDC href="#c"/><creator href="#d"/><debitAmount href="#no"/></multiRef><multiRef id="c">7</multiRef><multiRef id="d">x</multiRef>`;
    expect(await imported('<col href="#a"/>', refs)).toEqual([{ entryDC: 7, creator: 'x' }]);
    expect(await imported('<col href="#no"/>')).toEqual([]);
  });
});

describe('parts', () => {
  const login = async (dbType: string) => {
    const mock = await start();
    const parts = `<userName>USER</userName><password>p&amp;&lt;"ß</password><slnName>eas</slnName><dcName>DC01</dcName><language>L2</language>`;
    return send(mock, 'EASLogin', wrap(`<login ${NAMES}>${parts}${dbType}</login>`));
  };

  it.each([
    ['string', 'class java.lang.String'],
    ['boolean', 'boolean'],
    ['double', 'double'],
  ])('declared as %s are no int', async (type, java) => {
    expect(fault(await login(`<dbType i:type="x:${type}">1</dbType>`)).string).toBe(`org.xml.sax.SAXException: Bad types (${java} -> int)`);
  });

  it('declared as they are, or as something unknown, are taken', async () => {
    for (const type of ['x:int', 's:int', 'v:Whatever']) expect((await login(`<dbType i:type="${type}">1</dbType>`)).status, type).toBe(200);
  });

  it('texts beside them count as parts, blanks do not', async () => {
    expect(fault(await login('x<dbType>1</dbType>y<a/>')).string).toBe("No such operation 'login'");
    expect((await login('\n <dbType>1</dbType>\n')).status).toBe(200);
  });
});

describe('headers', () => {
  const who = async (header: string) => {
    const mock = await start();
    const reply = await send(mock, 'WSTest', wrap('<Who/>', header.replaceAll('{SID}', await signIn(mock))));
    return reply.status === 200 ? plain(/WhoReturn [^>]*>([^|<]*)/.exec(reply.text)?.[1] ?? '') : fault(reply).string;
  };
  const other = (attributes: string) => `${sessionHeader('{SID}')}<y:Other xmlns:y="http://y/" ${attributes}/>`;
  const NOT_READ = 'com.kingdee.bos.webservice.WSInvokeException: java.lang.RuntimeException: please login first';

  it.each([
    [other('e:actor="http://z/" e:mustUnderstand="1"'), 'USER'],
    [other('e:mustUnderstand="1"'), 'Did not understand "MustUnderstand" header(s):{http://y/}Other'],
    [other('e:mustUnderstand="true"'), "'true' is not a valid value for the mustUnderstand attribute on element {http://y/}Other"],
    [`<n:SessionId xmlns:n="${LOGIN}" e:actor="http://z/">dead</n:SessionId>${sessionHeader('{SID}')}`, NOT_READ],
    [`<n:SessionId xmlns:n="${LOGIN}">{SID}<b/></n:SessionId>`, NOT_READ],
  ])('%s', async (header, expected) => {
    expect(await who(header)).toBe(expected);
  });
});
