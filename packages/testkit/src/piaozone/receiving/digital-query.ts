import type { MockReply, MockRequest } from '../../server/http-server.js';
import { invalidRequest, Refusal } from '../answers.js';
import { plainValues, type Values } from '../assistant/signed-body.js';
import { applyFaults } from '../call.js';
import { enterprisesOf, entitledEnterprise, expenseGrant } from '../expense/entitled.js';
import { type InvoiceFields, text } from '../expense/pool.js';
import type { PiaozoneState } from '../state.js';

/** Path of 全量数据查询 (standard-edition §6.7). */
export const DIGITAL_QUERY_PATH = '/bill-websocket/digitalInvoice/query';

/** The fields of one invoice as named; the printed list goes on (24 in all). */
const FIELDS = [
  ...['invoiceType', 'invoiceCode', 'invoiceNo', 'invoiceDate', 'invoiceStatus', 'salerTaxNo', 'salerName', 'buyerTaxNo', 'buyerName'],
  ...['invoiceAmount', 'totalTaxAmount', 'totalAmount', 'checkCode', 'salerAddressPhone', 'salerAccount', 'buyerAddressPhone', 'buyerAccount'],
  ...['password', 'remark', 'machineNo'],
];
/** checkCode … remark: `暂时返回为空字符串`. */
const EMPTY_FOR_NOW = new Set(['checkCode', 'salerAddressPhone', 'salerAccount', 'buyerAddressPhone', 'buyerAccount', 'password', 'remark']);

/** 全量数据查询: an envelope of its own, refusals included. */
export function digitalQueryRoute(state: PiaozoneState, request: MockRequest): MockReply {
  try {
    return page(state, request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { errcode, description, httpStatus } = error.answer;
    return { status: httpStatus ?? 200, body: JSON.stringify({ errorCode: errcode, message: description }) };
  }
}

function page(state: PiaozoneState, request: MockRequest): MockReply {
  applyFaults(state, request);
  const enterprises = enterprisesOf(state, expenseGrant(state, request), request.query['taxNo']);
  entitledEnterprise(state, enterprises, '收票管理');
  const values = plainValues(request);
  const batchNo = values['batchNo'] ?? '';
  if (typeof batchNo !== 'string') throw new Refusal(invalidRequest('batchNo必须为字符串')); // mock-defined text
  const pageSize = count(values, 'pageSize', 100);
  const currentPage = count(values, 'currentPage', 1);
  const taxNumbers = new Set(enterprises.map(({ taxNo }) => taxNo));
  const all = state.expense.receiving.batch(batchNo).filter(({ taxNo }) => taxNumbers.has(taxNo));
  const shownRows = all.slice((currentPage - 1) * pageSize, currentPage * pageSize);
  return {
    body: JSON.stringify({
      ...{ errorCode: '0000', message: '操作成功', totalElement: all.length, totalPage: Math.ceil(all.length / pageSize), pageSize, currentPage },
      data: shownRows.map(({ fields }) => row(fields)),
    }),
  };
}

/** A positive whole number; mock-defined refusal otherwise. The largest page is unknown. */
function count(values: Values, name: string, fallback: number): number {
  const value = values[name] ?? fallback;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) throw new Refusal(invalidRequest(`${name}必须为正整数`));
  return value;
}

/** Every named field; names beyond them pass as they were given. */
function row(fields: InvoiceFields): Record<string, unknown> {
  const named = FIELDS.map((name) => [name, EMPTY_FOR_NOW.has(name) ? '' : name === 'invoiceType' ? (fields[name] ?? '') : text(fields, name)]);
  return { ...fields, ...Object.fromEntries(named) };
}
