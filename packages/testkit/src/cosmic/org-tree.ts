import { syntheticTaxNo } from '../common/tax-number.js';
import type { Row } from '../erp/bill-table.js';
import { SeededRandom } from '../erp/random.js';

export interface OrganizationTreeOptions {
  /** Nodes of the tree, the root included. */
  readonly units: number;
  /** 组织视图; the first is view "1", the standard one, which holds every node. Default 20. */
  readonly views?: number;
  /** Default `tree`. */
  readonly seed?: string;
}

/** One node. The names of these members are the mock's own; rows get theirs from the caller. */
export interface TreeUnit {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  /** Node above it in the standard view; `undefined` for the root. */
  readonly parent: TreeUnit | undefined;
  /** 公司, else 部门. */
  readonly company: boolean;
  /** Whether it is also a 业务单元. Every company is. */
  readonly businessUnit: boolean;
  /** Whether the 业务单元 has the function 核算组织; such a unit has tax number and registered name. */
  readonly accounting: boolean;
  readonly taxNo: string | undefined;
  readonly enabled: boolean;
}

export interface OrganizationTree {
  /** Parents before children. */
  readonly units: readonly TreeUnit[];
  /** bos_adminorg rows with the names measured on a live 星瀚 (flagship-and-cosmic §4.3): every node, in every view it belongs to. */
  departmentRows(): Row[];
  /** Rows of the 业务单元 as `row` names their properties: the reference does not hold the names. */
  businessUnitRows(row: (unit: TreeUnit) => Row): Row[];
}

interface Place {
  readonly path: readonly string[];
  readonly parent: TreeUnit | undefined;
}

/** A tree of any size, the same for the same seed. In the views after the first some nodes are missing or hang elsewhere. */
export function organizationTree({ units: count, views = 20, seed = 'tree' }: OrganizationTreeOptions): OrganizationTree {
  if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(views) || views < 1)
    throw new Error('units and views: whole numbers from 1');
  const random = new SeededRandom(`${seed}:tree`);
  const units: TreeUnit[] = [];
  for (let index = 0; index < count; index += 1) units.push(newUnit(index, units, random));
  return {
    units,
    departmentRows: () => departmentRows(units, views, new SeededRandom(`${seed}:views`)),
    businessUnitRows: (row) => units.filter(({ businessUnit }) => businessUnit).map(row),
  };
}

function newUnit(index: number, before: readonly TreeUnit[], random: SeededRandom): TreeUnit {
  // Only companies have something below them that is a company; wide rather than deep.
  const parent = index === 0 ? undefined : before[random.integer(Math.min(index, Math.max(1, Math.ceil(index / 3))))];
  const company = parent === undefined || (parent.company && random.integer(4) === 0);
  const businessUnit = company || random.integer(5) === 0;
  const accounting = businessUnit && (company ? random.integer(6) !== 0 : random.integer(8) === 0);
  return {
    id: String(10_000_000 + index),
    number: `U${String(index + 1).padStart(5, '0')}`,
    name: `${company ? '公司' : '部门'}${index + 1}`,
    ...{ parent, company, businessUnit, accounting },
    taxNo: accounting ? syntheticTaxNo(index + 1) : undefined,
    enabled: index === 0 || random.integer(25) !== 0,
  };
}

function departmentRows(units: readonly TreeUnit[], views: number, random: SeededRandom): Row[] {
  const structures = new Map<TreeUnit, Row[]>(units.map((unit) => [unit, []]));
  for (let view = 1; view <= views; view += 1) {
    const places = placesIn(view, units, random);
    const parents = new Set([...places.values()].map(({ parent }) => parent));
    let seq = 0;
    for (const [unit, { path, parent }] of places) {
      seq += 1;
      structures.get(unit)?.push(structureRow(view, seq, unit, path, parent, !parents.has(unit)));
    }
  }
  return units.map((unit) => departmentRow(unit, structures.get(unit) ?? []));
}

/** Where every node is in one view. */
function placesIn(view: number, units: readonly TreeUnit[], random: SeededRandom): Map<TreeUnit, Place> {
  const places = new Map<TreeUnit, Place>();
  const root = units[0];
  for (const unit of units) {
    const usual = unit.parent === undefined ? undefined : places.get(unit.parent);
    const moved = view > 1 && unit.parent !== undefined && random.integer(10) === 0;
    const absent = view > 1 && unit.parent !== undefined && (usual === undefined || random.integer(20) === 0);
    if (absent) continue;
    const parent = moved ? root : unit.parent;
    const above = parent === undefined ? [] : (places.get(parent)?.path ?? []);
    places.set(unit, { path: [...above, unit.number], parent });
  }
  return places;
}

function structureRow(view: number, seq: number, unit: TreeUnit, path: readonly string[], parent: TreeUnit | undefined, isleaf: boolean): Row {
  return {
    view_id: String(view),
    view_name: view === 1 ? '行政组织视图默认方案' : `view ${view}`, // mock-defined
    level: path.length, // mock-defined JSON type
    longnumber: path.join('!'),
    isleaf, // mock-defined JSON type
    seq, // mock-defined JSON type
    viewparent_number: parent?.number ?? '',
    viewparent_name: parent?.name ?? '',
    vieworg_number: unit.number,
  };
}

function departmentRow({ id, number, name, company, enabled }: TreeUnit, structure: readonly Row[]): Row {
  return {
    ...{ id, number, name, simplename: name },
    orgpattern_name: company ? '公司' : '部门', // mock-defined: 部门
    enable: enabled ? '1' : '0',
    status: 'C',
    structure,
  };
}
