import { asText, type Bilingual, isObject, PiaozoneError, type Session, type Verdict, type WireResponse } from '@piaozone/core/adapter';
import { SUCCESS_CODES } from '../protocol/codes.js';
import { type EnvelopeContext, notAnEnvelope, readBody, refusalError, refusalOf } from '../protocol/envelope.js';

export interface LoginStep {
  /** Member of `data` that holds the token. */
  readonly token: string;
  /** What to check when it is refused. */
  readonly hint: Bilingual;
}

/** Codes inside `data` that go with a success (flagship-and-cosmic §16). */
const GRANTED = new Set(['0', '', '0000']);

/**
 * Reads `{data: {<token>, success, error_desc, expire_time, error_code}}`; only `data` is believed, the top level says success even for refusals (§2.1).
 * @param now epoch milliseconds here, for servers that send no `Date`
 */
export function readLoginAnswer(response: WireResponse, step: LoginStep, context: EnvelopeContext, now: number): Verdict<Session> {
  const body = readBody(response);
  const data = body?.['data'];
  if (body === undefined || !isObject(data)) {
    const refusal = body === undefined ? undefined : refusalOf(body);
    if (refusal !== undefined && !SUCCESS_CODES.has(refusal.code)) return { kind: 'failed', error: refusalError(refusal, response.status, context) };
    return { kind: 'failed', error: notAnEnvelope(response, context) };
  }
  const code = asText(data['error_code']) ?? '';
  const success = data['success'] === true || data['success'] === 'true';
  if (!success || !GRANTED.has(code)) return { kind: 'failed', error: rejected(code, asText(data['error_desc']) ?? '', step, response, context) };
  const value = asText(data[step.token]);
  // It becomes a header, so nothing but visible ASCII may be in it.
  if (value === undefined || !/^[\x21-\x7e]+$/.test(value)) return { kind: 'failed', error: withoutToken(step, response, context) };
  const expiresAt = Number(asText(data['expire_time']));
  const lifetimeMs = expiresAt - serverTime(response, now);
  return { kind: 'ok', value: { value, ...(lifetimeMs > 0 ? { lifetimeMs } : {}) } };
}

/** `expire_time` is absolute by the ERP's clock, which may be minutes off ours. */
function serverTime(response: WireResponse, now: number): number {
  const time = Date.parse(response.headers['date'] ?? '');
  return Number.isFinite(time) ? time : now;
}

function rejected(code: string, text: string, step: LoginStep, { status }: WireResponse, context: EnvelopeContext): PiaozoneError {
  const { operation, requestId, locale } = context;
  const upstreamMessage = context.scrub(text);
  return new PiaozoneError({
    code: 'credentials_rejected',
    outcome: 'rejected',
    message: { zh: `ERP 拒绝登录：${upstreamMessage || code}`, en: `the ERP refuses the login: ${upstreamMessage || code}` },
    hint: step.hint,
    operation,
    requestId,
    locale,
    status,
    upstreamCode: code,
    upstreamMessage,
  });
}

function withoutToken(step: LoginStep, { status }: WireResponse, { operation, requestId, locale }: EnvelopeContext): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'unknown',
    message: { zh: `登录应答中没有可用的 ${step.token}`, en: `the login answer holds no usable ${step.token}` },
    operation,
    requestId,
    locale,
    status,
  });
}
