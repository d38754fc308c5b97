import type { MockReply, MockRequest } from '../../server/http-server.js';
import { envelope, invalidRequest, Refusal, SUCCESS } from '../answers.js';
import { applyFaults, isObject, type Route } from '../call.js';
import { checkEntitled } from '../entitlement.js';
import { EXPENSE_ANSWERS } from '../expense/answers.js';
import type { ExpendStatus, PooledInvoice } from '../expense/pool.js';
import type { PiaozoneState } from '../state.js';
import type { Bill } from './bills.js';
import { entriesOf, free, namedBill, noteBill, openAssistantCall, usable } from './context.js';
import { billInvoicesRoute, detailRoute, recheckRoute, userKeyInvoicesRoute } from './reading.js';
import { demanded, plainValues, signedEnterprise, signedGrant, textOf } from './signed-body.js';

/** Paths of standard-edition §6.9. */
export const ASSISTANT_PATHS = {
  userKey: '/m4/fpzs/getUserKey',
  linkKey: '/m4/fpzs/getLinkKey',
  cache: '/m4/fpzs/expense/entry/cache',
  save: '/m4/fpzs/expense/entry/save',
  status: '/m4/fpzs/expense/invoice/status/update',
  deleteBill: '/m4/fpzs/expense/entry/delete',
  deleteEntry: '/m4/fpzs/expense/invoice/del/entry',
  billInvoices: '/m4/fpzs/bxdInvoices',
  detail: '/m4/fpzs/expense/invoice/detail/query',
  userKeyInvoices: '/m4/fpzs/expense/invoices/query',
  recheck: '/m4/bill/multiple/check/invoice/forexpense/submit',
} as const;

export const ASSISTANT_ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  [ASSISTANT_PATHS.userKey, userKeyRoute],
  [ASSISTANT_PATHS.linkKey, linkKeyRoute],
  [ASSISTANT_PATHS.cache, cacheRoute],
  [ASSISTANT_PATHS.save, saveRoute],
  [ASSISTANT_PATHS.status, statusRoute],
  [ASSISTANT_PATHS.deleteBill, deleteBillRoute],
  [ASSISTANT_PATHS.deleteEntry, deleteEntryRoute],
  [ASSISTANT_PATHS.detail, detailRoute],
  [ASSISTANT_PATHS.userKeyInvoices, userKeyInvoicesRoute],
  [ASSISTANT_PATHS.recheck, recheckRoute],
]);

export const ASSISTANT_GET_ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([[ASSISTANT_PATHS.billInvoices, billInvoicesRoute]]);

/** 获取userKey: one per bill, the same for all its entries. */
function userKeyRoute(state: PiaozoneState, request: MockRequest): MockReply {
  applyFaults(state, request);
  const values = plainValues(request);
  const grant = signedGrant(state, values, EXPENSE_ANSWERS.basicAuthorization);
  const enterprise = signedEnterprise(state, grant, demanded(values, 'tin'));
  checkEntitled(enterprise, '收票管理', state.clock);
  const key = demanded(values, 'bxd_key');
  checkBillType(textOf(values, 'billType'));
  const bill = state.expense.bills.open(grant.triple.clientId, key);
  noteBill(bill, values);
  bill.buyerName = textOf(values, 'ghf_mc') || bill.buyerName;
  return envelope(SUCCESS, { userKey: bill.userKey });
}

/** `""` 费用单据, `Tra` 智能差旅, `Pur` 智能物品采购, `BizOut` 智能对公. */
function checkBillType(billType: string): void {
  if (!['', 'Tra', 'Pur', 'BizOut'].includes(billType)) throw new Refusal(invalidRequest(`billType的值不支持：${billType}`)); // mock-defined text
}

/** 获取linkKey: the body may be empty; one that is signed must be signed right. */
function linkKeyRoute(state: PiaozoneState, request: MockRequest): MockReply {
  applyFaults(state, request);
  const values = plainValues(request);
  const clientId = 'client_id' in values ? signedGrant(state, values).triple.clientId : undefined;
  return envelope(SUCCESS, state.expense.bills.newLinkKey(clientId));
}

/** 缓存单据: lives 2 h and takes no invoice into use. */
function cacheRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const call = openAssistantCall(state, request);
  const bill = namedBill(state, call) ?? state.expense.bills.open(call.clientId, demanded(call.values, 'bxd_key'));
  const entries = entriesOf(call.values);
  if (entries === undefined) throw new Refusal(invalidRequest('data不能为空')); // mock-defined text
  noteBill(bill, call.values);
  usable(state, bill, call.enterprise, entries);
  bill.cached = entries;
  bill.cacheEndsAt = state.clock.now() + state.settings.assistantCacheLifeMs;
  return envelope(SUCCESS);
}

/** 保存单据: the invoices are used by this bill from now on; those it does not name any more are free again (mock-defined). */
function saveRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const call = openAssistantCall(state, request);
  const { bills, pool } = state.expense;
  const bill = namedBill(state, call) ?? bills.open(call.clientId, demanded(call.values, 'bxd_key'));
  demanded(call.values, 'billnumber', 'billNumber');
  const cached = bills.cachedEntries(bill);
  const entries = entriesOf(call.values) ?? cached;
  if (entries.length === 0 || (state.settings.saveNeedsCache && cached.length === 0)) throw new Refusal(EXPENSE_ANSWERS.cacheEnded);
  noteBill(bill, call.values);
  const invoices = usable(state, bill, call.enterprise, entries);
  for (const former of pool.ofBill(bill.key)) if (!invoices.includes(former)) free(former);
  for (const invoice of invoices) {
    // A repeat changes nothing: an invoice this bill uses keeps its state.
    if (invoice.bill !== bill.key) invoice.expendStatus = state.settings.savedStatus;
    invoice.bill = bill.key;
  }
  bill.saved = entries;
  return envelope(SUCCESS);
}

/** 更新状态: all invoices of the bill, or those named in invoiceData. Rejection resets, so every state may follow every other. */
function statusRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const call = openAssistantCall(state, request);
  const status = textOf(call.values, 'expenseStatus');
  if (!isStatus(status)) throw new Refusal(invalidRequest(`expenseStatus的值不支持：${status}`)); // mock-defined text
  const bill = namedBill(state, call);
  const held = bill === undefined ? [] : state.expense.pool.ofBill(bill.key);
  const named = serialsOf(call.values['invoiceData']);
  const invoices = named === undefined ? held : named.map((serialNo) => inBill(held, serialNo));
  if (bill === undefined || invoices.length === 0) throw new Refusal(EXPENSE_ANSWERS.notInBill);
  noteBill(bill, call.values);
  for (const invoice of invoices) invoice.expendStatus = status;
  bill.statuses.push(status);
  return envelope(SUCCESS);
}

function isStatus(value: string): value is ExpendStatus {
  return ['1', '30', '60', '65'].includes(value);
}

function inBill(held: readonly PooledInvoice[], serialNo: string): PooledInvoice {
  const found = held.find((invoice) => invoice.serialNo === serialNo);
  if (found === undefined) throw new Refusal(EXPENSE_ANSWERS.notInBill);
  return found;
}

function serialsOf(invoiceData: unknown): readonly string[] | undefined {
  if (invoiceData === undefined || invoiceData === null) return undefined;
  if (!Array.isArray(invoiceData)) throw new Refusal(invalidRequest('invoiceData格式不正确')); // mock-defined text
  return invoiceData.map((one: unknown) => (isObject(one) ? demanded(one, 'serialNo') : ''));
}

/** 删除单据: invoices back to 1. */
function deleteBillRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const call = openAssistantCall(state, request);
  const bill = existing(namedBill(state, call));
  for (const invoice of state.expense.pool.ofBill(bill.key)) free(invoice);
  state.expense.bills.clear(bill);
  return envelope(SUCCESS);
}

/** 删除分录发票: one entry, named by branch_id. */
function deleteEntryRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const call = openAssistantCall(state, request);
  const bill = existing(namedBill(state, call));
  const branch = demanded(call.values, 'branch_id');
  const gone = bill.saved.filter(({ entryid }) => entryid === branch);
  if (gone.length === 0) throw new Refusal(EXPENSE_ANSWERS.billUnknown);
  bill.saved = bill.saved.filter(({ entryid }) => entryid !== branch);
  bill.cached = bill.cached.filter(({ entryid }) => entryid !== branch);
  const kept = new Set(bill.saved.flatMap(({ fids }) => fids));
  for (const invoice of state.expense.pool.ofBill(bill.key)) if (!kept.has(invoice.serialNo)) free(invoice);
  return envelope(SUCCESS);
}

function existing(bill: Bill | undefined): Bill {
  if (bill === undefined || (bill.saved.length === 0 && bill.cached.length === 0)) throw new Refusal(EXPENSE_ANSWERS.billUnknown);
  return bill;
}
