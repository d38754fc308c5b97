import { createHash } from 'node:crypto';
import { type JsonValue, type Page, PiaozoneError, stringifyExact } from '@piaozone/core/adapter';
import type { PageSource, PagingSettings } from '../settings/types.js';
import type { Values } from './request.js';
import { textAt } from './values.js';

/** Where a page starts: behind a row number or behind a row's value. `seen` is the first row of the page before. */
type Position = { readonly kind: 'rows'; readonly offset: number; readonly seen: string } | { readonly kind: 'after'; readonly value: string };

export interface PageRequest {
  readonly values: Values<PageSource>;
  /** The rows as a page. @throws response_invalid when the operation answers the page before again: the list would never end */
  page(rows: readonly JsonValue[]): Page<JsonValue>;
}

/**
 * What to ask for the page at `cursor`. A list ends with an empty page, not with a short one: EAS services cap their answers below what was asked
 * (eas-and-imaging §4.2).
 * @throws request_invalid for a cursor that is not ours
 */
export function pageRequest(paging: PagingSettings | undefined, cursor: string | undefined, wished: number | undefined): PageRequest {
  const at = cursor === undefined ? undefined : readCursor(cursor, paging);
  if (paging === undefined) return { values: {}, page: (items) => ({ items }) };
  const limit = Math.min(paging.pageSize, Math.max(1, wished ?? paging.pageSize));
  if (paging.continueAfter !== undefined) return afterRequest(paging.continueAfter, at?.kind === 'after' ? at.value : undefined, limit);
  const offset = at?.kind === 'rows' ? at.offset : 0;
  const fromRow = offset + (paging.firstRow ?? 0);
  return {
    values: { 'page.fromRow': String(fromRow), 'page.toRow': String(fromRow + limit - 1), 'page.limit': String(limit) },
    page(items) {
      const [first] = items;
      if (first === undefined) return { items };
      const seen = createHash('sha256').update(stringifyExact(first)).digest('base64url').slice(0, 16);
      if (at?.kind === 'rows' && at.seen === seen) throw endless();
      return { items, nextCursor: writeCursor({ kind: 'rows', offset: offset + items.length, seen }) };
    },
  };
}

function afterRequest(path: string, after: string | undefined, limit: number): PageRequest {
  return {
    values: { 'page.limit': String(limit), ...(after === undefined ? {} : { 'page.after': after }) },
    page(items) {
      const last = items.at(-1);
      if (last === undefined) return { items };
      const value = textAt(last, path);
      if (value === undefined || value === '' || value === after) throw endless();
      return { items, nextCursor: writeCursor({ kind: 'after', value }) };
    },
  };
}

function writeCursor(position: Position): string {
  return Buffer.from(position.kind === 'rows' ? `r:${position.offset}:${position.seen}` : `a:${position.value}`, 'utf8').toString('base64url');
}

function readCursor(cursor: string, paging: PagingSettings | undefined): Position {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, offset, seen = ''] = /^r:(\d{1,15}):([\w-]{16})$/.exec(text) ?? [];
  const after = text.startsWith('a:') ? text.slice(2) : '';
  if (paging !== undefined && paging.continueAfter === undefined && offset !== undefined) return { kind: 'rows', offset: Number(offset), seen };
  if (paging?.continueAfter !== undefined && after !== '') return { kind: 'after', value: after };
  throw new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: '分页游标不是本适配器按当前设置给出的', en: 'the page cursor was not given by this adapter with its present settings' },
  });
}

function endless(): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'unknown',
    message: {
      zh: 'EAS 接口没有按分页参数继续（返回了同样的行，或缺少 continueAfter 字段），列表不会结束',
      en: 'the EAS operation does not go on as asked (the same rows came again, or continueAfter is absent in them); the list would never end',
    },
  });
}
