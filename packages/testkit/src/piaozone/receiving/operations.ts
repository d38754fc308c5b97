import type { MockReply, MockRequest } from '../../server/http-server.js';
import { envelope, invalidRequest, Refusal, SUCCESS } from '../answers.js';
import { demanded, plainValues, textOf, type Values } from '../assistant/signed-body.js';
import { applyFaults, isObject, type Route } from '../call.js';
import type { MockEnterprise } from '../directory.js';
import { enterprisesOf, entitledEnterprise, expenseGrant } from '../expense/entitled.js';
import { type InvoiceFields, numberOf, text } from '../expense/pool.js';
import type { ReceivingNames } from '../expense/settings.js';
import { dayOf } from '../expense/shanghai.js';
import type { PiaozoneState } from '../state.js';
import type { ReceivedInvoice } from './book.js';

/**
 * The numbered 收票 APIs (standard-edition §6.7): one URL, the operation in the body's `request_path`. URL, values and the name
 * of the list in the answer come from the setting `receiving`; the other answer names are those seen in the vendor's clients (X), no contract.
 */
export function receivingRoute(state: PiaozoneState, request: MockRequest): Route | undefined {
  const names = state.settings.receiving;
  if (names === undefined || request.method !== 'POST' || request.path !== names.path) return undefined;
  // The path may be that of the v3 long link, whose body has `czlx` instead (business-rules §7.1).
  return request.body.includes('"request_path"') ? (opened, read) => operation(opened, read, names) : undefined;
}

function operation(state: PiaozoneState, request: MockRequest, names: ReceivingNames): MockReply {
  applyFaults(state, request);
  const grant = expenseGrant(state, request);
  const values = plainValues(request);
  const taxNo = textOf(values, 'taxNo') || (request.query['taxNo'] ?? '');
  const enterprise = entitledEnterprise(state, enterprisesOf(state, grant, taxNo), '收票管理');
  const requested = demanded(values, 'request_path');
  if (requested === names.headers) return headers(state, enterprise, values, names);
  if (requested === names.notDeductible) return notDeductible(state, enterprise, values);
  if (requested === names.full) return envelope(SUCCESS, { [names.listField]: state.expense.receiving.ofTaxNo(enterprise.taxNo).map(fieldsOf) });
  throw new Refusal(invalidRequest(`request_path的值不支持：${requested}`)); // mock-defined text
}

/** 2、进项发票表头采集: begun with continueFlag false, gone on with true and the same serialNo until `endFlag`. */
function headers(state: PiaozoneState, { taxNo }: MockEnterprise, values: Values, { listField }: ReceivingNames): MockReply {
  const serialNo = textOf(values, 'serialNo') || state.random.hex(32);
  for (const name of ['dataFromIndex', 'dataIndex']) demandType(values, name, 'number');
  demandType(values, 'continueFlag', 'boolean');
  const search = values['searchOpt'];
  if (!isObject(search)) throw new Refusal(invalidRequest('searchOpt不能为空')); // mock-defined text
  const chunk = state.settings.receivingChunk;
  const from = state.expense.receiving.advance(`${taxNo} ${serialNo}`, values['continueFlag'] === false, chunk);
  if (from === undefined) throw new Refusal(invalidRequest('serialNo无效')); // mock-defined text
  const found = state.expense.receiving.ofTaxNo(taxNo).filter(({ fields }) => matches(fields, search));
  const list = found.slice(from, from + chunk).map(fieldsOf);
  return envelope(SUCCESS, { serialNo, startTime: textOf(search, 'startTime'), endFlag: from + chunk >= found.length, [listField]: list });
}

const COMPARED = ['invoiceCode', 'invoiceNo', 'salerTaxNo', 'invoiceStatus', 'invoiceType'];

function matches(fields: InvoiceFields, search: Values): boolean {
  const day = dayOf(fields['invoiceDate']) ?? '';
  const [start, end] = [textOf(search, 'startTime'), textOf(search, 'endTime')];
  if ((start !== '' && day < start) || (end !== '' && day > end)) return false;
  return COMPARED.every((name) => textOf(search, name) === '' || textOf(search, name) === text(fields, name));
}

/** 3、发票不抵扣勾选: each invoice by itself; a known one succeeds. */
function notDeductible(state: PiaozoneState, { taxNo }: MockEnterprise, values: Values): MockReply {
  demandType(values, 'authenticateFlag', 'number');
  const invoices = values['invoices'];
  if (!Array.isArray(invoices) || invoices.length === 0) throw new Refusal(invalidRequest('invoices不能为空')); // mock-defined text
  const success: unknown[] = [];
  const fail: unknown[] = [];
  for (const given of invoices as unknown[]) {
    const found = isObject(given) ? state.expense.receiving.ofTaxNo(taxNo).find(({ fields }) => numberOf(fields) === numberOf(given)) : undefined;
    if (found !== undefined && isObject(given)) found.notDeductibleType = textOf(given, 'notDeductibleType');
    (found === undefined ? fail : success).push(given);
  }
  return envelope(SUCCESS, { success, fail });
}

function fieldsOf({ fields }: ReceivedInvoice): InvoiceFields {
  return fields;
}

function demandType(values: Values, name: string, type: 'number' | 'boolean'): void {
  if (typeof values[name] !== type) throw new Refusal(invalidRequest(`${name}格式不正确`)); // mock-defined text
}
