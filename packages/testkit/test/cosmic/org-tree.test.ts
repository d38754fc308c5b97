import { describe, expect, it } from 'vitest';
import { organizationTree, type TreeUnit } from '../../src/cosmic/index.js';
import { post, signIn, start } from './raw-client.js';

const PATH = '/kapi/v2/test/departments';

interface Structure {
  readonly view_id: string;
  readonly longnumber: string;
  readonly viewparent_number: string;
  readonly isleaf: boolean;
  readonly level: number;
}

describe('organization tree', () => {
  const tree = organizationTree({ units: 300, views: 6, seed: 's' });
  const rows = tree.departmentRows();
  const structures = rows.map((row) => row['structure'] as Structure[]);

  it('has as many units as asked, each once, parents before children', () => {
    expect(tree.units).toHaveLength(300);
    expect(new Set(tree.units.map(({ number }) => number)).size).toBe(300);
    const at = new Map(tree.units.map((unit, index) => [unit, index]));
    expect(tree.units.every(({ parent }, index) => (parent === undefined ? index === 0 : (at.get(parent) ?? 999) < index))).toBe(true);
  });

  it('holds every unit in the standard view, below its parent there', () => {
    tree.units.forEach((unit, index) => {
      const [first] = structures[index] ?? [];
      const path = [];
      for (let at: TreeUnit | undefined = unit; at !== undefined; at = at.parent) path.unshift(at.number);
      expect(first).toMatchObject({ view_id: '1', longnumber: path.join('!'), level: path.length, viewparent_number: unit.parent?.number ?? '' });
      expect(first?.isleaf).toBe(!tree.units.some(({ parent }) => parent === unit));
    });
  });

  it('lets units be missing or elsewhere in other views, never twice', () => {
    expect(structures.every((list) => new Set(list.map(({ view_id }) => view_id)).size === list.length)).toBe(true);
    expect(structures.some((list) => list.length < 6)).toBe(true);
    expect(structures.some(([first, ...others]) => others.some(({ longnumber }) => longnumber !== first?.longnumber))).toBe(true);
    expect(structures[0]).toHaveLength(6);
    // Nobody hangs below a unit that the view does not have.
    for (const list of structures) {
      for (const { view_id, viewparent_number } of list.filter((one) => one.viewparent_number !== '')) {
        const parent = tree.units.findIndex(({ number }) => number === viewparent_number);
        expect(structures[parent]?.some((one) => one.view_id === view_id)).toBe(true);
      }
    }
  });

  it('has all kinds of units, and tax numbers with the accounting ones only', () => {
    const kinds = new Set(tree.units.map(({ company, businessUnit, accounting, enabled }) => [company, businessUnit, accounting, enabled].join()));
    expect(kinds.size).toBeGreaterThan(5);
    expect(tree.units.every(({ accounting, taxNo }) => accounting === (taxNo !== undefined))).toBe(true);
    expect(tree.units.every(({ company, businessUnit, accounting }) => (businessUnit || !company) && (businessUnit || !accounting))).toBe(true);
    const named = tree.businessUnitRows(({ number, taxNo }) => ({ nr: number, tax: taxNo }));
    expect(named).toHaveLength(tree.units.filter(({ businessUnit }) => businessUnit).length);
    expect(Object.keys(named[0] ?? {})).toEqual(['nr', 'tax']);
  });

  it('is the same for the same seed', () => {
    expect(organizationTree({ units: 300, views: 6, seed: 's' }).departmentRows()).toEqual(rows);
    expect(organizationTree({ units: 300, views: 6, seed: 't' }).departmentRows()).not.toEqual(rows);
    expect(organizationTree({ units: 3 }).departmentRows()[0]?.['structure']).toHaveLength(20);
    expect(() => organizationTree({ units: 0 })).toThrow('units');
  });

  it('can be shown by another view, as an administrator would switch it', async () => {
    const mock = await start({ queries: [{ path: PATH, rows, filter: '[structure.view.id = 1]' }] });
    const ask = async () => (await post(mock, PATH, { data: { view: '1' }, pageSize: 1000 }, { accesstoken: await signIn(mock) })).json.data;
    expect(await ask()).toMatchObject({ totalCount: 300, filter: '[structure.view.id = 1]' });
    mock.query(PATH).selectView('6');
    const inView = structures.filter((list) => list.some(({ view_id }) => view_id === '6')).length;
    expect(inView).toBeLessThan(300);
    expect(await ask()).toMatchObject({ totalCount: inView, filter: '[structure.view.id = 6]' });
    mock.query(PATH).selectView('7');
    expect(await ask()).toMatchObject({ totalCount: 0, rows: [], filter: '[structure.view.id = 7]' });
  });
});

describe('other forms of a query', () => {
  it('answers the older form with columns and bare rows', async () => {
    const v1Columns = [
      { name: 'id', caption: '内码', type: 'Long' },
      { name: 'number', caption: '编码', type: 'Text' },
    ];
    const path = '/kapi/sys/bos_org/query';
    const mock = await start({ queries: [{ path, rows: [{ id: 7, number: 'A', more: 1 }, { id: 8 }], v1Columns }] });
    expect((await post(mock, path, {}, { accesstoken: await signIn(mock) })).json).toEqual({
      success: true,
      errorCode: 'success',
      data: {
        count: 2,
        header: v1Columns,
        rows: [
          ['7', 'A'],
          ['8', null],
        ],
      },
    });
  });
});
