import { type Locale, PiaozoneError } from '@piaozone/core/adapter';
import { MAX_PAGE_SIZE } from '../settings/check-query.js';

/** Where a list goes on. The page size belongs to it: page 3 of 100 rows is not page 3 of 50. */
export interface PagePosition {
  readonly pageNo: number;
  readonly pageSize: number;
  /** Rows answered by the pages before. */
  readonly read: number;
  /** Marks of the first page and of the one before this one; what comes again is not read for ever. Absent on page 1. */
  readonly first?: string;
  readonly before?: string;
}

const SHAPE = /^2:([a-z-]+):([1-9]\d{0,8}):([1-9]\d{0,3}):(\d{1,12}):([0-9a-f]{16}):([0-9a-f]{16})$/;

/** Opaque text that another process can go on with. `list` keeps a cursor of one list out of another. */
export function writeCursor(list: string, { pageNo, pageSize, read, first, before }: Required<PagePosition>): string {
  return Buffer.from(`2:${list}:${pageNo}:${pageSize}:${read}:${first}:${before}`, 'utf8').toString('base64url');
}

/** @throws request_invalid for anything {@link writeCursor} did not make for this list */
export function readCursor(list: string, cursor: string, locale: Locale): PagePosition {
  const [, name, pageNo, pageSize, read, first, before] = SHAPE.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (name === list && first !== undefined && before !== undefined && Number(pageSize) <= MAX_PAGE_SIZE) {
    return { pageNo: Number(pageNo), pageSize: Number(pageSize), read: Number(read), first, before };
  }
  throw new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    locale,
    message: { zh: '分页游标无效，或属于另一个列表', en: 'the cursor is invalid or belongs to another list' },
  });
}
