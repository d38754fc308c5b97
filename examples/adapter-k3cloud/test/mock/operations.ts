import { ExactNumber } from '@piaozone/testkit';
import { failed, failedQuery, MSG, succeeded } from './answers.js';
import { type Books, type Cell, cellOf, type FormShape, type StoredRow } from './books.js';
import { compare, FilterSyntaxError, parseFilter } from './filter.js';

/** How the server of one test behaves where the reference leaves it open, or where servers differ. */
export interface Manners {
  /** Most rows of one query. */
  readonly maxRows: number;
  /** An empty text comes as one blank. */
  readonly emptyAsBlank: boolean;
  /** Whether Save is taken in state C; in no source. */
  readonly savesAudited: boolean;
}

type Body = Readonly<Record<string, unknown>>;

/** ExecuteBillQuery (k3cloud §4). */
export function executeBillQuery(books: Books, query: Body, manners: Manners): unknown {
  const { FormId, FieldKeys, FilterString = '', OrderString = '', TopRowCount = 0, StartRow = 0, Limit = 0 } = query;
  const shape = books.shape(String(FormId));
  if (shape === undefined) return failedQuery(`标识为"${FormId}"的业务对象不存在`, MSG.parameters);
  const keys = String(FieldKeys)
    .split(',')
    .map((key) => key.trim());
  const odd = keys.find((key) => !knows(shape, key));
  if (odd !== undefined) return failedQuery(`元数据中标识为${odd}的字段不存在`, MSG.fieldMissing);
  try {
    const test = parseFilter(String(FilterString));
    const rows = flatRows(books.rows(shape.formId), shape, keys).filter((row) => test((key) => textOf(row(key))));
    const [orderKey] = String(OrderString).split(/\s+/);
    if (orderKey !== undefined && orderKey !== '') rows.sort((a, b) => compare(textOf(a(orderKey)), textOf(b(orderKey))));
    const size = Math.min(Number(Limit) || manners.maxRows, manners.maxRows);
    const end = Math.min(Number(StartRow) + size, Number(TopRowCount) || Number.MAX_SAFE_INTEGER);
    return rows.slice(Number(StartRow), end).map((row) => keys.map((key) => shown(row(key), manners)));
  } catch (error) {
    if (error instanceof FilterSyntaxError) return failedQuery(`当前查询串无法解析--${error.message}`, MSG.parameters);
    throw error;
  }
}

/** View: names differ from the keys, here by the letter in front (k3cloud §6 shows one pair). */
export function view(books: Books, formId: string, { Id, Number: number }: Body): unknown {
  const row = books.rows(formId).find(({ id, head }) => id === String(Id) || (number !== '' && textOf(cellOf(head, 'FBillNo')) === number));
  if (row === undefined) return failed('未找到对应数据', MSG.notFound); // mock-defined: the text
  const members = Object.entries(row.head).map(([key, cell]) => [
    key.replace(/^F/, ''),
    typeof cell === 'object' && 'FNumber' in cell ? { Number: cell.FNumber } : cell,
  ]);
  return succeeded({ Result: Object.fromEntries(members) });
}

/** Save of an update (k3cloud §6). Writes whatever it is told: nothing here makes up for an adapter that does not look. */
export function save(books: Books, formId: string, data: Body, manners: Manners): unknown {
  const model = (data['Model'] ?? {}) as Body;
  const { FID: id, ...fields } = model;
  const rows = books.rows(formId);
  const at = rows.findIndex((one) => one.id === String(id));
  const row = rows[at];
  const shape = books.shape(formId);
  if (row === undefined || shape === undefined) return failed('未找到对应数据', MSG.notFound); // mock-defined: the text
  const status = textOf(cellOf(row.head, 'FDOCUMENTSTATUS'));
  if (status === 'C' && !manners.savesAudited) return failed('单据已经审核，不允许修改', MSG.checkFailed); // mock-defined: the text
  const wanted = (data['NeedUpDateFields'] as readonly string[] | undefined) ?? Object.keys(fields);
  for (const [key, value] of Object.entries(fields)) {
    if (!wanted.some((one) => one.toLowerCase() === key.toLowerCase())) continue;
    const name = Object.keys(row.head).find((one) => one.toLowerCase() === key.toLowerCase()) ?? key;
    row.head[name] = /DATE$/i.test(key) ? `${String(value).slice(0, 10)}T00:00:00` : String(value);
  }
  const deletes = String(data['IsDeleteEntry'] ?? true) === 'true';
  rows[at] = { ...row, entries: deletes ? [] : row.entries, writes: row.writes + 1 };
  const number = textOf(cellOf(row.head, 'FBillNo'));
  return succeeded({ Id: new ExactNumber(row.id), Number: number, NeedReturnData: [{}] });
}

export function queryBusinessInfo(books: Books, { FormId }: Body): unknown {
  const shape = books.shape(String(FormId));
  if (shape === undefined) return failed(`标识为"${FormId}"的业务对象不存在`, MSG.parameters);
  const fields = (keys: readonly string[]) => keys.map((Key) => ({ Key }));
  const entrys = [
    { Key: 'FBillHead', Fields: fields(shape.head) },
    ...(shape.entryKey === undefined ? [] : [{ Key: shape.entryKey, Fields: fields(shape.entry ?? []) }]),
  ];
  return succeeded({ NeedReturnData: { Id: shape.formId, Entrys: entrys } });
}

type FlatRow = (key: string) => Cell | undefined;

/** One row per bill, or one per entry where an entry field is asked for. */
function flatRows(rows: readonly StoredRow[], shape: FormShape, keys: readonly string[]): FlatRow[] {
  const wantsEntries = keys.some((key) => isEntryKey(shape, key));
  return rows.flatMap((row): FlatRow[] => {
    if (!wantsEntries) return [(key) => below(row.head, key)];
    return row.entries.map(
      (entry): FlatRow =>
        (key) =>
          key.toLowerCase() === entryIdKey(shape) ? new ExactNumber(entry.id) : (below(entry.fields, key) ?? below(row.head, key)),
    );
  });
}

function below(fields: Readonly<Record<string, Cell>>, key: string): Cell | undefined {
  const [name = '', part] = key.split('.');
  const cell = cellOf(fields, name);
  if (typeof cell !== 'object' || cell instanceof ExactNumber) return cell;
  return part === undefined ? new ExactNumber(cell.FID) : cellOf({ ...cell }, part);
}

function knows(shape: FormShape, key: string): boolean {
  const name = key.split('.', 1)[0]?.toLowerCase() ?? '';
  return isEntryKey(shape, key) || shape.head.some((one) => one.toLowerCase() === name);
}

function isEntryKey(shape: FormShape, key: string): boolean {
  const name = key.split('.', 1)[0]?.toLowerCase() ?? '';
  return name === entryIdKey(shape) || (shape.entry ?? []).some((one) => one.toLowerCase() === name);
}

function entryIdKey({ entryKey }: FormShape): string {
  return `${entryKey}_FEntryID`.toLowerCase();
}

function textOf(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  return cell instanceof ExactNumber ? cell.text : cell.FID;
}

function shown(cell: Cell | undefined, { emptyAsBlank }: Manners): unknown {
  if (cell === undefined || cell === '') return emptyAsBlank ? ' ' : '';
  return typeof cell === 'object' && !(cell instanceof ExactNumber) ? new ExactNumber(cell.FID) : cell;
}
