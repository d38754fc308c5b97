import { describe, expect, it } from 'vitest';
import { fromSheets } from '../../src/enterprises/from-sheets.js';
import type { PlacedProblem } from '../../src/enterprises/problems.js';
import { readWorkbook } from '../../src/enterprises/workbook.js';
import { handMade } from './workbooks.js';

const TAX_A = '91440300MCK0000198';
const TAX_B = '91440300MCK0000273';
const SEVEN = ['企业名称', '企业税号', '开/收票通道', '组织编码', '产品', '有效期止', '授权状态'];

type Sheets = Parameters<typeof handMade>[0];

async function read(sheets: Sheets) {
  const { directory, errors, warnings } = fromSheets(await readWorkbook(await handMade(sheets)));
  const places = (problems: readonly PlacedProblem[]) => {
    for (const { message } of problems) expect(message.zh).not.toBe(message.en);
    return problems.map(({ where }) => where);
  };
  return { directory, errors: places(errors), warnings: places(warnings), texts: [...errors, ...warnings].map(({ message }) => message.zh) };
}

describe('a sheet with the seven columns only', () => {
  it('is enough; rows of one tax number belong together', async () => {
    const { directory, errors, warnings } = await read({
      任意名称: [
        SEVEN,
        ['甲公司', TAX_A, '新电子服务平台', 'U1', '开票管理', new Date('2026-12-31'), '已授权'],
        ['乙公司', TAX_B, '乐企平台（联用）', null, '收票管理', '2026/1/5', '未授权'],
        [null, TAX_A, null, 'U2、U3', '影像', null, null],
        [null, null, null, null, null, null, null],
        ['甲公司', TAX_A, null, 'U4', '开票管理', '2026-12-31', null],
      ],
    });
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
    expect(directory?.enterprises).toEqual([
      {
        taxNo: TAX_A,
        name: '甲公司',
        taxChannel: 'e-tax',
        unitNumbers: ['U1', 'U2', 'U3', 'U4'],
        products: [{ product: '开票管理', validUntil: '2026-12-31' }, { product: '影像' }],
        licences: [{ group: 'issuing', state: 'authorized' }],
      },
      {
        taxNo: TAX_B,
        name: '乙公司',
        taxChannel: 'leqi-joint',
        unitNumbers: [],
        products: [{ product: '收票管理', validUntil: '2026-01-05' }],
        licences: [{ group: 'receiving', state: 'not-authorized' }],
      },
    ]);
  });

  it('may have its columns in any order, with a full-width slash', async () => {
    const { directory } = await read({
      企业: [
        ['企业税号', '开／收票通道', ' 企业名称 '],
        [TAX_A, '乐企', '甲公司'],
      ],
    });
    expect(directory?.byTaxNo(TAX_A)).toEqual({ taxNo: TAX_A, name: '甲公司', taxChannel: 'leqi', unitNumbers: [] });
  });
});

describe('what is wrong is named by sheet, row and column', () => {
  const cases: [string, Sheets, string[]][] = [
    ['no titles', { 企业: [['甲公司', TAX_A]] }, ['企业!A1 甲公司', `企业!B1 ${TAX_A}`, '企业!A1 企业名称', '企业!A1 企业税号']],
    [
      'a column that would be lost',
      {
        企业: [
          [...SEVEN, '备注'],
          ['甲公司', TAX_A, null, null, null, null, null, '重要'],
        ],
      },
      ['企业!H1 备注'],
    ],
    [
      'a column without a title',
      {
        企业: [
          ['企业名称', '企业税号', null],
          ['甲公司', TAX_A, '重要'],
        ],
      },
      ['企业!C1'],
    ],
    [
      'a column twice',
      {
        企业: [
          ['企业名称', '企业税号', '企业名称'],
          ['甲公司', TAX_A, '乙'],
        ],
      },
      ['企业!C1 企业名称'],
    ],
    ['a missing tax number and name', { 企业: [SEVEN, ['甲公司'], [null, TAX_B]] }, ['企业!B2 企业税号', '企业!A3 企业名称']],
    ['another name', { 企业: [SEVEN, ['甲公司', TAX_A], ['甲', TAX_A]] }, ['企业!A3 企业名称']],
    ['another channel', { 企业: [SEVEN, ['甲', TAX_A, '乐企'], ['甲', TAX_A, '乐企联用']] }, ['企业!C3 开/收票通道']],
    ['an unknown channel', { 企业: [SEVEN, ['甲', TAX_A, '税控盘']] }, ['企业!C2 开/收票通道']],
    ['a unit of two', { 企业: [SEVEN, ['甲', TAX_A, null, 'U1'], ['乙', TAX_B, null, 'U2,U1']] }, ['企业!D3 组织编码']],
    ['an open quotation mark', { 企业: [SEVEN, ['甲', TAX_A, null, '"U1']] }, ['企业!D2 组织编码']],
    ['a tax number typed as a number', { 企业: [SEVEN, ['甲', 914403001234567]] }, []],
    ['… beyond what numbers hold', { 企业: [SEVEN, ['甲', 91440300123456780000]] }, ['企业!B2 企业税号']],
    ['a text that is none', { 企业: [SEVEN, [true, TAX_A]] }, ['企业!A2 企业名称']],
    ['a date that is none', { 企业: [SEVEN, ['甲', TAX_A, null, null, '影像', '明年']] }, ['企业!F2 有效期止']],
    ['a day that does not exist', { 企业: [SEVEN, ['甲', TAX_A, null, null, '影像', '2026-02-30']] }, ['企业!F2 有效期止']],
    ['a time of day', { 企业: [SEVEN, ['甲', TAX_A, null, null, '影像', new Date('2026-01-01T12:00:00Z')]] }, ['企业!F2 有效期止']],
    ['dates without a product', { 企业: [SEVEN, ['甲', TAX_A, null, null, null, '2026-01-01']] }, ['企业!E2 产品']],
    ['a state of no group', { 企业: [SEVEN, ['甲', TAX_A, null, null, '影像', null, '已授权']] }, ['企业!G2 授权状态']],
    ['an unknown state', { 企业: [SEVEN, ['甲', TAX_A, null, null, '开票管理', null, '是']] }, ['企业!G2 授权状态']],
    [
      'two states of one product',
      { 企业: [SEVEN, ['甲', TAX_A, null, null, '开票管理', '2026-01-01', '已授权'], ['甲', TAX_A, null, null, '开票管理', '2027-01-01', '未授权']] },
      ['企业!G3 授权状态'],
    ],
    [
      'licences: unknown tax number, service, state, another state than the first sheet',
      {
        企业: [SEVEN, ['甲', TAX_A, null, null, '开票管理', null, '已授权']],
        许可授权: [
          ['企业税号', '服务', '授权状态', '同步状态'],
          [TAX_B, '开票', '已授权', null],
          [TAX_A, '影像', '好', '也许'],
          [TAX_A, '开票', '未授权', null],
        ],
      },
      ['许可授权!A2 企业税号', '许可授权!B3 服务', '许可授权!C3 授权状态', '许可授权!D3 同步状态', '许可授权!C4 授权状态'],
    ],
    [
      'licences: a service twice, a day that does not exist',
      {
        企业: [SEVEN, ['甲', TAX_A]],
        许可授权: [
          ['企业税号', '服务', '授权状态', '取消授权日期'],
          [TAX_A, '开票', '已授权', null],
          [TAX_A, '开票', '已授权', '2026-02-30'],
        ],
      },
      ['许可授权!D3 取消授权日期', '许可授权!B3 服务'],
    ],
    [
      'tenants: counts, quantities, no product, no name',
      {
        企业: [SEVEN],
        租户: [
          ['租户', '服务', '许可数量', '产品', '有效期止', '剩余量'],
          ['T', '开票', '三', null, null, null],
          ['T', null, '3/5', null, null, null],
          ['T', null, null, '存储', null, 1.2345678901234567e19],
          ['T', null, null, null, null, 5],
          [null, null, null, '存储', null, 0.5],
          ['T', null, null, '影像', '2026-01-01', '-1'],
          ['T', null, null, '短信套餐', null, 1234567890123456],
        ],
      },
      ['租户!C2 许可数量', '租户!B3 服务', '租户!F4 剩余量', '租户!D5 产品', '租户!A6 租户', '租户!F7 剩余量', '租户!D7 产品', '租户!F8 剩余量'],
    ],
  ];
  it.each(cases)('%s', async (_, sheets, expected) => {
    const { errors, directory } = await read(sheets);
    expect([...errors].sort()).toEqual([...expected].sort());
    expect(directory === undefined).toBe(expected.length > 0);
  });

  it('also what is said of another cell', async () => {
    const { texts } = await read({ 企业: [SEVEN, ['甲', TAX_A, null, 'U1'], ['乙', TAX_B, null, 'U1']] });
    expect(texts).toEqual(['组织 U1 已在 企业!D2 组织编码 对应过企业']);
  });

  it('warnings too: number cells, blanks, unknown products, sheets that are not read', async () => {
    const { errors, warnings, directory } = await read({
      企业: [SEVEN, [' 甲 ', 123456789012345, null, 101, '新产品']],
      说明: [['请填写']],
    });
    expect(errors).toEqual([]);
    expect(warnings.sort()).toEqual(['企业!A2 企业名称', '企业!B2 企业税号', '企业!D2 组织编码', '企业!E2 产品', '说明']);
    expect(directory?.enterprises[0]).toMatchObject({ name: '甲', taxNo: '123456789012345', unitNumbers: ['101'] });
  });

  it('columns beyond Z', async () => {
    const blanks = Array.from({ length: 26 }, () => null);
    const { errors } = await read({
      企业: [
        ['企业名称', '企业税号', ...blanks, '备注'],
        ['甲', TAX_A],
      ],
    });
    expect(errors).toEqual(['企业!AC1 备注']);
  });
});

it('a workbook without sheets', () => {
  expect(fromSheets([]).errors).toHaveLength(1);
});
