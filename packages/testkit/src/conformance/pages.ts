import type { Bill, BillQuery, ErpConnection, Page, PageQuery } from '@piaozone/core/adapter';
import type { Stage } from './stage.js';

/** More pages than any case needs: a list that does not end is an adapter's fault, not a test that hangs. */
const MOST_PAGES = 200;

/** Every item of a list, page by page. */
export async function everyItem<T>(stage: Stage, list: (query: PageQuery) => Promise<Page<T>>, start: PageQuery = {}): Promise<T[]> {
  const items: T[] = [];
  let { cursor } = start;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const query: PageQuery = { ...start, ...(cursor === undefined ? {} : { cursor }) };
    const page = await stage.judge.resolves(list(query), 'a page of the list');
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) return items;
  }
  return stage.judge.fail(`the list does not end within ${MOST_PAGES} pages`);
}

export function everyBill(stage: Stage, connection: ErpConnection, start: BillQuery = {}): Promise<Bill[]> {
  return everyItem(stage, (query) => connection.fetchBills({ ...start, ...query }, stage.call()), start);
}

/** The one bill that waits. */
export async function onlyBill(stage: Stage, connection: ErpConnection): Promise<Bill> {
  const bills = await everyBill(stage, connection);
  const [bill] = bills;
  if (bill === undefined || bills.length > 1) return stage.judge.fail(`one bill waits, fetchBills gives ${bills.length}`);
  return bill;
}
