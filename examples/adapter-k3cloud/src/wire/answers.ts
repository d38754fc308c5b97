import {
  type AnswerContext,
  asText,
  type Bilingual,
  isObject,
  type JsonObject,
  type JsonValue,
  PiaozoneError,
  type PiaozoneErrorInit,
  parseExact,
  readJsonAnswer,
  type Verdict,
  type WireResponse,
} from '@piaozone/core/adapter';
import { hintFor } from './hints.js';

export interface AnswerReading extends AnswerContext {
  readonly redact: (text: string) => string;
  /** Calls are signed one by one: there is no session that could be renewed. */
  readonly sessionless: boolean;
}

/** What the answer says went wrong. */
interface Trouble {
  /** MsgCode, or the gateway's errcode. */
  readonly code: string;
  readonly text: string;
}

const SHOWN_TEXT = 300;
const GATEWAY_STATUS = 519;
const GATEWAY_CREDENTIALS: ReadonlySet<string> = new Set(['4002', '4006']);
const GATEWAY_NO_API = '5001';
/** How the server announces an exception in a text of its own (k3cloud §1). */
const EXCEPTION = 'response_error:';
const CONTEXT_LOST = '1';
const THROTTLED = '14';
/** Refusals before anything was done; after 异常 and 数据库操作失败 that is not certain (k3cloud §5). */
const SURELY_NOTHING_DONE: ReadonlySet<string> = new Set(['2', '3', '5', '7', '8', '9', '10', '11', '12', '13', '14', '15']);
const SESSION_LOST_TEXT = '会话信息已丢失';

/** Judges an answer of any service but the logins. A failure may look like a row, a text or a page: none of them is ever data. */
export function readAnswer(response: WireResponse, context: AnswerReading): Verdict<JsonValue> {
  if (response.status === GATEWAY_STATUS) return gatewayTrouble(response, context);
  const exception = exceptionText(response);
  if (exception !== undefined) return judge({ code: '', text: exception }, response, context);
  const read = readJsonAnswer(response, context);
  if (read.kind !== 'ok') return read;
  const trouble = troubleIn(read.value);
  return trouble === undefined ? read : judge(trouble, response, context);
}

/** `Result` of an operation. */
export function resultOf(value: JsonValue): JsonObject {
  const result = isObject(value) ? value['Result'] : undefined;
  return isObject(result) ? result : {};
}

function troubleIn(value: JsonValue): Trouble | undefined {
  const first = Array.isArray(value) ? (value[0] as JsonValue | undefined) : value;
  const cell = Array.isArray(first) ? (first[0] as JsonValue | undefined) : first;
  if (!isObject(cell)) return undefined;
  if (isObject(cell['Result'])) return troubleOf(cell['Result']);
  if (!Array.isArray(value)) return 'InnerExWrapper' in cell ? { code: '', text: asText(cell['Message']) ?? '' } : undefined;
  if ('actionname' in cell) return { code: '', text: interceptorText(cell) };
  // `[{"FieldName","Message","DIndex"}]`; a row of an answer is a list, never an object.
  return Array.isArray(first) || !('Message' in cell) ? undefined : { code: '', text: messages(value) };
}

function troubleOf(result: JsonObject): Trouble | undefined {
  const status = result['ResponseStatus'];
  if (!isObject(status)) return undefined;
  const { IsSuccess: success, MsgCode: code, Errors: errors } = status;
  if (success === true || (typeof success === 'string' && success.toLowerCase() === 'true')) return undefined;
  return { code: asText(code) ?? '', text: messages(errors) };
}

function judge(trouble: Trouble, response: WireResponse, context: AnswerReading): Verdict<never> {
  const text = context.redact(trouble.text).slice(0, SHOWN_TEXT);
  const { code } = trouble;
  const lost = code === CONTEXT_LOST || text.includes(SESSION_LOST_TEXT);
  const reads = context.effect === 'read';
  const init = { upstreamCode: code, upstreamMessage: text };
  if (lost && context.sessionless) {
    return {
      kind: 'failed',
      error: failure(context, response, { ...init, code: 'credentials_rejected', outcome: 'rejected', message: refused(text) }),
    };
  }
  if (lost) {
    // A write is looked up before it is repeated, so it must not be repeated below (k3cloud §2.3, §7).
    const error = failure(context, response, {
      ...init,
      code: 'erp_session_expired',
      outcome: reads ? 'rejected' : 'unknown',
      message: refused(text),
    });
    return { kind: reads ? 'session-rejected' : 'failed', error };
  }
  const nothingDone = reads || SURELY_NOTHING_DONE.has(code);
  const outcome = nothingDone ? 'rejected' : 'unknown';
  const kind = reads && code === THROTTLED ? 'rate_limited' : 'erp_rejected';
  return { kind: 'failed', error: failure(context, response, { ...init, code: kind, outcome, message: refused(text) }) };
}

function refused(text: string): Bilingual {
  return { zh: `星空企业版拒绝了请求：${text}`, en: `K3Cloud refused the call: ${text}` };
}

function gatewayTrouble(response: WireResponse, context: AnswerReading): Verdict<never> {
  const body = objectIn(response);
  const code = asText(body['errcode']) ?? '';
  const text = context.redact(asText(body['description_cn']) ?? asText(body['description']) ?? '').slice(0, SHOWN_TEXT);
  const known = GATEWAY_CREDENTIALS.has(code) || code === GATEWAY_NO_API;
  const error = failure(context, response, {
    code: GATEWAY_CREDENTIALS.has(code) ? 'credentials_rejected' : 'server',
    outcome: known ? 'rejected' : 'unknown',
    upstreamCode: code,
    upstreamMessage: text,
    message: { zh: `金蝶网关拒绝了请求：${text}`, en: `Kingdee’s gateway refused the call: ${text}` },
  });
  return { kind: 'failed', error };
}

function failure(
  { operation, requestId, locale }: AnswerReading,
  { status }: WireResponse,
  init: Omit<PiaozoneErrorInit, 'operation' | 'requestId' | 'status' | 'hint'>,
): PiaozoneError {
  const hint = hintFor(`${init.upstreamCode} ${init.upstreamMessage}`);
  const more = { ...(locale === undefined ? {} : { locale }), ...(hint === undefined ? {} : { hint }) };
  return new PiaozoneError({ ...init, operation, requestId, status, ...more });
}

/** The message of `response_error:{Message, …}`; its stack traces stay where they are. */
function exceptionText(response: WireResponse): string | undefined {
  const text = response.body.subarray(0, EXCEPTION.length + 16).toString('utf8');
  if (!text.trimStart().startsWith(EXCEPTION)) return undefined;
  const whole = response.body.toString('utf8').trimStart().slice(EXCEPTION.length);
  return asText(parsed(whole)['Message']) ?? '';
}

function objectIn(response: WireResponse): JsonObject {
  return parsed(response.body.toString('utf8'));
}

function parsed(text: string): JsonObject {
  try {
    const value = parseExact(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function interceptorText(cell: JsonObject): string {
  return messages(cell['params'], 'msg');
}

function messages(list: JsonValue | undefined, name = 'Message'): string {
  if (!Array.isArray(list)) return '';
  return list.flatMap((one) => (isObject(one) ? [asText(one[name]) ?? ''] : [])).join('; ');
}
