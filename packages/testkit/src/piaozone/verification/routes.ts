import type { MockReply, MockRequest } from '../../server/http-server.js';
import { ANSWERS, envelope, invalidRequest, Refusal, SUCCESS } from '../answers.js';
import { applyFaults, authorized, isObject, type Route, sealedBody } from '../call.js';
import { charge, recognitionEnterprise } from '../expense/entitled.js';
import { shown } from '../expense/pool.js';
import type { PiaozoneState } from '../state.js';

/** Check by elements; the older clients use /m3 (standard-edition §6.8, §10). */
export const VERIFICATION_PATHS = { check: '/m13/bill/invoice/sys/check', checkOlder: '/m3/bill/invoice/sys/check' } as const;

export const VERIFICATION_ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  [VERIFICATION_PATHS.check, checkByElements],
  [VERIFICATION_PATHS.checkOlder, checkByElements],
]);

const ELEMENT_FIELDS = new Set(['invoiceCode', 'invoiceNo', 'invoiceDate', 'invoiceMoney', 'totalAmount', 'checkCode', 'isCreateUrl']);

/** 查验 by elements. What `isCreateUrl` adds to the answer is unknown: taken, and nothing added. */
function checkByElements(state: PiaozoneState, request: MockRequest): MockReply {
  applyFaults(state, request);
  const enterprise = recognitionEnterprise(state, request);
  const elements = elementsOf(state, request);
  const result = state.expense.bureau.check(elements, true);
  if ('refused' in result) throw new Refusal(result.refused);
  const invoice = state.expense.pool.take(result.found);
  invoice.checkStatus = '1';
  const repeat = state.expense.usage.seen.has(invoice.serialNo);
  state.expense.usage.seen.add(invoice.serialNo);
  if (!repeat || !state.settings.repeatsAreFree) charge(state, enterprise, 0.5);
  return envelope(SUCCESS, shown(invoice));
}

/** Plain JSON (Ccs); a 2019 stub encrypts, so both are taken (standard-edition §10). Values are text or numbers. */
function elementsOf(state: PiaozoneState, request: MockRequest): Readonly<Record<string, string>> {
  const body = plainObject(request) ?? sealedBody(state, request, authorized(state, request));
  const elements: Record<string, string> = {};
  for (const [name, value] of Object.entries(body)) {
    if (!ELEMENT_FIELDS.has(name)) state.unknownFields.add(`check.${name}`);
    if (value === null || value === undefined) continue;
    if (typeof value !== 'string' && typeof value !== 'number') throw new Refusal(invalidRequest(`${name}必须为字符串`)); // mock-defined text
    elements[name] = String(value);
  }
  return elements;
}

function plainObject(request: MockRequest): Readonly<Record<string, unknown>> | undefined {
  const text = request.body.toString('utf8').trim();
  if (!text.startsWith('{')) return undefined;
  if (!(request.headers['content-type'] ?? '').toLowerCase().startsWith('application/json')) throw new Refusal(ANSWERS.contentType);
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) return body;
  } catch {
    // Broken JSON is refused below like any other body that is no object.
  }
  throw new Refusal(invalidRequest('请求报文不是JSON对象')); // mock-defined text
}
