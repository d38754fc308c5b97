import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { isObject, type JsonObject, type JsonValue, PiaozoneError, type Problem, parseExact, stringifyExact } from '@piaozone/core/adapter';
import type { SoapPart } from '../soap/envelope.js';
import { add, refuse } from '../soap/typed-parts.js';
import { isVoucherColumn, type VoucherColumn } from './beans.js';

const SWITCHES = [
  'isSubmit',
  'isAudit',
  'isPost',
  'isImpCashflow',
  'isVoucherTypeIdField',
  'overwrite',
  'extend',
  'useGlobalCache',
  'clearGlobalCache',
] as const;

export interface NImportVoucher {
  /** Switches; those not given are left out. `gzip` is `isCompress`. */
  readonly params?: { readonly [S in (typeof SWITCHES)[number]]?: boolean };
  /** One object per entry; a column that an entry has not is an empty cell. */
  readonly rows: readonly { readonly [C in VoucherColumn]?: string }[];
  /** Rows and answer as gzip in base64, for large vouchers. Default false. */
  readonly gzip?: boolean;
}

/** The answer. What its maps hold is unknown (eas-and-imaging §12): nothing here says whether a voucher was made. */
export interface NImportResult {
  readonly sucs: JsonObject | undefined;
  readonly errs: JsonObject | undefined;
  /** The whole answer. */
  readonly raw: JsonValue;
}

const squeeze = promisify(gzip);
const unsqueeze = promisify(gunzip);
/** Of the answer once it is unpacked, bytes: a few kilobytes of gzip can hold gigabytes. */
const MAX_ANSWER = 64 * 1024 * 1024;

/** @throws request_invalid */
export async function nImportParts({ params = {}, rows, gzip: isCompress = false }: NImportVoucher): Promise<SoapPart[]> {
  const problems: Problem[] = [];
  checkSwitches(params, problems);
  const columns = columnsOf(rows, problems);
  refuse(problems);
  const set = SWITCHES.flatMap((name) => (params[name] === undefined ? [] : [[name, String(params[name])]]));
  const table: JsonValue = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))];
  const text = stringifyExact(table);
  return [
    { name: 'params', value: stringifyExact(Object.fromEntries([['isCompress', String(isCompress)], ...set])) },
    { name: 'rows', value: isCompress ? (await squeeze(Buffer.from(text, 'utf8'))).toString('base64') : text },
  ];
}

/** @throws response_invalid: it was a write, so its outcome is unknown */
export async function readNImport(answer: string | null, isCompressed: boolean): Promise<NImportResult> {
  const raw = parse(isCompressed ? await unpack(answer ?? '') : (answer ?? ''));
  return { sucs: mapAt(raw, 'sucs'), errs: mapAt(raw, 'errs'), raw };
}

function checkSwitches(params: object, problems: Problem[]): void {
  for (const [name, value] of Object.entries(params)) {
    const path = `params.${name}`;
    if (!(SWITCHES as readonly string[]).includes(name))
      add(problems, path, `没有这个开关，可用：${SWITCHES.join('、')}`, `is no switch; known: ${SWITCHES.join(', ')}`);
    else if (value !== undefined && typeof value !== 'boolean') add(problems, path, '须为 true 或 false', 'must be true or false');
  }
}

/** In the order in which they first occur. */
function columnsOf(rows: unknown, problems: Problem[]): VoucherColumn[] {
  if (!Array.isArray(rows) || rows.length === 0) {
    add(problems, 'rows', '须为非空列表', 'must be a list with at least one entry');
    return [];
  }
  const columns = new Set<VoucherColumn>();
  for (const [index, row] of rows.entries()) {
    for (const [column, cell] of Object.entries((row ?? {}) as object)) {
      const path = `rows[${index}].${column}`;
      if (!isVoucherColumn(column)) add(problems, path, '没有这一列', 'is no column');
      else if (cell === undefined) continue;
      else if (typeof cell === 'string') columns.add(column);
      else add(problems, path, '须为文本', 'must be a text');
    }
  }
  return [...columns];
}

async function unpack(text: string): Promise<string> {
  try {
    const bytes = await unsqueeze(Buffer.from(text, 'base64'), { maxOutputLength: MAX_ANSWER });
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('不是 base64 的 gzip', 'is no gzip in base64');
  }
}

function parse(text: string): JsonValue {
  try {
    return parseExact(text);
  } catch {
    // The parser's message shows the beginning of the text, which is the ERP's data.
    throw unreadable(`不是 JSON（${text.length} 个字符）`, `is no JSON (${text.length} characters)`);
  }
}

function mapAt(raw: JsonValue, name: string): JsonObject | undefined {
  const value = isObject(raw) && Object.hasOwn(raw, name) ? raw[name] : undefined;
  return isObject(value) ? value : undefined;
}

function unreadable(zh: string, en: string): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'unknown',
    message: { zh: `nImportVoucher 的返回${zh}`, en: `what nImportVoucher returned ${en}` },
  });
}
