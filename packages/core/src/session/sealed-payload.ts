import { type ErrorCode, isPiaozoneError, PiaozoneError } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';
import { asText, isObject, type JsonObject, type JsonValue, parseExact, stringifyExact } from '../protocol/json.js';

/** What lies sealed in a shared store: a session, or the refusal of a login, so that not every process tries wrong credentials by itself. */
export type SealedPayload =
  | { readonly kind: 'session'; readonly value: string; readonly suspect: boolean }
  | { readonly kind: 'refusal'; readonly error: PiaozoneError };

const REFUSED: ErrorCode = 'credentials_rejected';

export function writePayload(payload: SealedPayload): string {
  if (payload.kind === 'session') return stringifyExact({ value: payload.value, suspect: payload.suspect });
  const { text, hintText, upstreamCode, upstreamMessage, traceId } = payload.error;
  return stringifyExact({ refusal: { text, hint: hintText, upstreamCode, upstreamMessage, traceId } });
}

/** @returns undefined for what a later version may have written */
export function readPayload(text: string): SealedPayload | undefined {
  let payload: JsonValue;
  try {
    payload = parseExact(text);
  } catch {
    return undefined;
  }
  if (!isObject(payload)) return undefined;
  const { value, suspect, refusal } = payload;
  if (typeof value === 'string' && value !== '') return { kind: 'session', value, suspect: suspect === true };
  if (!isObject(refusal)) return undefined;
  const message = bilingual(refusal['text']);
  return message === undefined ? undefined : { kind: 'refusal', error: readRefusal(refusal, message) };
}

function readRefusal(refusal: JsonObject, message: Bilingual): PiaozoneError {
  const hint = bilingual(refusal['hint']);
  const [upstreamCode, upstreamMessage, traceId] = ['upstreamCode', 'upstreamMessage', 'traceId'].map((name) => asText(refusal[name]));
  return new PiaozoneError({
    code: REFUSED,
    outcome: 'not-sent',
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(upstreamCode === undefined ? {} : { upstreamCode }),
    ...(upstreamMessage === undefined ? {} : { upstreamMessage }),
    ...(traceId === undefined ? {} : { traceId }),
  });
}

function bilingual(value: JsonValue | undefined): Bilingual | undefined {
  if (!isObject(value)) return undefined;
  const { zh, en } = value;
  return typeof zh === 'string' && typeof en === 'string' ? { zh, en } : undefined;
}

/** True for the one kind of failure that is remembered. */
export function isRefusal(error: unknown): error is PiaozoneError {
  return isPiaozoneError(error, REFUSED);
}
