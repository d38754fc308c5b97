import type { Voucher } from '@piaozone/core/adapter';
import { loadXml } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { type EasSettings, easAdapter, type VoucherSettings } from '../src/index.js';
import { classifySoap } from '../src/soap/answer.js';
import { itemsOf, judgeImport } from '../src/vouchers/judge.js';
import { voucherAmount, voucherRows } from '../src/vouchers/rows.js';
import { FACADE } from './support/facade.js';
import { fault, P, Q } from './support/fixtures.js';
import { LOGIN, lender, startSmallEas } from './support/small-eas.js';

const VOUCHER: Voucher = {
  key: 'AR-1',
  company: 'C01',
  period: { year: 2025, number: 11 },
  date: '2025-11-21',
  type: '记',
  summary: '办公用品',
  lines: [
    { account: '6602', debit: '600.00', summary: '自己的摘要' },
    {
      account: '1002',
      credit: '600.00',
      currency: 'USD',
      originalAmount: '85.0000000001',
      rate: '7.0588',
      assists: [
        { type: '银行账户', number: 'B001' },
        { type: '客户', name: '某客户' },
      ],
    },
  ],
};
const SETTINGS: VoucherSettings = {
  import: { service: 'WSGLWebServiceFacade' },
  result: { field: 'errorCode', successCodes: ['0', '00'], refusedCodes: ['9'] },
};
const HEAD = {
  companyNumber: 'C01',
  bookedDate: '2025-11-21',
  bizDate: '2025-11-21',
  periodYear: 2025,
  periodNumber: 11,
  voucherType: '记',
  voucherNumber: '',
};

describe('rows', () => {
  it('a row per line, the head on each, what is not given left out', () => {
    expect(voucherRows(VOUCHER, {})).toEqual([
      { ...HEAD, entrySeq: 1, accountNumber: '6602', entryDC: 1, originalAmount: '600.00', debitAmount: '600.00', voucherAbstract: '自己的摘要' },
      {
        ...HEAD,
        entrySeq: 2,
        accountNumber: '1002',
        entryDC: 0,
        originalAmount: '85.0000000001',
        creditAmount: '600.00',
        voucherAbstract: '办公用品',
        currencyNumber: 'USD',
        localRate: '7.0588',
        asstSeq: 1,
        asstActType1: '银行账户',
        asstActNumber1: 'B001',
        asstActType2: '客户',
        asstActName2: '某客户',
      },
    ]);
  });

  it('credit value, usual currency, key field and constants are settings', () => {
    const more: Partial<VoucherSettings> = { creditValue: 2, currency: 'BB01', keyField: 'bizNumber', constants: { creator: '张三', cussent: 0 } };
    const rows = voucherRows({ ...VOUCHER, number: 'T1', businessDate: '2025-11-20', attachments: 0 }, more);
    const shared = { bizNumber: 'AR-1', creator: '张三', cussent: 0, voucherNumber: 'T1', bizDate: '2025-11-20', attaches: 0 };
    expect(rows).toMatchObject([
      { ...shared, entryDC: 1, currencyNumber: 'BB01' },
      { ...shared, entryDC: 2, currencyNumber: 'USD' },
    ]);
  });

  it('more items than a row holds are refused', () => {
    const assists = Array.from({ length: 9 }, (_, index) => ({ type: `T${index}`, number: '1' }));
    const lines = VOUCHER.lines.map((line) => ({ ...line, assists }));
    const problems = [{ path: 'lines[0].assists' }, { path: 'lines[1].assists' }];
    expect(() => voucherRows({ ...VOUCHER, lines }, {})).toThrow(expect.objectContaining({ code: 'request_invalid', outcome: 'not-sent' }));
    expect(() => voucherRows({ ...VOUCHER, lines }, {})).toThrow(
      expect.objectContaining({ problems: problems.map((one) => expect.objectContaining(one)) }),
    );
  });

  it('the amount is the sum of one side, exact', () => {
    const lines = [
      { account: '1', debit: '0.10' },
      { account: '1', debit: '0.20' },
      { account: '2', credit: '0.30' },
    ];
    expect(voucherAmount({ ...VOUCHER, lines })).toBe('0.3');
  });
});

describe('the answer of an import', () => {
  const judge = (items: readonly object[], settings = SETTINGS.result) => {
    try {
      return judgeImport(items as never, settings, (text) => text.replaceAll('s3cret', '[secret]'));
    } catch (error) {
      return error;
    }
  };
  const unknown = { code: 'business_unrecognised', outcome: 'unknown' };
  it.each([
    ['success', [{ errorCode: '0', voucherNumber: '0007' }], { number: '0007' }],
    ['success without a number', [{ errorCode: '0', voucherNumber: ' ' }], {}],
    ['two items that agree', [{ errorCode: '0' }, { errorCode: '00', voucherNumber: '8' }], { number: '8' }],
    ['refused', [{ errorCode: '9', message: '期间已结账 s3cret' }], { code: 'erp_rejected', outcome: 'rejected', upstreamCode: '9' }],
    ['another code', [{ errorCode: '5' }], unknown],
    ['no code', [{ text: 'x' }], unknown],
    ['two items that differ', [{ errorCode: '0' }, { errorCode: '9' }], unknown],
    ['refused and a nil item', [{ errorCode: '9' }, {}], unknown],
    ['nothing', [], unknown],
    ['a code of the prototype', [{}], unknown],
  ])('%s', (_name, items, expected) => {
    expect(judge(items)).toMatchObject(expected);
  });

  it('without the setting nothing is believed, and what EAS said is shown redacted', () => {
    expect(judgeOf(undefined)).toMatchObject({ ...unknown, message: expect.stringContaining('vouchers.result') });
    const error = judgeOf(undefined) as Error;
    expect(error.message).toContain('期间 [secret]');
  });
  const judgeOf = (settings: VoucherSettings['result']) => {
    try {
      return judgeImport([{ text: '0||记||期间 s3cret' }], settings, (text) => text.replaceAll('s3cret', '[secret]'));
    } catch (error) {
      return error;
    }
  };

  it('rows, beans, texts and null become items', () => {
    expect(itemsOf(null)).toEqual([]);
    expect(itemsOf([null, { text: '0', errorCode: '0' }])).toEqual([{}, { text: '0', errorCode: '0' }]);
    expect(itemsOf({ kind: 'rows', rows: [['a', null], null] })).toEqual([{ 0: 'a', 1: null }, {}]);
    expect(itemsOf({ kind: 'infos', infos: [{ number: '1' }, null] })).toEqual([{ number: '1' }, {}]);
    expect(itemsOf({ kind: 'null' })).toEqual([]);
  });
});

describe('the ledger', () => {
  const settings = (servicesUrl: string, vouchers: Partial<VoucherSettings> = {}): EasSettings => ({
    servicesUrl,
    ...LOGIN,
    facade: FACADE,
    logoutOnClose: false,
    vouchers: { ...SETTINGS, ...vouchers },
  });
  const call = { requestId: 'r1', warn: () => {} };
  const start = async (vouchers: Partial<VoucherSettings> = {}) => {
    const eas = await startSmallEas();
    const connection = await easAdapter(settings(eas.url, vouchers)).connect(lender().adapterContext());
    const find = (more: Partial<Voucher> = {}) => connection.findVoucher?.({ ...VOUCHER, number: 'T1', ...more }, call);
    return { eas, connection, find };
  };
  const reply = (operation: string, value: string) => `${P}<${operation}Response>${value}</${operation}Response>${Q}`;
  const text = (operation: string, value: string | null) =>
    reply(operation, value === null ? `<${operation}Return xsi:nil="true"/>` : `<${operation}Return>${value}</${operation}Return>`);
  const list = (operation: string, values: readonly string[]) => {
    const items = values.map((value) => `<${operation}Return>${value}</${operation}Return>`).join('');
    return reply(
      operation,
      `<${operation}Return xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" soapenc:arrayType="xsd:string[${values.length}]">${items}</${operation}Return>`,
    );
  };

  it('sends the flags of the setting and names its errors', async () => {
    const { eas, connection } = await start({ import: { service: 'WSGLWebServiceFacade', flags: { isSubmit: 0, isVerify: 1, isCashflow: 2 } } });
    eas.answer = () => ({ body: list('importVoucher', ['9||记||2025||11||借贷 不平||||0']) });
    await expect(connection.createVoucher?.(VOUCHER, call)).rejects.toMatchObject({
      code: 'erp_rejected',
      operation: 'eas.createVoucher',
      requestId: 'r1',
      message: expect.stringContaining('借贷 不平'),
    });
    expect(eas.calls[0]?.body).toContain('<isSubmit>0</isSubmit><isVerify>1</isVerify><isCashflow>2</isCashflow>');
  });

  it.each([
    [
      'explore: told',
      { operation: 'exploreVoucher', found: ['yes'], separator: '|', column: 1, numberColumn: 0 },
      '0007|yes',
      { state: 'found', number: '0007' },
    ],
    ['explore: told absent', { operation: 'exploreVoucher', found: 'any-other', absent: ['no'] }, 'no', { state: 'absent' }],
    ['explore: any other', { operation: 'exploreVoucher', found: 'any-other', absent: ['no'] }, 'V9', { state: 'found' }],
    [
      'explore: not known',
      { operation: 'exploreVoucher', found: ['yes'] },
      'maybe',
      { state: 'cannot-tell', error: { code: 'business_unrecognised' } },
    ],
    ['explore: nil says nothing', { operation: 'exploreVoucher', found: 'any-other' }, null, { state: 'cannot-tell', error: { outcome: 'unknown' } }],
    ['explore: nil means absent', { operation: 'exploreVoucher', found: 'any-other', nothingMeansAbsent: true }, null, { state: 'absent' }],
    ['explore: an empty column', { operation: 'exploreVoucher', found: 'any-other', separator: '|', column: 3 }, 'a|b', { state: 'cannot-tell' }],
    ['check', { operation: 'checkVoucher', found: ['1'], absent: ['0'] }, '1', { state: 'found' }],
  ] as const)('%s', async (_name, lookup, answer, expected) => {
    const { eas, find } = await start({ lookup });
    eas.answer = ({ operation }) => ({ body: text(operation, answer) });
    expect(await find()).toMatchObject(expected);
    const parts =
      lookup.operation === 'checkVoucher'
        ? '<comNumber>C01</comNumber><year>2025</year><periodNumber>11</periodNumber><number>T1</number><amount>600</amount>'
        : '<companyId>C01</companyId><year>2025</year><periodNumber>11</periodNumber><voucherType>记</voucherType><number>T1</number>';
    expect(eas.calls[0]?.body).toContain(parts);
  });

  it('exploreVoucher takes the company id of the setting', async () => {
    const { eas, find } = await start({ lookup: { operation: 'exploreVoucher', found: 'any-other', companyIds: { C01: 'ID-1' } } });
    eas.answer = ({ operation }) => ({ body: text(operation, 'x') });
    await find();
    await find({ company: 'toString' });
    expect(eas.calls.map(({ body }) => /<companyId>([^<]*)/.exec(body)?.[1])).toEqual(['ID-1', 'toString']);
  });

  it('findVoucher: the column of any row, exactly', async () => {
    const { eas, find } = await start({ lookup: { operation: 'findVoucher', separator: '||', column: 1, equals: 'number', numberColumn: 0 } });
    eas.answer = ({ operation }) => ({ body: list(operation, ['1||T10', '2||T1', '3']) });
    expect(await find()).toEqual({ state: 'found', number: '2' });
    expect(await find({ number: 'T' })).toEqual({ state: 'absent' });
    expect(eas.calls[0]?.body).toContain('<comNumber>C01</comNumber><year>2025</year><periodNnumber>11</periodNnumber>');
  });

  it('without a lookup, or without the number it needs, nothing is asked', async () => {
    const silent = await start();
    expect(await silent.find()).toEqual({ state: 'cannot-tell' });
    const { eas, connection } = await start({ lookup: { operation: 'findVoucher', column: 0, equals: 'number' } });
    expect(await connection.findVoucher?.(VOUCHER, call)).toEqual({ state: 'cannot-tell' });
    expect(eas.seen).toEqual([]);
  });

  it('is there only where it is set up', async () => {
    const { vouchers: _, ...plain } = settings('http://127.0.0.1:9/ormrpc/services/');
    const adapter = easAdapter(plain);
    expect(adapter.capabilities.abilities).toEqual([]);
    const connection = await adapter.connect(lender().adapterContext());
    expect([connection.createVoucher, connection.findVoucher]).toEqual([undefined, undefined]);
    expect(easAdapter(settings('http://127.0.0.1:9/ormrpc/services/')).capabilities.abilities).toEqual(['vouchers']);
  });
});

describe('settings', () => {
  const gl = { service: 'WSGLWebServiceFacade' };
  const result = { field: 'errorCode', successCodes: ['0'] };
  const explore = { operation: 'exploreVoucher', found: ['1'] };
  it.each([
    [{}, ['import']],
    [{ import: {} }, ['import.service']],
    [{ import: { service: 'x' } }, ['import.service']],
    [
      { import: { ...gl, namespace: 'n', flags: { isSubmit: 1, isVerify: true } } },
      ['import.namespace', 'import.flags.isVerify', 'import.flags.isCashflow'],
    ],
    [{ import: { service: 'WSWSVoucher' } }, ['import.flags']],
    [{ import: { service: 'WSWSVoucher', flags: { isVerify: true } } }, ['import.flags.isImpCashflow']],
    [{ import: { service: 'WSWSVoucher', flags: { isTempSave: 1, isVerify: true, hasCashflow: false } } }, ['import.flags.isTempSave']],
    [{ import: gl, creditValue: 1, keyField: 'accountNumber', timeoutMs: 0 }, ['creditValue', 'keyField', 'timeoutMs']],
    [
      { import: gl, keyField: 'bizNumber', constants: { bizNumber: 'x', cussent: '1', entryDC: 1 } },
      ['constants.entryDC', 'constants.bizNumber', 'constants.cussent'],
    ],
    [{ import: gl, result: {} }, ['result.field', 'result.successCodes']],
    [{ import: gl, result: { ...result, field: 'easNumber', numberField: '0' } }, ['result.field', 'result.numberField']],
    [{ import: gl, result: { ...result, refusedCodes: ['1', '0'] } }, ['result']],
    [{ import: gl, lookup: {} }, ['lookup.operation', 'lookup.found']],
    [{ import: gl, lookup: { operation: 'findVoucher' } }, ['lookup.column', 'lookup.equals']],
    [{ import: gl, lookup: { operation: 'getVoucher', column: 0, equals: 'key' } }, ['keyField']],
    [{ import: gl, lookup: { operation: 'getVoucher', column: -1, equals: 'number', found: [] } }, ['lookup.found', 'lookup.column']],
    [{ import: gl, lookup: { ...explore, absent: ['1'], companyIds: 'x' } }, ['lookup', 'lookup.companyIds']],
    [{ import: gl, lookup: { ...explore, companyIds: { C01: '' }, equals: 'key' } }, ['lookup.equals', 'lookup.companyIds.C01']],
  ])('%j', (vouchers, paths) => {
    const make = () => easAdapter({ servicesUrl: 'http://127.0.0.1:9/ormrpc/services/', ...LOGIN, facade: FACADE, vouchers: vouchers as never });
    try {
      make();
    } catch (error) {
      const found = (error as { problems: { path: string }[] }).problems.map(({ path }) => path.replace(/^vouchers\.?/, ''));
      expect(found.sort()).toEqual([...paths].sort());
      return;
    }
    expect.fail('they were taken');
  });

  it('dates go to the facade only where the bills tell theirs', () => {
    const bills = { ...FACADE.bills, parts: [{ name: 'a', value: 'dateFrom' as const }, ...FACADE.bills.parts] };
    const make = (fields: object) =>
      easAdapter({
        servicesUrl: 'http://127.0.0.1:9/ormrpc/services/',
        ...LOGIN,
        facade: { ...FACADE, bills: { ...bills, fields: fields as never } },
      });
    expect(() => make(FACADE.bills.fields)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ path: 'facade.bills.fields.date' })] }),
    );
    expect(make({ ...FACADE.bills.fields, date: 'day' }).capabilities.billDates).toBe(true);
    expect(easAdapter({ servicesUrl: 'http://127.0.0.1:9/ormrpc/services/', ...LOGIN, facade: FACADE }).capabilities.billDates).toBe(false);
  });
});

describe('parallel calls that collide inside Axis', () => {
  it('a read may be asked again, a write stays open', async () => {
    const body = Buffer.from(fault('soapenv:Server.userException', 'java.util.ConcurrentModificationException'));
    const xml = await loadXml();
    for (const effect of ['read', 'write'] as const) {
      const context = { operation: 'o', requestId: 'r', effect, xml, soapOperation: 'op', sessionFaults: [], redact: (text: string) => text };
      expect(classifySoap({ status: 500, headers: {}, body }, context)).toMatchObject({
        kind: 'failed',
        error: { code: 'server', outcome: 'unknown' },
      });
    }
  });
});
