import {
  type Bill,
  type BillQuery,
  billsWithin,
  type Call,
  isPiaozoneError,
  type Logger,
  localize,
  type Page,
  PiaozoneError,
  readBill,
} from '@piaozone/core/adapter';
import { type Position, readCursor, writeCursor } from '../cursor.js';
import type { BillPlan, K3Config } from '../settings/config.js';
import { TAXPAYER } from '../settings/read-bills.js';
import { isTaxpayer, readTaxpayers, type Taxpayers } from '../taxpayers.js';
import { pageSize } from '../units.js';
import { allOf, idOf, type K3Client, type Row } from '../wire/client.js';
import { waitingFilter } from './filter.js';
import { cellText, groupByBill } from './group.js';
import { judgeBill } from './judge.js';

/** What reading bills needs of a connection. */
export interface BillReader {
  readonly client: K3Client;
  readonly config: K3Config;
  readonly logger: Logger;
}

/** Entries of one bill are read in pieces at most so often: 100 lines are what the ERP lets one invoice have. */
const MOST_PIECES = 50;

/**
 * One page of the bills of one form; the forms follow each other in the order of the settings. First the ids, which are the page, then heads and entries
 * of these bills in one answer, so that a bill is never seen half.
 */
export async function fetchBills(reader: BillReader, query: BillQuery, call: Call): Promise<Page<Bill>> {
  const { client, config } = reader;
  const plans = config.bills.filter(({ formId }) => query.billTypes?.includes(formId) ?? true);
  const at = startOf(query.cursor, plans, client);
  const plan = plans.find(({ formId }) => formId === at?.form);
  if (at === undefined || plan === undefined) return { items: [] };
  const size = pageSize(query.limit, config.maxRows);
  const filter = waitingFilter(plan, query, at.after, config.dateLiterals);
  const ids = await billIds(client, plan, filter, size, call);
  const { rows, end } = ids.length === 0 ? { rows: [], end: 0 } : await wholeBills(client, plan, filter, ids, config.maxRows, call);
  const taxpayers: Taxpayers = rows.length === 0 ? new Map() : await readTaxpayers(client, config, call);
  const bills = rows.flatMap((row) => toBill(reader, plan, { ...row, ...sellerOf(row, plan, taxpayers) }, call));
  const next = end < ids.length || ids.length === size ? { form: plan.formId, after: ids[end - 1] ?? at.after } : formAfter(plan, plans);
  return { items: billsWithin(bills, query, call), ...(next === undefined ? {} : { nextCursor: writeCursor(next) }) };
}

function startOf(cursor: string | undefined, plans: readonly BillPlan[], { locale }: K3Client): Position | undefined {
  const forms = plans.map(({ formId }) => formId);
  if (cursor !== undefined) return readCursor(cursor, forms, locale);
  return forms[0] === undefined ? undefined : { form: forms[0], after: '0' };
}

function formAfter(plan: BillPlan, plans: readonly BillPlan[]): Position | undefined {
  const form = plans[plans.indexOf(plan) + 1]?.formId;
  return form === undefined ? undefined : { form, after: '0' };
}

async function billIds(client: K3Client, plan: BillPlan, filter: string, limit: number, call: Call): Promise<readonly string[]> {
  const rows = await client.query({ name: 'k3cloud.bills', formId: plan.formId, keys: ['FID'], filter, orderBy: 'FID', limit }, call);
  return [...new Set(sortedIds(rows, plan, client, call))];
}

/** FID of every row. @throws response_invalid for one that is no number or not in order: a page that is not sorted would lose bills */
function sortedIds(rows: readonly Row[], { formId }: BillPlan, { locale }: K3Client, { requestId }: Call): readonly string[] {
  const ids = rows.flatMap((row) => idOf(row, 'FID') ?? []);
  const sorted = ids.every((id, index) => index === 0 || BigInt(ids[index - 1] ?? '0') <= BigInt(id));
  if (ids.length === rows.length && sorted) return ids;
  const message = {
    zh: `${formId} 的查询结果没有按 FID 排序，或 FID 不是数字`,
    en: `the rows of ${formId} are not sorted by FID, or FID is no number`,
  };
  throw new PiaozoneError({ operation: 'k3cloud.bills', requestId, locale, code: 'response_invalid', outcome: 'unknown', message });
}

/**
 * Heads and entries of the first `end` of `ids`. An answer that is full may end within a bill: that one is left to the next page, or read in pieces where it is
 * the only one. The filter stays, so that a bill that has stopped waiting meanwhile is not taken.
 */
async function wholeBills(
  client: K3Client,
  plan: BillPlan,
  filter: string,
  ids: readonly string[],
  limit: number,
  call: Call,
): Promise<{ readonly rows: readonly Row[]; readonly end: number }> {
  const base = { name: 'k3cloud.billEntries', formId: plan.formId, keys: [...plan.headKeys, ...plan.entryKeys], limit };
  const range = allOf(filter, `FID>=${ids[0]} AND FID<=${ids.at(-1)}`);
  const rows = await client.query({ ...base, filter: range, orderBy: 'FID' }, call);
  const found = sortedIds(rows, plan, client, call);
  if (rows.length < limit) return { rows: groupByBill(rows, plan), end: ids.length };
  const last = found.at(-1) ?? '';
  const whole = rows.filter((_, index) => found[index] !== last);
  if (whole.length > 0) return { rows: groupByBill(whole, plan), end: ids.filter((id) => BigInt(id) < BigInt(last)).length };
  const pieces = await inPieces(client, { ...base, filter: allOf(filter, `FID=${last}`), orderBy: plan.entryIdKey }, call);
  return { rows: groupByBill(pieces, plan), end: ids.filter((id) => BigInt(id) <= BigInt(last)).length };
}

async function inPieces(client: K3Client, base: Parameters<K3Client['query']>[0], call: Call): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let piece = 0; piece < MOST_PIECES; piece += 1) {
    const more = await client.query({ ...base, startRow: rows.length }, call);
    rows.push(...more);
    if (more.length < base.limit) break;
  }
  return rows;
}

function sellerOf(row: Row, { fields }: BillPlan, taxpayers: Taxpayers): Row {
  const unit = typeof fields.unitNumber === 'string' ? cellText(row, fields.unitNumber) : readUnit(row, fields.unitNumber);
  const taxpayer = taxpayers.get(unit);
  return isTaxpayer(taxpayer) ? { [TAXPAYER]: { taxNo: taxpayer.taxNo, companyName: taxpayer.companyName } } : {};
}

function readUnit(row: Row, ref: Exclude<BillPlan['fields']['unitNumber'], string>): string {
  if ('constant' in ref) return ref.constant;
  const text = cellText(row, ref.path);
  return ref.values?.[text] ?? text;
}

/** What is left out is said, in the result and in the log: a bill nobody hears of waits for ever. */
function toBill({ client, config, logger }: BillReader, plan: BillPlan, row: Row, call: Call): Bill[] {
  const judgement = judgeBill(row, plan, config.writeBack.audited);
  if (judgement === 'has-invoice') return [];
  try {
    if (judgement === 'waits') return [readBill(row, plan.fields)];
    const number = cellText(row, plan.numberKey);
    const { zh, en } = judgement.leftOut;
    const message = { zh: `单据 ${number} 未处理：${zh}`, en: `bill ${number} was left out: ${en}` };
    call.warn({ path: `${plan.formId}.${number}`, message });
    logger.warn(localize(message, client.locale), { requestId: call.requestId });
  } catch (error) {
    if (!isPiaozoneError(error, 'request_invalid')) throw error;
    call.warn({ path: plan.formId, message: error.text });
    logger.warn(localize(error.text, client.locale), { requestId: call.requestId, problems: error.problems });
  }
  return [];
}
