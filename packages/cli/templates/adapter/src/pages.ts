import { asText, type Call, type JsonObject, type Locale, type Page, type PageQuery, PiaozoneError } from '@piaozone/core/adapter';
import type { MyErpClient } from './client.js';
import { MAX_PAGE_SIZE } from './settings.js';

export interface PagePlan {
  /** Part of the cursor, so that one list does not go on where another stopped. */
  readonly list: string;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly pageSize: number;
  readonly locale: Locale;
}

/**
 * One page of a list that goes on after the id of the last row. Never by row number: a bill that was written back leaves the list, and the numbers behind it
 * shift. The cursor is a text that any process can go on with.
 */
export async function readPage(client: MyErpClient, plan: PagePlan, { cursor, limit }: PageQuery, call: Call): Promise<Page<JsonObject>> {
  const after = cursor === undefined ? undefined : readCursor(plan, cursor);
  const pageSize = Math.min(MAX_PAGE_SIZE, Math.max(1, Math.trunc(limit ?? plan.pageSize) || 1));
  const { rows, more } = await client.rows(plan.list, { ...plan.filter, limit: pageSize, ...(after === undefined ? {} : { after }) }, call);
  const last = asText(rows.at(-1)?.['id']);
  return { items: rows, ...(more && last !== undefined ? { nextCursor: writeCursor(plan, last) } : {}) };
}

function writeCursor({ list }: PagePlan, last: string): string {
  return Buffer.from(`1:${list}:${last}`, 'utf8').toString('base64url');
}

/** @throws request_invalid for anything {@link writeCursor} did not make for this list */
function readCursor({ list, locale }: PagePlan, cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const start = `1:${list}:`;
  if (text.startsWith(start) && text.length > start.length) return text.slice(start.length);
  const message = { zh: '分页游标无效，或属于另一个列表', en: 'the cursor is invalid or belongs to another list' };
  throw new PiaozoneError({ code: 'request_invalid', outcome: 'not-sent', locale, message });
}
