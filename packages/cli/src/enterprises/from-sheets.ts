import { type EnterpriseDirectory, type EnterpriseDirectoryOptions, type Problem, readEnterpriseDirectory } from '@piaozone/core';
import { SHEETS, type SheetKey } from './columns.js';
import { type DraftEnterprise, readEnterpriseRows } from './enterprise-rows.js';
import { readLicenceRows } from './licence-rows.js';
import { Origins, type PlacedProblem } from './problems.js';
import { type SheetCells, SheetTable } from './sheet-table.js';
import { readTenantRows } from './tenant-rows.js';

export interface SheetsReading {
  /** Absent if there are errors. */
  readonly directory: EnterpriseDirectory | undefined;
  readonly errors: readonly PlacedProblem[];
  readonly warnings: readonly PlacedProblem[];
}

/** The directory of a workbook. Everything wrong is named by sheet, row and column, what the directory itself refuses too. */
export function fromSheets(sheets: readonly SheetCells[], options: EnterpriseDirectoryOptions = {}): SheetsReading {
  const errors: PlacedProblem[] = [];
  const warnings: PlacedProblem[] = [];
  const origins = new Origins();
  const table = <K extends SheetKey>(key: K) => {
    const sheet = sheets.find(({ name }) => name.trim() === SHEETS[key]) ?? (key === 'enterprises' ? sheets[0] : undefined);
    return sheet === undefined ? undefined : new SheetTable(key, sheet, errors, warnings);
  };
  const main = table('enterprises');
  if (main === undefined) return { directory: undefined, errors: [NO_SHEET], warnings };
  const { enterprises, states } = readEnterpriseRows(main, origins);
  readLicenceRows(table('licences'), enterprises, states, origins);
  const tenants = readTenantRows(table('tenants'), origins);
  for (const { name } of sheets.slice(1)) if (!isKnown(name)) warnings.push(unread(name));
  const data = { format: 'piaozone-enterprises', version: 1, enterprises: enterprises.map(plain), ...(tenants.length === 0 ? {} : { tenants }) };
  const { directory, errors: wrong, warnings: doubtful } = readEnterpriseDirectory(data, options);
  const placed = (problems: readonly Problem[]) => problems.map((problem) => origins.place(problem));
  // What a cell is wrong in itself is said once, by its row and column.
  const known = new Set(errors.map(({ where }) => where));
  errors.push(...placed(wrong).filter(({ where }) => !known.has(where)));
  warnings.push(...placed(doubtful));
  return { directory: errors.length === 0 ? directory : undefined, errors, warnings };
}

function plain({ units, path: _, ...enterprise }: DraftEnterprise) {
  return { ...enterprise, unitNumbers: units };
}

function isKnown(name: string): boolean {
  return Object.values<string>(SHEETS).includes(name.trim());
}

function unread(name: string): PlacedProblem {
  return { where: name, message: { zh: '不认识的工作表，没有读取', en: 'is no known sheet and was not read' } };
}

const NO_SHEET: PlacedProblem = { where: SHEETS.enterprises, message: { zh: '没有工作表', en: 'there is no sheet' } };
