import { describe, expect, it } from 'vitest';
import type { CosmicBillOptions, MockCosmic } from '../../src/cosmic/index.js';
import { post, send, signIn, start } from './raw-client.js';

// Paths and field names are this test's own: no reference holds those of a real bill.
const QUERY = '/kapi/v2/test/bills';
const WRITE = '/kapi/v2/test/bills-invoice';
const BILLS: CosmicBillOptions = {
  queryPath: QUERY,
  writeBackPath: WRITE,
  key: 'no',
  rows: [
    { no: 'B1', kind: 'sale', lines: [{ goods: 'x' }], invoice: '' },
    { no: 'B2', kind: 'other', invoice: '' },
    { no: 'B3', kind: 'sale', invoice: '' },
  ],
  pending: (row, data) => row['invoice'] === '' && (data['kind'] === undefined || data['kind'] === row['kind']),
  apply: ({ no, invoice, at }, table) => table.write(String(no), { invoice }, { at }),
};

async function call(mock: MockCosmic, path: string, body: unknown) {
  return (await post(mock, path, body, { accesstoken: await signIn(mock) })).json;
}

async function pending(mock: MockCosmic, data = {}): Promise<unknown[]> {
  const { rows } = (await call(mock, QUERY, { data, pageSize: 10 })).data as { rows: { no: string }[] };
  return rows.map((row) => row.no);
}

describe('bills', () => {
  it('shows the pending ones in table order, paged', async () => {
    const mock = await start({ bills: [BILLS] });
    expect(await pending(mock)).toEqual(['B1', 'B2', 'B3']);
    expect(await pending(mock, { kind: 'sale' })).toEqual(['B1', 'B3']);
    expect((await call(mock, QUERY, { data: {}, pageNo: 2, pageSize: 2 })).data).toMatchObject({
      rows: [{ no: 'B3' }],
      totalCount: 3,
      lastPage: true,
    });
  });

  it('takes an invoice once, says yes to the same again, refuses another', async () => {
    const mock = await start({ bills: [BILLS] });
    expect(await call(mock, WRITE, { no: 'B1', invoice: 'I1', at: 'noon' })).toMatchObject({ errorCode: '0', status: true });
    expect(await call(mock, WRITE, { no: 'B1', invoice: 'I1', at: 'evening' })).toMatchObject({ errorCode: '0', status: true });
    expect(await call(mock, WRITE, { no: 'B1', invoice: 'I2', at: 'night' })).toMatchObject({ errorCode: '601', message: '数据重复', status: false });
    expect(await call(mock, WRITE, { no: 'B9', invoice: 'I9' })).toMatchObject({ errorCode: '602', status: false });
    const table = mock.table(QUERY);
    expect(mock.table(WRITE)).toBe(table);
    expect(table.rows[0]).toMatchObject({ no: 'B1', invoice: 'I1', at: 'noon' });
    expect(table.writes.map((write) => write.outcome)).toEqual(['written', 'already-written', 'conflict', 'no-such-bill']);
    expect(await pending(mock)).toEqual(['B2', 'B3']);
  });

  it('answers what the caller defined', async () => {
    const apply: CosmicBillOptions['apply'] = ({ data }, table) =>
      table.find(String(data)) === undefined ? { errorCode: '999', message: 'own text' } : { data: { ok: 1 } };
    const mock = await start({ bills: [{ ...BILLS, apply }] });
    expect(await call(mock, WRITE, { data: 'B9' })).toEqual({ data: null, errorCode: '999', message: 'own text', status: false });
    expect(await call(mock, WRITE, { data: 'B1' })).toEqual({ data: { ok: 1 }, errorCode: '0', message: '', status: true });
  });

  it('keeps its own copy of the rows and shows it to the mock’s view', async () => {
    const mock = await start({ bills: [BILLS] });
    (mock.table(QUERY).rows[0]?.['lines'] as unknown[]).length = 0;
    expect(BILLS.rows[0]?.['lines']).toHaveLength(1);
    const { text } = await send(`${new URL(mock.baseUrl).origin}/__mock/tables`);
    expect(JSON.parse(text)[QUERY]).toHaveLength(3);
  });

  it('has written when the reply is lost after the handler, and not when it is lost before', async () => {
    const mock = await start({ bills: [BILLS] });
    const lost = async (kind: 'drop-before' | 'drop-after', no: string) => {
      mock.faults.next(WRITE, { kind });
      await expect(call(mock, WRITE, { no, invoice: 'I' })).rejects.toThrow();
      return mock.table(QUERY).find(no)?.['invoice'];
    };
    expect(await lost('drop-before', 'B1')).toBe('');
    expect(await lost('drop-after', 'B2')).toBe('I');
    expect(mock.journal.to(WRITE).map((entry) => entry.fault)).toEqual(['drop-before', 'drop-after']);
  });

  it('refuses rows with the same key and an invoice without identity', async () => {
    await expect(start({ bills: [{ ...BILLS, rows: [{ no: 'B1' }, { no: 'B1' }] }] })).rejects.toThrow('B1');
    const mock = await start({ bills: [BILLS] });
    expect(() => mock.table(QUERY).write('B1', {})).toThrow('identifies');
  });

  it('compares every field that identifies the invoice', async () => {
    const table = (await start({ bills: [BILLS] })).table(QUERY);
    expect(table.write('B1', { code: '', invoice: 'I1' })).toBe('written');
    expect(table.write('B1', { code: 'C1', invoice: 'I1' })).toBe('written');
    expect(table.write('B1', { code: 'C2', invoice: 'I1' })).toBe('conflict');
    expect(table.write('B1', { code: 'C1', invoice: 'I1' })).toBe('already-written');
  });
});
