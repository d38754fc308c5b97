import { asText, isObject, PiaozoneError, type Session, type Verdict, type WireResponse } from '@piaozone/core/adapter';
import { SUCCESS_CODES } from '../protocol/codes.js';
import { type EnvelopeContext, notAnEnvelope, type Refusal, readBody, refusalError, refusalOf } from '../protocol/envelope.js';
import { enhancedCredentials, enhancedParameters } from '../protocol/hints.js';

/** Reads `{data: {access_token, expires_in}, errorCode: "0"}` of getToken (flagship-and-cosmic §2.2). `expires_in` is milliseconds, a text or a number (§16). */
export function readTokenAnswer(response: WireResponse, context: EnvelopeContext): Verdict<Session> {
  const body = readBody(response);
  const refusal = body === undefined ? undefined : refusalOf(body);
  if (body === undefined || refusal === undefined) return { kind: 'failed', error: notAnEnvelope(response, context) };
  if (!SUCCESS_CODES.has(refusal.code)) return { kind: 'failed', error: refused(refusal, response, context) };
  if (response.status >= 400) return { kind: 'failed', error: notAnEnvelope(response, context) };
  const { data } = body;
  const value = isObject(data) ? asText(data['access_token']) : undefined;
  // It becomes a header, so nothing but visible ASCII may be in it.
  if (!isObject(data) || value === undefined || !/^[\x21-\x7e]+$/.test(value)) return { kind: 'failed', error: withoutToken(response, context) };
  const lifetimeMs = Number(asText(data['expires_in']));
  return { kind: 'ok', value: { value, ...(lifetimeMs > 0 ? { lifetimeMs } : {}) } };
}

/** 业务异常: the code of what has none of its own (§3). Which one a 增强型 switch that is off has, is not documented. */
const UNSPECIFIED = '999';

/** 401 = id or secret, 603 = a parameter, which may be the nonce, the time or the user name (§2.2). */
function refused(refusal: Refusal, { status }: WireResponse, context: EnvelopeContext): PiaozoneError {
  const error = refusalError(refusal, status, context);
  if (refusal.code === '401') return error.with({ code: 'credentials_rejected', outcome: 'rejected', hint: enhancedCredentials });
  if (refusal.code === '603') return error.with({ hint: enhancedParameters });
  return refusal.code === UNSPECIFIED ? error.with({ hint: enhancedCredentials }) : error;
}

function withoutToken({ status }: WireResponse, { operation, requestId, locale }: EnvelopeContext): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'unknown',
    message: { zh: '登录应答中没有可用的 access_token', en: 'the login answer holds no usable access_token' },
    operation,
    requestId,
    locale,
    status,
  });
}
