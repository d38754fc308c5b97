import { createHash } from 'node:crypto';
import {
  asText,
  type Call,
  isObject,
  type JsonObject,
  type JsonValue,
  type Page,
  type PageQuery,
  PiaozoneError,
  stringifyExact,
} from '@piaozone/core/adapter';
import type { CosmicClient } from '../connection/cosmic-client.js';
import { MAX_PAGE_SIZE } from '../settings/check-query.js';
import { type PagePosition, readCursor, writeCursor } from './cursor.js';
import { endless, notPaged, warnOfFilter, warnOfMissingRows } from './paging-faults.js';
import type { QueryPlan } from './query-plan.js';

/** What one answer says about the list. */
interface Answer {
  readonly rows: readonly JsonObject[];
  readonly last: boolean;
  /** `undefined` where the server does not count. */
  readonly total: number | undefined;
  readonly filter: string | undefined;
}

const DEFAULT_PAGE_SIZE = 100;
const NO_ROWS = markOf([]);

/**
 * One page of a published query: POST `{data, pageNo, pageSize}` (flagship-and-cosmic §4.2). The list ends at `lastPage` or at an empty page. Since
 * `lastPage` was measured to be unreliable (§4.3), neither ends it while `totalCount` says that rows are left, until two empty pages in a row.
 * A page that comes again, and a list beyond `maxPages`, are errors.
 * @throws response_invalid when the answer holds no rows or the list does not end; request_invalid for a foreign cursor
 */
export async function queryPage(client: CosmicClient, plan: QueryPlan, query: PageQuery, call: Call): Promise<Page<JsonObject>> {
  const position = query.cursor === undefined ? firstPage(plan, query.limit) : readCursor(plan.name, query.cursor, client.locale);
  const { pageNo, pageSize } = position;
  if (pageNo > plan.maxPages) throw endless(plan, client.locale);
  const body = { data: plan.data ?? {}, pageNo, pageSize };
  const answer = readAnswer(await client.post({ name: plan.name, path: plan.path, body, effect: 'read' }, call), plan, client);
  const { rows, last, total, filter } = answer;
  if (rows.length === 0 && pageNo === 1) warnOfFilter(plan.name, filter, call);
  const mark = markOf(rows);
  if (rows.length > 0 && (mark === position.before || mark === position.first)) {
    // Beyond the end some servers answer the last page, or the only one, once more.
    if (total !== undefined && position.read >= total) return { items: [] };
    throw notPaged(plan, position, client.locale);
  }
  const read = position.read + rows.length;
  const moreCounted = total !== undefined && read < total;
  const ends = rows.length === 0 ? !moreCounted || position.before === NO_ROWS : last && !moreCounted;
  if (!ends)
    return { items: rows, nextCursor: writeCursor(plan.name, { pageNo: pageNo + 1, pageSize, read, first: position.first ?? mark, before: mark }) };
  if (total !== undefined && moreCounted) warnOfMissingRows(plan.name, { read, total }, call);
  return { items: rows };
}

function firstPage({ pageSize = DEFAULT_PAGE_SIZE }: QueryPlan, limit: number | undefined): PagePosition {
  return { pageNo: 1, pageSize: Math.min(MAX_PAGE_SIZE, Math.max(1, Math.trunc(limit ?? pageSize) || 1)), read: 0 };
}

function readAnswer(data: JsonValue | undefined, plan: QueryPlan, { locale }: CosmicClient): Answer {
  const rows = isObject(data) ? data['rows'] : undefined;
  if (isObject(data) && Array.isArray(rows) && rows.every(isObject)) {
    const total = Number(asText(data['totalCount']) || Number.NaN);
    return {
      rows,
      last: data['lastPage'] === true || data['lastPage'] === 'true',
      total: Number.isSafeInteger(total) ? total : undefined,
      filter: asText(data['filter']),
    };
  }
  throw new PiaozoneError({
    code: 'response_invalid',
    outcome: 'rejected',
    locale,
    message: {
      zh: `查询 ${plan.name} 的应答中没有 data.rows 对象列表`,
      en: `the answer of query ${plan.name} holds no list of objects in data.rows`,
    },
    hint: {
      zh: `核对 ${plan.name}.path：应为查询类 API（/kapi/v2/…/query）`,
      en: `check ${plan.name}.path: it must be an API of the query kind (/kapi/v2/…/query)`,
    },
  });
}

/** Equal for pages that are equal row by row. Ids alone would not do: a unit may fill a page, one row for each of its views. */
function markOf(rows: readonly JsonObject[]): string {
  return createHash('sha256').update(stringifyExact(rows), 'utf8').digest('hex').slice(0, 16);
}
