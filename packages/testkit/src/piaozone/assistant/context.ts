import type { MockRequest } from '../../server/http-server.js';
import { invalidRequest, Refusal } from '../answers.js';
import { applyFaults, isObject } from '../call.js';
import type { MockEnterprise } from '../directory.js';
import { checkEntitled } from '../entitlement.js';
import { EXPENSE_ANSWERS } from '../expense/answers.js';
import type { PooledInvoice } from '../expense/pool.js';
import type { PiaozoneState } from '../state.js';
import type { Bill, BillEntry } from './bills.js';
import { plainValues, signedEnterprise, signedGrant, textOf, type Values } from './signed-body.js';
import { checkTicketParam, refusedByTicket } from './ticket-param.js';

/** A call of the assistant whose sign, tax number and entitlement (收票管理) were found right. */
export interface AssistantCall {
  readonly values: Values;
  readonly clientId: string;
  readonly enterprise: MockEnterprise;
}

export function openAssistantCall(state: PiaozoneState, request: MockRequest): AssistantCall {
  applyFaults(state, request);
  const values = request.method === 'GET' ? request.query : plainValues(request);
  const grant = signedGrant(state, values);
  const enterprise = signedEnterprise(state, grant, textOf(values, 'tin'));
  checkEntitled(enterprise, '收票管理', state.clock);
  return { values, clientId: grant.triple.clientId, enterprise };
}

/** The bill a call names by bxd_key; a userKey beside it must be that bill's. */
export function namedBill(state: PiaozoneState, { values, clientId }: AssistantCall): Bill | undefined {
  const userKey = textOf(values, 'userKey');
  const key = textOf(values, 'bxd_key');
  const byUserKey = userKey === '' ? undefined : state.expense.bills.byUserKey(userKey);
  if (userKey !== '' && (byUserKey === undefined || byUserKey.clientId !== clientId || (key !== '' && byUserKey.key !== key))) {
    throw new Refusal(EXPENSE_ANSWERS.userKeyUnknown);
  }
  return byUserKey ?? state.expense.bills.of(clientId, key);
}

/** Takes over what a call says about its bill; a field that is left out changes nothing. */
export function noteBill(bill: Bill, values: Values): void {
  bill.number = textOf(values, 'billnumber', 'billNumber') || bill.number;
  bill.eid = textOf(values, 'eid') || bill.eid;
  bill.billType = textOf(values, 'billType', 'billTypeId') || bill.billType;
  bill.ticketParam = checkTicketParam(textOf(values, 'ticketParam')) || bill.ticketParam;
}

/** `data:[{entryid, fid:[…]}]`; `undefined` when the call has none. */
export function entriesOf(values: Values): readonly BillEntry[] | undefined {
  const data = values['data'];
  if (data === undefined || data === null) return undefined;
  const wrong = new Refusal(invalidRequest('data格式不正确')); // mock-defined text
  if (!Array.isArray(data)) throw wrong;
  return data.map((entry: unknown) => {
    if (!isObject(entry) || !Array.isArray(entry['fid']) || !entry['fid'].every((fid) => typeof fid === 'string')) throw wrong;
    return { entryid: textOf(entry, 'entryid'), fids: entry['fid'] as string[] };
  });
}

/** The invoices of these entries, each known and allowed by `ticketParam`. */
export function usable(state: PiaozoneState, bill: Bill, enterprise: MockEnterprise, entries: readonly BillEntry[]): PooledInvoice[] {
  return entries.flatMap(({ fids }) => fids.map((fid) => usableInvoice(state, bill, enterprise, fid)));
}

function usableInvoice(state: PiaozoneState, bill: Bill, enterprise: MockEnterprise, fid: string): PooledInvoice {
  const invoice = state.expense.pool.get(fid);
  if (invoice === undefined) throw new Refusal(EXPENSE_ANSWERS.invoiceUnknown);
  const buyer = { taxNo: enterprise.taxNo, name: bill.buyerName || enterprise.name };
  const refused = refusedByTicket(bill.ticketParam, invoice, bill.key, buyer);
  if (refused !== undefined) throw new Refusal(refused);
  return invoice;
}

export function free(invoice: PooledInvoice): void {
  invoice.expendStatus = '1';
  delete invoice.bill;
}
