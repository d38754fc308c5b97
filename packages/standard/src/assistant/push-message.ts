import {
  asText,
  type CallbackProfile,
  isObject,
  type JsonObject,
  type JsonValue,
  parseExact,
  readCallbackJson,
  undecodableCallback,
} from '@piaozone/core';
import { type AssistantInvoice, readAssistantInvoices } from './invoice.js';

/** `saveBill`: invoices were imported; `saveEntrys`: entries changed; `updateInvoice`: basic data were edited (standard-edition §7.2). Others pass through. */
export type PushType = 'saveBill' | 'saveEntrys' | 'updateInvoice' | (string & {});

/** One message of the channel: what a user has done on the page. A summary; ask for the details by serial number. */
export interface PushMessage {
  /** The same at every delivery. */
  readonly msgId: string;
  /** MD5 of the linkKey. */
  readonly key: string;
  /** How often it was delivered. */
  readonly deliveryTimes: number | undefined;
  /** Epoch milliseconds. */
  readonly createTime: string | undefined;
  readonly eventType: string | undefined;
  readonly type: PushType;
  /** `bxd_key`. */
  readonly billId: string | undefined;
  /** `billnumber`. */
  readonly billNumber: string | undefined;
  /** `userid` = eid. */
  readonly userId: string | undefined;
  /** 流水号 of the invoices. */
  readonly serialNos: readonly string[];
  /** As text. */
  readonly invoicesAmount: string | undefined;
  readonly invoicesTaxAmount: string | undefined;
  readonly invoices: readonly AssistantInvoice[];
  /** As it came. */
  readonly raw: JsonObject;
}

/** @returns undefined for what has no `msgId`: it can be neither told apart nor acknowledged */
export function readPushMessage(raw: JsonValue | undefined): PushMessage | undefined {
  if (!isObject(raw)) return undefined;
  const msgId = textOf(raw, 'msgId');
  if (msgId === undefined) return undefined;
  const event = objectOf(raw['data']);
  const said = objectOf(event['data']);
  const invoices = readAssistantInvoices(invoiceList(said['data']));
  return {
    msgId,
    key: textOf(raw, 'key') ?? '',
    deliveryTimes: countOf(raw, 'deliveryTimes'),
    createTime: textOf(raw, 'createTime'),
    eventType: textOf(event, 'eventType'),
    type: textOf(event, 'type') ?? '',
    billId: textOf(said, 'bxd_key'),
    billNumber: textOf(said, 'billnumber'),
    userId: textOf(said, 'userid'),
    serialNos: serialNosOf(said, invoices),
    invoicesAmount: textOf(said, 'invoicesAmount'),
    invoicesTaxAmount: textOf(said, 'invoicesTaxAmount'),
    invoices,
    raw,
  };
}

/** Id of the profile; stored with every message. */
export const PUSH_PROFILE = 'piaozone.assistant-channel';

/**
 * For `createInboxWorker({ inbox, handlers: [onCallback(assistantPushProfile, handler)] })`: the messages that {@link AssistantChannel} has stored are worked
 * off once each, also after a crash. Nothing is received by it over HTTP, so its answers are never sent.
 */
export const assistantPushProfile: CallbackProfile<PushMessage> = {
  id: PUSH_PROFILE,
  decode({ body }) {
    const message = readPushMessage(readCallbackJson(body));
    if (message === undefined) throw undecodableCallback();
    return [message];
  },
  identify: ({ key, msgId }) => [key, msgId],
  acknowledge: ({ outcome }) => ({ status: outcome === 'accepted' ? 200 : 503, headers: {}, body: '' }),
};

/** 智能差旅 has the invoices one level deeper. */
function invoiceList(data: JsonValue | undefined): JsonValue | undefined {
  const [head] = Array.isArray(data) ? data : [];
  return isObject(head) && Array.isArray(head['invoiceData']) ? head['invoiceData'] : data;
}

/** A comma list or the invoices themselves. */
function serialNosOf(said: JsonObject, invoices: readonly AssistantInvoice[]): string[] {
  const listed = (textOf(said, 'invoiceSerialNos') ?? '').split(',').map((serialNo) => serialNo.trim());
  const found = [...listed, ...invoices.map(({ serialNo = '' }) => serialNo)].filter((serialNo) => serialNo !== '');
  return [...new Set(found)];
}

/** `data` may be a text that holds JSON, as on the browser's side of the channel. */
function objectOf(value: JsonValue | undefined): JsonObject {
  if (isObject(value)) return value;
  if (typeof value !== 'string') return {};
  try {
    const parsed = parseExact(value);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function textOf(object: JsonObject, name: string): string | undefined {
  const text = asText(object[name]);
  return text === '' ? undefined : text;
}

function countOf(object: JsonObject, name: string): number | undefined {
  const text = textOf(object, name) ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
