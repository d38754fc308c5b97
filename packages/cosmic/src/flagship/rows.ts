import { asText, type Call, isObject, type JsonObject, type JsonValue, type Locale, PiaozoneError, stringifyExact } from '@piaozone/core';

/** One page of a list, with what the answer says about the whole. */
export interface FlagshipPage<T> {
  readonly rows: readonly T[];
  readonly pageNo: number;
  /** `totalElement`, where the answer has it. */
  readonly totalElement: string | undefined;
  /** As it came. */
  readonly data: JsonValue | undefined;
}

/**
 * The objects of a list answer: the answer itself, or its member `listField`. `dataList` is documented for red confirmations (flagship-and-cosmic §6.3);
 * of the other lists the reference does not say, so there it is a setting.
 * @returns `undefined` where there is no such list
 */
export function rowsOf(data: JsonValue | undefined, listField = 'dataList'): readonly JsonObject[] | undefined {
  if (data === undefined) return [];
  const list = isObject(data) ? data[listField] : data;
  return Array.isArray(list) ? (list as readonly JsonValue[]).filter(isObject) : undefined;
}

export interface ListCall {
  readonly operation: string;
  readonly listField: string | undefined;
  readonly locale: Locale;
}

/** @throws response_invalid when the answer holds no list */
export function readPage<T>(
  data: JsonValue | undefined,
  pageNo: number,
  { operation, listField, locale }: ListCall,
  call: Call,
  read: (row: JsonObject) => T,
): FlagshipPage<T> {
  const rows = rowsOf(data, listField);
  if (rows === undefined) {
    throw new PiaozoneError({
      code: 'response_invalid',
      outcome: 'rejected',
      operation,
      requestId: call.requestId,
      locale,
      message: { zh: '应答中找不到列表', en: 'the answer holds no list where one is looked for' },
      hint: {
        zh: '公开资料没有列表所在的字段名；请按实际应答设置 listFields',
        en: 'no published source names its member; set listFields from a real answer',
      },
    });
  }
  return { rows: rows.map(read), pageNo, totalElement: isObject(data) ? asText(data['totalElement']) : undefined, data };
}

/**
 * Row after row of a paged list. It ends at the first empty page, for no other mark of the end is documented for every list (§16).
 * @throws response_invalid when pages repeat or do not end within `maxPages`; what `fetch` throws. What was handed out stays with the caller
 */
export async function* everyRow<T>(
  fetch: (pageNo: number) => Promise<FlagshipPage<T>>,
  {
    firstPage,
    maxPages,
    operation,
    locale,
  }: { readonly firstPage: number; readonly maxPages: number; readonly operation: string; readonly locale: Locale },
  call: Call,
): AsyncGenerator<T, void, undefined> {
  let before: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const { rows } = await fetch(firstPage + pages - 1);
    if (rows.length === 0) return;
    // A server that does not read the page number gives the first page for ever.
    const now = stringifyExact(rows);
    if (now === before || pages > maxPages) throw endless(operation, call, locale);
    before = now;
    yield* rows;
  }
}

function endless(operation: string, { requestId }: Call, locale: Locale): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'rejected',
    operation,
    requestId,
    locale,
    message: { zh: '分页没有前进或没有结束，已停止', en: 'the pages do not advance or do not end; stopped' },
  });
}

/** Every named member that holds a text or a number, as text; what is empty counts as absent. */
export function readTexts<const K extends string>(raw: JsonObject, names: readonly K[]): { readonly [N in K]?: string } {
  const read: { [N in K]?: string } = {};
  for (const name of names) {
    const text = asText(raw[name]);
    if (text !== undefined && text !== '') read[name] = text;
  }
  return read;
}
