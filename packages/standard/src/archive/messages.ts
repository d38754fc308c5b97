import type { Bilingual, JsonObject } from '@piaozone/core';
import { asText, isObject, type JsonValue, parseExact, stringifyExact } from '@piaozone/core';
import type { ArchiveFile, ArchivePage, ArchiveQuery, ArchiveRecord } from './provider.js';

/** One request of the cloud. */
export interface ArchiveRequest {
  readonly method: string;
  /** Path with its query, as it stood on the request line. */
  readonly path: string;
  /** Raw bytes. */
  readonly body: Uint8Array;
}

export interface ArchiveAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or empty. */
  readonly body: string;
}

/** How one request ended, for logs and metrics. Holds nothing of its content. */
export interface ArchiveEvent {
  readonly operation: string | undefined;
  readonly outcome: 'answered' | 'token' | 'refused' | 'failed';
  readonly reason?: 'no-route' | 'method' | 'too-large' | 'credentials' | 'timestamp' | 'access-token' | 'request' | 'not-provided' | 'provider';
}

/** `errcode` of what is not answered. The template prints `0000` only, so these are ours until Kingdee names others. */
export interface ArchiveErrorCodes {
  /** clientId, sign or timestamp of a token request. @default '9999' */
  readonly credentials?: string;
  /** `access_token` missing, wrong or over. @default '9999' */
  readonly accessToken?: string;
  /** A body that cannot be read. @default '9999' */
  readonly request?: string;
  /** An operation this ERP does not have. @default '9999' */
  readonly notProvided?: string;
  /** The ERP failed. @default '9999' */
  readonly failed?: string;
}

export const OTHER_CODE = '9999';
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' } as const;

export function plain(status: number, headers: Readonly<Record<string, string>> = {}): ArchiveAnswer {
  return { status, headers, body: '' };
}

/** The envelope; statuses are 200 like those of the cloud's own interfaces. @throws request_invalid for a value that has no exact JSON form */
export function envelope(errcode: string, description: string, fields: Readonly<Record<string, unknown>> = {}): ArchiveAnswer {
  return { status: 200, headers: JSON_TYPE, body: stringifyExact({ errcode, description, ...fields }) };
}

/** `data` with the four numbers of paging. */
export function pageAnswer({ items, total }: ArchivePage<unknown>, { pageSize, currentPage }: ArchiveQuery): ArchiveAnswer {
  return envelope('0000', SUCCESS, {
    data: items.map(rowOf),
    totalElements: total,
    totalPage: Math.ceil(total / pageSize),
    pageSize,
    currentPage,
  });
}

const SUCCESS = '操作成功';

function rowOf(row: unknown): unknown {
  if (typeof row !== 'object' || row === null || !Array.isArray((row as ArchiveRecord).file)) return row;
  const { file = [], ...rest } = row as ArchiveRecord;
  return { ...rest, file: file.map(fileOf) };
}

function fileOf({ fileName, main, sourceName, download }: ArchiveFile): Readonly<Record<string, unknown>> {
  return { fileName, isMainFile: main ? 0 : 1, srcNanme: sourceName, download };
}

/** @returns undefined for what is no JSON object in UTF-8; an empty body counts as `{}` */
export function readBody(bytes: Uint8Array): JsonObject | undefined {
  if (bytes.length === 0) return {};
  try {
    const value: JsonValue = parseExact(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The paging of a request, checked; where it is left out the first page is meant. */
export function readQuery(
  body: JsonObject,
  clientId: string,
  { defaultPageSize, maxPageSize }: { readonly defaultPageSize: number; readonly maxPageSize: number },
): ArchiveQuery | { readonly refused: Bilingual } {
  const pageSize = readCount(body['pageSize'], defaultPageSize);
  const currentPage = readCount(body['currentPage'], 1);
  if (pageSize === undefined || pageSize > maxPageSize) {
    return { refused: { zh: `pageSize 须为 1 到 ${maxPageSize} 的整数`, en: `pageSize must be a whole number from 1 to ${maxPageSize}` } };
  }
  if (currentPage === undefined) return { refused: { zh: 'currentPage 须为正整数', en: 'currentPage must be a whole number of at least 1' } };
  const period = textOf(body['period']);
  if (period !== undefined && !/^\d{4}-(?:0[1-9]|1[0-2])$/.test(period)) {
    return { refused: { zh: 'period 须为 yyyy-MM', en: 'period must be yyyy-MM' } };
  }
  return { clientId, organizationNo: textOf(body['organizationNo']), period, pageSize, currentPage, body };
}

function textOf(value: JsonValue | undefined): string | undefined {
  const text = asText(value);
  return text === '' ? undefined : text;
}

function readCount(value: JsonValue | undefined, byDefault: number): number | undefined {
  const text = textOf(value);
  if (text === undefined) return value === undefined || value === null || value === '' ? byDefault : undefined;
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return count >= 1 ? count : undefined;
}
