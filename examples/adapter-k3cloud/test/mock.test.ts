import { describe, expect, it } from 'vitest';
import { addBills, FORM } from './harness.js';
import { parametersOf } from './mock/body.js';
import { executeBillQuery } from './mock/operations.js';
import { play, seeded } from './support.js';

const MANNERS = { maxRows: 2_000, emptyAsBlank: true, savesAudited: false };

describe('the mock', () => {
  it.each([
    ['a list', '{"parameters":["IV_SALESIC","{}"]}'],
    ['a list as text', '{"parameters":"[\\"IV_SALESIC\\",\\"{}\\"]"}'],
    ['members by name', '{"FormId":"IV_SALESIC","data":"{}"}'],
  ])('takes parameters as %s', (_, body) => {
    expect(parametersOf(Buffer.from(body), ['formid', 'data'])).toEqual(['IV_SALESIC', '{}']);
  });

  it('takes no bare list', () => {
    expect(parametersOf(Buffer.from('["IV_SALESIC"]'), ['formid'])).toBeUndefined();
  });

  it('answers queries as §4 says', async () => {
    const { centre } = await play();
    addBills(centre, [seeded('B1', 2), seeded('B2')]);
    const ask = (query: Readonly<Record<string, unknown>>) =>
      executeBillQuery(centre.books, { FormId: FORM, OrderString: 'FID ASC', ...query }, MANNERS);
    expect(ask({ FieldKeys: 'FBillNo' })).toEqual([['B1'], ['B2']]);
    expect(ask({ FieldKeys: 'FBillNo,FMATERIALNAME' })).toEqual([
      ['B1', '咨询服务1'],
      ['B1', '咨询服务2'],
      ['B2', '咨询服务1'],
    ]);
    expect(ask({ FieldKeys: 'FBillNo', FilterString: "FBillNo='B2' OR FDATE>='2026-01-01'" })).toEqual([['B2']]);
    expect(ask({ FieldKeys: 'FINVOICENO', Limit: 1 })).toEqual([[' ']]);
    // TopRowCount is an absolute end row: beside StartRow it gives an empty page.
    expect(ask({ FieldKeys: 'FBillNo', TopRowCount: 1, StartRow: 1, Limit: 1 })).toEqual([]);
    expect(JSON.stringify(ask({ FieldKeys: 'FNone' }))).toContain('元数据中标识为FNone的字段不存在');
    expect(JSON.stringify(ask({ FieldKeys: 'FID', FilterString: 'FID >' }))).toContain('当前查询串无法解析');
  });

  it('deletes entries that are not sent, unless told not to', async () => {
    const stage = await play();
    addBills(stage.centre, [seeded('B1', 2)]);
    const { save } = await import('./mock/operations.js');
    const [row] = stage.centre.books.rows(FORM);
    save(stage.centre.books, FORM, { Model: { FID: row?.id, FINVOICENO: '1' } }, MANNERS);
    expect(stage.centre.books.rows(FORM)[0]?.entries).toEqual([]);
  });
});
