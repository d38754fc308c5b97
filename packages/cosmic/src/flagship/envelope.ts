import {
  asText,
  type Bilingual,
  type Diagnosis,
  isPiaozoneError,
  type JsonObject,
  type JsonValue,
  PiaozoneError,
  type PiaozoneErrorInit,
  Secret,
  type Verdict,
  type WireResponse,
} from '@piaozone/core';
import { type EnvelopeContext, notAnEnvelope, readBody, readEnvelope, refusalError, refusalOf } from '../protocol/envelope.js';
import { diagnosisOfText, type Family, isNothingDone, isPersonAction } from './refusals.js';

/** `{success, status, errorCode, message, data}` of an invoice interface. */
export interface FlagshipAnswer {
  /** As text, widths kept: `0`, `0000`. */
  readonly code: string;
  readonly message: string;
  readonly data: JsonValue | undefined;
}

export interface FamilyContext extends EnvelopeContext {
  readonly family: Family;
  /** The code that says success; the flags beside it do not decide (flagship-and-cosmic §16). */
  readonly success: string;
  /** Other codes that are answers, e.g. that a task still runs. */
  readonly accepted?: readonly string[];
  /** More than one bill in the message. */
  readonly several?: boolean;
  /** Leaves nothing open at the other side: a refusal is a refusal, although the call is sent once. */
  readonly refusalIsFinal?: boolean;
  /** Makes `data` of a successful answer readable. */
  readonly decode: (data: JsonValue | undefined) => JsonValue | undefined;
}

/**
 * Codes of the platform and its gateway (§3). The first group comes before any app has seen the call; of the rest the platform itself does not say
 * whether the app had begun.
 */
const BEFORE_THE_APP: ReadonlySet<string> = new Set(['400', '403', '404', '405', '406', '415']);
const OF_THE_PLATFORM: ReadonlySet<string> = new Set(['429', '500', '999', '601', '602', '603', '604', '611', '612', '701', '702', '2055']);

/** Judges an answer of an invoice interface, or of the platform and its gateway in its place. */
export function readFamily(response: WireResponse, context: FamilyContext): Verdict<FlagshipAnswer> {
  const body = readBody(response);
  const refusal = body === undefined ? undefined : refusalOf(body);
  if (body === undefined || refusal === undefined || refusal.code === '401' || response.status === 401) {
    const verdict = readEnvelope(response, context);
    return verdict.kind === 'ok' ? { kind: 'failed', error: notAnEnvelope(response, context) } : verdict;
  }
  const { code, text } = refusal;
  if (code === context.success) {
    // A success under a failing status contradicts itself: something in between may have changed either.
    if (response.status >= 400) return { kind: 'failed', error: notAnEnvelope(response, context) };
    return answerOf(code, text, body, context);
  }
  if (context.accepted?.includes(code) === true) return { kind: 'ok', value: { code, message: text, data: undefined } };
  if ('messagecn' in body || BEFORE_THE_APP.has(code)) return { kind: 'failed', error: refusalError(refusal, response.status, context) };
  if (OF_THE_PLATFORM.has(code)) return { kind: 'failed', error: platformError(refusalError(refusal, response.status, context), context) };
  return { kind: 'failed', error: businessError(code, text, body, response, context) };
}

function answerOf(code: string, message: string, body: JsonObject, context: FamilyContext): Verdict<FlagshipAnswer> {
  try {
    return { kind: 'ok', value: { code, message, data: context.decode(body['data'] ?? undefined) } };
  } catch (error) {
    const { operation, requestId, locale } = context;
    if (!isPiaozoneError(error)) throw error;
    // Accepted, and only its words are lost: a write is open until it is queried, a read would be as unreadable the next time.
    return { kind: 'failed', error: error.with({ operation, requestId, locale, outcome: isFinal(context) ? 'rejected' : 'unknown' }) };
  }
}

/** For a read nothing can be open. */
function platformError(error: PiaozoneError, context: FamilyContext): PiaozoneError {
  if (error.code === 'server' || error.code === 'rate_limited' || isFinal(context)) return error;
  return error.with({ outcome: 'unknown' });
}

function businessError(code: string, text: string, body: JsonObject, { status }: WireResponse, context: FamilyContext): PiaozoneError {
  const clean = context.scrub(text);
  const { shown, url } = takeLink(clean === '' ? (asText(body['error_desc']) ?? code) : clean);
  const diagnosis = diagnosisOfText(code, shown);
  const { operation, requestId, locale } = context;
  return new PiaozoneError({
    ...describe(shown, diagnosis, context),
    ...(diagnosis === undefined ? {} : { diagnosis }),
    ...(url === undefined ? {} : { actionUrl: new Secret(url) }),
    operation,
    requestId,
    locale,
    status,
    upstreamCode: code,
    upstreamMessage: shown,
  });
}

const SHOWN_TEXT = 300;

function describe(
  full: string,
  diagnosis: Diagnosis | undefined,
  context: FamilyContext,
): Pick<PiaozoneErrorInit, 'code' | 'outcome' | 'message' | 'hint'> {
  const text = full.slice(0, SHOWN_TEXT);
  if (isPersonAction(full, diagnosis)) {
    return {
      code: 'person_action_required',
      outcome: 'rejected',
      message: { zh: text, en: `a person must act before this can go on: ${text}` },
      hint: personHint(diagnosis),
    };
  }
  if (isFinal(context) || isNothingDone(context.family, full, diagnosis, context.several === true)) {
    return { code: 'business_rejected', outcome: 'rejected', message: { zh: text, en: `refused by the invoice cloud: ${text}` } };
  }
  return {
    code: 'business_unrecognised',
    outcome: 'unknown',
    message: { zh: `发票云没有说明是否已处理：${text}`, en: `the invoice cloud does not say whether it was processed: ${text}` },
  };
}

function personHint(diagnosis: Diagnosis | undefined): Bilingual {
  const { zh, en } = diagnosis?.remedy ?? { zh: '', en: '' };
  return { zh: `${zh}完成后重新运行，流水号不变`, en: `${en} Run again once that is done; the serial number stays the same` };
}

function isFinal({ effect, refusalIsFinal }: FamilyContext): boolean {
  return effect === 'read' || refusalIsFinal === true;
}

/** A login page in the text carries a token in its last segment, so it is handed on as a secret. */
function takeLink(text: string): { readonly shown: string; readonly url: string | undefined } {
  const url = /https?:?\/\/[^\s，,；;。）)]+/.exec(text)?.[0];
  if (url === undefined) return { shown: text, url };
  return { shown: text.replaceAll(url, '[link]'), url: url.replace(/^(https?)\/\//, '$1://') };
}
