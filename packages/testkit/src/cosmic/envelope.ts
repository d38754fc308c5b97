import type { Row } from '../erp/bill-table.js';
import { exactJson } from '../erp/exact-json.js';
import type { MockReply, MockRequest } from '../server/http-server.js';
import type { PlatformReply } from './options.js';

/** `{data, errorCode, message, status}` with errorCode as text (flagship-and-cosmic §3). `data: null` on refusals and their HTTP status are mock-defined. */
export function platformReply(reply: PlatformReply, refusalStatus: 'ok' | 'code'): MockReply {
  const errorCode = reply.errorCode ?? '0';
  const body = { data: reply.data ?? null, errorCode, message: reply.message ?? '', status: errorCode === '0' };
  const code = Number(errorCode);
  return { status: refusalStatus === 'code' && code >= 400 && code <= 599 ? code : 200, body: exactJson(body) };
}

/** The gateway's own envelope; its HTTP status is mock-defined. */
export function gatewayReply(errorCode: string, messagecn: string): MockReply {
  return { body: JSON.stringify({ errorCode, messagecn }) };
}

/** The body as a JSON object, `undefined` when it is anything else. */
export function jsonObject(request: MockRequest): Row | undefined {
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The JSON object a business call sends by POST, or the platform's refusal of anything else; texts of the refusals are mock-defined. */
export function postedObject(request: MockRequest): { readonly call: Row } | { readonly refusal: PlatformReply } {
  if (request.method !== 'POST') return { refusal: { errorCode: '405', message: 'POST only' } }; // mock-defined text
  if (!(request.headers['content-type'] ?? '').includes('json')) return { refusal: { errorCode: '415', message: 'JSON only' } }; // mock-defined text
  const call = jsonObject(request);
  return call === undefined ? { refusal: { errorCode: '406', message: 'body is not a JSON object' } } : { call }; // mock-defined text
}

export function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
