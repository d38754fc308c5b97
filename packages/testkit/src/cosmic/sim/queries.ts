import { shanghaiTime } from '../../common/shanghai-time.js';
import type { Row } from '../../erp/bill-table.js';
import { objectOf } from './bills.js';
import type { HeldFlagshipInvoice } from './book.js';
import { FieldReader } from './fields.js';
import { directType, isDigital, type OrderPart, type SimOrder } from './order.js';
import { refuse } from './refusal.js';
import type { SimAnswer } from './settings.js';
import type { SimInterface, SimState } from './state.js';
import { billElement, confirmationView, directElement, type ViewContext } from './views.js';

const BILL_QUERY_FIELDS = new Set(['sellerTaxpayerId', 'serialNo']);

/** `BILL.INVOICE.QUERY` → `[{billNo, invoiceList[…]}]`; a bill nobody pushed gives an empty array (mock-defined). */
export const queryBill: SimInterface = ({ state }, data) => {
  const fields = new FieldReader(objectOf(data), '');
  fields.note(BILL_QUERY_FIELDS, state.context.unknownFields, 'BILL.INVOICE.QUERY');
  const seller = state.enterprises.seller(fields.required('sellerTaxpayerId'), '');
  const order = state.orders.bill(fields.required('serialNo', 50));
  if (order === undefined || order.content.seller.taxNo !== seller.taxNo) return { data: [] };
  const shown = order.parts.filter(({ invoiceNum, failure }) => invoiceNum !== undefined || (failure !== undefined && showsFailures(state)));
  return { data: [{ billNo: order.key, invoiceList: shown.map((part) => billElement(view(state), order, part, invoiceOf(state, part))) }] };
};

const DIRECT_QUERY_FIELDS = new Set(['serialNo', 'invoiceNum', 'sellerTaxpayerId']);

/** `ALLE.INVOICE.QUERY`: by serialNo or invoiceNum; what is in progress has no invoiceNum. Nothing found: no data (mock-defined). */
export const queryDirect: SimInterface = ({ state }, data) => {
  const fields = new FieldReader(objectOf(data), '');
  fields.note(DIRECT_QUERY_FIELDS, state.context.unknownFields, 'ALLE.INVOICE.QUERY');
  const seller = state.enterprises.seller(fields.required('sellerTaxpayerId'), '');
  const [serialNo, invoiceNum] = [fields.text('serialNo'), fields.text('invoiceNum')];
  if (serialNo === '' && invoiceNum === '') refuse('serialNo和invoiceNum不能同时为空'); // mock-defined text
  const order = serialNo === '' ? state.book.find(invoiceNum)?.order : state.orders.direct(serialNo);
  if (order === undefined || order.content.seller.taxNo !== seller.taxNo) return state.settings.singleResult === 'array' ? { data: [] } : {};
  const rows = directRows(state, order).filter((row) => invoiceNum === '' || row['invoiceNum'] === invoiceNum);
  return { data: state.settings.singleResult === 'array' ? rows : rows[0] };
};

function directRows(state: SimState, order: SimOrder): Row[] {
  const confirmation = order.confirmation === undefined ? undefined : state.confirmations.find(order.confirmation);
  const undecided: OrderPart = { number: 1, lines: order.content.lines, serialNo: '', invoiceNum: undefined, failure: undefined };
  const parts = order.parts.length === 0 ? [undecided] : order.parts;
  return parts.map((part) =>
    directElement(view(state), order, showsFailures(state) ? part : { ...part, failure: undefined }, invoiceOf(state, part), confirmation),
  );
}

const BATCH_FIELDS = new Set(['sellerTaxpayerId', 'invoiceType', 'pageNo', 'pageSize']);

/** `ALLE.BATCH.QUERY`: 数电 invoices of a seller, oldest first (mock-defined order). */
export const queryBatch: SimInterface = ({ state }, data) => {
  const fields = new FieldReader(objectOf(data), '');
  fields.note(BATCH_FIELDS, state.context.unknownFields, 'ALLE.BATCH.QUERY');
  const { taxNo } = state.enterprises.seller(fields.required('sellerTaxpayerId'), '');
  const invoiceType = fields.text('invoiceType');
  const found = state.book.all().filter(({ issued }) => issued.taxNo === taxNo && isDigital(issued.invoiceType));
  const matching = found.filter(({ issued }) => invoiceType === '' || directType(issued.invoiceType) === invoiceType);
  return paged(state, fields, matching, state.settings.batchPageBase);
};

const INVOICE_QUERY_FIELDS = new Set([
  ...['sellerTaxpayerId', 'serialNo', 'invoiceDateS', 'invoiceDateE', 'invoiceCode', 'invoiceNumberS', 'invoiceNumberE'],
  ...['invoiceStatus', 'invoiceType', 'pageNo', 'pageSize'],
]);

/** `INVOICE.QUERY` (4.1.01): pages of at most 50, counted from 1. */
export const queryInvoices: SimInterface = ({ state }, data) => {
  const fields = new FieldReader(objectOf(data), '');
  fields.note(INVOICE_QUERY_FIELDS, state.context.unknownFields, 'INVOICE.QUERY');
  const { taxNo } = state.enterprises.seller(fields.required('sellerTaxpayerId'), '');
  const is = (name: string, value: string) => fields.text(name) === '' || fields.text(name) === value;
  const within = (from: string, to: string, value: string) =>
    (fields.text(from) === '' || value >= fields.text(from)) && (fields.text(to) === '' || value <= fields.text(to));
  const found = state.book.all().filter(({ issued, status }) => {
    const { invoiceCode, invoiceNum, invoiceType, key, at } = issued;
    const named = is('serialNo', key) && is('invoiceCode', invoiceCode) && is('invoiceStatus', status) && is('invoiceType', invoiceType);
    const numbers = within('invoiceNumberS', 'invoiceNumberE', invoiceNum);
    return issued.taxNo === taxNo && named && numbers && within('invoiceDateS', 'invoiceDateE', shanghaiTime(at).slice(0, 10));
  });
  return paged(state, fields, found, 1);
};

// pageNo and pageSize are named in the answer only; a client that turns pages must send them.
const CONFIRMATION_FIELDS = new Set(['taxpayerId', 'orgCode', 'redInfoBillNo', 'identity', 'startDate', 'endDate', 'pageNo', 'pageSize']);

/** `ALLE.REDCONFIRMBILL.QUERY` → `{dataList, pageNo, pageSize, totalElement}`; identity narrows nothing, since which value is whom is not held. */
export const queryConfirmations: SimInterface = ({ state }, data) => {
  const fields = new FieldReader(objectOf(data), '');
  fields.note(CONFIRMATION_FIELDS, state.context.unknownFields, 'ALLE.REDCONFIRMBILL.QUERY');
  if (fields.text('identity') !== '') fields.oneOf('identity', ['0', '1']);
  const taxNo = fields.text('taxpayerId') || state.enterprises.seller('', fields.text('orgCode')).taxNo;
  const number = fields.text('redInfoBillNo');
  const [from, to] = [fields.text('startDate'), fields.text('endDate')];
  const found = state.confirmations.all().filter((one) => {
    const day = shanghaiTime(one.appliedAt).slice(0, 10);
    const mine = one.sellerTaxNo === taxNo || one.buyerTaxNo === taxNo;
    return mine && (number === '' || one.number === number) && (from === '' || day >= from) && (to === '' || day <= to);
  });
  const page = pageOf(fields, found, 1);
  return { data: { ...page, dataList: page.dataList.map(confirmationView) } };
};

function paged(state: SimState, fields: FieldReader, found: readonly HeldFlagshipInvoice[], base: 0 | 1): SimAnswer {
  const page = pageOf(fields, found, base);
  const rows = page.dataList.map(({ order, part }) => invoiceRow(state, order, part));
  return { data: state.settings.pages === 'array' ? rows : { ...page, dataList: rows } };
}

function invoiceRow(state: SimState, order: SimOrder, part: OrderPart): Row {
  const invoice = invoiceOf(state, part);
  const direct = order.channel === 'direct' || order.channel === 'vehicle';
  return direct ? directElement(view(state), order, part, invoice, undefined) : billElement(view(state), order, part, invoice);
}

interface Page<T> {
  readonly dataList: readonly T[];
  readonly pageNo: number;
  readonly pageSize: number;
  readonly totalElement: number;
}

function pageOf<T>(fields: FieldReader, all: readonly T[], base: 0 | 1): Page<T> {
  const pageSize = whole(fields, 'pageSize', 50);
  const pageNo = whole(fields, 'pageNo', base);
  if (pageSize < 1 || pageSize > 50) refuse('pageSize不能超过50'); // mock-defined text; §6.3: ≤ 50
  if (pageNo < base) refuse(`pageNo从${base}开始`); // mock-defined text
  const start = (pageNo - base) * pageSize;
  return { dataList: all.slice(start, start + pageSize), pageNo, pageSize, totalElement: all.length };
}

function whole(fields: FieldReader, name: string, fallback: number): number {
  const text = fields.decimal(name);
  if (text === '') return fallback;
  return /^\d{1,9}$/.test(text) ? Number(text) : refuse(`${name}格式不正确`); // mock-defined text
}

function invoiceOf({ book }: SimState, { invoiceNum }: OrderPart): HeldFlagshipInvoice | undefined {
  return invoiceNum === undefined ? undefined : book.find(invoiceNum);
}

function showsFailures({ settings }: SimState): boolean {
  return settings.failedInQuery === 'listed';
}

function view({ context, settings }: SimState): ViewContext {
  return { baseUrl: context.baseUrl, settings, status: true };
}
