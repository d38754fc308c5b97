import type { InvoiceClaim } from '../issuing/claim.js';
import { isObject, type JsonObject, type JsonValue, stringifyExact } from '../protocol/json.js';
import { readCallbackJson, undecodableCallback } from './json-body.js';
import type { CallbackProfile, CallbackResponse } from './profile.js';

export interface JsonCallbackSettings {
  /** See {@link CallbackProfile.id}. */
  readonly id: string;
  /** The messages inside a body. Default: one object is one message, an array holds one per element. @throws anything for another form */
  readonly messages?: (body: JsonValue) => readonly JsonObject[];
  /** The reverse of `messages`, for test callbacks. Default: one message alone, several as an array. */
  readonly body?: (messages: readonly JsonObject[]) => JsonValue;
  /** See {@link CallbackProfile.identify}. */
  readonly identify: (message: JsonObject) => readonly (string | undefined)[];
  readonly claim?: (message: JsonObject) => InvoiceClaim | undefined;
  /** What the sender takes for "received", to the byte. */
  readonly accepted: CallbackResponse;
  /** Default: 400 with an empty body. */
  readonly refused?: CallbackResponse;
  /** Default: 503 with an empty body. */
  readonly unavailable?: CallbackResponse;
  readonly keepUndecodable?: boolean;
}

/**
 * A profile for senders that post JSON in the open. Numbers stay exact ({@link asText} reads codes that come as text or number).
 * Senders with base64 or encryption around it implement {@link CallbackProfile} themselves, with `readCallbackJson` for what is inside.
 */
export function jsonCallbackProfile(settings: JsonCallbackSettings): CallbackProfile<JsonObject> {
  const { id, identify, claim, accepted, refused = REFUSED, unavailable = UNAVAILABLE, keepUndecodable = false } = settings;
  const { messages = messagesOf, body = bodyOf } = settings;
  const answers = { accepted, refused, unavailable };
  return {
    id,
    keepUndecodable,
    decode: (content) => messages(readCallbackJson(content.body)),
    identify,
    acknowledge: ({ outcome }) => answers[outcome],
    encode: (payloads) => ({
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: Buffer.from(stringifyExact(body(payloads)), 'utf8'),
    }),
    ...(claim === undefined ? {} : { claim }),
  };
}

const REFUSED: CallbackResponse = { status: 400, headers: {}, body: '' };
const UNAVAILABLE: CallbackResponse = { status: 503, headers: {}, body: '' };

function messagesOf(body: JsonValue): readonly JsonObject[] {
  const messages: readonly JsonValue[] = Array.isArray(body) ? body : [body];
  if (!messages.every(isObject)) throw undecodableCallback();
  return messages;
}

function bodyOf(messages: readonly JsonObject[]): JsonValue {
  const [only, ...others] = messages;
  return only !== undefined && others.length === 0 ? only : messages;
}
