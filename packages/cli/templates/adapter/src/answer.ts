import {
  type AnswerContext,
  asText,
  isObject,
  type JsonValue,
  PiaozoneError,
  readJsonAnswer,
  type Verdict,
  type WireResponse,
} from '@piaozone/core/adapter';

export interface AnswerReading extends AnswerContext {
  readonly redact: (text: string) => string;
}

/** What the codes of MyErp mean to core; every other code than `0` is a refusal after which nothing was done. */
const SESSION_REFUSED = 'SESSION';
const LOGIN_REFUSED = 'LOGIN';

/**
 * Judges an answer `{code, message, data}`. A web page, a failing status or anything else that is not this envelope is an error, never empty data.
 * @returns `data`
 */
export function readAnswer(response: WireResponse, context: AnswerReading): Verdict<JsonValue | undefined> {
  const read = readJsonAnswer(response, context);
  if (read.kind !== 'ok') return read;
  const { operation, requestId, locale } = context;
  const body = isObject(read.value) ? read.value : {};
  const code = asText(body['code']);
  const init = { operation, requestId, status: response.status, ...(locale === undefined ? {} : { locale }) };
  if (code === undefined || code === '') {
    const message = { zh: 'MyErp 的应答中没有 code', en: 'the answer of MyErp has no code' };
    return { kind: 'failed', error: new PiaozoneError({ ...init, code: 'response_invalid', outcome: 'unknown', message }) };
  }
  if (code === '0') return { kind: 'ok', value: body['data'] };
  const text = context.redact(asText(body['message']) ?? '');
  const upstream = { ...init, upstreamCode: code, upstreamMessage: text, outcome: 'rejected' } as const;
  const message = { zh: `MyErp 拒绝了请求（${code}）：${text}`, en: `MyErp refused the call (${code}): ${text}` };
  if (code === SESSION_REFUSED) {
    return { kind: 'session-rejected', error: new PiaozoneError({ ...upstream, code: 'erp_session_expired', message }) };
  }
  return {
    kind: 'failed',
    error: new PiaozoneError({ ...upstream, code: code === LOGIN_REFUSED ? 'credentials_rejected' : 'erp_rejected', message }),
  };
}
