import { exactParse } from '../../common/exact-parse.js';
import { ExactNumber } from '../../erp/exact-json.js';
import type { MockReply, MockRequest } from '../../server/http-server.js';
import { ANSWERS, envelope, invalidRequest, Refusal } from '../answers.js';
import { applyFaults, authorized, isObject, type Route, sealedJson } from '../call.js';
import type { Grant, MockEnterprise } from '../directory.js';
import { xmlText } from '../files/xml-text.js';
import { sellerOf } from '../issuing-routes.js';
import type { HeldInvoice } from '../ledger.js';
import type { PiaozoneState } from '../state.js';
import { headOfSalesOrder, issueOrder } from './issue-order.js';
import { amount, checkSalesOrder, SALES_ORDER_FIELDS, textOf, type Values } from './sales-order.js';
import { salesOrderAnswer } from './sales-order-errors.js';
import { scanQr } from './scan-qr.js';

export const SCAN_PATHS = {
  salesOrder: '/m5/bill/save/salesOrder',
  /** Self-built QR, production host. */
  qr: '/scan/tyqr',
  /** Self-built QR, test host. */
  testQr: '/demo/tyqr',
} as const;
/** mock-defined: the issuing link of an uploaded sales order. */
const ORDER_LINK = '/scan/order/';

export function scanRoute(_state: PiaozoneState, { method, path }: MockRequest): Route | undefined {
  if (method === 'POST') return path === SCAN_PATHS.salesOrder ? salesOrderRoute : undefined;
  if (method !== 'GET') return undefined;
  if (path === SCAN_PATHS.qr || path === SCAN_PATHS.testQr) return qrPage;
  return path.startsWith(ORDER_LINK) ? orderPage : undefined;
}

/** 上传销售单: kept until somebody scans (standard-edition §6.4). */
function salesOrderRoute(state: PiaozoneState, request: MockRequest): MockReply {
  applyFaults(state, request);
  const grant = authorized(state, request);
  const order = sealedOrder(state, request, grant);
  const settings = state.settings.scan;
  const saleNo = textOf(order, 'saleNo');
  const refusal = state.scan.takeRefusal(saleNo);
  if (refusal !== undefined) throw new Refusal(salesOrderAnswer(refusal));
  noteUnknown(state, order);
  const sellerTaxNo = settings.sellerTaxNoField === undefined ? '' : textOf(order, settings.sellerTaxNoField);
  checkSalesOrder(order, settings, (number) => state.scan.orders().some((kept) => kept.saleNo === number && kept.by === grant.triple.clientId));
  const { taxNo } = issuerOf(state, grant, sellerTaxNo);
  const texts = Object.entries(order).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
  const head = headOfSalesOrder(Object.fromEntries(texts), amount(order, 'invoiceAmount'));
  const items = (order['items'] as readonly Values[]).map((item) =>
    Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value instanceof ExactNumber ? value.text : String(value ?? '')])),
  );
  const kept = state.scan.add({ saleNo, taxNo, by: grant.triple.clientId, head, items }, true);
  const link = `${request.baseUrl}${ORDER_LINK}${kept.linkId}`;
  return envelope(salesOrderAnswer('0000'), settings.linkField === undefined ? undefined : { [settings.linkField]: link });
}

function sealedOrder(state: PiaozoneState, request: MockRequest, grant: Grant): Values {
  const json = sealedJson(state, request, grant);
  try {
    const order = exactParse(json);
    if (isObject(order)) return order;
  } catch {
    // Falls through: a number with an exponent is no amount.
  }
  throw new Refusal(salesOrderAnswer('0001'));
}

function noteUnknown(state: PiaozoneState, order: Values): void {
  const { sellerTaxNoField } = state.settings.scan;
  for (const name of Object.keys(order)) {
    if (!SALES_ORDER_FIELDS.has(name) && name !== sellerTaxNoField) state.unknownFields.add(`salesOrder.${name}`);
  }
}

function issuerOf(state: PiaozoneState, grant: Grant, taxNo: string): MockEnterprise {
  if (taxNo !== '') return sellerOf(state, grant, taxNo);
  if (grant.level === 'enterprise') return grant.enterprise;
  throw new Refusal(ANSWERS.tenantGrantRefused); // mock-defined: nobody is named
}

/** Opening the issuing link is the scan; the query may carry what the person filled in. */
function orderPage(state: PiaozoneState, request: MockRequest): MockReply {
  applyFaults(state, request);
  const order = state.scan.orderByLink(request.path.slice(ORDER_LINK.length));
  if (order === undefined) throw new Refusal(ANSWERS.linkEmpty);
  return page(issueOrder(state, request.baseUrl, order, request.query));
}

async function qrPage(state: PiaozoneState, request: MockRequest): Promise<MockReply> {
  applyFaults(state, request);
  const { k = '', ...buyer } = request.query;
  if (k === '') throw new Refusal(invalidRequest('k不能为空'));
  return page(await scanQr(state, request.baseUrl, k, buyer));
}

/** What the person sees; mock-defined. */
function page({ issued }: HeldInvoice): MockReply {
  const body = `<p>${xmlText(`${issued.invoiceCode} ${issued.invoiceNo} ${issued.buyer.name} ${issued.totalAmount}`)}</p>`;
  return { contentType: 'text/html; charset=utf-8', body };
}
