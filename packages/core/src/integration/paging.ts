import type { Page, PageQuery } from '../adapter/contract.js';
import { PiaozoneError } from '../errors.js';

/** No ERP has as many pages; a cursor that never ends must not become an endless loop. */
const MAX_PAGES = 100_000;

/** Every item of a paged list; a cursor handed out twice is a broken adapter, not a longer list. */
export async function* eachItem<T>(fetchPage: (query: PageQuery) => Promise<Page<T>>): AsyncGenerator<T> {
  let cursor: string | undefined;
  const seen = new Set<string>();
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, nextCursor } = await fetchPage(cursor === undefined ? {} : { cursor });
    yield* items;
    if (nextCursor === undefined) return;
    if (seen.has(nextCursor)) throw cursorRepeats();
    seen.add(nextCursor);
    cursor = nextCursor;
  }
  throw cursorRepeats();
}

function cursorRepeats(): PiaozoneError {
  return new PiaozoneError({
    code: 'adapter_contract_violation',
    outcome: 'rejected',
    message: { zh: '适配器的分页游标重复出现，列表不会结束', en: "the adapter's page cursor repeats: the list would never end" },
  });
}
