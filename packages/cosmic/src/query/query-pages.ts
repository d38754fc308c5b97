import { asText, type Call, isObject, type JsonObject, type JsonValue, type Page, type PageQuery, PiaozoneError } from '@piaozone/core/adapter';
import type { CosmicClient } from '../connection/cosmic-client.js';
import { MAX_PAGE_SIZE } from '../settings/read-settings.js';
import type { QuerySettings } from '../settings/types.js';
import { type PagePosition, readCursor, writeCursor } from './cursor.js';

export interface QueryPlan extends QuerySettings {
  /** Names the list in operations, warnings and cursors, e.g. `bills`. */
  readonly name: string;
  readonly maxPages: number;
}

const DEFAULT_PAGE_SIZE = 100;

/**
 * One page of a published query: POST `{data, pageNo, pageSize}` (flagship-and-cosmic §4.2). The list ends at `lastPage` or at an empty page,
 * since `lastPage` was measured to be unreliable (§4.3); one that ends at neither is given up after `maxPages`.
 * @throws response_invalid when the answer holds no rows or the list does not end; request_invalid for a foreign cursor
 */
export async function queryPage(client: CosmicClient, plan: QueryPlan, query: PageQuery, call: Call): Promise<Page<JsonObject>> {
  const position = query.cursor === undefined ? firstPage(plan, query.limit) : readCursor(plan.name, query.cursor, client.locale);
  if (position.pageNo > plan.maxPages) throw endless(plan, client);
  const body = { data: plan.data ?? {}, pageNo: position.pageNo, pageSize: position.pageSize };
  const data = await client.post({ name: plan.name, path: plan.path, body, effect: 'read' }, call);
  const rows = rowsOf(data, plan, client);
  warnOfFilter(data, rows, plan, position, call);
  const last = isObject(data) && (data['lastPage'] === true || data['lastPage'] === 'true');
  if (rows.length === 0) return { items: rows };
  if (last) {
    warnOfMissingRows(data, plan, position, call);
    return { items: rows };
  }
  return { items: rows, nextCursor: writeCursor(plan.name, { ...position, pageNo: position.pageNo + 1 }) };
}

function firstPage({ pageSize = DEFAULT_PAGE_SIZE }: QueryPlan, limit: number | undefined): PagePosition {
  return { pageNo: 1, pageSize: Math.min(MAX_PAGE_SIZE, Math.max(1, Math.trunc(limit ?? pageSize) || 1)) };
}

function rowsOf(data: JsonValue | undefined, plan: QueryPlan, { locale }: CosmicClient): readonly JsonObject[] {
  const rows = isObject(data) ? data['rows'] : undefined;
  if (Array.isArray(rows) && rows.every(isObject)) return rows;
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

/** An administrator may change the filter of the API's design; then a list is suddenly empty, and only the echo tells (§4.3). */
function warnOfFilter(data: JsonValue | undefined, rows: readonly unknown[], plan: QueryPlan, { pageNo }: PagePosition, call: Call): void {
  const filter = isObject(data) ? asText(data['filter']) : undefined;
  if (rows.length > 0 || pageNo > 1 || filter === undefined || filter === '') return;
  call.warn({
    path: plan.name,
    message: {
      zh: `查询没有返回任何数据，服务端过滤条件为 ${filter}；管理员可能修改了 API 的过滤条件`,
      en: `the query returned nothing; the server's filter is ${filter}: an administrator may have changed the filter of the API`,
    },
  });
}

/** The list still ends here, as §4.3 has it, but rows that are said to exist must not go missing in silence. */
function warnOfMissingRows(data: JsonValue | undefined, plan: QueryPlan, { pageNo, pageSize }: PagePosition, call: Call): void {
  const total = isObject(data) ? Number(asText(data['totalCount'])) : Number.NaN;
  if (!(total > pageNo * pageSize)) return;
  call.warn({
    path: plan.name,
    message: {
      zh: `服务端称第 ${pageNo} 页是最后一页，却又称共有 ${total} 行；其余行没有读到`,
      en: `the server calls page ${pageNo} the last one but counts ${total} rows; the rest was not read`,
    },
  });
}

function endless(plan: QueryPlan, { locale }: CosmicClient): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'not-sent',
    locale,
    message: { zh: `查询 ${plan.name} 在 ${plan.maxPages} 页后仍未结束`, en: `query ${plan.name} does not end within ${plan.maxPages} pages` },
    hint: {
      zh: '确认 API 按 pageNo 分页；数据确实更多时增大 pageSize 或 maxPages',
      en: 'make sure the API pages by pageNo; if there really are more rows, raise pageSize or maxPages',
    },
  });
}
