import {
  type AnswerContext,
  asText,
  isObject,
  type JsonObject,
  type JsonValue,
  PiaozoneError,
  type PiaozoneErrorInit,
  readJsonAnswer,
  type TokenRejection,
  type Verdict,
  type WireResponse,
} from '@piaozone/core';
import { isPersonAction, isRefusedBeforeIssuing } from './refusals.js';

/** The default envelope `{errcode, description, data, traceId?}` (standard-edition §4). Codes are text: `0000` and `00565` keep their widths. */
export interface Envelope {
  readonly code: string;
  readonly description: string;
  readonly data: JsonValue | undefined;
  readonly traceId: string | undefined;
  /** Every field, for endpoints that answer at the top level. */
  readonly fields: JsonObject;
}

export const SUCCESS = '0000';

/** Judges an answer of the standard edition; `read` turns a successful envelope into the operation's value. */
export function classifyEnvelope<T>(
  response: WireResponse,
  context: AnswerContext,
  rejection: TokenRejection | undefined,
  read: (envelope: Envelope) => T,
): Verdict<T> {
  if (rejection?.statuses.includes(response.status)) return { kind: 'session-rejected', error: tokenRejected(context, response.status) };
  const answer = readJsonAnswer(response, context);
  if (answer.kind !== 'ok') return answer;
  const envelope = readEnvelope(answer.value);
  if (envelope === undefined) {
    return failed(context, undefined, {
      code: 'response_invalid',
      outcome: 'unknown',
      status: response.status,
      message: { zh: '应答里没有 errcode', en: 'the answer has no errcode' },
    });
  }
  if (envelope.code === SUCCESS) return { kind: 'ok', value: read(envelope) };
  if (rejection !== undefined && isTokenRejection(envelope, rejection)) {
    return { kind: 'session-rejected', error: tokenRejected(context, response.status, envelope) };
  }
  return failed(context, envelope, describe(envelope, context));
}

export function readEnvelope(value: JsonValue): Envelope | undefined {
  if (!isObject(value)) return undefined;
  const code = asText(value['errcode']);
  if (code === undefined) return undefined;
  return { code, description: asText(value['description']) ?? '', data: value['data'], traceId: asText(value['traceId']), fields: value };
}

function isTokenRejection({ code, description }: Envelope, { codes, texts }: TokenRejection): boolean {
  return codes.includes(code) || texts.some((text) => description.includes(text));
}

/**
 * A write whose answer is in no table may have been processed: it is open until a query tells (reliability §5). A read has no effect to be open about.
 */
function describe(envelope: Envelope, { effect }: AnswerContext): Pick<PiaozoneErrorInit, 'code' | 'outcome' | 'message' | 'hint'> {
  const text = envelope.description === '' ? envelope.code : envelope.description;
  if (isPersonAction(envelope)) {
    return {
      code: 'person_action_required',
      outcome: 'rejected',
      message: { zh: text, en: `a person must act before this can go on: ${text}` },
      hint: { zh: '完成登录或扫脸后重新运行，流水号不变', en: 'run again after the login or face scan; the serial number stays the same' },
    };
  }
  if (effect === 'read' || isRefusedBeforeIssuing(envelope)) {
    return { code: 'business_rejected', outcome: 'rejected', message: { zh: text, en: `refused by the invoice cloud: ${text}` } };
  }
  return {
    code: 'business_unrecognised',
    outcome: 'unknown',
    message: { zh: `发票云返回了未收录的结果：${text}`, en: `the invoice cloud answered something not in the tables: ${text}` },
    hint: {
      zh: '可能已经处理：按同一流水号查询，不要换号重发',
      en: 'it may have been processed: query by the same serial number, never send under another one',
    },
  };
}

function tokenRejected(context: AnswerContext, status: number, envelope?: Envelope): PiaozoneError {
  return failed(context, envelope, {
    code: 'token_rejected',
    outcome: 'rejected',
    status,
    message: { zh: '访问令牌被拒绝', en: 'the access token was refused' },
    hint: {
      zh: '换新令牌后仍被拒绝：核对环境与授权是否同属测试或生产',
      en: 'refused again after renewal: check that URL and triple are of the same environment',
    },
  }).error;
}

function failed(
  context: AnswerContext,
  envelope: Envelope | undefined,
  init: PiaozoneErrorInit,
): { readonly kind: 'failed'; readonly error: PiaozoneError } {
  const { operation, requestId } = context;
  return {
    kind: 'failed',
    error: new PiaozoneError({
      operation,
      requestId,
      ...init,
      ...(envelope === undefined ? {} : { upstreamCode: envelope.code, upstreamMessage: envelope.description }),
      ...(envelope?.traceId === undefined ? {} : { traceId: envelope.traceId }),
    }),
  };
}
