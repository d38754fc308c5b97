import { PiaozoneError } from '@piaozone/core/adapter';
import type { EasRow } from '../soap/results.js';

/** How a row range is walked through. */
export interface RowRange {
  /** Rows asked for at once, 1 to 10 000. Default: that of the services' settings. */
  readonly pageSize?: number;
  /** Number of the first row. Default 0, as published clients count. */
  readonly firstRow?: number;
  /**
   * What ends the walk. `empty-page` (default) loses nothing where EAS caps its answers below what was asked for, and asks once more than needed;
   * `short-page` stops at the first page with fewer rows than were asked for, as published clients do.
   */
  readonly until?: 'empty-page' | 'short-page';
  /** Rows after which the walk is given up as endless. Default 1 000 000. */
  readonly maxRows?: number;
}

/** Rows a client asks for at once (eas-and-imaging §4.2): `fromRow = n·1001, toRow = n·1001 + 1001`. */
export const DEFAULT_PAGE_SIZE = 1001;
export const MAX_PAGE_SIZE = 10_000;
const DEFAULT_MAX_ROWS = 1_000_000;

/**
 * Row by row, a page at a time. The next page starts behind what came, not behind what was asked for, so that neither a cap nor an inclusive end loses rows.
 * @param page answers the rows from `fromRow` to `toRow`
 * @throws response_invalid when the same page comes again or the rows do not end; request_invalid for an impossible range
 */
export async function* walkRows(
  page: (fromRow: number, toRow: number) => Promise<Page | null>,
  { pageSize = DEFAULT_PAGE_SIZE, firstRow = 0, until = 'empty-page', maxRows = DEFAULT_MAX_ROWS }: RowRange,
): AsyncGenerator<EasRow | null, void> {
  checkRange('pageSize', pageSize, 1, MAX_PAGE_SIZE);
  checkRange('firstRow', firstRow, 0, 2_000_000_000);
  let before: Page = [];
  for (let read = 0; ; ) {
    const rows = (await page(firstRow + read, firstRow + read + pageSize)) ?? [];
    if (rows.length === 0) return;
    // Two pages may be alike in one row, not in all of them.
    if (isSame(rows, before)) throw endless('同一页再次返回', 'the same page came again');
    before = rows;
    read += rows.length;
    if (read > maxRows) throw endless(`超过 ${maxRows} 行`, `more than ${maxRows} rows came`);
    yield* rows;
    if (until === 'short-page' && rows.length < pageSize) return;
  }
}

type Page = readonly (EasRow | null)[];

function isSame(page: Page, other: Page): boolean {
  return page.length === other.length && page.every((row, index) => isSameRow(row, other[index] ?? null));
}

function isSameRow(row: EasRow | null, other: EasRow | null): boolean {
  if (row === null || other === null) return row === other;
  return row.length === other.length && row.every((cell, index) => cell === other[index]);
}

function checkRange(path: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const message = { zh: `须为 ${least} 至 ${most} 的整数`, en: `must be a whole number from ${least} to ${most}` };
  throw new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: '行范围不正确', en: 'the row range is impossible' },
    problems: [{ path, message }],
  });
}

function endless(zh: string, en: string): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'unknown',
    message: {
      zh: `EAS 没有按 fromRow、toRow 继续（${zh}），列表不会结束`,
      en: `EAS does not go on by fromRow and toRow (${en}); the list would never end`,
    },
  });
}
