/** Requests whose answers the mock EAS and a real Axis 1.4 must share; each rule of eas-and-imaging §3 and §5 has some. */
export interface RawRequest {
  readonly name: string;
  readonly service: string;
  /** Inside the SOAP body. */
  readonly body?: string;
  /** Inside the SOAP header; `{SID}` is a live session. Default: the usual one. */
  readonly header?: string;
  /** The whole document instead. */
  readonly document?: string;
  readonly contentType?: string;
}

export const LOGIN_NAMESPACE = 'http://login.webservice.bos.kingdee.com';
export const GL_NAMESPACE = 'http://webservice.app.gl.fi.eas.kingdee.com';
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const GL = 'WSGLWebServiceFacade';
const VOUCHER = 'WSWSVoucher';
const BRIDGE = 'WSInvoiceBridgeFacade';
const NEXT = 'http://schemas.xmlsoap.org/soap/actor/next';

export function envelope(body: string, header = ''): string {
  const names = `xmlns:soapenv="${SOAP}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"`;
  const head = header === '' ? '' : `<soapenv:Header>${header}</soapenv:Header>`;
  return `<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope ${names}>${head}<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}

export function sessionHeader(id: string, attributes = ''): string {
  return `<ns1:SessionId xmlns:ns1="${LOGIN_NAMESPACE}"${attributes}>${id}</ns1:SessionId>`;
}

/** Login parts by number: six, seven, eight, and one too many. */
export function loginParts(count: number, change: Readonly<Record<string, string>> = {}): string {
  const values = {
    userName: 'USER',
    password: 'PASSWORD',
    slnName: 'eas',
    dcName: 'DC01',
    language: 'L2',
    dbType: '1',
    authPattern: 'BaseDB',
    isEncodePwd: '0',
    extra: 'x',
    ...change,
  };
  return Object.entries(values)
    .slice(0, count)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');
}

const login = (inner: string) => `<log:login xmlns:log="${LOGIN_NAMESPACE}">${inner}</log:login>`;
const gl = (operation: string, inner: string) => `<web:${operation} xmlns:web="${GL_NAMESPACE}">${inner}</web:${operation}>`;
const flags = '<isSubmit>1</isSubmit><isVerify>0</isVerify><isCashflow>0</isCashflow>';
const importing = (rows: string, after = flags) => gl('importVoucher', `<col>${rows}</col>${after}`);
const infos = (a: string, b: string, c: string) =>
  `<importVoucher><voucherCols/><isTempSave>${a}</isTempSave><isVerify>${b}</isVerify><hasCashflow>${c}</hasCashflow></importVoucher>`;
const check = (inner: string) => gl('checkVoucher', inner);
const checked = (year: string, amount: string) =>
  check(`<comNumber>C</comNumber><year>${year}</year><periodNumber>2</periodNumber><number>N</number><amount>${amount}</amount>`);
const pair = (inner: string, attributes = '') => `<pair${attributes}>${inner}</pair>`;
const who = '<whoAmI/>';
const query = (text: string) => `<queryUnits><request>${text}</request></queryUnits>`;

const at = (service: string, list: readonly (readonly [name: string, body: string])[]): RawRequest[] =>
  list.map(([name, body]) => ({ name, service, body }));
const headed = (list: readonly (readonly [name: string, header: string])[]): RawRequest[] =>
  list.map(([name, header]) => ({ name: `header: ${name}`, service: BRIDGE, body: who, header }));
const documents = (list: readonly (readonly [name: string, document: string])[]): RawRequest[] =>
  list.map(([name, document]) => ({ name: `document: ${name}`, service: BRIDGE, document }));

export const RAW_REQUESTS: readonly RawRequest[] = [
  ...at('EASLogin', [
    ...[4, 5, 6, 7, 8, 9].map((count) => [`login of ${count} parts`, login(loginParts(count))] as const),
    ['login without a namespace', `<login>${loginParts(6)}</login>`],
    ['login in another namespace', `<x:login xmlns:x="http://x/">${loginParts(6)}</x:login>`],
    ['login with a wrong password', login(loginParts(6, { password: 'no' }))],
    ['login with an empty int', login(loginParts(6, { dbType: '' }))],
    ['login with a blank int', login(loginParts(6, { dbType: ' ' }))],
    ['login with blanks round the int', login(loginParts(6, { dbType: ' 1 ' }))],
    ['login with a nil int', login(`${loginParts(5)}<dbType xsi:nil="true"/>`)],
    ['login with true for an int', login(loginParts(6, { dbType: 'true' }))],
    ['login with too large an int', login(loginParts(6, { dbType: '2147483648' }))],
    ['login with a plus sign', login(loginParts(6, { dbType: '+1' }))],
    [
      'login with parts in reverse',
      login(
        '<dbType>1</dbType><language>L2</language><dcName>DC01</dcName><slnName>eas</slnName><password>PASSWORD</password><userName>USER</userName>',
      ),
    ],
    ['login with qualified parts', login(loginParts(6).replace(/<(\/?)/g, '<$1log:'))],
    ['login with user for userName', login(loginParts(6).replaceAll('userName', 'user'))],
    ['login with pass for password', login(loginParts(6).replaceAll('password', 'pass'))],
    ['login with nil text', login(`<userName xsi:nil="true"/>${loginParts(6).replace('<userName>USER</userName>', '')}`)],
    ['login with a typed int', login(`${loginParts(5)}<dbType xsi:type="xsd:int">1</dbType>`)],
    ['login with an int typed as string', login(`${loginParts(5)}<dbType xsi:type="xsd:string">1</dbType>`)],
    ['login with an int typed as boolean', login(`${loginParts(5)}<dbType xsi:type="xsd:boolean">true</dbType>`)],
    ['login with a part in multiRef', `${login(`${loginParts(5)}<dbType href="#i"/>`)}<multiRef id="i" xsi:type="xsd:int">1</multiRef>`],
    ['login with userName twice', login(`<userName>USER</userName>${loginParts(5)}`)],
    ['login with a capital', `<Login>${loginParts(6)}</Login>`],
    [
      'login with dbType first, language missing',
      login('<dbType>1</dbType><userName>USER</userName><password>PASSWORD</password><slnName>eas</slnName><dcName>DC01</dcName>'),
    ],
    [
      'login without language',
      login('<userName>USER</userName><password>PASSWORD</password><slnName>eas</slnName><dcName>DC01</dcName><dbType>1</dbType>'),
    ],
    ['login of nothing', '<login/>'],
    ['logout', `<logout><userName>USER</userName><slnName>eas</slnName><dcName>DC01</dcName><language>L2</language></logout>`],
    ['logout of nobody', `<logout><userName>X</userName><slnName>eas</slnName><dcName>DC01</dcName><language>L2</language></logout>`],
    [
      'loginByLtpaToken',
      '<loginByLtpaToken><userName>USER</userName><ltpaToken>t</ltpaToken><slnName>eas</slnName><dcName>DC01</dcName><language>L2</language><dbType>0</dbType></loginByLtpaToken>',
    ],
    ['unknown operation', '<nope/>'],
    ['all capitals', `<LOGIN>${loginParts(6)}</LOGIN>`],
  ]),
  ...at(BRIDGE, [
    ['string', query('a')],
    ['string: empty', query('')],
    ['string: nil', '<queryUnits><request xsi:nil="true"/></queryUnits>'],
    ['string: nil by 1', '<queryUnits><request xsi:nil="1"/></queryUnits>'],
    ['string: not nil', '<queryUnits><request xsi:nil="false">a</request></queryUnits>'],
    ['string: missing', '<queryUnits/>'],
    ['string: CDATA', query('<![CDATA[{"a":"<&>"}]]>')],
    ['string: references', query('&lt;?xml version="1.0"?&gt;&#x4E2D;&#20013;&apos;&quot;')],
    ['string: blanks and breaks', query(' a <!-- c -->\n b\r\n\t')],
    ['string: rare characters', query('𠮷㐀é')],
    ['string: a child element', query('a<b>c</b>')],
    ['string: typed', '<queryUnits><request xsi:type="xsd:string">a</request></queryUnits>'],
    ['string: typed as int', '<queryUnits><request xsi:type="xsd:int">5</request></queryUnits>'],
    ['string: soapenc', '<queryUnits><request xsi:type="soapenc:string">a</request></queryUnits>'],
    ['pair', pair('<one>1</one><two>2</two>')],
    ['pair: on lines', pair('\n  <one>1</one>\n  <two>2</two>\n')],
    ['pair: reverse', pair('<two>2</two><one>1</one>')],
    ['pair: qualified', pair(`<one>1</one><two>2</two>`, ` xmlns="${GL_NAMESPACE}"`)],
    ['pair: qualified, reverse', pair(`<two>2</two><one>1</one>`, ` xmlns="${GL_NAMESPACE}"`)],
    ['pair: unknown name first', pair('<other>1</other><two>2</two>')],
    ['pair: unknown name second', pair('<one>1</one><other>2</other>')],
    ['pair: two unknown names', pair('<a>1</a><b>2</b>')],
    ['pair: the same name twice', pair('<one>1</one><one>2</one>')],
    ['pair: one missing', pair('<one>1</one>')],
    ['pair: none', pair('')],
    ['pair: one too many', pair('<one>1</one><two>2</two><two>3</two>')],
    ['pair: known second, then unknown', pair('<two>2</two><x>1</x>')],
    ['pair: unknown, then known first', pair('<x>1</x><one>2</one>')],
    ['pair: an unknown name twice', pair('<x>1</x><x>2</x>')],
    ['pair: only the second', pair('<two>2</two>')],
    ['pair: one unknown', pair('<x>2</x>')],
    ['pair: one qualified', pair(`<one>1</one><g:two xmlns:g="${GL_NAMESPACE}">2</g:two>`)],
    ['pair: part with attributes', pair('<one a="1">1</one><two xml:space="preserve"> 2 </two>')],
    ['pair: by multiRef, shared', `${pair('<one href="#a"/><two href="#a"/>')}<multiRef id="a" xsi:type="soapenc:string">x</multiRef>`],
    ['pair: a dangling reference', pair('<one>1</one><two href="#nowhere"/>')],
    ['capital operation', '<WhoAmI/>'],
    ['text beside the parts', pair('x<one>1</one>y<two>2</two>')],
    ['unknown operation', '<nope/>'],
    ['operation of Object', '<toString/>'],
    ['two operations', `${query('a')}${query('b')}`],
    ['no parts wanted, one given', '<whoAmI><a>1</a></whoAmI>'],
    ['empty body', ''],
  ]),
  ...at(GL, [
    [
      'vouchers: item rows',
      importing('<item><companyNumber>C01</companyNumber><periodYear>2025</periodYear><debitAmount>600.00</debitAmount></item><item/>'),
    ],
    ['vouchers: named as the part', importing('<col><companyNumber>C01</companyNumber></col><col><entryDC>1</entryDC></col>')],
    [
      'vouchers: typed array',
      `<importVoucher><col xsi:type="soapenc:Array" soapenc:arrayType="v:WSWSVoucher[1]" xmlns:v="urn:client.wsvoucher"><item xsi:type="v:WSWSVoucher"><entrySeq>1</entrySeq></item></col>${flags}</importVoucher>`,
    ],
    ['vouchers: none', importing('')],
    ['vouchers: nil', `<importVoucher><col xsi:nil="true"/>${flags}</importVoucher>`],
    ['vouchers: a nil row', importing('<item xsi:nil="true"/>')],
    ['vouchers: unknown field', importing('<item><nope>1</nope></item>')],
    ['vouchers: field of the other service', importing('<item><assistAbstract>1</assistAbstract></item>')],
    ['vouchers: empty int', importing('<item><entryDC></entryDC></item>')],
    ['vouchers: nil int', importing('<item><entryDC xsi:nil="true"/></item>')],
    ['vouchers: word for an int', importing('<item><entryDC>abc</entryDC></item>')],
    ['vouchers: empty double', importing('<item><debitAmount></debitAmount></item>')],
    ['vouchers: nil double', importing('<item><debitAmount xsi:nil="true"/></item>')],
    ['vouchers: doubles', importing('<item><debitAmount>1E7</debitAmount><creditAmount>0.1</creditAmount><qty>-3</qty><price> 2.50 </price></item>')],
    ['vouchers: word for a double', importing('<item><debitAmount>1,000</debitAmount></item>')],
    ['vouchers: NaN and INF', importing('<item><debitAmount>NaN</debitAmount><creditAmount>INF</creditAmount></item>')],
    ['vouchers: empty boolean', importing('<item><isCheck></isCheck></item>')],
    [
      'vouchers: booleans',
      importing(
        '<item><isCheck>1</isCheck></item><item><isCheck>true</isCheck></item><item><isCheck>0</isCheck></item><item><isCheck>yes</isCheck></item><item><isCheck>TRUE</isCheck></item>',
      ),
    ],
    [
      'vouchers: empty and nil texts',
      importing('<item><companyNumber></companyNumber><voucherNumber xsi:nil="true"/><description> a </description></item>'),
    ],
    [
      'vouchers: typed fields',
      importing(
        '<item><companyNumber xsi:type="xsd:string">A</companyNumber><entryDC xsi:type="xsd:int">1</entryDC><debitAmount xsi:type="xsd:double">1.5</debitAmount><isCheck xsi:type="xsd:boolean">true</isCheck></item>',
      ),
    ],
    [
      'vouchers: soapenc fields',
      importing('<item><companyNumber xsi:type="soapenc:string">A</companyNumber><entryDC xsi:type="soapenc:int">1</entryDC></item>'),
    ],
    ['vouchers: double field typed as int', importing('<item><debitAmount xsi:type="xsd:int">1</debitAmount></item>')],
    ['vouchers: a field with a child', importing('<item><companyNumber>A<b/></companyNumber></item>')],
    ['vouchers: text in a row', importing('<item>x<companyNumber>A</companyNumber></item>')],
    ['vouchers: blanks in a row', importing(' <item> <companyNumber>A</companyNumber>\n </item> ')],
    ['vouchers: blank int', importing('<item><entryDC> </entryDC></item>')],
    ['vouchers: blanks round numbers', importing('<item><entryDC> 1 </entryDC><isCheck> true </isCheck></item>')],
    ['vouchers: too large an int', importing('<item><entryDC>2147483648</entryDC></item>')],
    ['vouchers: not an array but text', `<importVoucher><col>x</col>${flags}</importVoucher>`],
    [
      'vouchers: array of strings',
      `<importVoucher><col xsi:type="soapenc:Array" soapenc:arrayType="xsd:string[1]"><item>x</item></col>${flags}</importVoucher>`,
    ],
    [
      'vouchers: array without type of items',
      `<importVoucher><col xsi:type="soapenc:Array"><item><entryDC>1</entryDC></item></col>${flags}</importVoucher>`,
    ],
    ['vouchers: rows behind the flags', `<importVoucher>${flags}<col><item><entryDC>1</entryDC></item></col></importVoucher>`],
    [
      'vouchers: a declared length that is too large',
      `<importVoucher><col soapenc:arrayType="v:WSWSVoucher[3]" xmlns:v="urn:client.wsvoucher"><item/></col>${flags}</importVoucher>`,
    ],
    ['vouchers: a field twice', importing('<item><companyNumber>A</companyNumber><companyNumber>B</companyNumber></item>')],
    ['vouchers: a qualified field', importing('<item><web:companyNumber>A</web:companyNumber></item>')],
    [
      'vouchers: a part repeated',
      gl('importVoucher', `<col><companyNumber>A</companyNumber></col><col><companyNumber>B</companyNumber></col>${flags}`),
    ],
    ['vouchers: text among the rows', importing('x<item/>')],
    ['vouchers: flags missing', importing('<item/>', '')],
    ['vouchers: true for an int flag', importing('<item/>', '<isSubmit>true</isSubmit><isVerify>0</isVerify><isCashflow>0</isCashflow>')],
    [
      'vouchers: by multiRef',
      `${`<importVoucher><col href="#a"/>${flags}</importVoucher>`}<multiRef id="a" xsi:type="soapenc:Array" soapenc:arrayType="v:WSWSVoucher[1]" xmlns:v="urn:client.wsvoucher"><item href="#b"/></multiRef><multiRef id="b" xsi:type="v:WSWSVoucher" xmlns:v="urn:client.wsvoucher"><entrySeq href="#c"/></multiRef><multiRef id="c" xsi:type="xsd:int">7</multiRef>`,
    ],
    [
      'vouchers: booleans by their first character',
      importing('<item><isCheck>TRUE</isCheck></item><item><isCheck>falsch</isCheck></item><item><isCheck>10</isCheck></item>'),
    ],
    ['double 1.5d', checked('2025', '1.5d')],
    ['double .5', checked('2025', '.5')],
    ['double 5.', checked('2025', '5.')],
    ['double 1e', checked('2025', '1e')],
    [
      'double typed as int',
      check('<comNumber>C</comNumber><year>1</year><periodNumber>2</periodNumber><number>N</number><amount xsi:type="xsd:int">3</amount>'),
    ],
    [
      'double typed as string',
      check('<comNumber>C</comNumber><year>1</year><periodNumber>2</periodNumber><number>N</number><amount xsi:type="xsd:string">3</amount>'),
    ],
    ['double 1E7', checked('2025', '1E7')],
    ['double 0.10', checked('2025', '0.10')],
    ['double empty', checked('2025', '')],
    ['double word', checked('2025', 'abc')],
    ['double INF', checked('2025', 'INF')],
    ['double nil', check('<comNumber>C</comNumber><year>1</year><periodNumber>2</periodNumber><number>N</number><amount xsi:nil="true"/>')],
    ['int word', checked('abc', '1')],
    ['int 1.0', checked('1.0', '1')],
    ['int result', '<deleteVoucherByID><companyNumber>A</companyNumber><voucherID>B</voucherID></deleteVoucherByID>'],
    ['boolean result', '<deleteBalance><companyNumber>A</companyNumber><year>1</year><period>2</period></deleteBalance>'],
    [
      'void result',
      '<importInitAssistBalance><initAssistBalanceBalance><item><balType>1</balType></item></initAssistBalanceBalance></importInitAssistBalance>',
    ],
    ['string array result', '<findVoucher><comNumber>A</comNumber><year>1</year><periodNnumber>2</periodNnumber></findVoucher>'],
    ['rows result', '<getOrg><number>A</number></getOrg>'],
    ['a one-part bean array without parts', '<importAccountBalance/>'],
  ]),
  ...at(VOUCHER, [
    [
      'three parts: ints',
      '<importVoucher><voucherCols><item><assistAbstract>x</assistAbstract></item></voucherCols><isVerify>1</isVerify><isImpCashflow>0</isImpCashflow></importVoucher>',
    ],
    ['three parts: true for an int', '<importVoucher><voucherCols/><isVerify>true</isVerify><isImpCashflow>0</isImpCashflow></importVoucher>'],
    ['three parts: empty', '<importVoucher><voucherCols/><isVerify></isVerify><isImpCashflow>0</isImpCashflow></importVoucher>'],
    ['three parts: names of the longer form', '<importVoucher><voucherCols/><isVerify>1</isVerify><hasCashflow>0</hasCashflow></importVoucher>'],
    ['three parts: one empty, one a word', '<importVoucher><voucherCols/><isVerify></isVerify><isImpCashflow>abc</isImpCashflow></importVoucher>'],
    ['three parts: 2 as a flag', '<importVoucher><voucherCols/><isVerify>2</isVerify><isImpCashflow>0</isImpCashflow></importVoucher>'],
    ['two parts', '<importVoucher><voucherCols/><isVerify>1</isVerify></importVoucher>'],
    ['no parts', '<importVoucher/>'],
    ['five parts', '<importVoucher><voucherCols/><a>1</a><b>1</b><c>1</c><d>1</d></importVoucher>'],
    ['four parts: booleans', infos('true', 'false', 'true')],
    ['four parts: 1 and 0', infos('1', '0', '1')],
    ['four parts: words', infos('yes', 'no', 'TRUE')],
    ['four parts: empty', infos('', '0', '1')],
    [
      'four parts: nil',
      '<importVoucher><voucherCols/><isTempSave xsi:nil="true"/><isVerify>0</isVerify><hasCashflow>1</hasCashflow></importVoucher>',
    ],
    ['nImportVoucher', '<nImportVoucher><params>{"isCompress":"false"}</params><rows>[["a"]]</rows></nImportVoucher>'],
    [
      'unknown field',
      '<importVoucher><voucherCols><item><nope/></item></voucherCols><isVerify>1</isVerify><isImpCashflow>0</isImpCashflow></importVoucher>',
    ],
  ]),
  ...headed([
    ['prefixed', sessionHeader('{SID}')],
    ['default namespace', `<SessionId xmlns="${LOGIN_NAMESPACE}">{SID}</SessionId>`],
    ['xsi:type', sessionHeader('{SID}', ' xsi:type="xsd:string"')],
    ['soapenc type', sessionHeader('{SID}', ' xsi:type="soapenc:string"')],
    ['blanks', sessionHeader(' \n\t{SID}\r\n ')],
    ['CDATA', sessionHeader('<![CDATA[{SID}]]>')],
    ['mustUnderstand 0', sessionHeader('{SID}', ' soapenv:mustUnderstand="0"')],
    ['mustUnderstand 1', sessionHeader('{SID}', ' soapenv:mustUnderstand="1"')],
    ['mustUnderstand true', sessionHeader('{SID}', ' soapenv:mustUnderstand="true"')],
    ['another header with mustUnderstand', `${sessionHeader('{SID}')}<x:Other xmlns:x="http://x/" soapenv:mustUnderstand="1"/>`],
    [
      'mustUnderstand for another actor',
      `${sessionHeader('{SID}')}<x:Other xmlns:x="http://x/" soapenv:actor="http://y/" soapenv:mustUnderstand="1"/>`,
    ],
    ['actor next', sessionHeader('{SID}', ` soapenv:actor="${NEXT}"`)],
    ['actor empty', sessionHeader('{SID}', ' soapenv:actor=""')],
    ['actor other', sessionHeader('{SID}', ' soapenv:actor="http://y/"')],
    ['two, the first alive', `${sessionHeader('{SID}')}${sessionHeader('dead')}`],
    ['two, the second alive', `${sessionHeader('dead')}${sessionHeader('{SID}')}`],
    ['first for another actor, second alive', `${sessionHeader('dead', ' soapenv:actor="http://y/"')}${sessionHeader('{SID}')}`],
    ['wrong case', `<n:sessionId xmlns:n="${LOGIN_NAMESPACE}">{SID}</n:sessionId>`],
    ['wrong namespace', '<n:SessionId xmlns:n="http://x/">{SID}</n:SessionId>'],
    ['no namespace', '<SessionId>{SID}</SessionId>'],
    ['empty', sessionHeader('')],
    ['nil', sessionHeader('', ' xsi:nil="true"')],
    ['nested', sessionHeader(sessionHeader('{SID}'))],
    ['dead', sessionHeader('dead')],
    ['none', ''],
  ]),
  ...documents([
    ['not SOAP', '<a/>'],
    ['another envelope namespace', envelope(who).replace(SOAP, 'http://x/')],
    ['DOCTYPE', `<!DOCTYPE a [<!ENTITY x "y">]>${envelope(who).replace(/^<\?xml[^>]*>/, '')}`],
    ['processing instruction', envelope(`<?php x?>${who}`)],
    ['no body', `<soapenv:Envelope xmlns:soapenv="${SOAP}"/>`],
    [
      'header after the body',
      envelope(who).replace('</soapenv:Envelope>', `<soapenv:Header>${sessionHeader('{SID}')}</soapenv:Header></soapenv:Envelope>`),
    ],
    ['no XML declaration', envelope(who, sessionHeader('{SID}')).replace(/^<\?xml[^>]*>/, '')],
    ['a byte order mark', `\uFEFF${envelope(who, sessionHeader('{SID}'))}`],
  ]),
  { name: 'unknown service', service: 'Nope', body: '<echo/>' },
  { name: 'service in the wrong case', service: 'easlogin', body: login(loginParts(6)) },
];
