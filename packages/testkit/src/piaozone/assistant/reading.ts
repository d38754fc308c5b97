import type { MockReply, MockRequest } from '../../server/http-server.js';
import { envelope, invalidRequest, Refusal, SUCCESS } from '../answers.js';
import { applyFaults, authorized, isObject } from '../call.js';
import { EXPENSE_ANSWERS } from '../expense/answers.js';
import { type PooledInvoice, shown } from '../expense/pool.js';
import type { PiaozoneState } from '../state.js';
import { checkPooled } from '../verification/check-pooled.js';
import type { Bill } from './bills.js';
import { namedBill, openAssistantCall } from './context.js';
import { demanded, plainValues, signedGrant, textOf } from './signed-body.js';
import { checkTicketParam } from './ticket-param.js';

/** 按单据查询, GET: the invoices the bill uses, and those of its live cache. */
export function billInvoicesRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const call = openAssistantCall(state, request);
  demanded(call.values, 'bxd_key');
  checkTicketParam(textOf(call.values, 'ticketParam'));
  const bill = namedBill(state, call);
  return envelope(SUCCESS, bill === undefined ? [] : ofBill(state, bill).map(listed));
}

/** 查详情 of a comma list of fid. */
export function detailRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const { values } = openAssistantCall(state, request);
  const fids = demanded(values, 'fid').split(',');
  const invoices = fids.map((fid) => state.expense.pool.get(fid.trim()));
  return envelope(
    SUCCESS,
    invoices.flatMap((invoice) => (invoice === undefined ? [] : [listed(invoice)])),
  );
}

/** 根据userkey查询单据下所有发票列表: the printed body is the userKey alone; a signed one must be signed right. Answers with a traceId. */
export function userKeyInvoicesRoute(state: PiaozoneState, request: MockRequest): MockReply {
  applyFaults(state, request);
  const values = plainValues(request);
  const signedBy = 'client_id' in values ? signedGrant(state, values).triple.clientId : undefined;
  const bill = state.expense.bills.byUserKey(demanded(values, 'userKey'));
  if (bill === undefined || (signedBy !== undefined && signedBy !== bill.clientId)) throw new Refusal(EXPENSE_ANSWERS.userKeyUnknown);
  return { body: JSON.stringify({ ...SUCCESS, data: ofBill(state, bill).map(listed), traceId: state.random.hex(32) }) };
}

/** 再次查验: the token is optional; what it answers beside the code is unknown, so nothing. */
export function recheckRoute(state: PiaozoneState, request: MockRequest): MockReply {
  applyFaults(state, request);
  if ((request.query['access_token'] ?? '') !== '') authorized(state, request);
  const values = plainValues(request);
  demanded(values, 'client_id');
  if (state.directory.grant(textOf(values, 'client_id')) === undefined) throw new Refusal(EXPENSE_ANSWERS.basicAuthorization);
  capped(values['checkBuyerName'], 'checkBuyerName', 100);
  capped(values['checkBuyerTaxNo'], 'checkBuyerTaxNo', 20);
  capped(values['expenseId'], 'expenseId', 50);
  checkTicketParam(textOf(values, 'ticketParam'));
  const invoices = recheckedInvoices(state, values['invoiceData']);
  const failed = invoices.map((invoice) => checkPooled(state, invoice)).find((refusal) => refusal !== undefined);
  if (failed !== undefined) throw new Refusal(failed);
  return envelope(SUCCESS);
}

function recheckedInvoices(state: PiaozoneState, invoiceData: unknown): readonly PooledInvoice[] {
  if (!Array.isArray(invoiceData) || invoiceData.length === 0) throw new Refusal(invalidRequest('invoiceData不能为空')); // mock-defined text
  return invoiceData.map((one: unknown) => {
    const serialNo = isObject(one) ? demanded(one, 'serialNo') : '';
    capped(serialNo, 'serialNo', 36);
    const invoice = state.expense.pool.get(serialNo);
    if (invoice === undefined) throw new Refusal(EXPENSE_ANSWERS.invoiceUnknown);
    return invoice;
  });
}

function capped(value: unknown, name: string, length: number): void {
  if (typeof value === 'string' && [...value].length > length) throw new Refusal(invalidRequest(`${name}超过规定长度${length}位`)); // mock-defined text
}

function ofBill(state: PiaozoneState, bill: Bill): readonly PooledInvoice[] {
  const { bills, pool } = state.expense;
  const fids = [...bill.saved, ...bills.cachedEntries(bill)].flatMap((entry) => entry.fids);
  return [...new Set(fids)].flatMap((fid) => pool.get(fid) ?? []);
}

function listed(invoice: PooledInvoice): Record<string, unknown> {
  return { fid: invoice.serialNo, ...shown(invoice) };
}
