import { describe, expect, it } from 'vitest';
import type { ErpConnection } from '../../src/adapter/contract.js';
import { type ErrorCode, type FailureOutcome, PiaozoneError } from '../../src/errors.js';
import { Vouchers } from '../../src/integration/vouchers.js';
import { createNonDurableOperationStore } from '../../src/issuing/non-durable-store.js';
import type { OperationStore } from '../../src/issuing/operation-store.js';
import { voucherFingerprint, voucherKey } from '../../src/issuing/voucher-key.js';
import { checkVoucher } from '../../src/model/check-voucher.js';
import type { CreatedVoucher, Voucher, VoucherSearch } from '../../src/model/voucher.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';

const VOUCHER: Voucher = {
  key: 'AR/0001',
  company: 'C01',
  period: { year: 2025, number: 11 },
  date: '2025-11-21',
  type: '记',
  lines: [
    { account: '1122', debit: '113.00' },
    { account: '6001', credit: '100.00' },
    { account: '2221', credit: '13.00' },
  ],
};
const error = (code: ErrorCode, outcome: FailureOutcome) => new PiaozoneError({ code, outcome, message: { zh: code, en: code } });
const lost = error('connection', 'unknown');
const refused = error('erp_rejected', 'rejected');
const found: VoucherSearch = { state: 'found', number: '0007' };
const absent: VoucherSearch = { state: 'absent' };
const nothing: VoucherSearch = { state: 'cannot-tell' };

interface Script {
  readonly create?: (CreatedVoucher | PiaozoneError | Promise<CreatedVoucher>)[];
  readonly find?: (VoucherSearch | PiaozoneError)[];
  readonly store?: OperationStore;
  readonly runtime?: VirtualRuntime;
}

const durable = (): OperationStore => ({ ...createNonDurableOperationStore(), durable: true });

/** A ledger that plays a script; the last answer of each list stays. */
function setUp({ create = [{ number: '0001' }], find = [nothing], store = durable(), runtime = new VirtualRuntime() }: Script = {}) {
  const log: string[] = [];
  const play = async <T>(name: string, list: (T | PiaozoneError | Promise<T>)[]): Promise<T> => {
    log.push(name);
    const next = list.length > 1 ? list.shift() : list[0];
    if (next === undefined || next instanceof PiaozoneError) throw next;
    return next;
  };
  const connection = {
    accountSet: 'DC01/eas',
    createVoucher: () => play('create', create),
    findVoucher: () => play('find', find),
  } as unknown as ErpConnection;
  const settle = { pausesMs: [1000, 1000] };
  const context = { environment: 'test', erpId: 'eas', connection, store, runtime, settle, locale: 'zh-CN' } as const;
  const vouchers = new Vouchers({ ...context, newCall: (signal, warn) => ({ requestId: 'r', warn, ...(signal === undefined ? {} : { signal }) }) });
  const key = voucherKey({ ...context, accountSet: connection.accountSet }, VOUCHER);
  return {
    log,
    runtime,
    run: (voucher = VOUCHER, options = {}) => runtime.runUntil(vouchers.create(voucher, options)),
    vouchers,
    state: async () => (await store.find(key))?.state,
    store,
    key,
  };
}

describe('one voucher', () => {
  it('is recorded as sending before it leaves, and is sent once for its key', async () => {
    const store = durable();
    const states: unknown[] = [];
    const watched: OperationStore = {
      ...store,
      update: async (key, version, patch) => {
        states.push(patch.state);
        return store.update(key, version, patch);
      },
    };
    const { run, log } = setUp({ store: watched });
    expect(await run()).toEqual({ key: 'AR/0001', status: 'created', number: '0001', problems: [], warnings: [] });
    expect(await run()).toMatchObject({ status: 'created', existed: true });
    expect(states).toEqual(['sending', 'issued']);
    expect(log).toEqual(['create']);
  });

  it('a lost reply is looked up within the call, again after each pause, and never sent again', async () => {
    const { run, log, state } = setUp({ create: [lost], find: [absent, error('server', 'unknown'), found] });
    expect(await run()).toMatchObject({ status: 'created', number: '0007' });
    expect(log).toEqual(['create', 'find', 'find', 'find']);
    expect(await state()).toBe('issued');
  });

  it('a lost reply that nothing shows stays unknown; the next call asks a person, whose word is taken', async () => {
    const { run, log, state } = setUp({ create: [lost, { number: '0002' }], find: [absent] });
    expect(await run()).toMatchObject({ status: 'unknown', error: { code: 'connection', outcome: 'unknown' } });
    expect(await state()).toBe('unknown');
    expect(await run()).toMatchObject({ status: 'needs-review', error: { outcome: 'unknown' } });
    expect(await state()).toBe('needs-review');
    expect(await run()).toMatchObject({ status: 'needs-review' });
    expect(log.filter((name) => name === 'create')).toHaveLength(1);
    expect(await run(VOUCHER, { confirmedAbsent: true })).toMatchObject({ status: 'created', number: '0002' });
    expect(log.filter((name) => name === 'create')).toHaveLength(2);
  });

  it('what the ERP shows outweighs the word of a person', async () => {
    const { run, log } = setUp({ create: [lost], find: [absent, absent, absent, found] });
    await run();
    expect(await run(VOUCHER, { confirmedAbsent: true })).toMatchObject({ status: 'created', existed: true, number: '0007' });
    expect(log.filter((name) => name === 'create')).toHaveLength(1);
  });

  it('where nothing can be asked there is no waiting; a search that fails leaves it open', async () => {
    const silent = setUp({ create: [lost], find: [nothing] });
    expect(await silent.run()).toMatchObject({ status: 'unknown' });
    expect(silent.log).toEqual(['create', 'find']);
    const failing = setUp({ create: [lost], find: [error('server', 'unknown')] });
    await failing.run();
    expect(await failing.run()).toMatchObject({ status: 'unknown', error: { code: 'server' } });
    expect(await failing.state()).toBe('unknown');
  });

  it.each([
    [refused, 'refused', 'rejected'],
    [error('connection', 'not-sent'), 'failed', 'accepted'],
    [error('erp_session_expired', 'rejected'), 'failed', 'accepted'],
    [error('request_invalid', 'not-sent'), 'refused', 'rejected'],
  ])('%s → %s, and may be sent again', async (thrown, status, recorded) => {
    const { run, state, log } = setUp({ create: [thrown, {}] });
    expect(await run()).toMatchObject({ status });
    expect(await state()).toBe(recorded);
    expect(await run()).toMatchObject({ status: 'created' });
    expect(log).toEqual(['create', 'create']);
  });

  it('a process that died while sending: in progress while it may still send, then looked for', async () => {
    const store = durable();
    const runtime = new VirtualRuntime();
    setUp({ create: [new Promise<CreatedVoucher>(() => {})], store, runtime }).vouchers.create(VOUCHER, {});
    await runtime.advance(0);
    const second = setUp({ store, runtime, find: [absent] });
    expect(await second.state()).toBe('sending');
    expect(await second.run()).toMatchObject({ status: 'in-progress', error: { outcome: 'not-sent' } });
    expect(await second.run(VOUCHER, { confirmedAbsent: true })).toMatchObject({ status: 'in-progress' });
    expect(await second.state()).toBe('sending');
    await runtime.advance(15 * 60_000);
    expect(await second.run()).toMatchObject({ status: 'needs-review' });
    expect(second.log).toEqual(['find', 'find', 'find']);
  });

  it('two processes at once: one sends', async () => {
    const store = durable();
    const runtime = new VirtualRuntime();
    const [one, two] = [setUp({ store, runtime }), setUp({ store, runtime })];
    const results = await Promise.all([one.run(), two.run()]);
    expect([...one.log, ...two.log].filter((name) => name === 'create')).toHaveLength(1);
    expect(results.map(({ status }) => status).sort()).toEqual(['created', 'in-progress']);
    expect(await two.run()).toMatchObject({ status: 'created', existed: true });
  });

  it('another writer does not hide that it exists', async () => {
    const store = durable();
    const interfering: OperationStore = {
      ...store,
      update: async (key, version, patch) => {
        if (patch.state === 'issued' && version === 2) await store.update(key, version, { state: 'needs-review' });
        return store.update(key, version, patch);
      },
    };
    const { run, state } = setUp({ store: interfering });
    expect(await run()).toMatchObject({ status: 'created' });
    expect(await state()).toBe('issued');
  });

  it('a store that forgets is not believed: the ledger is asked first', async () => {
    const store = createNonDurableOperationStore();
    const existing = setUp({ store, find: [found] });
    expect(await existing.run()).toMatchObject({ status: 'created', existed: true, number: '0007' });
    expect(existing.log).toEqual(['find']);
    const failing = setUp({ store: createNonDurableOperationStore(), find: [error('server', 'unknown')] });
    expect(await failing.run()).toMatchObject({ status: 'failed' });
    expect(failing.log).toEqual(['find']);
    const fresh = setUp({ store: createNonDurableOperationStore(), find: [absent] });
    await fresh.run();
    expect(fresh.log).toEqual(['find', 'create']);
  });

  it('other content under a used key is a conflict, another amount text is not', async () => {
    const { run, log } = setUp();
    await run();
    const [first, ...others] = VOUCHER.lines;
    expect(await run({ ...VOUCHER, lines: [{ ...first, account: '1122', debit: '113' }, ...others] })).toMatchObject({ existed: true });
    expect(await run({ ...VOUCHER, type: '转' })).toMatchObject({ status: 'needs-review', error: { code: 'operation_conflict' } });
    expect(log).toEqual(['create']);
  });

  it('what cannot be recorded is not sent', async () => {
    const broken: OperationStore = { ...durable(), update: () => Promise.reject(new Error('disk full')) };
    const { run, log } = setUp({ store: broken });
    expect(await run()).toMatchObject({ status: 'failed', error: { code: 'store_failed', outcome: 'not-sent' } });
    const shut = setUp({ store: { ...durable(), accept: () => Promise.reject(new Error('disk full')) } });
    expect(await shut.run()).toMatchObject({ status: 'failed', error: { code: 'store_failed' } });
    expect([...log, ...shut.log]).toEqual([]);
  });

  it('what is made and cannot be recorded is unknown, never failed', async () => {
    const store = durable();
    const broken: OperationStore = {
      ...store,
      update: (key, version, patch) => (patch.state === 'issued' ? Promise.reject(new Error('disk full')) : store.update(key, version, patch)),
    };
    expect(await setUp({ store: broken }).run()).toMatchObject({ status: 'unknown', error: { code: 'store_failed' } });
  });

  it('vouchers of one integration wait for each other', async () => {
    let finish: (made: CreatedVoucher) => void = () => {};
    const first = new Promise<CreatedVoucher>((resolve) => {
      finish = resolve;
    });
    const { vouchers, log, runtime } = setUp({ create: [first, {}] });
    const both = Promise.all([vouchers.create(VOUCHER, {}), vouchers.create({ ...VOUCHER, key: 'AR/0002' }, {})]);
    await runtime.advance(0);
    expect(log).toEqual(['create']);
    finish({});
    expect((await runtime.runUntil(both)).map(({ status }) => status)).toEqual(['created', 'created']);
  });

  it('an adapter without the ability is an error of the program', async () => {
    const connection = { accountSet: 'A' } as unknown as ErpConnection;
    const runtime = new VirtualRuntime();
    const context = { environment: 'test', erpId: 'x', connection, store: durable(), runtime, settle: { pausesMs: [] }, locale: 'en' } as const;
    const vouchers = new Vouchers({ ...context, newCall: (_, warn) => ({ requestId: 'r', warn }) });
    await expect(vouchers.create(VOUCHER, {})).rejects.toMatchObject({ code: 'capability_missing', outcome: 'not-sent' });
  });
});

describe('checkVoucher', () => {
  const line = VOUCHER.lines[0] ?? expect.fail('no line');
  const withLine = (more: object) => ({ ...VOUCHER, lines: [{ ...line, ...more }, ...VOUCHER.lines.slice(1)] });
  it.each([
    [VOUCHER, []],
    [withLine({ debit: '112.99' }), ['lines']],
    [withLine({ debit: '113.0000000000000000001' }), ['lines']],
    [withLine({ credit: '113.00' }), ['lines[0]']],
    [withLine({ debit: undefined }), ['lines[0]']],
    [withLine({ debit: 113 }), ['lines[0].debit']],
    [withLine({ debit: '1,13.00' }), ['lines[0].debit']],
    [withLine({ account: ' 1122' }), ['lines[0].account']],
    [withLine({ assists: [{ type: '客户' }, { type: '客户', number: '1' }] }), ['lines[0].assists[0]', 'lines[0].assists[1].type']],
    [{ ...VOUCHER, lines: VOUCHER.lines.slice(0, 1) }, ['lines']],
    [{ ...VOUCHER, key: '', company: 'C\n1', type: undefined }, ['key', 'company', 'type']],
    [{ ...VOUCHER, key: 'x'.repeat(129) }, ['key']],
    [{ ...VOUCHER, number: '' }, ['number']],
    [{ ...VOUCHER, date: '2025-02-30', businessDate: '2025-2-1' }, ['date', 'businessDate']],
    [{ ...VOUCHER, period: { year: 25, number: 0 } }, ['period.year', 'period.number']],
    [{ ...VOUCHER, attachments: -1 }, ['attachments']],
    [{ ...VOUCHER, lines: [null, line] }, ['lines[0]']],
    [{}, ['voucher']],
    [null, ['voucher']],
  ])('%#', (voucher, paths) => {
    expect(checkVoucher(voucher as Voucher).map(({ path }) => path)).toEqual(paths);
  });

  it('nothing wrong is sent', async () => {
    const { run, log } = setUp();
    expect(await run(withLine({ debit: '1.00' }))).toMatchObject({
      status: 'refused',
      problems: [{ path: 'lines' }],
      error: { outcome: 'not-sent' },
    });
    expect(log).toEqual([]);
  });
});

describe('key and fingerprint', () => {
  it('do not change, or every open voucher would be sent again', () => {
    const place = { environment: 'production', erpId: 'eas', accountSet: 'DC01/eas' } as const;
    expect(voucherKey(place, VOUCHER)).toBe('production/eas/DC01%2Feas/voucher/C01/AR%2F0001');
    expect(voucherFingerprint(VOUCHER)).toMatchInlineSnapshot(`"4e97ae82d56b3fa617e3a79df473acbe2c912da99a4d762ada809db2c8d9ccd4"`);
  });

  it('every member counts', () => {
    const [line, ...others] = VOUCHER.lines;
    const changed = [
      { company: 'C02' },
      { period: { year: 2025, number: 12 } },
      { period: { year: 2026, number: 11 } },
      { date: '2025-11-22' },
      { businessDate: '2025-11-20' },
      { type: '转' },
      { number: '1' },
      { attachments: 1 },
      { summary: 's' },
      ...[
        { account: 'x' },
        { debit: '1.00' },
        { currency: 'USD' },
        { originalAmount: '1.00' },
        { rate: '7' },
        { summary: 's' },
        { invoiceNumber: '1' },
        { assists: [{ type: '客户', number: '1' }] },
        { assists: [{ type: '客户', name: '1' }] },
      ].map((more) => ({ lines: [{ account: '', ...line, ...more }, ...others] })),
    ].map((more) => voucherFingerprint({ ...VOUCHER, ...more }));
    expect(new Set([voucherFingerprint(VOUCHER), ...changed]).size).toBe(changed.length + 1);
  });
});
