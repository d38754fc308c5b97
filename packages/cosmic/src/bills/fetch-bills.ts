import {
  type Bill,
  type BillQuery,
  billsWithin,
  type Call,
  isPiaozoneError,
  type JsonObject,
  localize,
  type Page,
  readBill,
} from '@piaozone/core/adapter';
import type { CosmicClient } from '../connection/cosmic-client.js';
import { queryPage } from '../query/query-pages.js';
import type { QueryPlan } from '../query/query-plan.js';
import type { BillSettings } from '../settings/types.js';

/** One page of bills. The order is that of the API's design, which has to sort by age. */
export async function fetchBills(client: CosmicClient, plan: QueryPlan & BillSettings, query: BillQuery, call: Call): Promise<Page<Bill>> {
  const { billTypes, dateFrom: _from, dateTo: _to, ...paging } = query;
  const { items, nextCursor } = await queryPage(client, { ...plan, data: { ...plan.data, ...datesFor(plan, query) } }, paging, call);
  const bills = items.flatMap((row) => readOrWarn(row, plan, client, call));
  const wanted = bills.filter(({ type }) => billTypes === undefined || billTypes.includes(type));
  return { items: billsWithin(wanted, query, call), ...(nextCursor === undefined ? {} : { nextCursor }) };
}

/** Lets the ERP filter where the API's design has a condition for it; what it gives is filtered again. */
function datesFor({ dateFields }: BillSettings, { dateFrom, dateTo }: BillQuery): Record<string, string> {
  return {
    ...(dateFields === undefined || dateFrom === undefined ? {} : { [dateFields.from]: dateFrom }),
    ...(dateFields === undefined || dateTo === undefined ? {} : { [dateFields.to]: dateTo }),
  };
}

/** A row that does not even say which bill it is cannot be refused by name; it is said and left out. */
function readOrWarn(row: JsonObject, { fields }: BillSettings, client: CosmicClient, call: Call): Bill[] {
  try {
    return [readBill(row, fields)];
  } catch (error) {
    if (!isPiaozoneError(error, 'request_invalid')) throw error;
    for (const { path, message } of error.problems) {
      const text = { zh: `有一行单据未处理，无法识别：${message.zh}`, en: `a row was left out, it does not say which bill it is: ${message.en}` };
      call.warn({ path, message: text });
      // Also to the log: whoever calls may keep no warnings of a listing, and a bill nobody hears of waits for ever.
      client.logger.warn(localize(text, client.locale), { path });
    }
    return [];
  }
}
