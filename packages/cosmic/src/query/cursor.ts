import { type Locale, PiaozoneError } from '@piaozone/core/adapter';
import { MAX_PAGE_SIZE } from '../settings/read-settings.js';

/** Where a list goes on. The page size belongs to it: page 3 of 100 rows is not page 3 of 50. */
export interface PagePosition {
  readonly pageNo: number;
  readonly pageSize: number;
}

const SHAPE = /^1:([a-z-]+):([1-9]\d{0,8}):([1-9]\d{0,3})$/;

/** Opaque text that another process can go on with. `list` keeps a cursor of one list out of another. */
export function writeCursor(list: string, { pageNo, pageSize }: PagePosition): string {
  return Buffer.from(`1:${list}:${pageNo}:${pageSize}`, 'utf8').toString('base64url');
}

/** @throws request_invalid for anything {@link writeCursor} did not make for this list */
export function readCursor(list: string, cursor: string, locale: Locale): PagePosition {
  const [, name, pageNo, pageSize] = SHAPE.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (name === list && Number(pageSize) <= MAX_PAGE_SIZE) return { pageNo: Number(pageNo), pageSize: Number(pageSize) };
  throw new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    locale,
    message: { zh: '分页游标无效，或属于另一个列表', en: 'the cursor is invalid or belongs to another list' },
  });
}
