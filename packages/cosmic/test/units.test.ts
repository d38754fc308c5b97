import { describe, expect, it } from 'vitest';
import { readBusinessUnit } from '../src/units/business-units.js';
import { PRODUCT, SETTINGS, unitRow } from './support/harness.js';

const read = (more: object, accounting: string | string[] = 'accounting', path = 'functions') =>
  readBusinessUnit(unitRow('U1', more) as never, { ...SETTINGS.businessUnits, functions: { path, accounting } }, PRODUCT, 'zh-CN');

describe('importability', () => {
  it.each([
    ['an array', { functions: ['10', 'accounting'] }, 'accounting', 'functions'],
    ['an array of objects', { functions: [{ number: '10' }, { number: '04' }] }, ['04'], 'functions.number'],
    ['a nested array', { functions: { list: [['04']] } }, '04', 'functions.list'],
    ['a text', { functions: '核算组织' }, '核算组织', 'functions'],
    ['a delimited text', { functions: '采购组织、核算组织' }, '核算组织', 'functions'],
    ['a delimited text with blanks', { functions: '1, 2 ,3' }, '2', 'functions'],
    ['a JSON flag', { functions: true }, 'true', 'functions'],
    ['a text flag', { functions: '1' }, ['1', 'true'], 'functions'],
  ] as const)('is given by %s', (_, row, accounting, path) => {
    expect(read(row, accounting as string | string[], path).importability).toEqual({ importable: true });
  });

  it.each([
    ['another function', { functions: ['10'] }, '10'],
    ['a longer word', { functions: '非核算组织' }, '非核算组织'],
    ['a number that only begins alike', { functions: '12,21' }, '12,21'],
    ['no value', { functions: null }, '无值'],
    ['a false flag', { functions: false }, 'false'],
  ])('is refused for %s, with the manual’s remedy', (_, row, seen) => {
    const { importability } = read(row, ['核算组织', '1', 'true']);
    expect(importability).toMatchObject({ importable: false });
    const reason = importability.importable ? undefined : importability.reason;
    expect(reason?.zh).toContain('职能类型设置为“核算组织”');
    expect(reason?.zh).toContain(seen);
    expect(reason?.zh).toContain(PRODUCT.unitMenu);
    expect(reason?.en).toContain('核算组织');
  });

  it('is refused without tax number or name, all reasons together', () => {
    const { importability } = read({ functions: [], taxno: '', name: ' '.trim() });
    const reason = importability.importable ? undefined : importability.reason;
    for (const part of ['职能类型', '没有税号', '没有名称']) expect(reason?.zh).toContain(part);
    for (const part of ['tax number', 'no name']) expect(reason?.en).toContain(part);
  });

  it('names the setting when a unit has no number', () => {
    expect(() => read({ number: null })).toThrow(/businessUnits\.fields\.number/);
  });

  it('keeps the registered name apart', () => {
    const settings = { ...SETTINGS.businessUnits, fields: { number: 'number', name: 'name', taxNo: 'taxno', registeredName: 'reg' } };
    const unit = readBusinessUnit(unitRow('U1', { reg: '甲有限公司' }) as never, settings, PRODUCT, 'en');
    expect(unit).toEqual({
      id: 'U1',
      number: 'U1',
      name: '公司U1',
      taxNo: '91000000TEST00001X',
      registeredName: '甲有限公司',
      importability: { importable: true },
    });
  });
});
