import type { Call, Effect, IssuingKey, PreparedRequest, QueryResult } from '@piaozone/core';
import type { FlagshipCalls } from '../client.js';
import { judgeBill } from './bill-query.js';
import { findBlue, type RedRequest } from './blue.js';
import { billPushData } from './bodies.js';
import { lookUp } from './lookup.js';
import { type IssuingMode, sendOnce } from './mode.js';
import type { IssuingConfig } from './settings.js';

/** 开票申请单: pushed, then asked for by bill number (flagship-and-cosmic §6.2). billNo is our serial number. */
export function billMode(flagship: FlagshipCalls, config: IssuingConfig, effect: Effect): IssuingMode {
  const push = (request: PreparedRequest, call: Call) =>
    sendOnce(flagship, { interfaceCode: 'BILL.PUSH', data: billPushData(request, config), effect }, request, call);
  const query = (key: IssuingKey, call: Call): Promise<QueryResult> => {
    const lookup = { interfaceCode: 'BILL.INVOICE.QUERY', data: { sellerTaxpayerId: key.sellerTaxNo, serialNo: key.serialNo } };
    return lookUp(flagship, lookup, key, config.unknownRequest, (data) => judgeBill(data, key, config.invoiceFields, call.requestId), call);
  };
  return {
    submit: push,
    red: async (request, call) => push(await withBlueNumber(request, query, call), call),
    query,
  };
}

/** The cloud knows the blue invoice by its number; the bill may name it by its own. */
async function withBlueNumber(request: RedRequest, query: IssuingMode['query'], call: Call): Promise<RedRequest> {
  if (request.red.originalInvoiceNo !== undefined) return request;
  const { number, code } = await findBlue(request, query, call);
  return { ...request, red: { ...request.red, originalInvoiceNo: number, ...(code === undefined ? {} : { originalInvoiceCode: code }) } };
}
