import type { MockReply, MockRequest } from '../server/http-server.js';
import { ANSWERS, Refusal, SUCCESS } from './answers.js';
import { applyFaults, isObject } from './call.js';
import { type EncType, expectedSign } from './crypto.js';
import type { PiaozoneState } from './state.js';

/** 获取AccessToken (standard-edition §2): plain JSON in, the token at the top level of the answer. */
export function tokenRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const body = plainBody(request);
  const clientId = body['client_id'];
  if (typeof clientId === 'string' && clientId !== '') state.tokens.countRequest(clientId);
  applyFaults(state, request);
  if (typeof clientId !== 'string' || clientId === '') throw new Refusal(ANSWERS.clientIdMissing);
  const grant = state.directory.grant(clientId);
  if (grant === undefined) throw new Refusal(ANSWERS.clientUnknown);
  const encType = encTypeOf(body['encType']);
  const timestamp = timestampOf(state, body['timestamp']);
  if (encType === undefined || body['sign'] !== expectedSign(grant.triple, timestamp, encType)) throw new Refusal(ANSWERS.signWrong);
  const token = state.tokens.issue(clientId);
  return {
    body: JSON.stringify({ ...SUCCESS, access_token: token.value, token_type: 'bearer', expires_in: state.tokens.secondsLeft(token) }),
  };
}

function plainBody(request: MockRequest): Record<string, unknown> {
  if (!(request.headers['content-type'] ?? '').toLowerCase().startsWith('application/json')) throw new Refusal(ANSWERS.contentType);
  try {
    const body: unknown = JSON.parse(request.body.toString('utf8'));
    if (isObject(body)) return body;
  } catch {
    // Falls through to the refusal: broken JSON and a JSON text that is no object are the same mistake.
  }
  throw new Refusal(ANSWERS.tokenRequestUnreadable);
}

/** Number or string; absent means MD5 (standard-edition §2). */
export function encTypeOf(value: unknown): EncType | undefined {
  if (value === undefined) return 0;
  return ([0, 1, 2] as const).find((known) => value === known || value === String(known));
}

export function timestampOf(state: PiaozoneState, value: unknown): string {
  const { timestamps, timestampWindowMs } = state.settings;
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^\d+$/.test(text)) throw new Refusal(ANSWERS.timestampWrong);
  if (timestamps === 'milliseconds' && text.length !== 13) throw new Refusal(ANSWERS.timestampWrong);
  if (timestampWindowMs !== undefined && (text.length !== 13 || Math.abs(Number(text) - state.clock.now()) > timestampWindowMs)) {
    throw new Refusal(ANSWERS.timestampWrong);
  }
  return text;
}
