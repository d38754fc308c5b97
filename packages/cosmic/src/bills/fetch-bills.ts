import {
  type Bill,
  type BillQuery,
  type Call,
  isPiaozoneError,
  type JsonObject,
  localize,
  type Page,
  readBill,
  readField,
} from '@piaozone/core/adapter';
import type { CosmicClient } from '../connection/cosmic-client.js';
import { type QueryPlan, queryPage } from '../query/query-pages.js';
import type { BillSettings } from '../settings/types.js';

/**
 * One page of bills. A bill that cannot be read is left out with a warning that says why: it must not keep the others from being issued.
 * The order is that of the API's design, which has to sort by age.
 */
export async function fetchBills(client: CosmicClient, plan: QueryPlan & BillSettings, query: BillQuery, call: Call): Promise<Page<Bill>> {
  const { billTypes, ...paging } = query;
  const { items, nextCursor } = await queryPage(client, plan, paging, call);
  const wanted = items.filter((row) => billTypes === undefined || billTypes.includes(readField(row, plan.fields.type) ?? ''));
  const bills = wanted.flatMap((row) => readOrWarn(row, plan, client, call));
  return { items: bills, ...(nextCursor === undefined ? {} : { nextCursor }) };
}

function readOrWarn(row: JsonObject, { fields }: BillSettings, client: CosmicClient, call: Call): Bill[] {
  try {
    return [readBill(row, fields)];
  } catch (error) {
    if (!isPiaozoneError(error, 'request_invalid')) throw error;
    const number = readField(row, fields.number) ?? '?';
    for (const { path, message } of error.problems) {
      const text = { zh: `单据 ${number} 未处理，无法读取：${message.zh}`, en: `bill ${number} was left out, it cannot be read: ${message.en}` };
      call.warn({ path, message: text });
      // Also to the log: whoever calls may keep no warnings of a listing, and a bill nobody hears of waits for ever.
      client.logger.warn(localize(text, client.locale), { path });
    }
    return [];
  }
}
