import { PiaozoneError, type PiaozoneErrorInit } from '../errors.js';
import type { Locale } from '../i18n/locale.js';
import { describeFailure } from '../transport/describe-failure.js';
import { type Effect, SendFailure, type Verdict, type WireResponse } from '../transport/types.js';
import { type JsonValue, parseExact } from './json.js';

/** Context an error of an answer needs. */
export interface AnswerContext {
  readonly operation: string;
  readonly requestId: string;
  readonly effect: Effect;
  readonly locale?: Locale;
}

/**
 * The part of classification that is the same for every JSON protocol: HTTP statuses that no envelope explains, and bodies that are no JSON.
 * A proxy or gateway may have answered in the cloud's place, so for a write such an answer leaves the outcome open (reliability §5).
 * @returns `ok` with the parsed body for any status whose body is a JSON object or array; the caller judges the envelope
 */
export function readJsonAnswer(response: WireResponse, context: AnswerContext): Verdict<JsonValue> {
  const { status } = response;
  if (status === 407) {
    // It answered a request that had left: whoever demands the account, that is no proof that nobody processed it (reliability §5).
    return failed(context, status, 'unknown', {
      code: 'proxy',
      reason: 'authentication',
      message: { zh: '代理要求认证（407）', en: 'the proxy demands authentication (407)' },
    });
  }
  const text = response.body.toString('utf8');
  const isJson = /^\s*[[{]/.test(text);
  if (isJson && status < 500) {
    try {
      return { kind: 'ok', value: parseExact(text) };
    } catch {
      return failed(context, status, 'unknown', { code: 'response_invalid', message: whatCame(status, response) });
    }
  }
  if (status === 429)
    return failed(context, status, 'unknown', { code: 'rate_limited', message: { zh: '请求过于频繁（429）', en: 'too many requests (429)' } });
  if (status >= 500) return failed(context, status, 'unknown', { code: 'server', message: whatCame(status, response) });
  if (status === 404) {
    return failed(context, status, 'rejected', {
      code: 'server',
      message: { zh: '地址不存在（404）', en: 'no such address (404)' },
      hint: {
        zh: '核对基础地址与路径前缀：多写或少写一段路径都会得到 404',
        en: 'check the base address and its path prefix: one segment too many or too few gives a 404',
      },
    });
  }
  if (response.proxy !== undefined && isPage(response)) return failed(context, status, 'unknown', pageOfProxy(response.proxy));
  return failed(context, status, 'unknown', { code: 'response_invalid', message: whatCame(status, response) });
}

/** A plain http request that a proxy forwarded: its login or block page may come with status 200. */
function pageOfProxy(proxy: string): Pick<PiaozoneErrorInit, 'code' | 'reason' | 'message' | 'hint'> {
  return describeFailure(new SendFailure('proxy', false, 'HTML', { reason: 'html', proxy }));
}

function isPage(response: WireResponse): boolean {
  return /^\s*<(?:!doctype|html)/i.test(response.body.subarray(0, 200).toString('latin1'));
}

function failed(
  context: AnswerContext,
  status: number,
  outcome: PiaozoneErrorInit['outcome'],
  init: Pick<PiaozoneErrorInit, 'code' | 'reason' | 'message' | 'hint'>,
): { readonly kind: 'failed'; readonly error: PiaozoneError } {
  const { operation, requestId, locale } = context;
  return {
    kind: 'failed',
    error: new PiaozoneError({ ...init, outcome, operation, requestId, status, ...(locale === undefined ? {} : { locale }) }),
  };
}

/** Says what arrived by status, type and size; never quotes the body, which may echo what was sent. */
function whatCame(status: number, response: WireResponse): { zh: string; en: string } {
  const type = (response.headers['content-type'] ?? '').split(';')[0] ?? '';
  const html = isPage(response);
  const bytes = response.body.length;
  return {
    zh: `收到的不是所调服务的应答：HTTP ${status}，${html ? 'HTML 网页' : type || '无类型'}，${bytes} 字节`,
    en: `this is not an answer of the called service: HTTP ${status}, ${html ? 'an HTML page' : type || 'no type'}, ${bytes} bytes`,
  };
}
