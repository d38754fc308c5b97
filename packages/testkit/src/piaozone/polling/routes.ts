import { amountText, cents } from '../../common/amounts.js';
import { ExactNumber, exactJson } from '../../erp/exact-json.js';
import type { MockReply, MockRequest } from '../../server/http-server.js';
import { type Answer, envelope, invalidRequest, Refusal, SUCCESS } from '../answers.js';
import type { Bill } from '../assistant/bills.js';
import { signedEnterprise, signedGrant, textOf } from '../assistant/signed-body.js';
import { applyFaults, type Route } from '../call.js';
import { checkEntitled } from '../entitlement.js';
import { EXPENSE_ANSWERS } from '../expense/answers.js';
import { type PooledInvoice, shown, text } from '../expense/pool.js';
import type { PiaozoneState } from '../state.js';
import { channelKey } from './channel.js';

/** Paths of standard-edition §2 and §7.2; with and without `/portal/` both answer (§10). */
export const POLLING_PATHS = {
  token: '/base/fpzs/polling/oauth/token',
  poll: '/polling/fpzs/invoice/data/v2',
  pollPortal: '/polling/fpzs/portal/invoice/data/v2',
  receipt: '/polling/fpzs/portal/receipt',
  receiptPlain: '/polling/fpzs/receipt',
} as const;

export const POLLING_ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  [POLLING_PATHS.token, pollingTokenRoute],
  [POLLING_PATHS.poll, pollRoute],
  [POLLING_PATHS.pollPortal, pollRoute],
  [POLLING_PATHS.receipt, receiptRoute],
  [POLLING_PATHS.receiptPlain, receiptRoute],
]);

/** `成功` as printed in §7.2, where other APIs say 操作成功. */
const OK: Answer = { errcode: '0000', description: '成功' };

/** Token of the channel: sign in the query, answer at the top level; JSONP with `jsonpCallback`. */
function pollingTokenRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const callback = request.query['jsonpCallback'] ?? '';
  if (callback !== '' && !/^[\w$.]{1,64}$/.test(callback)) throw new Refusal(invalidRequest('jsonpCallback格式不正确')); // mock-defined text
  const body = JSON.stringify(tokenAnswer(state, request));
  return callback === '' ? { body } : { contentType: 'application/javascript; charset=utf-8', body: `${callback}(${body})` };
}

/** A refusal is an answer like any other here, so that JSONP gets it in its callback. */
function tokenAnswer(state: PiaozoneState, request: MockRequest): Record<string, unknown> {
  try {
    applyFaults(state, request);
    const grant = signedGrant(state, request.query);
    checkEntitled(signedEnterprise(state, grant, textOf(request.query, 'tin')), '收票管理', state.clock);
    return { ...SUCCESS, access_token: state.expense.pollingTokens.issue(grant.triple.clientId).value };
  } catch (error) {
    if (error instanceof Refusal) return { ...error.answer };
    throw error;
  }
}

/** One long poll. The client may only read channels of link keys it asked for itself, or of keys asked for without credentials. */
async function pollRoute(state: PiaozoneState, request: MockRequest): Promise<MockReply> {
  const { clientId, key } = openPoll(state, request);
  const delivery = mayRead(state, clientId, key) ? await state.expense.channel.poll(key) : undefined;
  if (delivery === undefined) throw new Refusal(EXPENSE_ANSWERS.noData);
  return { body: exactJson({ ...OK, data: delivery }) };
}

function receiptRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const { clientId, key } = openPoll(state, request);
  const msgId = request.query['msgId'] ?? '';
  if (msgId === '') throw new Refusal(invalidRequest('msgId不能为空')); // mock-defined text
  if (mayRead(state, clientId, key)) state.expense.channel.acknowledge(key, msgId);
  return envelope(OK);
}

function openPoll(state: PiaozoneState, request: MockRequest): { clientId: string; key: string } {
  const value = request.query['access_token'];
  if (request.entry.fault === 'expire-token') state.expense.pollingTokens.end(value, 'expire');
  if (request.entry.fault === 'kill-token') state.expense.pollingTokens.end(value, 'kill');
  applyFaults(state, request);
  const token = state.expense.pollingTokens.accepted(value);
  if (token === undefined) throw new Refusal(EXPENSE_ANSWERS.pollingToken);
  const key = request.query['key'] ?? '';
  if (!/^[0-9a-f]{32}$/.test(key)) throw new Refusal(invalidRequest('key格式不正确')); // mock-defined text
  return { clientId: token.clientId, key };
}

function mayRead(state: PiaozoneState, clientId: string, key: string): boolean {
  for (const [linkKey, owner] of state.expense.bills.linkKeys()) {
    if (channelKey(linkKey) === key) return owner === undefined || owner === clientId;
  }
  return true;
}

/** The summary of an import (standard-edition §7.2): amounts are JSON numbers; for `Tra` the invoices stand in data[0].invoiceData. */
export function importSummary(bill: Bill, invoices: readonly PooledInvoice[]): Record<string, unknown> {
  const list = invoices.map((invoice) => ({ fid: invoice.serialNo, ...shown(invoice) }));
  return {
    invoiceSerialNos: invoices.map(({ serialNo }) => serialNo).join(','),
    data: bill.billType === 'Tra' ? [{ invoiceData: list }] : list,
    billnumber: bill.number,
    bxd_key: bill.key,
    userid: bill.eid,
    invoicesAmount: sum(invoices, ['totalAmount']),
    invoicesTaxAmount: sum(invoices, ['taxAmount', 'totalTaxAmount']),
  };
}

function sum(invoices: readonly PooledInvoice[], names: readonly string[]): ExactNumber {
  const total = invoices.reduce((amount, { fields }) => {
    const given = names.map((name) => text(fields, name)).find((value) => value !== '') ?? '0.00';
    return amount + (cents(given) ?? 0n);
  }, 0n);
  // As printed: 27040, not 27040.00.
  return new ExactNumber(amountText(total).replace(/\.00$/, ''));
}
