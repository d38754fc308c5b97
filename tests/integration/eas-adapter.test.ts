import type { Piaozone } from '@piaozone/core';
import type { Call, ErpConnection, Invoice } from '@piaozone/core/adapter';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { connectionOf, easWorld, GL_VOUCHERS, ledgerOf, lendingClient, sharedStore, voucher } from './support/eas-adapter-suite.js';
import { BRIDGE_SERVICE } from './support/eas-bridge.js';
import { EAS_SERVERS, type EasServer, type EasServerOptions, type RunningEas, stopIdleAxis } from './support/eas-servers.js';

// One suite, two servers: what passes here against the mock is true of Axis 1.4 as well.
const GL = 'WSGLWebServiceFacade';
const kill = { kind: 'custom', name: 'kill-session' } as const;

let calls = 0;
function newCall(): Call {
  calls += 1;
  return { requestId: `suite-${calls}`, warn: () => {} };
}

const writeBack = (number: string, invoiceNumber = '25442000000000000001') => ({
  bill: { type: '销售发票单', number },
  serialNo: 'S1',
  invoice: { serialNo: 'S1', number: invoiceNumber, color: 'blue', raw: {} } satisfies Invoice,
});

afterAll(() => stopIdleAxis());

describe.each(EAS_SERVERS)('$name', (server: EasServer) => {
  const toClose: { close(): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const one of toClose.splice(0).reverse()) await one.close();
  });
  const start = async (options: EasServerOptions = {}) => {
    const world = easWorld();
    const eas = await server.start({ facades: world.facades, ...options });
    const piaozone: Piaozone = lendingClient();
    toClose.push(eas, piaozone);
    const connect = async (more = {}): Promise<ErpConnection> => {
      const connection = await connectionOf(eas, piaozone, more);
      toClose.push(connection);
      return connection;
    };
    const ledger = async (store = sharedStore(), more = {}) => {
      // As another process would: sessions, breaker and connections of its own.
      const own = lendingClient();
      const integration = await ledgerOf(eas, own, store, more);
      toClose.push(own, integration);
      return integration;
    };
    return { ...world, eas, connect, ledger };
  };
  const sentTo = (eas: RunningEas, service: string, operation: string) =>
    eas.journal.to(service).filter(({ body }) => String(body).includes(`:${operation} `)).length;
  const test = it.skipIf(server.missing !== undefined);

  test('units with the verdict on each, bills by date, every character as it stood', async () => {
    const { connect, asked } = await start();
    const connection = await connect();
    const { items: units } = await connection.listBusinessUnits({}, newCall());
    expect(units.map(({ number, importability }) => [number, importability.importable])).toEqual([
      ['01', true],
      ['02', false],
    ]);
    const { items: bills } = await connection.fetchBills({ dateFrom: '2025-11-01', dateTo: '2025-11-30' }, newCall());
    expect(bills.map(({ number }) => number)).toEqual(['B2', 'B3']);
    expect(asked.at(-1)).toBe('{"from":"2025-11-01","to":"2025-11-30"}');
    const [first] = bills;
    if (first === undefined) return expect.fail('no bill');
    expect(connection.toInvoiceRequest(first).buyer.name).toBe(`O'Hara & Söhne <GmbH> 𠮷`);
  });

  test('writes back once, says so the second time, and refuses another invoice', async () => {
    const { connect, table } = await start();
    const connection = await connect();
    expect(await connection.writeBack(writeBack('B1'), newCall())).toBe('written');
    expect(await connection.writeBack(writeBack('B1'), newCall())).toBe('already-written');
    await expect(connection.writeBack(writeBack('B1', '25442000000000000002'), newCall())).rejects.toMatchObject({
      code: 'erp_rejected',
      outcome: 'rejected',
    });
    expect(table.rows[0]).toMatchObject({ invoice: '25442000000000000001' });
  });

  test('200 parallel reads, a session killed every 50: none fails, logins ≤ kills + 1', async () => {
    const { eas, connect } = await start();
    const connection = await connect();
    const kills = 3;
    // Each planned fault counts the requests that the ones before it did not take.
    for (let nth = 0; nth < kills; nth += 1) eas.faults.next(BRIDGE_SERVICE, kill, { skip: 50 * (nth + 1) - 1 - nth });
    const pages = await Promise.all(Array.from({ length: 200 }, () => connection.fetchBills({}, newCall())));
    expect(pages.every(({ items }) => items.length === 3)).toBe(true);
    expect((await eas.counts()).logins).toBeLessThanOrEqual(kills + 1);
    expect((await eas.counts()).logins).toBeGreaterThan(1);
  });

  test('a write in flight when its session dies ends unknown and is not repeated', async () => {
    const { eas, connect, table } = await start();
    const connection = await connect();
    await connection.fetchBills({}, newCall());
    eas.faults.next(BRIDGE_SERVICE, kill);
    await expect(connection.writeBack(writeBack('B1'), newCall())).rejects.toMatchObject({ code: 'erp_session_expired', outcome: 'unknown' });
    expect(sentTo(eas, BRIDGE_SERVICE, 'writeBack')).toBe(1);
    expect(table.rows[0]).toMatchObject({ invoice: '' });
    expect(await connection.writeBack(writeBack('B1'), newCall())).toBe('written');
  });

  test('a voucher: exact amounts, texts and assist items arrive, its number comes back, twice is once', async () => {
    const { ledger, book } = await start();
    const integration = await ledger();
    expect(await integration.createVoucher(voucher('AR-1'))).toMatchObject({ status: 'created', number: '0001' });
    expect(await integration.createVoucher(voucher('AR-1'))).toMatchObject({ status: 'created', existed: true });
    expect(book.vouchers).toHaveLength(1);
    expect(book.vouchers[0]?.rows).toMatchObject([
      {
        companyNumber: 'C01',
        bookedDate: '2025-11-21',
        bizDate: '2025-11-21',
        periodYear: 2025,
        periodNumber: 11,
        voucherType: '记',
        voucherNumber: '',
        bizNumber: 'AR-1',
        entrySeq: 1,
        entryDC: 1,
        accountNumber: '1122',
        currencyNumber: 'BB01',
        debitAmount: 113,
        originalAmount: 113,
        asstSeq: 1,
        asstActType1: '客户',
        asstActNumber1: 'K001',
        invoiceNumber: '25442000000000000001',
        voucherAbstract: '销售 <A&B> 𠮷',
      },
      { entrySeq: 2, entryDC: 0, creditAmount: 100, accountNumber: '6001' },
      { entrySeq: 3, entryDC: 0, creditAmount: 13, accountNumber: '2221.01' },
    ]);
  });

  test('a refused voucher is refused with the words of EAS, and may be corrected', async () => {
    const { ledger, book } = await start();
    const integration = await ledger();
    const [first, ...others] = voucher('x').lines;
    const wrong = voucher('AR-1', { lines: [{ ...first, account: '9999', debit: '113.00' }, ...others] });
    expect(await integration.createVoucher(wrong)).toMatchObject({
      status: 'refused',
      error: { code: 'erp_rejected', outcome: 'rejected', upstreamCode: 'NO', message: expect.stringContaining('科目 不存在') },
    });
    expect(await integration.createVoucher(voucher('AR-1'))).toMatchObject({ status: 'created' });
    expect(book.vouchers).toHaveLength(1);
  });

  test('a dropped reply of importVoucher never leads to a second voucher: it is found', async () => {
    const { eas, ledger, book } = await start();
    const integration = await ledger();
    eas.faults.next(GL, { kind: 'drop-after' });
    expect(await integration.createVoucher(voucher('AR-1'))).toMatchObject({ status: 'created', number: '0001' });
    expect(book.vouchers).toHaveLength(1);
    expect(sentTo(eas, GL, 'importVoucher')).toBe(1);
  });

  test.each([
    ['without a lookup', { ...GL_VOUCHERS, lookup: undefined }, 'drop-after'],
    ['never stored', GL_VOUCHERS, 'drop-before'],
    ['half an answer, and the lookup fails', GL_VOUCHERS, 'truncate-body'],
  ] as const)('a dropped reply, %s: a second process does not send it again', async (name, settings, kind) => {
    const { eas, ledger, book } = await start();
    const store = sharedStore();
    const vouchers = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
    const first = await ledger(store, { vouchers });
    eas.faults.next(GL, { kind });
    if (name.includes('lookup fails')) eas.faults.next(GL, { kind: 'html', status: 502 }, { times: 20 });
    expect(await first.createVoucher(voucher('AR-1'))).toMatchObject({ status: 'unknown', error: { outcome: 'unknown' } });
    eas.faults.clear();
    const stored = book.vouchers.length;
    const second = await ledger(store, { vouchers });
    const status = name.includes('lookup fails') ? 'created' : 'needs-review';
    expect(await second.createVoucher(voucher('AR-1'))).toMatchObject({ status });
    expect(book.vouchers).toHaveLength(stored);
    expect(sentTo(eas, GL, 'importVoucher')).toBe(1);
    if (status === 'created') return;
    const confirmed = await second.createVoucher(voucher('AR-1'), { confirmedAbsent: true });
    expect(confirmed.status).toBe('created');
  });

  test('a session that dies under importVoucher: looked up in a new one, not repeated', async () => {
    const { eas, ledger, book } = await start();
    const integration = await ledger();
    eas.faults.next(GL, kill);
    expect(await integration.createVoucher(voucher('AR-1'))).toMatchObject({ status: 'unknown', error: { code: 'erp_session_expired' } });
    expect(book.vouchers).toHaveLength(0);
    expect(sentTo(eas, GL, 'importVoucher')).toBe(1);
  });

  test.each([
    [
      { isVerify: false, isImpCashflow: false },
      { field: '0', successCodes: ['OK'], refusedCodes: ['NO'], numberField: '1' },
    ],
    [
      { isTempSave: false, isVerify: true, hasCashflow: false },
      { field: 'message', successCodes: ['OK'] },
    ],
  ])('by WSWSVoucher, flags %j', async (flags, result) => {
    const { ledger, book } = await start();
    const vouchers = { ...GL_VOUCHERS, import: { service: 'WSWSVoucher', flags }, result };
    const integration = await ledger(sharedStore(), { vouchers });
    expect(await integration.createVoucher(voucher('AR-1'))).toMatchObject({ status: 'created', number: '0001' });
    expect(book.vouchers[0]?.flags.map(Number)).toEqual(Object.values(flags).map(Number));
  });

  test.each([
    [{ operation: 'getVoucher', column: 2, equals: 'key', numberColumn: 0 }],
    [{ operation: 'exploreVoucher', separator: '||', column: 1, found: ['there'], nothingMeansAbsent: true, numberColumn: 0 }],
    [{ operation: 'checkVoucher', found: ['same'], absent: ['none'] }],
  ] as const)('is found by %j', async (lookup) => {
    const { eas, connect } = await start();
    const connection = await connect({ vouchers: { ...GL_VOUCHERS, lookup } });
    const one = voucher('AR-1', { number: 'T0001' });
    expect(await connection.findVoucher?.(one, newCall())).toEqual({ state: 'absent' });
    await connection.createVoucher?.(one, newCall());
    const number = 'numberColumn' in lookup ? { number: '0001' } : {};
    expect(await connection.findVoucher?.(one, newCall())).toEqual({ state: 'found', ...number });
    expect(sentTo(eas, GL, 'importVoucher')).toBe(1);
  });

  test('the check: all well in safe mode; off, or with a silent fallback, it demands safe mode', async () => {
    const good = await start();
    const findings = await (await good.connect()).check(newCall());
    expect(findings.map(({ code, status }) => `${code} ${status}`)).toContain('eas.safe-mode ok');
    expect(findings.filter(({ status }) => status === 'failed')).toEqual([]);
    for (const options of [{ safeMode: false }, { deadSession: 'another-user' }] as const) {
      const { connect } = await start(options);
      expect((await (await connect()).check(newCall())).at(-1)).toMatchObject({
        code: 'eas.safe-mode',
        status: 'warning',
        diagnosis: 'EAS_SESSION_NOT_HONOURED',
        remedy: { zh: expect.stringContaining('isRomoteLocate=false') },
      });
    }
  });
});
