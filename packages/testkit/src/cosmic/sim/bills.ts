import type { Row } from '../../erp/bill-table.js';
import { type BillRequest, readBill } from './bill-request.js';
import { FieldReader, isRow } from './fields.js';
import type { SimOrder } from './order.js';
import { duplicate, refuse, SIM_TEXTS, SimRefusal } from './refusal.js';
import type { SimAnswer } from './settings.js';
import type { SimCall, SimInterface, SimState } from './state.js';

/** Page behind the QR code of an uploaded sales order; the address is mock-defined. */
export const SCAN_PAGE = '/mock/scan/';

/** `BILL.PUSH` (flagship-and-cosmic §6.2): success means accepted, not issued. */
export const pushBills: SimInterface = (call, data) => {
  if (!Array.isArray(data) || data.length === 0) return refuse(SIM_TEXTS.dataUnreadable);
  const { state } = call;
  const outcomes = data.map((row: unknown) => attempt(() => readNewBill(state, isRow(row) ? row : refuse(SIM_TEXTS.dataUnreadable))));
  const seen = new Set<string>();
  const requests: BillRequest[] = [];
  let refused = outcomes.find((outcome) => outcome instanceof SimRefusal);
  for (const outcome of outcomes) {
    if (outcome instanceof SimRefusal) continue;
    if (seen.has(outcome.billNo)) refused ??= duplicate(outcome.billNo);
    else requests.push(outcome);
    seen.add(outcome.billNo);
  }
  if (refused !== undefined && state.settings.batchRefusal === 'whole') throw refused;
  const links = requests.map((request) => accept(call, request));
  if (refused !== undefined) throw refused;
  return scanLinks(
    state,
    links.filter((link) => link !== undefined),
  );
};

function readNewBill(state: SimState, row: Row): BillRequest {
  const request = readBill(state, row);
  const before = state.orders.bill(request.billNo);
  const free = before === undefined || (before.state === 'withdrawn' && state.settings.withdrawnBillNo === 'free');
  if (!free && state.settings.repeatedBill === 'refuse') throw duplicate(request.billNo);
  return request;
}

/** Takes the bill on; gives the address of its scan page if it has one. */
function accept({ state, system }: SimCall, { billNo, content, red, autoInvoice, scan }: BillRequest): string | undefined {
  const order = state.orders.accept({ key: billNo, channel: scan ? 'scan' : 'bill', businessSystemCode: system.code, content });
  if (scan) return `${state.context.baseUrl}${SCAN_PAGE}${encodeURIComponent(billNo)}`;
  if (autoInvoice && (!red || state.settings.autoInvoiceCovers === 'all')) state.orders.start(order);
  return undefined;
}

function scanLinks({ settings }: SimState, links: readonly string[]): SimAnswer {
  if (links.length === 0 || settings.scanAnswer === 'absent') return {};
  const rows = links.map((scanh5Url) => ({ scanh5Url }));
  return { data: settings.scanAnswer === 'list' || rows.length > 1 ? rows : rows[0] };
}

const WITHDRAW_FIELDS = new Set(['sellerTaxpayerId', 'orgCode', 'serialNos']);

/** `BILL.WITHDRAW`: all of the serials or none (mock-defined), and only what is not issued. */
export const withdrawBills: SimInterface = ({ state }, data) => {
  const row = objectOf(data);
  const fields = new FieldReader(row, '');
  fields.note(WITHDRAW_FIELDS, state.context.unknownFields, 'BILL.WITHDRAW');
  const seller = state.enterprises.seller(fields.text('sellerTaxpayerId', 20), fields.text('orgCode', 20));
  const serials = row['serialNos'];
  if (!Array.isArray(serials) || serials.length === 0) return refuse('serialNos不能为空'); // mock-defined text
  const orders = serials.map((serialNo: unknown) => {
    const order = typeof serialNo === 'string' && serialNo.length <= 50 ? state.orders.bill(serialNo) : undefined;
    if (order === undefined || order.content.seller.taxNo !== seller.taxNo) return refuse(`单据不存在：${String(serialNo)}`); // mock-defined text
    return isWithdrawable(state, order) ? order : refuse(`单据不能撤回：${order.key}`); // mock-defined text
  });
  for (const order of orders) state.orders.withdraw(order);
  return {};
};

function isWithdrawable({ settings }: SimState, order: SimOrder): boolean {
  if (order.state === 'withdrawn') return false;
  if (settings.withdrawIssued) return true;
  if (order.state === 'issuing' && !settings.withdrawWhileIssuing) return false;
  return order.parts.every(({ invoiceNum }) => invoiceNum === undefined);
}

const REISSUE_FIELDS = new Set(['invoiceCode', 'invoiceNo', 'reIssueBill']);
const REISSUE_BILL_FIELDS = new Set([
  ...['reIssueBillNo', 'buyerName', 'buyerTaxNo', 'buyerAddr', 'buyerBank', 'buyerEmail', 'buyerPhone', 'invoiceRemark'],
]);

/** `BILL.REISSUE.CREATE`: a bill like that of the invoice with another buyer. A person issues it (mock-defined); the first invoice stays as it is. */
export const createReissue: SimInterface = ({ state, system }, data) => {
  const row = objectOf(data);
  const fields = new FieldReader(row, '');
  fields.note(REISSUE_FIELDS, state.context.unknownFields, 'BILL.REISSUE.CREATE');
  const invoice = state.book.find(fields.required('invoiceNo'));
  if (invoice === undefined || invoice.issued.invoiceCode !== fields.text('invoiceCode')) return refuse('发票不存在'); // mock-defined text
  const { reIssueBill } = row;
  if (!isRow(reIssueBill)) return refuse('reIssueBill不能为空'); // mock-defined text
  const bill = new FieldReader(reIssueBill, 'reIssueBill.');
  bill.note(REISSUE_BILL_FIELDS, state.context.unknownFields, 'BILL.REISSUE.CREATE.reIssueBill');
  const billNo = bill.text('reIssueBillNo', 50) || `RE${state.context.random.digits(16)}`; // mock-defined form
  if (state.orders.bill(billNo) !== undefined) throw duplicate(billNo);
  const { content } = invoice.order;
  const buyer = { name: bill.text('buyerName') || content.buyer.name, taxNo: bill.text('buyerTaxNo') || content.buyer.taxNo };
  state.orders.accept({
    ...{ key: billNo, channel: 'reissue', businessSystemCode: system.code },
    content: { ...content, buyer, lines: invoice.part.lines },
  });
  return { data: { billNo } };
};

export function objectOf(data: unknown): Row {
  return isRow(data) ? data : refuse(SIM_TEXTS.dataUnreadable);
}

function attempt<T>(run: () => T): T | SimRefusal {
  try {
    return run();
  } catch (error) {
    if (error instanceof SimRefusal) return error;
    throw error;
  }
}
