import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type MockEas, type VoucherRules, voucherFacades } from '../../src/eas/index.js';
import { fault, GL, plain, send, sessionHeader, signIn, start, wrap } from './raw-client.js';

async function begin(rules: VoucherRules = {}) {
  const { book, facades } = voucherFacades({ importLine: ({ stored }) => [stored === undefined ? 'no' : 'ok', stored?.number ?? ''], ...rules });
  return { book, mock: await start({ facades }) };
}

const row = (number: string, more = '') =>
  `<item><companyNumber>C1</companyNumber><periodYear>2025</periodYear><periodNumber>9</periodNumber><voucherType>V</voucherType><voucherNumber>${number}</voucherNumber>${more}</item>`;
const call = async (mock: MockEas, service: string, body: string) => send(mock, service, wrap(body, sessionHeader(await signIn(mock))));
const gl = (mock: MockEas, operation: string, inner: string) =>
  call(mock, 'WSGLWebServiceFacade', `<g:${operation} xmlns:g="${GL}">${inner}</g:${operation}>`);
const importing = (mock: MockEas, rows: string, operation = 'importVoucher') =>
  gl(mock, operation, `<col>${rows}</col><isSubmit>1</isSubmit><isVerify>0</isVerify><isCashflow>1</isCashflow>`);
const texts = ({ text }: { text: string }) =>
  [...text.matchAll(/Return [^>]*xsi:type="\w+:string"[^>]*>([^<]*)</g)].map((match) => plain(match[1] ?? ''));

describe('voucher book', () => {
  it('takes neighbouring rows of one head as a voucher, and numbers by company, period and type', async () => {
    const { book, mock } = await begin();
    expect(texts(await importing(mock, row('A') + row('A') + row('B') + row('A')))).toEqual(['ok||0001', 'ok||0002', 'ok||0003']);
    expect(
      book.vouchers.map(({ sentNumber, number, rows, flags, userName, via }) => [sentNumber, number, rows.length, flags, userName, via]),
    ).toEqual([
      ['A', '0001', 2, [1, 0, 1], 'USER', 'WSGLWebServiceFacade.importVoucher'],
      ['B', '0002', 1, [1, 0, 1], 'USER', 'WSGLWebServiceFacade.importVoucher'],
      ['A', '0003', 1, [1, 0, 1], 'USER', 'WSGLWebServiceFacade.importVoucher'],
    ]);
    expect(texts(await importing(mock, row('C').replace('<periodNumber>9', '<periodNumber>10')))).toEqual(['ok||0001']);
    expect(new Set(book.vouchers.map(({ id }) => id)).size).toBe(4);
    expect(texts(await importing(mock, ''))).toEqual([]);
  });

  it('keeps what stands before and behind a refused voucher, and remembers the refusal', async () => {
    const { book, mock } = await begin({ refuse: ({ sentNumber }) => (sentNumber === 'B' ? 'because' : undefined) });
    expect(texts(await importing(mock, row('A') + row('B') + row('C')))).toEqual(['ok||0001', 'no||', 'ok||0002']);
    expect(book.outcomes.map(({ refusal }) => refusal)).toEqual([undefined, 'because', undefined]);
  });

  it('stores the same again unless the test refuses it', async () => {
    const { book, mock } = await begin({ number: ({ sentNumber }, nth) => `${sentNumber}-${nth}` });
    expect([...texts(await importing(mock, row('A'))), ...texts(await importing(mock, row('A')))]).toEqual(['ok||A-1', 'ok||A-2']);
    expect(book.find({ number: 'A' })).toHaveLength(2);
    expect(book.find({ number: 'A-2', periodNumber: 9 })).toHaveLength(1);
    expect(book.find({ periodNumber: 10 })).toEqual([]);
  });

  it('has stored a voucher whose reply was lost', async () => {
    const { book, mock } = await begin();
    mock.faults.next('WSGLWebServiceFacade', { kind: 'drop-after' });
    await expect(importing(mock, row('A'))).rejects.toThrow();
    mock.faults.next('WSGLWebServiceFacade', { kind: 'reset' });
    await expect(importing(mock, row('B'))).rejects.toThrow();
    expect(book.vouchers.map(({ sentNumber }) => sentNumber)).toEqual(['A']);
  });

  it('stores nothing where a rule is missing: that is the test’s mistake', async () => {
    const { book, mock } = await begin();
    const reply = await importing(mock, row('A'), 'importVoucherOfReturnID');
    expect([reply.status, reply.text]).toEqual([500, 'mock error: Error: the test gives no rule importId']);
    expect((await gl(mock, 'deleteBalance', '<companyNumber>C</companyNumber><year>1</year><period>1</period>')).text).toContain(
      'no rule deleteBalance',
    );
    expect(book.outcomes).toEqual([]);
  });
});

describe('GL facade', () => {
  it('finds, explores, checks and deletes by number of EAS or sender', async () => {
    const { book, mock } = await begin({
      find: (found) => found.map(({ number }) => number),
      explore: (found) => found?.sentNumber ?? null,
      check: (found, amount) => `${found?.number}/${amount}`,
      deleted: (found) => (found === undefined ? -1 : 1),
      importId: ({ stored }) => stored?.id ?? null,
    });
    const [id] = texts(await importing(mock, row('A'), 'importVoucherOfReturnID'));
    expect(book.vouchers[0]?.id).toBe(id);
    await importing(mock, row('B'));
    const period = (name: string) => `<year>2025</year><${name}>9</${name}>`;
    expect(texts(await gl(mock, 'findVoucher', `<comNumber>C1</comNumber>${period('periodNnumber')}`))).toEqual(['0001', '0002']);
    expect(texts(await gl(mock, 'findVoucher', `<comNumber>C2</comNumber>${period('periodNnumber')}`))).toEqual([]);
    const explore = `<companyId>C1</companyId>${period('periodNumber')}<voucherType>V</voucherType>`;
    expect(texts(await gl(mock, 'exploreVoucher', `${explore}<number>0002</number>`))).toEqual(['B']);
    expect((await gl(mock, 'exploreVoucher', `${explore}<number>0009</number>`)).text).toContain('xsi:nil="true"');
    expect(
      texts(await gl(mock, 'checkVoucher', `<comNumber>C1</comNumber>${period('periodNumber')}<number>A</number><amount>1.50</amount>`)),
    ).toEqual(['0001/1.5']);
    const code = async (operation: string, inner: string) => /xsi:type="xsd:int"[^>]*>(-?\d+)</.exec((await gl(mock, operation, inner)).text)?.[1];
    const byNumber = '<companyNumber>C1</companyNumber><period>202509</period><voucherNumber>B</voucherNumber><fexp>x</fexp>';
    expect([await code('deleteVoucher', byNumber.replace('202509', '202510')), await code('deleteVoucher', byNumber)]).toEqual(['-1', '1']);
    const byId = `<companyNumber>C1</companyNumber><voucherID>${id}</voucherID>`;
    expect([await code('deleteVoucherByID', byId), await code('deleteVoucherByID', byId), book.vouchers.length]).toEqual(['1', '-1', 0]);
  });

  it('cuts reads by row range and by its cap', async () => {
    const { mock } = await begin({
      rows: { getAccount: Array.from({ length: 25 }, (_, index) => [String(index)]), getOrg: ([number]) => [[String(number), null]] },
      rowCap: 10,
    });
    const rows = async (from: number, to: number) =>
      texts(await gl(mock, 'getAccount', `<orgNumber>C</orgNumber><fromRow>${from}</fromRow><toRow>${to}</toRow>`));
    expect(await rows(0, 0)).toHaveLength(10);
    expect(await rows(3, 5)).toEqual(['3', '4']);
    expect(await rows(20, 40)).toHaveLength(5);
    expect(await rows(0, 25)).toHaveLength(10);
    expect(await rows(3, 0)).toEqual([]);
    expect(texts(await gl(mock, 'getOrg', '<number>X</number>'))).toEqual(['X', '']);
  });

  it('lets the test answer any operation itself', async () => {
    const { mock } = await begin({ operations: { deleteBalance: ([, year]) => year === 2025, getAcctType: () => null } });
    const reply = await gl(mock, 'deleteBalance', '<companyNumber>C</companyNumber><year>2025</year><period>1</period>');
    expect(reply.text).toContain('>true<');
    expect((await gl(mock, 'getAcctType', '<orgNumber>C</orgNumber>')).text).toMatch(/getAcctTypeReturn [^>]*soapenc:Array[^>]*nil="true"/);
  });
});

describe('WSWSVoucher', () => {
  const service = (mock: MockEas, inner: string) =>
    call(mock, 'WSWSVoucher', `<importVoucher><voucherCols>${row('A', '<assistAbstract>x</assistAbstract>')}</voucherCols>${inner}</importVoucher>`);

  it('answers rows to three parts and beans to four', async () => {
    const { book, mock } = await begin({
      importRow: ({ stored }) => [stored?.number ?? '', null],
      importInfo: ({ refusal }) => ({ message: refusal ?? 'fine', voucherType: 'own' }),
    });
    expect(texts(await service(mock, '<isVerify>1</isVerify><isImpCashflow>0</isImpCashflow>'))).toEqual(['0001', '']);
    const { text } = await service(mock, '<isTempSave>true</isTempSave><isVerify>0</isVerify><hasCashflow>1</hasCashflow>');
    for (const [field, value] of [
      ['number', 'A'],
      ['easNumber', '0002'],
      ['message', 'fine'],
      ['voucherType', 'own'],
    ] as const) {
      expect(text).toMatch(new RegExp(`<${field} xsi:type="soapenc:string">${value}<`));
    }
    expect(text).toMatch(/>9</);
    expect(text).toMatch(/>2025</);
    expect(book.vouchers.map(({ flags, rows }) => [flags, rows[0]?.['assistAbstract']])).toEqual([
      [[1, 0], 'x'],
      [[true, false, true], 'x'],
    ]);
  });

  it('nImportVoucher: a table, plain or packed', async () => {
    const { book, mock } = await begin({
      refuse: ({ sentNumber }) => (sentNumber === '' ? 'no number' : undefined),
      importMaps: (outcomes) => ({
        sucs: { count: outcomes.filter(({ stored }) => stored).length },
        errs: { count: outcomes.filter(({ refusal }) => refusal).length },
      }),
    });
    const n = async (params: string, rows: string) =>
      call(mock, 'WSWSVoucher', `<nImportVoucher><params>${params}</params><rows>${rows}</rows></nImportVoucher>`);
    const json = JSON.stringify([
      ['voucherNumber', 'importKey', 'creator'],
      ['N1', 'k1', 'a'],
      ['N1', 'k1', ''],
      ['N1', 'k2', 'b'],
      ['', 'k3', 'c'],
    ]);
    expect(texts(await n('{"isCompress":"false"}', json))).toEqual(['{"sucs":{"count":2},"errs":{"count":1}}']);
    expect(book.vouchers.map(({ rows, flags }) => [rows, flags])).toEqual([
      [
        [
          { voucherNumber: 'N1', importKey: 'k1', creator: 'a' },
          { voucherNumber: 'N1', importKey: 'k1', creator: '' },
        ],
        [{ isCompress: 'false' }],
      ],
      [[{ voucherNumber: 'N1', importKey: 'k2', creator: 'b' }], [{ isCompress: 'false' }]],
    ]);
    const [packed = ''] = texts(await n('{"isCompress":"true"}', gzipSync(json).toString('base64')));
    expect(JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'))).toEqual({ sucs: { count: 2 }, errs: { count: 1 } });
    for (const [params, rows] of [
      ['{', '[]'],
      ['{}', 'x'],
      ['{}', '[[1]]'],
      ['{}', '[["a"],["b","c"]]'],
      ['{"isCompress":"true"}', '[]'],
    ] as const) {
      expect(fault(await n(params, rows)).string).toMatch(/^com\.kingdee\.bos\.webservice\.WSInvokeException: (params|rows)/);
    }
    expect(book.vouchers).toHaveLength(4);
  });
});

describe('WSDL', () => {
  it('has beans, arrays, overloads and the namespaces of the published ones', async () => {
    const { mock } = await begin();
    const load = async (service: string) => (await fetch(`${mock.servicesUrl}${service}?wsdl`)).text();
    const url = `${mock.servicesUrl}WSGLWebServiceFacade`;
    const text = await load('WSGLWebServiceFacade');
    expect(text).toContain('<part name="col" type="impl:ArrayOf_tns3_WSWSVoucher"/>');
    expect(text).toContain(
      'xmlns:tns1="urn:client.glwebservicefacade" xmlns:tns2="http://app.gl.fi.eas.kingdee.com" xmlns:tns3="urn:client.wsvoucher"',
    );
    expect(text).toContain('wsdl:arrayType="tns2:WSWSAccountBalance[]"');
    expect(text.match(/<complexType name="WSWSVoucher">/g)).toHaveLength(1);
    expect(text).toContain('<element name="icketNumber" nillable="true" type="xsd:string"/>');
    expect(text).toContain('<element name="debitAmount" type="xsd:double"/>');
    expect(text).toContain('parameterOrder="comNumber year periodNnumber"');
    expect(text).toContain('<message name="importInitAssistBalanceResponse"/>');
    expect(text).toContain('<part name="deleteBalanceReturn" type="xsd:boolean"/>');
    expect(text).toContain(
      `<schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" targetNamespace="${url}">`,
    );
    const service = await load('WSWSVoucher');
    expect(service.match(/<operation name="importVoucher" parameterOrder=/g)).toHaveLength(2);
    expect(service).toContain('<message name="importVoucherRequest1">');
    expect(service).toContain('wsdl:arrayType="tns2:WSWSRtnInfo[]"');
    expect(service).toContain('<element name="assistAbstract"');
    expect(text).not.toContain('assistAbstract');
  });
});
