import { describe, expect, it } from 'vitest';
import { addUnits } from './harness.js';
import { play } from './support.js';

const UNIT = { number: '0010', name: '测试销售方有限公司', taxNo: '91000000TEST00001X', importable: true };

describe('organizations', () => {
  it('take name and number of 金税连接设置', async () => {
    const stage = await play();
    addUnits(stage.centre, [UNIT]);
    const [record] = stage.centre.books.rows('IV_GTSetting');
    if (record !== undefined) Object.assign(record.head, { F_TEST_Company: ' 工商登记名 ' });
    const { items } = await stage.connection.listBusinessUnits({}, stage.call);
    expect(items).toEqual([
      {
        id: expect.stringMatching(/^\d+$/),
        number: '0010',
        name: UNIT.name,
        taxNo: UNIT.taxNo,
        registeredName: '工商登记名',
        importability: { importable: true },
      },
    ]);
  });

  it.each([
    ['forbidden', { FForbidStatus: 'B' }, {}],
    ['without company name', {}, { F_TEST_Company: '' }],
    ['without tax number', {}, { F_TEST_TaxNo: '  ' }],
  ])('that are %s cannot be imported', async (_, unit, record) => {
    const stage = await play();
    addUnits(stage.centre, [UNIT]);
    for (const [form, change] of [
      ['ORG_Organizations', unit],
      ['IV_GTSetting', record],
    ] as const) {
      for (const row of stage.centre.books.rows(form)) Object.assign(row.head, change);
    }
    const { items } = await stage.connection.listBusinessUnits({}, stage.call);
    expect(items[0]?.importability).toEqual({ importable: false, reason: { zh: expect.stringMatching(/./), en: expect.stringMatching(/./) } });
  });

  it.each([
    ['the same taxpayer', UNIT.taxNo, true],
    ['another tax number', '91000000TEST00009Z', false],
  ])('with several records of %s', async (_, taxNo, importable) => {
    const stage = await play({ settings: { maxRows: 1 } });
    addUnits(stage.centre, [UNIT]);
    const [record] = stage.centre.books.rows('IV_GTSetting');
    for (let more = 0; more < 2; more += 1) stage.centre.books.add('IV_GTSetting', { ...record?.head, F_TEST_TaxNo: taxNo });
    const { items } = await stage.connection.listBusinessUnits({}, stage.call);
    expect(items[0]?.importability.importable).toBe(importable);
  });

  it.each(['[["100001","0010"]]', '[["100001","0010","名称","A","more"]]', '["100001"]', '{"a":1}'])('are not made of %s', async (body) => {
    const stage = await play();
    stage.mock.server.faults.next('.ExecuteBillQuery.common.kdsvc', { kind: 'answer', status: 200, body });
    await expect(stage.connection.listBusinessUnits({}, stage.call)).rejects.toMatchObject({ code: 'response_invalid' });
  });

  it('can be told their taxpayer by the settings', async () => {
    const stage = await play({ settings: { taxpayers: { organizations: { '0020': { taxNo: '91000000TEST00002Y', companyName: '公司' } } } } });
    addUnits(stage.centre, [UNIT, { ...UNIT, number: '0020' }]);
    const { items } = await stage.connection.listBusinessUnits({}, stage.call);
    expect(items.map(({ number, taxNo, importability }) => [number, taxNo, importability.importable])).toEqual([
      ['0010', undefined, false],
      ['0020', '91000000TEST00002Y', true],
    ]);
  });

  it('never asks for more of 金税连接设置 than the three columns', async () => {
    const stage = await play();
    addUnits(stage.centre, [UNIT]);
    await stage.connection.listBusinessUnits({}, stage.call);
    await stage.connection.check(stage.call);
    const asked = stage
      .sent('ExecuteBillQuery')
      .flatMap(([query]) =>
        (query as { FormId: string; FieldKeys: string }).FormId === 'IV_GTSetting' ? [(query as { FieldKeys: string }).FieldKeys] : [],
      );
    expect(new Set(asked)).toEqual(new Set(['FID,F_TEST_Org.FNumber,F_TEST_Company,F_TEST_TaxNo']));
    expect(stage.sent('View')).toEqual([]);
  });
});
