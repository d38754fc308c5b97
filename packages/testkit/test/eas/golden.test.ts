import { describe, expect, it } from 'vitest';
import type { EasFacade } from '../../src/eas/index.js';
import { AXIS, call, ENCODING, GL, LOGIN, login, normal, SOAP, send, start, wrap } from './raw-client.js';

// The layouts F4 to F12 of eas-and-imaging §6, with this test's values.
const HEAD = `<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="${SOAP}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>`;
const TAIL = '</soapenv:Body></soapenv:Envelope>';
const ENCODED = `soapenv:encodingStyle="${ENCODING}"`;
const SOAPENC = `xmlns:soapenc="${ENCODING}"`;
const ROOT0 = `soapenc:root="0" ${ENCODED}`;

const golden = (body: string) => normal(`${HEAD}${body}${TAIL}`);
const sessionIn = (text: string) => /<sessionId [^>]*>([^<]*)</.exec(text)?.[1] ?? '';
const loginReply = (inner: string) => `<ns1:loginResponse ${ENCODED} xmlns:ns1="${LOGIN}">${inner}</ns1:loginResponse>`;
const context = (string: string, dbType: string, session: string) =>
  `${dbType}<dcName xsi:type="${string}">DC01</dcName><password xsi:type="${string}" xsi:nil="true"/>${session}<slnName xsi:type="${string}">eas</slnName><userName xsi:type="${string}">USER</userName>`;
const session = (string: string, id: string) => `<sessionId xsi:type="${string}">${id}</sessionId>`;
const INLINE_INT = '<dbType xsi:type="xsd:int">1</dbType>';
const beanRef = (content: string) => `<multiRef id="id0" ${ROOT0} xsi:type="ns2:WSContext" ${SOAPENC} xmlns:ns2="urn:client">${content}</multiRef>`;
const INT_REF = `<multiRef id="id1" ${ROOT0} xsi:type="xsd:int" ${SOAPENC}>1</multiRef>`;
const form2 = (sessionElement: string) => `${loginReply('<loginReturn href="#id0"/>')}${beanRef(context('xsd:string', INLINE_INT, sessionElement))}`;

const TABLES: EasFacade = {
  service: 'WSTest',
  namespace: GL,
  operations: {
    importVoucher: () => ['0||记||2025||11||成功||0001||0'],
    getOrg: () => [['总部', null, ''], ['x<y']],
    none: { parts: [], returns: 'string[]', run: () => [] },
    nullArray: { parts: [], returns: 'string[]', run: () => null },
    nullCells: { parts: [], returns: 'string[][]', run: () => [null, ['a']] },
    nothing: () => undefined,
    text: () => 'a\n\t"𠮷"',
    noText: () => null,
  },
};
const gl = (name: string, content: string) => golden(`<ns1:${name}Response ${ENCODED} xmlns:ns1="${GL}">${content}</ns1:${name}Response>`);
const ask = async (mock: Awaited<ReturnType<typeof start>>, name: string) => (await call(mock, `<g:${name} xmlns:g="${GL}"/>`)).text;

describe('login reply', () => {
  it('F4: form 1', async () => {
    const { status, type, text } = await login(await start());
    expect([status, type]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(sessionIn(text)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const fields = context('soapenc:string', '<dbType href="#id1"/>', session('soapenc:string', sessionIn(text)));
    expect(normal(text)).toBe(golden(`${loginReply('<loginReturn href="#id0"/>')}${beanRef(fields)}${INT_REF}`));
  });

  it('F5: form 2', async () => {
    const { text } = await login(await start({ replyForm: 2 }));
    expect(normal(text)).toBe(golden(form2(session('xsd:string', sessionIn(text)))));
  });

  it('F6: a refused login has a nil or an empty session, HTTP 200', async () => {
    const nil = await login(await start({ replyForm: 2 }), 6, { password: 'wrong' });
    expect(nil.status).toBe(200);
    expect(normal(nil.text)).toBe(golden(form2('<sessionId xsi:type="xsd:string" xsi:nil="true"/>')));
    const empty = await login(await start({ replyForm: 2, loginFailure: 'empty' }), 6, { password: 'wrong' });
    expect(normal(empty.text)).toBe(golden(form2(session('xsd:string', ''))));
  });

  it('F7: form 3', async () => {
    const { text } = await login(await start({ replyForm: 3 }));
    const inline = context('xsd:string', INLINE_INT, session('xsd:string', sessionIn(text)));
    expect(normal(text)).toBe(golden(loginReply(`<loginReturn xsi:type="ns2:WSContext" xmlns:ns2="urn:client">${inline}</loginReturn>`)));
  });

  it('has its multiRefs in another order where asked, by the seed', async () => {
    const order = async (seed: string) => {
      const mock = await start({ shuffleMultiRefs: true, seed });
      const orders = [];
      for (let times = 0; times < 6; times += 1) orders.push([...(await login(mock)).text.matchAll(/ id="(id\d)"/g)].map((match) => match[1]).join());
      return orders;
    };
    const orders = await order('a');
    expect(new Set(orders)).toEqual(new Set(['id0,id1', 'id1,id0']));
    expect(await order('a')).toEqual(orders);
  });

  it('is pretty-printed where asked, its texts untouched', async () => {
    const mock = await start({ replyForm: 2 });
    mock.wire.pretty = true;
    const { text } = await login(mock);
    expect(text.split('\n').length).toBeGreaterThan(10);
    expect(normal(text.replace(/\n */g, ''))).toBe(golden(form2(session('xsd:string', sessionIn(text)))));
  });
});

describe('other replies', () => {
  it('F8: logout, form 1 and form 2', async () => {
    const mock = await start();
    const body = wrap(
      `<log:logout xmlns:log="${LOGIN}"><userName>USER</userName><slnName>eas</slnName><dcName>DC01</dcName><language>L2</language></log:logout>`,
    );
    const reply = (inner: string) => `<ns1:logoutResponse ${ENCODED} xmlns:ns1="${LOGIN}">${inner}</ns1:logoutResponse>`;
    expect(normal((await send(mock, 'EASLogin', body)).text)).toBe(
      golden(`${reply('<logoutReturn href="#id0"/>')}<multiRef id="id0" ${ROOT0} xsi:type="xsd:boolean" ${SOAPENC}>true</multiRef>`),
    );
    mock.wire.replyForm = 2;
    expect(normal((await send(mock, 'EASLogin', body)).text)).toBe(golden(reply('<logoutReturn xsi:type="xsd:boolean">true</logoutReturn>')));
  });

  it('F9, F10: arrays, nil, empty and escaped cells, character references', async () => {
    const mock = await start({ replyForm: 2, facades: [TABLES] });
    expect(normal(await ask(mock, 'importVoucher'))).toBe(
      gl(
        'importVoucher',
        `<importVoucherReturn soapenc:arrayType="xsd:string[1]" xsi:type="soapenc:Array" ${SOAPENC}><importVoucherReturn xsi:type="xsd:string">0||&#x8BB0;||2025||11||&#x6210;&#x529F;||0001||0</importVoucherReturn></importVoucherReturn>`,
      ),
    );
    const cell = (content: string) => `<getOrgReturn xsi:type="xsd:string">${content}</getOrgReturn>`;
    const row = (size: number, cells: string) =>
      `<getOrgReturn soapenc:arrayType="xsd:string[${size}]" xsi:type="soapenc:Array">${cells}</getOrgReturn>`;
    const rows = row(3, `${cell('&#x603B;&#x90E8;')}<getOrgReturn xsi:type="xsd:string" xsi:nil="true"/>${cell('')}`) + row(1, cell('x&lt;y'));
    expect(normal(await ask(mock, 'getOrg'))).toBe(
      gl('getOrg', `<getOrgReturn soapenc:arrayType="xsd:string[][2]" xsi:type="soapenc:Array" ${SOAPENC}>${rows}</getOrgReturn>`),
    );
  });

  it('empty and null arrays, null rows, void, line breaks and characters beyond the plane', async () => {
    const mock = await start({ replyForm: 2, facades: [TABLES] });
    expect(await ask(mock, 'none')).toContain('soapenc:arrayType="xsd:string[0]"');
    expect(normal(await ask(mock, 'nullArray'))).toBe(gl('nullArray', `<nullArrayReturn xsi:type="soapenc:Array" xsi:nil="true" ${SOAPENC}/>`));
    expect(await ask(mock, 'nullCells')).toContain('<nullCellsReturn xsi:type="xsd:string" xsi:nil="true"/>');
    expect(normal(await ask(mock, 'nothing'))).toBe(golden(`<ns1:nothingResponse ${ENCODED} xmlns:ns1="${GL}"/>`));
    expect(await ask(mock, 'text')).toContain('>a\n\t&quot;&#xD842;&#xDFB7;&quot;<');
    expect(await ask(mock, 'noText')).toContain('<noTextReturn xsi:type="xsd:string" xsi:nil="true"/>');
    mock.wire.replyForm = 1;
    expect(await ask(mock, 'noText')).toContain(`<noTextReturn xsi:type="soapenc:string" ${SOAPENC} xsi:nil="true"/>`);
  });

  it('F12: a fault carries the trace and the host in the Axis namespace', async () => {
    const { status, type, text } = await call(await start(), '<echo/>', '');
    expect([status, type]).toEqual([500, 'text/xml; charset=utf-8']);
    const detail = /<detail>(.*)<\/detail>/s.exec(text)?.[1];
    expect(detail).toMatch(
      new RegExp(`^<ns1:stackTrace xmlns:ns1="${AXIS}">[^<]+\\n\\tat [^<]+</ns1:stackTrace><ns2:hostname xmlns:ns2="${AXIS}">[^<]+</ns2:hostname>$`),
    );
    expect(text.replace(detail ?? '', '')).toBe(
      `${HEAD}<soapenv:Fault><faultcode>soapenv:Server.userException</faultcode><faultstring>com.kingdee.bos.webservice.WSInvokeException: java.lang.RuntimeException: please login first</faultstring><detail></detail></soapenv:Fault>${TAIL}`,
    );
  });

  it('F13: the fault code of an unknown service is in the Axis namespace', async () => {
    const mock = await start();
    const { status, text } = await send(mock, 'Nope', wrap('<a/>'));
    expect(status).toBe(500);
    expect(text).toContain(`<faultcode xmlns:ns1="${AXIS}">ns1:Server.NoService</faultcode>`);
    expect(mock.unknownRequests).toEqual(['POST /ormrpc/services/Nope']);
  });
});
