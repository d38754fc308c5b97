import {
  asText,
  type CallbackContent,
  type CallbackProfile,
  type CallbackResponse,
  configError,
  isObject,
  type JsonObject,
  type JsonValue,
  type Problem,
  readCallbackJson,
  type SecretInput,
  stringifyExact,
  undecodableCallback,
} from '@piaozone/core';
import { encryptingCodec, type PayloadCodec, plainCodec } from '../codec.js';
import { callbackClaim, callbackIdentity, type FlagshipCallbackMessage, isKnownCallback } from './message.js';

export interface FlagshipCallbackSettings {
  /** Where the business system encrypts its messages (报文加密). What is not encrypted is read all the same. */
  readonly encryption?: { readonly password: SecretInput };
  /** Stored with every event, so it never changes. Default `flagship`; business systems with passwords of their own need ids of their own. */
  readonly id?: string;
}

/**
 * Callbacks of the flagship edition (旗舰版): 2.1.02 direct invoices, 5.1.02 per invoice, 5.1.03 per bill (flagship-and-cosmic §9). They carry no signature:
 * give the route a path token, and let `refreshOnCallback` ask the cloud. What names no bill of a known kind, as a returned one (回退), is taken in and waits
 * for a person; so does what cannot be read, unacknowledged, so that it comes again once the password is right.
 * @throws config_invalid
 */
export function flagshipCallback(settings: FlagshipCallbackSettings = {}): CallbackProfile<FlagshipCallbackMessage> {
  const { id = 'flagship', encryption } = settings;
  const codecs = codecsOf(encryption);
  const [written] = codecs;
  return {
    id,
    keepUndecodable: true,
    decode: ({ body }) => messagesOf(readCallbackJson(body), codecs),
    identify: callbackIdentity,
    claim: callbackClaim,
    acknowledge: ({ outcome }) => ANSWERS[outcome],
    encode: (messages) => encode(messages, written),
  };
}

/**
 * The documented answers differ in the name of the code, 2.1.02 `errorCode` and 5.1.03 `code`: this one has both (§9, §16). Anything else is repeated.
 */
const ACKNOWLEDGED: CallbackResponse = {
  status: 200,
  headers: { 'content-type': 'application/json;charset=utf-8' },
  body: '{"success":true,"errorCode":"0","code":"0","message":"回调成功"}',
};
const ANSWERS: Readonly<Record<'accepted' | 'refused' | 'unavailable', CallbackResponse>> = {
  accepted: ACKNOWLEDGED,
  refused: { status: 400, headers: {}, body: '' },
  unavailable: { status: 503, headers: {}, body: '' },
};

/** The one it is written with first. */
function codecsOf(encryption: FlagshipCallbackSettings['encryption']): readonly [PayloadCodec, ...PayloadCodec[]] {
  if (encryption === undefined) return [plainCodec];
  const { password } = encryption;
  if (password === undefined || (typeof password === 'string' && (password === '' || password !== password.trim()))) throw configError([NO_PASSWORD]);
  return [encryptingCodec(password), plainCodec];
}

function messagesOf(body: JsonValue, codecs: readonly PayloadCodec[]): readonly FlagshipCallbackMessage[] {
  if (!isObject(body)) throw undecodableCallback();
  const interfaceCode = asText(body['interfaceCode']) ?? '';
  const [returnCode, returnMsg] = [asText(body['returnCode']), asText(body['returnMsg'])];
  const { bizControl } = body;
  const head = {
    interfaceCode,
    ...(returnCode === undefined ? {} : { returnCode }),
    ...(returnMsg === undefined ? {} : { returnMsg }),
    ...(isObject(bizControl) ? { bizControl } : {}),
  };
  const data = dataOf(body['data'], codecs, isKnownCallback(interfaceCode));
  const records: readonly JsonValue[] = Array.isArray(data) && data.length > 0 ? data : [data];
  return records.map((record) => ({ ...head, data: record }));
}

/** An object or list in the documentation, one text on the wire (§9). Of a kind nobody knows the text itself is kept for a person. */
function dataOf(data: JsonValue | undefined, codecs: readonly PayloadCodec[], known: boolean): JsonValue {
  if (typeof data !== 'string') return data ?? null;
  if (data === '') return null;
  for (const codec of codecs) {
    try {
      return codec.decode(data);
    } catch {
      // The next one may read it; which failed how is nobody's business outside.
    }
  }
  if (known) throw undecodableCallback();
  return data;
}

function encode(messages: readonly FlagshipCallbackMessage[], codec: PayloadCodec): CallbackContent {
  const [first, ...others] = messages;
  const { data: _, ...head } = first ?? { interfaceCode: 'INVOICE.OPEN', data: null };
  const data = first !== undefined && others.length === 0 ? first.data : messages.map((message) => message.data);
  const body: JsonObject = { ...head, data: codec.encode(data) };
  return { headers: { 'content-type': 'application/json;charset=utf-8' }, body: Buffer.from(stringifyExact(body), 'utf8') };
}

const NO_PASSWORD: Problem = {
  path: 'encryption.password',
  message: { zh: '未填写，或首尾有空格', en: 'is missing, or has blanks at its start or end' },
};
