import {
  type AnswerContext,
  asText,
  diagnosisByCode,
  isObject,
  type JsonObject,
  type JsonValue,
  type Locale,
  PiaozoneError,
  parseExact,
  readJsonAnswer,
  type Verdict,
  type WireResponse,
} from '@piaozone/core/adapter';
import type { ProofRefused } from '../session/authentication.js';
import { IDENTITY_CODES, meaningOf, SUCCESS_CODES } from './codes.js';
import { sessionHint, wrongPrefix } from './hints.js';

export interface EnvelopeContext extends AnswerContext {
  readonly locale: Locale;
  /** Takes what is secret out of a text of the ERP; some servers echo what they were sent. */
  readonly scrub: (text: string) => string;
  /** What a 401 means for how this call proves itself. Default: a session that is over. */
  readonly refused?: ProofRefused;
  /** No gateway identity is configured: then a gateway that asks for one has been given none, whatever else its words may mean. */
  readonly withoutIdentity?: boolean;
}

/** Code and text of either envelope: the platform's `{errorCode, message}` or the gateway's `{errorCode, messagecn}`. */
export interface Refusal {
  readonly code: string;
  readonly text: string;
}

const SHOWN_TEXT = 300;

/**
 * Judges an answer in the platform envelope `{data, errorCode: "0", message, status}`; the code decides, as text (flagship-and-cosmic §3, §16).
 * HTTP 401 and code 401 reject the session, everything else that is no success is a failure with the ERP's code and text.
 * @returns `data`; `undefined` where the envelope has none
 */
export function readEnvelope(response: WireResponse, context: EnvelopeContext): Verdict<JsonValue | undefined> {
  const body = readBody(response);
  const refusal = body === undefined ? undefined : refusalOf(body);
  if (response.status === 401 && !isGatewayRefusal(body)) return sessionRejected(context, refusal ?? { code: '401', text: '' });
  if (body === undefined || refusal === undefined) return { kind: 'failed', error: notAnEnvelope(response, context) };
  if (refusal.code === '401') return sessionRejected(context, refusal);
  if (!SUCCESS_CODES.has(refusal.code)) return { kind: 'failed', error: refusalError(refusal, response.status, context) };
  // A success under a failing status contradicts itself: something in between may have changed either.
  if (response.status >= 400) return { kind: 'failed', error: notAnEnvelope(response, context) };
  return { kind: 'ok', value: body['data'] };
}

/** The JSON object of the body, whatever the status; `undefined` for anything else. */
export function readBody(response: WireResponse): JsonObject | undefined {
  const text = response.body.toString('utf8');
  if (response.status === 407 || !/^\s*\{/.test(text)) return undefined;
  try {
    const body = parseExact(text);
    return isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** What `body` refuses or grants with its code; `undefined` when it has none. */
export function refusalOf(body: JsonObject): Refusal | undefined {
  const code = asText(body['errorCode']);
  if (code === undefined) return undefined;
  return { code, text: asText(body['messagecn']) ?? asText(body['message']) ?? '' };
}

export function refusalError({ code, text }: Refusal, status: number, context: EnvelopeContext): PiaozoneError {
  const { operation, requestId, locale } = context;
  const upstreamMessage = context.scrub(text);
  const shown = upstreamMessage === '' ? code : `${code} ${upstreamMessage.slice(0, SHOWN_TEXT)}`;
  return new PiaozoneError({
    ...meaningOf(code),
    ...(context.withoutIdentity === true && IDENTITY_CODES.has(code) ? { diagnosis: diagnosisByCode('GATEWAY_IDENTITY_MISSING') } : {}),
    message: { zh: `ERP 拒绝了请求：${shown}`, en: `the ERP refused the request: ${shown}` },
    operation,
    requestId,
    locale,
    status,
    upstreamCode: code,
    upstreamMessage,
  });
}

/** For answers without envelope: what core makes of them, and a hint that knows the platform's prefixes. */
export function notAnEnvelope(response: WireResponse, context: EnvelopeContext): PiaozoneError {
  const { operation, requestId, locale } = context;
  const { status } = response;
  if (status === 404) {
    return new PiaozoneError({
      code: 'server',
      outcome: 'rejected',
      message: { zh: 'ERP 没有这个地址（404）', en: 'the ERP has no such address (404)' },
      hint: wrongPrefix,
      operation,
      requestId,
      locale,
      status,
    });
  }
  const answer = readJsonAnswer(response, context);
  if (answer.kind !== 'ok') return answer.error;
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'unknown',
    message: { zh: `应答不是苍穹平台的格式：HTTP ${status}`, en: `the answer has no envelope of the 苍穹 platform: HTTP ${status}` },
    operation,
    requestId,
    locale,
    status,
  });
}

function isGatewayRefusal(body: JsonObject | undefined): boolean {
  return body !== undefined && 'messagecn' in body;
}

const SESSION_OVER: ProofRefused = { code: 'erp_session_expired', hint: sessionHint };

function sessionRejected(context: EnvelopeContext, { code, text }: Refusal): Verdict<never> {
  const { operation, requestId, locale, refused = SESSION_OVER } = context;
  const ofToken = refused.code === 'erp_session_expired';
  const upstreamMessage = context.scrub(text);
  const error = new PiaozoneError({
    code: refused.code,
    outcome: 'rejected',
    message: {
      zh: `ERP 不接受${ofToken ? '访问令牌' : '请求的认证'}：${code} ${upstreamMessage.slice(0, SHOWN_TEXT)}`,
      en: `the ERP refuses the ${ofToken ? 'access token' : 'authentication of the request'}: ${code} ${upstreamMessage.slice(0, SHOWN_TEXT)}`,
    },
    hint: refused.hint,
    operation,
    requestId,
    locale,
    upstreamCode: code,
    upstreamMessage,
  });
  return { kind: 'session-rejected', error };
}
