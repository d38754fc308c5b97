import { organizationTree } from '@piaozone/core/adapter';
import { departmentRow } from '@piaozone/testkit';
import { describe, expect, it } from 'vitest';
import type { CosmicSettings } from '../src/index.js';
import { collect, connect, DEPARTMENTS, newCall, settingsFor, startMock } from './support/harness.js';

async function list(rows: readonly Record<string, unknown>[], organizations: Partial<NonNullable<CosmicSettings['organizations']>> = {}) {
  const mock = await startMock({ queries: [{ path: DEPARTMENTS, rows }] });
  const erp = await connect(settingsFor(mock, { organizations: { path: DEPARTMENTS, ...organizations } }));
  return collect(async (query) => (await erp.listOrganizations?.(query, newCall())) ?? { items: [] });
}

describe('organizations of a view', () => {
  it('make a tree', async () => {
    const rows = [
      departmentRow({ id: '1', number: 'A', name: '集团' }),
      departmentRow({ id: '2', number: 'B', name: '一部', ancestors: ['A'] }),
      departmentRow({ id: '3', number: 'C', name: '一组', ancestors: ['A', 'B'] }),
    ];
    const tree = organizationTree(await list(rows));
    expect(
      tree.roots.map(({ organization, children }) => [organization.number, children[0]?.organization.number, children[0]?.children.length]),
    ).toEqual([['A', 'B', 1]]);
  });

  it('stand outside when they are in other views only', async () => {
    const rows = [
      departmentRow({ id: '1', number: 'A', name: '集团' }),
      { id: '2', number: 'B', name: '乙', structure: [{ view_id: '9', viewparent_number: 'A' }] },
    ];
    const found = await list(rows);
    expect(found[1]).toEqual({ id: '2', number: 'B', name: '乙', outsideView: true });
    expect(organizationTree(found).outside).toHaveLength(1);
    expect((await list([{ id: '3', number: 'C', name: '丙', structure: [] }]))[0]).toEqual({ id: '3', number: 'C', name: '丙' });
  });

  it('may come as a row for each view', async () => {
    const row = (view: string, up: string) => ({ id: '2', number: 'B', name: '乙', viewid: view, up });
    const fields = { id: 'id', number: 'number', name: 'name', parentNumber: 'up' };
    const found = await list([row('7', 'X'), row('1', 'A'), row('8', 'Y')], { fields, view: { field: 'viewid', value: '1' } });
    expect(found.map(({ parentNumber, outsideView }) => [parentNumber, outsideView])).toEqual([
      [undefined, true],
      ['A', undefined],
      [undefined, true],
    ]);
    expect(organizationTree(found)).toMatchObject({ orphans: [{ number: 'B', parentNumber: 'A' }], outside: [] });
  });
});
