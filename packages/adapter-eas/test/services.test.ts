import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseImportedVoucher } from '../src/index.js';
import { fault, P, Q } from './support/fixtures.js';
import { failureOf, lender, servicesOf, startSmallEas } from './support/small-eas.js';

const reply = (operation: string, content: string) => ({ body: `${P}<${operation}Response>${content}</${operation}Response>${Q}` });
const text = (operation: string, value: string) => reply(operation, `<${operation}Return xsi:type="xsd:string">${value}</${operation}Return>`);
const ROW = { companyNumber: 'C01', periodYear: 2025, periodNumber: 11, voucherType: '记', voucherNumber: '', entrySeq: 1 } as const;
const FLAGS = { isSubmit: 1, isVerify: 0, isCashflow: 0 };

async function problemsOf(promise: Promise<unknown>): Promise<string[]> {
  const error = await failureOf(promise);
  expect(error).toMatchObject({ code: 'request_invalid', outcome: 'not-sent' });
  return (error['problems'] as { path: string }[]).map(({ path }) => path).sort();
}

describe('what is wrong is refused before anything leaves', () => {
  it.each([
    ['a field of the other service', [{ ...ROW, assistAbstract: 'x' }], ['col[0].assistAbstract']],
    ['a misspelt field', [ROW, { ...ROW, ticketNumber: '1', debitAmout: '1' }], ['col[1].debitAmout', 'col[1].ticketNumber']],
    ['an empty number', [{ ...ROW, debitAmount: '' }], ['col[0].debitAmount']],
    ['a nil number', [{ ...ROW, entryDC: null }], ['col[0].entryDC']],
    ['a binary amount', [{ ...ROW, debitAmount: 600.1 }], ['col[0].debitAmount']],
    ['an exponent', [{ ...ROW, qty: '1E7' }], ['col[0].qty']],
    ['a fraction as int', [{ ...ROW, attaches: 1.5 }], ['col[0].attaches']],
    ['an int of 33 bits', [{ ...ROW, attaches: 2_147_483_648 }], ['col[0].attaches']],
    ['a text as boolean', [{ ...ROW, isCheck: 'true' }], ['col[0].isCheck']],
    ['a number as text', [{ ...ROW, bizNumber: 1 }], ['col[0].bizNumber']],
    ['no object', [7], ['col[0]']],
    ['no list', 'x', ['col']],
    ['no row', [], ['col']],
    ['two vouchers', [ROW, { ...ROW, voucherNumber: '2' }], ['col[1].voucherNumber']],
    [
      'a head that is not repeated',
      [ROW, { voucherNumber: '', entrySeq: 2 }],
      ['col[1].companyNumber', 'col[1].periodNumber', 'col[1].periodYear', 'col[1].voucherType'],
    ],
    ['no voucherNumber', [{ companyNumber: 'C01' }], ['col[0].voucherNumber']],
    ['an entry torn apart', [ROW, { ...ROW, entrySeq: 2 }, ROW], ['col[2].entrySeq']],
  ])('%s', async (_name, col, paths) => {
    const eas = await startSmallEas();
    const { gl } = servicesOf(eas);
    expect(await problemsOf(gl.importVoucher({ col, ...FLAGS } as never))).toEqual(paths);
    expect(await problemsOf(gl.importVoucherOfReturnID({ col, ...FLAGS } as never))).toEqual(paths);
    expect(eas.seen).toHaveLength(0);
  });

  it('missing and unknown parts: their number picks the overload', async () => {
    const eas = await startSmallEas();
    const { gl, voucher } = servicesOf(eas);
    expect(await problemsOf(gl.findVoucher({ comNumber: 'C', year: 2025, periodNumber: 1 } as never))).toEqual(['periodNnumber', 'periodNumber']);
    expect(await problemsOf(gl.getAssitBalance({ orgNumber: 'C' } as never))).toContain('orgnumber');
    expect(await problemsOf(voucher.importVoucher({ voucherCols: [ROW], isVerify: 2, hasCashflow: 1 } as never))).toEqual([
      'hasCashflow',
      'isImpCashflow',
      'isVerify',
    ]);
    expect(await problemsOf(voucher.importVoucher({ voucherCols: [ROW, { ...ROW, voucherNumber: '9' }], isVerify: 1, isImpCashflow: 1 }))).toEqual([
      'voucherCols[1].voucherNumber',
    ]);
    expect(eas.seen).toHaveLength(0);
  });

  it('the number of problems is bounded, and they speak the language of the client', async () => {
    const eas = await startSmallEas();
    const { gl } = servicesOf(eas, {}, lender({ locale: 'en' }));
    const col = Array.from({ length: 200 }, () => ({ ...ROW, nope: 1 }));
    const error = await failureOf(gl.importVoucher({ col, ...FLAGS } as never));
    expect(error['problems']).toHaveLength(50);
    expect(error['message']).toMatch(/^50 problem\(s\)/);
    expect(error['operation']).toBe('eas.gl.importVoucher');
  });

  it('what XML cannot carry names the field', async () => {
    const eas = await startSmallEas();
    expect(await problemsOf(servicesOf(eas).gl.importVoucher({ col: [{ ...ROW, description: 'a\u0001' }], ...FLAGS }))).toEqual(['description']);
    expect(eas.calls).toHaveLength(0);
  });
});

describe('the texts of importVoucher', () => {
  it.each([
    ['a||b||c||d||e||f||g', { errorCode: 'a', voucherType: 'b', year: 'c', month: 'd', message: 'e', voucherNumber: 'f', resultCode: 'g' }],
    ['a||b||c||d||e||f', { errorCode: 'a', voucherType: 'b', year: 'c', month: 'd', message: 'e', voucherNumber: 'f' }],
    ['a||||||||', { errorCode: 'a', voucherType: '', year: '', month: '', message: '' }],
    ['a||b||c||d||e1||e2||f||g', { errorCode: 'a', voucherType: 'b', year: 'c', month: 'd' }],
    ['凭证号重复', {}],
    ['', {}],
  ])('%s', (given, fields) => {
    expect(parseImportedVoucher(given)).toEqual({ text: given, ...fields });
  });
});

describe('answers of another type than declared', () => {
  it.each([
    ['deleteVoucherByID', { companyNumber: 'C', voucherID: 'v' }, '<deleteVoucherByIDReturn xsi:nil="true"/>'],
    ['deleteVoucherByID', { companyNumber: 'C', voucherID: 'v' }, '<deleteVoucherByIDReturn>x</deleteVoucherByIDReturn>'],
    ['deleteBalance', { companyNumber: 'C', year: 1, period: 1 }, '<deleteBalanceReturn>yes</deleteBalanceReturn>'],
    ['importInitAssistBalance', { initAssistBalanceBalance: [] }, '<importInitAssistBalanceReturn>x</importInitAssistBalanceReturn>'],
    ['checkVoucher', { comNumber: 'C', year: 1, periodNumber: 1, number: '1', amount: '1' }, '<checkVoucherReturn><a>1</a></checkVoucherReturn>'],
    ['findVoucher', { comNumber: 'C', year: 1, periodNnumber: 1 }, '<findVoucherReturn>x</findVoucherReturn>'],
    ['getOrg', { number: '1' }, '<getOrgReturn>x</getOrgReturn>'],
  ] as const)('%s is no answer', async (operation, args, content) => {
    const eas = await startSmallEas();
    eas.answer = () => reply(operation, content);
    const gl = servicesOf(eas).gl as unknown as Record<string, (args: unknown) => Promise<unknown>>;
    const error = await failureOf(gl[operation]?.(args) ?? Promise.resolve());
    expect(error).toMatchObject({ code: 'response_invalid', outcome: 'unknown', operation: `eas.gl.${operation}` });
    expect(error['requestId']).toBeTruthy();
  });
});

describe('WSWSVoucher', () => {
  it('takes either answer from either overload: clients differ', async () => {
    const eas = await startSmallEas();
    const { voucher } = servicesOf(eas, { voucherNamespace: 'urn:other' });
    const answers = [
      ['<importVoucherReturn xsi:nil="true"/>', { kind: 'null' }],
      [
        '<importVoucherReturn soapenc:arrayType="xsd:string[][0]" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"/>',
        { kind: 'rows', rows: [] },
      ],
      [
        '<importVoucherReturn soapenc:arrayType="x[1]" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"><i><number>1</number><unknownField>2</unknownField></i></importVoucherReturn>',
        { kind: 'infos', infos: [{ number: '1' }] },
      ],
    ] as const;
    for (const [content, result] of answers) {
      eas.answer = () => reply('importVoucher', content);
      expect(await voucher.importVoucher({ voucherCols: [ROW], isVerify: false, isImpCashflow: true })).toEqual(result);
    }
    expect(eas.calls[0]?.body).toContain('<web:importVoucher xmlns:web="urn:other">');
  });

  it('nImportVoucher packs rows and answer', async () => {
    const eas = await startSmallEas();
    const pack = (value: string) => gzipSync(value).toString('base64');
    eas.answer = () => text('nImportVoucher', pack('{"sucs":{"a":0.10},"errs":null}'));
    const result = await servicesOf(eas).voucher.nImportVoucher({ rows: [{ companyNumber: '中' }], gzip: true });
    expect(String((result.sucs as Record<string, unknown>)['a'])).toBe('0.10');
    expect(result.errs).toBeUndefined();
    const { body } = eas.calls[0] ?? expect.fail('nothing was sent');
    expect(body).toContain('<params>{"isCompress":"true"}</params>');
    expect(gunzipSync(Buffer.from(/<rows>([^<]+)</.exec(body)?.[1] ?? '', 'base64')).toString()).toBe('[["companyNumber"],["中"]]');
    const bomb = pack(`"${'a'.repeat(64 * 1024 * 1024)}"`);
    for (const answer of [bomb, 'not base64 gzip', pack('{'), pack('a').slice(0, 12)]) {
      eas.answer = () => text('nImportVoucher', answer);
      const failed = servicesOf(eas).voucher.nImportVoucher({ rows: [{ companyNumber: '1' }], gzip: true });
      expect(await failureOf(failed)).toMatchObject({ code: 'response_invalid', outcome: 'unknown', operation: 'eas.voucher.nImportVoucher' });
    }
  });

  it('nImportVoucher refuses unknown columns and switches', async () => {
    const eas = await startSmallEas();
    const { voucher } = servicesOf(eas);
    const wrong = { params: { isSubmitt: true, isPost: 'true' }, rows: [{ nope: '1', companyNumber: 2 }] };
    expect(await problemsOf(voucher.nImportVoucher(wrong as never))).toEqual([
      'params.isPost',
      'params.isSubmitt',
      'rows[0].companyNumber',
      'rows[0].nope',
    ]);
    expect(await problemsOf(voucher.nImportVoucher({ rows: [] }))).toEqual(['rows']);
    expect(eas.seen).toHaveLength(0);
  });
});

describe('row ranges', () => {
  const S = 'xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"';
  const rows = (numbers: readonly number[]) =>
    reply(
      'getAccount',
      `<getAccountReturn soapenc:arrayType="xsd:string[][]" ${S}>${numbers.map((n) => `<r soapenc:arrayType="xsd:string[1]"><c>${n}</c></r>`).join('')}</getAccountReturn>`,
    );
  const ranges = (eas: Awaited<ReturnType<typeof startSmallEas>>) =>
    eas.calls.map(({ body }) => /<fromRow>(\d+)<\/fromRow><toRow>(\d+)</.exec(body)?.slice(1).map(Number));
  const collect = async (walk: AsyncIterable<unknown>) => {
    const all: unknown[] = [];
    for await (const row of walk) all.push(row);
    return all;
  };
  /** `total` rows; `cap` is the most EAS answers at once. */
  async function books(total: number, cap: number) {
    const eas = await startSmallEas();
    eas.answer = ({ body }) => {
      const [from = 0, to = 0] = /<fromRow>(\d+)<\/fromRow><toRow>(\d+)</.exec(body)?.slice(1).map(Number) ?? [];
      return rows(Array.from({ length: Math.max(0, Math.min(to, total, from + cap) - from) }, (_, index) => from + index));
    };
    return eas;
  }
  const all = (total: number) => Array.from({ length: total }, (_, index) => [String(index)]);

  it('loses nothing where EAS answers fewer rows than it was asked for', async () => {
    const eas = await books(25, 9);
    expect(await collect(servicesOf(eas).gl.accounts({ orgNumber: '01' }, { pageSize: 10 }))).toEqual(all(25));
    expect(ranges(eas)).toEqual([
      [0, 10],
      [9, 19],
      [18, 28],
      [25, 35],
    ]);
  });

  it('as published clients do: 1001 rows at once, until a page is short', async () => {
    const eas = await books(1500, 5000);
    expect(await collect(servicesOf(eas).gl.accounts({ orgNumber: '01' }, { until: 'short-page' }))).toHaveLength(1500);
    expect(ranges(eas)).toEqual([
      [0, 1001],
      [1001, 2002],
    ]);
  });

  it('the page size of the settings, the first row of the caller', async () => {
    const eas = await books(5, 5000);
    expect(await collect(servicesOf(eas, { pageSize: 2 }).gl.accounts({ orgNumber: '01' }, { firstRow: 1 }))).toEqual(all(5).slice(1));
    expect(ranges(eas)[0]).toEqual([1, 3]);
  });

  it('ends where the same page comes again, or the rows do not end', async () => {
    const eas = await startSmallEas();
    eas.answer = () => rows([1, 2]);
    const { gl } = servicesOf(eas);
    expect(await failureOf(collect(gl.accounts({ orgNumber: '01' })))).toMatchObject({ code: 'response_invalid' });
    expect(eas.calls).toHaveLength(2);
    let next = 0;
    eas.answer = () => rows([next++, next++]);
    expect(await failureOf(collect(gl.accounts({ orgNumber: '01' }, { maxRows: 5 })))).toMatchObject({ code: 'response_invalid' });
  });

  it('a nil row and a nil cell keep their places; a null array ends', async () => {
    const eas = await startSmallEas();
    let pages = 0;
    eas.answer = () => {
      pages += 1;
      return reply(
        'getAccount',
        pages > 1
          ? '<getAccountReturn xsi:nil="true"/>'
          : `<getAccountReturn soapenc:arrayType="x[2]" ${S}><r xsi:nil="true"/><r soapenc:arrayType="x[1]"><c xsi:nil="true"/></r></getAccountReturn>`,
      );
    };
    expect(await collect(servicesOf(eas).gl.accounts({ orgNumber: '01' }))).toEqual([null, [null]]);
  });

  it('an impossible range is refused in the language of the client; leaving early asks no more', async () => {
    const eas = await books(100, 5000);
    const { gl } = servicesOf(eas, {}, lender({ locale: 'en' }));
    for (const range of [{ pageSize: 0 }, { pageSize: 10_001 }, { firstRow: -1 }]) {
      const error = await failureOf(collect(gl.accounts({ orgNumber: '01' }, range)));
      expect([error['code'], String(error['message']).split('\n')[0]]).toEqual(['request_invalid', 'the row range is impossible']);
    }
    for await (const row of gl.accounts({ orgNumber: '01' }, { pageSize: 10 })) {
      expect(row).toEqual(['0']);
      break;
    }
    expect(eas.calls).toHaveLength(1);
  });

  it.each(['accountBalances', 'assistBalances', 'voucherRows'] as const)('%s walk too', async (walk) => {
    const eas = await startSmallEas();
    let pages = 0;
    eas.answer = ({ operation }) => {
      pages += 1;
      return reply(
        operation,
        `<${operation}Return soapenc:arrayType="x[${pages > 1 ? 0 : 1}]" ${S}>${pages > 1 ? '' : '<r soapenc:arrayType="x[0]"/>'}</${operation}Return>`,
      );
    };
    const parts = { orgNumber: '01', orgnumber: '01', accountNumber: '1', year: '2025', period: '11' };
    const { gl } = servicesOf(eas);
    const { orgNumber, orgnumber, accountNumber, year, period } = parts;
    const walks = {
      accountBalances: () => gl.accountBalances({ orgNumber, year, period }),
      assistBalances: () => gl.assistBalances({ orgnumber, accountNumber, year, period }),
      voucherRows: () => gl.voucherRows({ orgNumber, year, period }),
    };
    expect(await collect(walks[walk]())).toEqual([[]]);
    expect(ranges(eas)).toEqual([
      [0, 1001],
      [1, 1002],
    ]);
  });
});

describe('facades by name', () => {
  it('text, JSON and XML both ways; numbers exact; parts in the order given', async () => {
    const eas = await startSmallEas();
    const facade = servicesOf(eas).facade({ service: 'WSDeskFacade', namespace: 'http://webservice.desk.example.com' });
    eas.answer = () => text('op', '[{"amount":0.10,"no":12345678901234567890}]');
    const json = await facade.json('op', {
      a: 'x',
      n: 7,
      b: true,
      j: { json: { k: ['<1>'] } },
      x: { xml: { name: 'DATA', children: [{ name: 't', children: ['中&'] }] } },
    });
    expect(String((json as readonly Record<string, unknown>[])[0]?.['no'])).toBe('12345678901234567890');
    expect(eas.calls[0]?.service).toBe('WSDeskFacade');
    expect(eas.calls[0]?.body).toContain(
      '<web:op xmlns:web="http://webservice.desk.example.com"><a>x</a><n>7</n><b>true</b><j>{"k":["&lt;1&gt;"]}</j><x>&lt;?xml version="1.0" encoding="UTF-8"?&gt;&lt;DATA&gt;&lt;t&gt;中&amp;amp;&lt;/t&gt;&lt;/DATA&gt;</x></web:op>',
    );
    eas.answer = () => text('op', '&lt;r&gt;&lt;is_success&gt;T&lt;/is_success&gt;&lt;/r&gt;');
    expect((await facade.xml('op', {})).elements('is_success')[0]?.text).toBe('T');
    expect(await facade.text('op', {})).toContain('<is_success>');
    eas.answer = () => reply('op', '');
    expect(await facade.value('op', {})).toBeUndefined();
    eas.answer = () =>
      reply(
        'op',
        '<opReturn soapenc:arrayType="x[2]" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"><s>1</s><s xsi:nil="true"/></opReturn>',
      );
    expect(await facade.texts('op', {})).toEqual(['1', null]);
  });

  it('is a write unless it is said to be a read; its bad JSON quotes nothing', async () => {
    const eas = await startSmallEas();
    const facade = servicesOf(eas, {}, lender({ maxRetries: 1 })).facade({ service: 'WSX', namespace: 'urn:x' });
    eas.answer = () => ({ status: 502, body: '<html></html>' });
    expect(await failureOf(facade.text('op', {}))).toMatchObject({ outcome: 'unknown', operation: 'eas.WSX.op' });
    expect(eas.calls).toHaveLength(1);
    await failureOf(facade.text('op', {}, { effect: 'read' }));
    expect(eas.calls).toHaveLength(3);
    eas.answer = () => text('op', 's3cret');
    const error = await failureOf(facade.json('op', {}));
    expect([error['code'], String(error['message']).includes('s3cret')]).toEqual(['response_invalid', false]);
    expect(await problemsOf(facade.text('op', { a: 1.5 }))).toEqual(['a']);
  });
});

describe('reads are repeated, writes never', () => {
  const list =
    'deleteVoucher deleteVoucherByID importAccountBalance importInitAccountBalance importAssistBalance importInitAssistBalance deleteBalance importVoucher importVoucherOfReturnID';
  const golden = new URL('./golden/', import.meta.url);
  const operations = readdirSync(golden).filter((name) => name.startsWith('gl-') || name.startsWith('voucher-'));

  it.each(operations)('%s', async (name) => {
    const { call } = JSON.parse(readFileSync(new URL(`${name}/case.json`, golden), 'utf8')) as {
      call: { facade: 'gl' | 'voucher'; operation: string; args: unknown };
    };
    const eas = await startSmallEas();
    eas.answer = () => ({ status: 502, body: '<html></html>' });
    const services = servicesOf(eas, {}, lender({ maxRetries: 1 }));
    const target = services[call.facade] as unknown as Record<string, (args: unknown) => Promise<unknown>>;
    expect(await failureOf(target[call.operation]?.(call.args) ?? Promise.resolve())).toMatchObject({ code: 'server', outcome: 'unknown' });
    const isWrite = call.facade === 'voucher' || list.split(' ').includes(call.operation);
    expect(eas.calls).toHaveLength(isWrite ? 1 : 2);
  });
});

describe('faults of the typed calls', () => {
  it('a field this EAS does not know: nothing ran, also for a write', async () => {
    const eas = await startSmallEas();
    eas.answer = () => ({
      status: 500,
      body: fault('soapenv:Server.userException', 'org.xml.sax.SAXException: Invalid element in client.WSWSVoucher - cussent'),
    });
    const error = await failureOf(servicesOf(eas).gl.importVoucher({ col: [ROW], ...FLAGS }));
    expect(error).toMatchObject({ code: 'erp_rejected', outcome: 'rejected', hint: expect.stringContaining('WSDL') });
  });

  it('the deadline of writes is that of the settings, that of one call goes first', async () => {
    const eas = await startSmallEas();
    const timers: number[] = [];
    const schedule = (delayMs: number) => {
      timers.push(delayMs);
      return () => {};
    };
    const runtime = { now: () => 0, monotonic: () => 0, random: () => 0.5, schedule };
    const services = servicesOf(eas, { writeTimeoutMs: 123_456 }, lender({ runtime }));
    eas.answer = ({ operation }) => reply(operation, `<${operation}Return xsi:nil="true"/>`);
    await services.gl.importVoucher({ col: [ROW], ...FLAGS });
    await services.gl.importVoucher({ col: [ROW], ...FLAGS }, { timeoutMs: 77_777 });
    await services.gl.getOrg({ number: '1' });
    expect([timers.filter((ms) => ms === 123_456).length, timers.filter((ms) => ms === 77_777).length]).toEqual([1, 1]);
  });
});
