import {
  type AnswerContext,
  asText,
  type Bilingual,
  type Diagnosis,
  isObject,
  type JsonObject,
  type JsonValue,
  PiaozoneError,
  type PiaozoneErrorInit,
  readJsonAnswer,
  Secret,
  type TokenRejection,
  type Verdict,
  type WireResponse,
} from '@piaozone/core';
import { diagnosisOfEnvelope, isPersonAction, isRefusedBeforeIssuing } from './refusals.js';

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

/** What code and text of an envelope are called. */
export interface EnvelopeNames {
  readonly code: string;
  readonly text: string;
}

const DEFAULT_NAMES: EnvelopeNames = { code: 'errcode', text: 'description' };

/** Judges an answer of the standard edition; `read` turns a successful envelope into the operation's value. */
export function classifyEnvelope<T>(
  response: WireResponse,
  context: AnswerContext,
  rejection: TokenRejection | undefined,
  read: (envelope: Envelope) => T,
  names = DEFAULT_NAMES,
  accept?: (envelope: Envelope) => T | undefined,
): Verdict<T> {
  if (rejection?.statuses.includes(response.status)) return { kind: 'session-rejected', error: tokenRejected(context, response.status) };
  const answer = readJsonAnswer(response, context);
  if (answer.kind !== 'ok') return answer;
  const envelope = readEnvelope(answer.value, names);
  if (envelope === undefined) {
    return failed(context, undefined, {
      code: 'response_invalid',
      outcome: 'unknown',
      status: response.status,
      message: { zh: `应答里没有 ${names.code}`, en: `the answer has no ${names.code}` },
    });
  }
  if (envelope.code === SUCCESS) return { kind: 'ok', value: read(envelope) };
  if (rejection !== undefined && isTokenRejection(envelope, rejection)) {
    return { kind: 'session-rejected', error: tokenRejected(context, response.status, envelope) };
  }
  const accepted = accept?.(envelope);
  if (accepted !== undefined) return { kind: 'ok', value: accepted };
  return failed(context, envelope, describe(envelope, context));
}

export function readEnvelope(value: JsonValue, names = DEFAULT_NAMES): Envelope | undefined {
  if (!isObject(value)) return undefined;
  const code = asText(value[names.code]);
  if (code === undefined) return undefined;
  const description = asText(value[names.text]) ?? '';
  return { code, description, data: value['data'], traceId: asText(value['traceId']), fields: value };
}

/**
 * The login page of a person-action answer: in `data.scanFaceCheckUrl`, or in the text, where the colon of the scheme may be missing (business-rules §5).
 * Its last segment is a token, so it is taken out of the text and handed on as a secret.
 */
function takeActionUrl({ description, data }: Envelope): { readonly text: string; readonly url: string | undefined } {
  const inText = ACTION_LINK.exec(description)?.[0];
  const inData = isObject(data) ? asText(data['scanFaceCheckUrl']) : undefined;
  const url = inData ?? inText?.replace(/^(https?)\/\//, '$1://');
  return { text: inText === undefined ? description : description.replaceAll(inText, '[link]'), url };
}

const ACTION_LINK = /https?:?\/\/[^\s，,；;。）)]+/;

function isTokenRejection({ code, description }: Envelope, { codes, texts }: TokenRejection): boolean {
  return codes.includes(code) || texts.some((text) => description.includes(text));
}

/**
 * A write whose answer does not prove that nothing was done may have been processed: it is open until a query tells (reliability §5).
 * A read has no effect to be open about.
 */
function describe(envelope: Envelope, { effect }: AnswerContext): Omit<PiaozoneErrorInit, 'operation' | 'requestId'> {
  const { text: description, url } = takeActionUrl(envelope);
  const text = description === '' ? envelope.code : description;
  const diagnosis = diagnosisOfEnvelope(envelope);
  const known = diagnosis === undefined ? {} : { diagnosis };
  if (isPersonAction(envelope, diagnosis)) {
    return {
      ...known,
      code: 'person_action_required',
      outcome: 'rejected',
      message: { zh: text, en: `a person must act before this can go on: ${text}` },
      ...(url === undefined ? {} : { actionUrl: new Secret(url) }),
      hint: personHint(diagnosis),
    };
  }
  if (effect === 'read' || isRefusedBeforeIssuing(envelope, diagnosis)) {
    return { ...known, code: 'business_rejected', outcome: 'rejected', message: { zh: text, en: `refused by the invoice cloud: ${text}` } };
  }
  return { ...known, code: 'business_unrecognised', outcome: 'unknown', message: openMessage(text, diagnosis), hint: QUERY_FIRST };
}

/** Who has to do what, where the text is known; in any case that nothing is lost. */
function personHint(diagnosis: Diagnosis | undefined): Bilingual {
  if (diagnosis?.action !== 'user-action') return AFTER_LOGIN;
  const { zh, en } = diagnosis.remedy;
  return { zh: `${zh}完成后重新运行，流水号不变`, en: `${en} Run again once that is done; the serial number stays the same` };
}

const AFTER_LOGIN: Bilingual = {
  zh: '完成登录或扫脸后重新运行，流水号不变',
  en: 'run again after the login or face scan; the serial number stays the same',
};

function openMessage(text: string, diagnosis: Diagnosis | undefined): Bilingual {
  if (diagnosis !== undefined)
    return { zh: `发票云没有说明是否已处理：${text}`, en: `the invoice cloud does not say whether it was processed: ${text}` };
  return { zh: `发票云返回了未收录的结果：${text}`, en: `the invoice cloud answered something not in the tables: ${text}` };
}

const QUERY_FIRST: Bilingual = {
  zh: '可能已经处理：按同一流水号查询，不要换号重发',
  en: 'it may have been processed: query by the same serial number, never send under another one',
};

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
      ...(envelope === undefined ? {} : { upstreamCode: envelope.code, upstreamMessage: takeActionUrl(envelope).text }),
      ...(envelope?.traceId === undefined ? {} : { traceId: envelope.traceId }),
    }),
  };
}
