import { gunzipSync, gzipSync } from 'node:zlib';
import { WsInvokeException } from '../faults.js';
import type { BeanValue, Value } from '../part-types.js';

export interface NImportRequest {
  readonly params: Readonly<Record<string, unknown>>;
  /** Every cell a string, as sent. */
  readonly rows: readonly BeanValue[];
  readonly compressed: boolean;
}

/** `params` is a JSON object of string booleans, `rows` a table whose first line names the columns; base64 of gzip with isCompress `"true"`. */
export function readNImport(params: Value | undefined, rows: Value | undefined): NImportRequest {
  const options = parsed(params, 'params') as Record<string, unknown>;
  const compressed = options['isCompress'] === 'true';
  const table = parsed(compressed ? unpacked(rows) : rows, 'rows');
  if (!isTable(table)) throw new WsInvokeException('rows: a table of strings is wanted'); // mock-defined
  const [columns = [], ...lines] = table;
  if (lines.some((line) => line.length !== columns.length)) throw new WsInvokeException('rows: a line has another length'); // mock-defined
  return { params: options, compressed, rows: lines.map((line) => Object.fromEntries(columns.map((name, index) => [name, line[index] ?? '']))) };
}

export function answerNImport(maps: { readonly sucs: object; readonly errs: object }, compressed: boolean): string {
  const json = JSON.stringify({ sucs: maps.sucs, errs: maps.errs });
  return compressed ? gzipSync(json).toString('base64') : json;
}

function unpacked(rows: Value | undefined): string {
  try {
    return gunzipSync(Buffer.from(String(rows), 'base64')).toString('utf8');
  } catch {
    throw new WsInvokeException('rows: not base64 of gzip'); // mock-defined
  }
}

function parsed(text: Value | undefined, what: string): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    throw new WsInvokeException(`${what}: not JSON`); // mock-defined
  }
}

function isTable(value: unknown): value is string[][] {
  return Array.isArray(value) && value.every((line) => Array.isArray(line) && line.every((cell) => typeof cell === 'string'));
}
