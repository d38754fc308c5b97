import { type Call, type Locale, PiaozoneError } from '@piaozone/core/adapter';
import type { PagePosition } from './cursor.js';
import type { QueryPlan } from './query-plan.js';

/** An administrator may change the filter of the API's design; then a list is suddenly empty, and only the echo tells (§4.3). */
export function warnOfFilter(list: string, filter: string | undefined, call: Call): void {
  if (filter === undefined || filter === '') return;
  call.warn({
    path: list,
    message: {
      zh: `查询没有返回任何数据，服务端过滤条件为 ${filter}；管理员可能修改了 API 的过滤条件`,
      en: `the query returned nothing; the server's filter is ${filter}: an administrator may have changed the filter of the API`,
    },
  });
}

/** Rows that are said to exist must not go missing in silence. */
export function warnOfMissingRows(list: string, { read, total }: { readonly read: number; readonly total: number }, call: Call): void {
  call.warn({
    path: list,
    message: {
      zh: `服务端称共有 ${total} 行，但只返回了 ${read} 行，之后都是空页；请核对 API 的过滤条件与该用户的数据权限`,
      en: `the server counts ${total} rows but answered ${read}, then empty pages: check the filter of the API and what its user may see`,
    },
  });
}

export function endless({ name, maxPages }: QueryPlan, locale: Locale): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'not-sent',
    locale,
    message: { zh: `查询 ${name} 在 ${maxPages} 页后仍未结束`, en: `query ${name} does not end within ${maxPages} pages` },
    hint: {
      zh: '确认 API 按 pageNo 分页；数据确实更多时增大 pageSize 或 maxPages',
      en: 'make sure the API pages by pageNo; if there really are more rows, raise pageSize or maxPages',
    },
  });
}

export function notPaged({ name }: QueryPlan, { pageNo, pageSize }: PagePosition, locale: Locale): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'rejected',
    locale,
    message: {
      zh: `查询 ${name} 的第 ${pageNo} 页与之前的页完全相同，列表不会结束`,
      en: `page ${pageNo} of query ${name} is an earlier page once more: the list would not end`,
    },
    hint: {
      zh: `确认 API 按 pageNo 分页；同一数据确有 ${pageSize} 行以上完全相同的行时，增大 pageSize 或在 API 中增加能区分的字段`,
      en: `make sure the API pages by pageNo; if more than ${pageSize} rows really are alike, raise pageSize or let the API answer a field that tells them apart`,
    },
  });
}
