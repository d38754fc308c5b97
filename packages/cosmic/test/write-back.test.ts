import { describe, expect, it } from 'vitest';
import type { WriteBackSettings } from '../src/index.js';
import { ALL_BILLS, BILL_API, BILLS, billRow, connect, newCall, resultFor, SETTINGS, settingsFor, startMock, WRITE } from './support/harness.js';

const B1 = { type: '销售发票单', number: 'B1', id: '1001' };

/** A second query that shows all bills, written ones too. */
async function start(writeBack: Partial<WriteBackSettings> = {}, api: Partial<typeof BILL_API> = {}) {
  const mock = await startMock({
    bills: [{ ...BILL_API, rows: [billRow('B1'), billRow('B2')], ...api }],
    queries: [{ path: ALL_BILLS, rows: () => mock.table(BILLS).rows }],
  });
  const connection = await connect(settingsFor(mock, { writeBack: { ...SETTINGS.writeBack, ...writeBack } }));
  const carried = () => mock.table(BILLS).find('B1')?.['invoiceno'];
  return { mock, connection, carried };
}
const READ_BACK = { path: ALL_BILLS, data: { 'bill.number': 'billno' }, fields: { number: 'billno', invoiceNumber: 'invoiceno' } } as const;
const bodyOf = (mock: Awaited<ReturnType<typeof start>>['mock']) => JSON.parse(mock.journal.to(WRITE).at(-1)?.body.toString('utf8') ?? '') as unknown;

describe('write-back', () => {
  it('sends what the settings map, exact, and leaves out what is absent', async () => {
    const { mock, connection } = await start({
      body: {
        'bill.number': 'no',
        'bill.id': 'id',
        'invoice.number': 'invoiceNo',
        'invoice.code': 'code',
        'invoice.totals.totalAmount': 'sum',
        serialNo: 'sn',
      },
      constants: { state: 1, done: true },
    });
    expect(await connection.writeBack(resultFor(B1), newCall())).toBe('written');
    expect(bodyOf(mock)).toEqual({ state: 1, done: true, no: 'B1', id: '1001', invoiceNo: '25440000000000000001', sum: '113.00', sn: 'S1' });
  });

  it('can be wrapped in a list', async () => {
    const { mock, connection } = await start({ arrayKey: 'data' }, { apply: () => 'written' } as never);
    await connection.writeBack(resultFor(B1), newCall());
    expect(bodyOf(mock)).toEqual({ data: [{ no: 'B1', invoiceNo: '25440000000000000001' }] });
  });

  it('refuses a bill without the id the ERP needs, and sends nothing', async () => {
    const { mock, connection } = await start({ body: { 'bill.id': 'id', 'invoice.number': 'invoiceNo' } });
    await expect(connection.writeBack(resultFor({ type: 'x', number: 'B1' }), newCall())).rejects.toMatchObject({
      code: 'request_invalid',
      outcome: 'not-sent',
      problems: [{ path: 'bill.id' }],
    });
    expect(mock.journal.to(WRITE)).toHaveLength(0);
  });

  it('carries the same key for the same bill and invoice, another for any other', async () => {
    const { mock, connection } = await start();
    await connection.writeBack(resultFor(B1), newCall());
    await connection.writeBack(resultFor(B1), newCall()).catch(() => {});
    await connection.writeBack(resultFor(B1, '9'), newCall()).catch(() => {});
    await connection.writeBack(resultFor({ ...B1, number: 'B2', id: '1002' }), newCall());
    const keys = mock.journal.to(WRITE).map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(3);
  });
});

describe('write-back twice', () => {
  it('is already-written by a code that only says so', async () => {
    const { connection, carried } = await start({ idempotencyKey: false, alreadyWritten: { codes: ['999'] } });
    expect(await connection.writeBack(resultFor(B1), newCall())).toBe('written');
    expect(await connection.writeBack(resultFor(B1), newCall())).toBe('already-written');
    expect(carried()).toBe('25440000000000000001');
  });

  it('is already-written by a field of the answer', async () => {
    const { connection } = await start({ idempotencyKey: false, alreadyWritten: { answer: { path: 'result.state', values: ['same'] } } }, {
      apply: (body: Record<string, unknown>, table: { write(key: string, invoice: object): string }) => ({
        data: { result: [{ state: table.write(String(body['no']), { invoiceno: body['invoiceNo'] }) === 'written' ? 'new' : 'same' }] },
      }),
    } as never);
    expect(await connection.writeBack(resultFor(B1), newCall())).toBe('written');
    expect(await connection.writeBack(resultFor(B1), newCall())).toBe('already-written');
  });

  it('is already-written where a look at the bill proves it', async () => {
    const { mock, connection } = await start({ readBack: READ_BACK });
    expect(await connection.writeBack(resultFor(B1), newCall())).toBe('written');
    expect(await connection.writeBack(resultFor(B1), newCall())).toBe('already-written');
    expect(JSON.parse(mock.journal.to(ALL_BILLS)[0]?.body.toString('utf8') ?? '')).toMatchObject({ data: { billno: 'B1' } });
    expect(mock.table(BILLS).writes.map(({ outcome }) => outcome)).toEqual(['written']);
  });

  it('stays open when the ERP only remembers the request (604): the first try may have failed', async () => {
    for (const writeBack of [{}, { readBack: READ_BACK }]) {
      const { mock, connection, carried } = await start(writeBack);
      mock.faults.next(WRITE, { kind: 'answer', status: 200, body: '{"errorCode":"701","message":"脚本错误"}' });
      await expect(connection.writeBack(resultFor(B1), newCall())).rejects.toMatchObject({
        code: 'erp_rejected',
        upstreamCode: '701',
        outcome: 'unknown',
      });
      mock.faults.next(WRITE, { kind: 'answer', status: 200, body: '{"errorCode":"604","message":"重复请求"}' });
      await expect(connection.writeBack(resultFor(B1), newCall())).rejects.toMatchObject({
        code: 'erp_rejected',
        upstreamCode: '604',
        outcome: 'unknown',
        hint: expect.stringContaining('readBack'),
      });
      expect(carried()).toBe('');
    }
  });

  it('says so when looking fails too: the write stays open', async () => {
    const { mock, connection } = await start({ readBack: READ_BACK });
    await connection.writeBack(resultFor(B1), newCall());
    mock.faults.next(ALL_BILLS, { kind: 'answer', status: 200, body: '{"errorCode":"403","message":"没有权限"}' });
    await expect(connection.writeBack(resultFor(B1), newCall())).rejects.toMatchObject({ upstreamCode: '604', outcome: 'unknown' });
  });
});

describe('write-back of another invoice', () => {
  it('is refused, never taken for a repeat', async () => {
    const { mock, connection, carried } = await start({ readBack: READ_BACK });
    await connection.writeBack(resultFor(B1, '1'), newCall());
    await expect(connection.writeBack(resultFor(B1, '2'), newCall())).rejects.toMatchObject({
      code: 'erp_rejected',
      outcome: 'rejected',
      message: expect.stringContaining('另一张发票 1'),
    });
    expect(carried()).toBe('1');
    expect(mock.table(BILLS).writes.map(({ outcome }) => outcome)).toEqual(['written', 'conflict']);
  });

  it('stays open without a look at the bill', async () => {
    const { connection } = await start();
    await connection.writeBack(resultFor(B1, '1'), newCall());
    await expect(connection.writeBack(resultFor(B1, '2'), newCall())).rejects.toMatchObject({
      code: 'erp_rejected',
      upstreamCode: '601',
      upstreamMessage: '数据重复',
      outcome: 'unknown',
    });
  });

  it('looks at the bill’s own row, whatever else the query brings', async () => {
    const { mock, connection } = await start({ readBack: READ_BACK });
    await connection.writeBack(resultFor(B1, '7'), newCall());
    mock.faults.next(WRITE, { kind: 'answer', status: 200, body: '{"errorCode":"604","message":"重复请求"}' });
    // Both rows come; B1 carries this number, B2 carries nothing.
    await expect(connection.writeBack(resultFor({ ...B1, number: 'B2' }, '7'), newCall())).rejects.toMatchObject({
      upstreamCode: '604',
      outcome: 'unknown',
    });
  });
});

describe('write-back whose fate is open', () => {
  it.each([
    ['a lost reply', { kind: 'drop-after' } as const, 'connection'],
    ['an HTML page', { kind: 'html', status: 502 } as const, 'server'],
    ['an internal error', { kind: 'answer', status: 200, body: '{"errorCode":"500","message":"系统异常"}' } as const, 'server'],
    ['an unspecified error', { kind: 'answer', status: 200, body: '{"errorCode":"999","message":"业务异常"}' } as const, 'erp_rejected'],
    ['an unlisted code', { kind: 'answer', status: 200, body: '{"errorCode":"pm.0815","message":"?"}' } as const, 'erp_rejected'],
    ['a rate limit', { kind: 'answer', status: 200, body: '{"errorCode":"2526","messagecn":"限流"}' } as const, 'rate_limited'],
    ['half a JSON text', { kind: 'answer', status: 200, body: '{"errorCode":"0"' } as const, 'response_invalid'],
    ['a success under status 500', { kind: 'answer', status: 500, body: '{"errorCode":"0"}' } as const, 'server'],
  ])('is unknown and sent once after %s', async (_, fault, code) => {
    const { mock, connection } = await start();
    mock.faults.next(WRITE, fault);
    await expect(connection.writeBack(resultFor(B1), newCall())).rejects.toMatchObject({ code, outcome: 'unknown' });
    expect(mock.journal.to(WRITE)).toHaveLength(1);
  });

  it.each(['400', '403', '404', '405', '406', '415', '602', '603', '612', '2501', '2505', '2530'])('is rejected after %s', async (errorCode) => {
    const { mock, connection } = await start();
    const text = errorCode.length === 4 ? 'messagecn' : 'message';
    mock.faults.next(WRITE, { kind: 'answer', status: 200, body: JSON.stringify({ errorCode, [text]: '说明' }) });
    await expect(connection.writeBack(resultFor(B1), newCall())).rejects.toMatchObject({
      code: 'erp_rejected',
      outcome: 'rejected',
      upstreamCode: errorCode,
      upstreamMessage: '说明',
      hint: expect.any(String),
    });
  });

  it('is unknown where a per-row answer does not confirm it', async () => {
    const confirmedBy = { path: 'result.ok', values: ['true'] };
    const { connection } = await start({ confirmedBy }, {
      apply: (body: Record<string, unknown>) => ({ data: { result: [{ ok: body['no'] === 'B2' }] } }),
    } as never);
    await expect(connection.writeBack(resultFor(B1), newCall())).rejects.toMatchObject({ code: 'erp_rejected', outcome: 'unknown' });
    expect(await connection.writeBack(resultFor({ ...B1, number: 'B2' }), newCall())).toBe('written');
  });

  it('is written by the next run after a lost reply', async () => {
    const { mock, connection, carried } = await start({ readBack: READ_BACK });
    mock.faults.next(WRITE, { kind: 'drop-after' });
    await connection.writeBack(resultFor(B1), newCall()).catch(() => {});
    expect(await connection.writeBack(resultFor(B1), newCall())).toBe('already-written');
    mock.faults.next(WRITE, { kind: 'drop-before' });
    await connection.writeBack(resultFor({ ...B1, number: 'B2' }), newCall()).catch(() => {});
    expect(await connection.writeBack(resultFor({ ...B1, number: 'B2' }), newCall())).toBe('written');
    expect(carried()).toBe('25440000000000000001');
  });
});
