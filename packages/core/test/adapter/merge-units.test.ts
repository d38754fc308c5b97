import { describe, expect, it } from 'vitest';
import { type BusinessUnit, mergeBusinessUnits, type Warning } from '../../src/adapter.js';

const unit = (id: string, more: Partial<BusinessUnit> = {}): BusinessUnit => ({
  id,
  number: `U${id}`,
  name: '甲公司',
  taxNo: '91000000TEST00001X',
  importability: { importable: true },
  ...more,
});
const REFUSED: BusinessUnit['importability'] = { importable: false, reason: { zh: '不是核算组织', en: 'is no 核算组织' } };

function merge(...units: BusinessUnit[]) {
  const warnings: Warning[] = [];
  return { units: mergeBusinessUnits(units, (warning) => warnings.push(warning)), warnings };
}

describe('mergeBusinessUnits', () => {
  it('counts a unit once, in the order of the list', () => {
    const { units, warnings } = merge(unit('1'), unit('2'), unit('1'));
    expect(units).toEqual([unit('1'), unit('2')]);
    expect(warnings).toEqual([]);
  });

  it.each([
    [unit('1', { importability: REFUSED }), unit('1')],
    [unit('1'), unit('1', { importability: REFUSED })],
  ])('takes it as importable where any row says so', (first, second) => {
    expect(merge(first, second).units).toEqual([unit('1')]);
  });

  it('does not take silence for a contradiction', () => {
    const { taxNo: _, ...without } = unit('1', { importability: REFUSED, name: '' });
    expect(merge(without, unit('1'))).toEqual({ units: [unit('1')], warnings: [] });
    expect(merge(unit('1'), without)).toEqual({ units: [unit('1')], warnings: [] });
    const registered = unit('1', { registeredName: '甲有限公司' });
    expect(merge(registered, unit('1')).units).toEqual([registered]);
  });

  it.each(['number', 'name', 'taxNo', 'registeredName'] as const)('refuses one whose rows differ in %s, and says so', (field) => {
    const { units, warnings } = merge(unit('1', { [field]: 'a' }), unit('1', { [field]: 'b' }), unit('2'));
    expect(units.map(({ id, importability }) => [id, importability.importable])).toEqual([
      ['1', false],
      ['2', true],
    ]);
    const [refused] = units;
    const reason = refused?.importability.importable === false ? refused.importability.reason : undefined;
    for (const text of [reason?.zh, reason?.en, warnings[0]?.message.zh, warnings[0]?.message.en]) expect(text).toContain(field);
    expect(warnings).toHaveLength(1);
  });

  it('does not let a third row heal a conflict', () => {
    const { units } = merge(unit('1', { name: '甲' }), unit('1', { name: '乙' }), unit('1', { name: '甲' }));
    expect(units[0]?.importability.importable).toBe(false);
  });
});
