import {
  type Bilingual,
  type Call,
  exactNumber,
  isPiaozoneError,
  PiaozoneError,
  type PiaozoneErrorInit,
  requireBillValues,
  type WriteBack,
  type WriteBackSource,
  writeBackValues,
} from '@piaozone/core/adapter';
import type { BillPlan, K3Config } from '../settings/config.js';
import { idOf, type K3Client, quoted, type Row } from '../wire/client.js';
import { cellText } from './group.js';
import { carriedNumbers, isWritable, notWritable } from './judge.js';

/** A Save whose session was lost is looked up and, where nothing was written, sent once more. */
const TRIES = 2;

/**
 * Puts the invoice into its bill: look, save, look again (k3cloud §7). Save has no condition, so of two processes that write other invoices at the same moment
 * the later one stays; looking first, and core issuing a bill once, is what stands against it.
 * @throws erp_rejected for an unknown bill, one that carries another invoice or is in a state that takes none; outcome `unknown` when it may be written by now
 */
export async function writeBack(client: K3Client, config: K3Config, result: WriteBack, call: Call): Promise<'written' | 'already-written'> {
  const { bill } = result;
  requireBillValues(result, ['bill.number', ...Object.keys(config.writeBack.fields)], client.locale);
  const plan = config.bills.find(({ formId }) => formId === bill.type);
  if (plan === undefined) throw failure(client, call, 'rejected', unknownForm(bill.type));
  const look = () => lookAt(client, plan, result, wantedNumber(result, config), call);
  let seen = await look();
  if (seen.carries) return 'already-written';
  for (let attempt = 1; ; attempt += 1) {
    if (!isWritable(seen.status, config.writeBack.audited)) throw failure(client, call, 'rejected', inState(bill.number, seen.status));
    const open = await save(client, plan, seen.id, result, config, call);
    try {
      seen = await look();
    } catch (error) {
      // What the caller must learn is that the write is open, not that looking failed; an invoice that is not ours is told.
      throw open === undefined || (isPiaozoneError(error, 'erp_rejected') && error.outcome === 'rejected') ? openAfter(error) : open;
    }
    if (seen.carries) return 'written';
    if (open === undefined) throw failure(client, call, 'unknown', notThere(bill.number));
    if (attempt === TRIES || open.code !== 'erp_session_expired') throw open;
  }
}

/** @returns the error of a Save that may have taken effect. @throws one that surely did not */
async function save(
  client: K3Client,
  { formId }: BillPlan,
  id: string,
  result: WriteBack,
  config: K3Config,
  call: Call,
): Promise<PiaozoneError | undefined> {
  try {
    await client.save(formId, saveData(result, id, config), call);
    return undefined;
  } catch (error) {
    if (isPiaozoneError(error) && error.outcome === 'unknown') return error;
    throw error;
  }
}

interface Seen {
  /** The bill carries this very invoice. */
  readonly carries: boolean;
  readonly status: string;
  /** FID, as the ERP has it. */
  readonly id: string;
}

/** @throws erp_rejected for a bill that is not there, is another one, or carries another invoice */
async function lookAt(client: K3Client, plan: BillPlan, { bill, invoice }: WriteBack, wanted: string, call: Call): Promise<Seen> {
  const id = idOf({ id: bill.id ?? '' }, 'id');
  const keys = [...new Set(['FID', 'FDocumentStatus', plan.numberKey, ...plan.invoiceNumbers])];
  const filter = id === undefined ? `${plan.numberKey}=${quoted(bill.number)}` : `FID=${id}`;
  const rows = await client.query({ name: 'k3cloud.readBack', formId: plan.formId, keys, filter, orderBy: 'FID', limit: 2 }, call);
  const [row, ...others] = rows.filter((one) => cellText(one, plan.numberKey) === bill.number);
  const found = idOf(row, 'FID');
  if (row === undefined || found === undefined || others.length > 0) throw await noSuchBill(client, plan, rows, { ...bill, id }, call);
  const numbers = carriedNumbers(row, plan);
  const other = numbers.find((number) => number !== wanted);
  if (other !== undefined) throw failure(client, call, 'rejected', otherInvoice(bill.number, other, invoice.number), COMPARE);
  return { carries: numbers.length > 0, status: cellText(row, 'FDocumentStatus'), id: found };
}

/** Data rights hide rows without a word (k3cloud §4); View tells a hidden bill from none. */
async function noSuchBill(
  client: K3Client,
  { formId }: BillPlan,
  rows: readonly Row[],
  { number, id }: { readonly number: string; readonly id: string | undefined },
  call: Call,
): Promise<PiaozoneError> {
  const unknown = failure(client, call, 'rejected', unknownBill(formId, number));
  if (rows.length > 0 || id === undefined) return unknown;
  try {
    const found = Object.keys(await client.view(formId, id, call)).length > 0;
    return found ? failure(client, call, 'rejected', unknownBill(formId, number), HIDDEN) : unknown;
  } catch (error) {
    if (isPiaozoneError(error, 'erp_rejected')) return unknown;
    throw error;
  }
}

/** Entries that are not sent would be deleted but for `IsDeleteEntry` (k3cloud §6). */
function saveData(result: WriteBack, id: string, { writeBack: { fields } }: K3Config): Readonly<Record<string, unknown>> {
  const values = writeBackValues(result);
  const members = (Object.entries(fields) as [WriteBackSource, string][]).flatMap(([source, key]) => {
    const value = values[source];
    return value === undefined ? [] : [[key, source === 'invoice.issuedAt' ? value.slice(0, 'yyyy-MM-dd'.length) : value] as const];
  });
  return {
    NeedUpDateFields: members.map(([key]) => key),
    IsDeleteEntry: false,
    Model: { FID: exactNumber(id), ...Object.fromEntries(members) },
  };
}

function wantedNumber(result: WriteBack, { writeBack: { fields } }: K3Config): string {
  const values = writeBackValues(result);
  return (fields['invoice.numbers'] === undefined ? values['invoice.number'] : values['invoice.numbers']) ?? '';
}

/** Something was sent before: whatever was seen afterwards, the bill may have been written. */
function openAfter(error: unknown): unknown {
  return isPiaozoneError(error) ? error.with({ outcome: 'unknown' }) : error;
}

function failure(client: K3Client, call: Call, outcome: PiaozoneErrorInit['outcome'], message: Bilingual, hint?: Bilingual): PiaozoneError {
  const init = { code: 'erp_rejected', operation: 'k3cloud.writeBack', requestId: call.requestId, locale: client.locale } as const;
  return new PiaozoneError({ ...init, outcome, message, ...(hint === undefined ? {} : { hint }) });
}

const unknownForm = (type: string): Bilingual => ({ zh: `没有配置单据 ${type}`, en: `${type} is no form of the settings` });
const unknownBill = (form: string, number: string): Bilingual => ({
  zh: `${form} 中没有单据 ${number}`,
  en: `there is no bill ${number} in ${form}`,
});
const otherInvoice = (bill: string, carried: string, ours: string): Bilingual => ({
  zh: `单据 ${bill} 在星空企业版中已有另一张发票 ${carried}，没有写入 ${ours}`,
  en: `bill ${bill} already carries another invoice ${carried} in K3Cloud; ${ours} was not written`,
});
const notThere = (bill: string): Bilingual => ({
  zh: `单据 ${bill} 的 Save 应答成功，但单据中没有该发票号码`,
  en: `Save of bill ${bill} was answered with success, but the number is not in the bill`,
});
const inState = (bill: string, status: string): Bilingual => {
  const { zh, en } = notWritable(status);
  return { zh: `单据 ${bill}：${zh}`, en: `bill ${bill}: ${en}` };
};
const COMPARE: Bilingual = {
  zh: '请人工核对两张发票，可能重复开票',
  en: 'let a person compare the two invoices: the bill may have been issued twice',
};
const HIDDEN: Bilingual = {
  zh: '单据存在，但查询不到：核对集成用户的数据权限与子系统许可',
  en: 'the bill exists, but a query does not show it: check data rights and subsystem licence of the integration user',
};
