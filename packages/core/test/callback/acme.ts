import type { InboxStore } from '../../src/callback/inbox.js';
import { jsonCallbackProfile } from '../../src/callback/json-profile.js';
import type { CallbackProfile } from '../../src/callback/profile.js';
import { asText, type JsonObject } from '../../src/protocol/json.js';
import { CANARY } from '../support/canary.js';

/*
 * ACME is invented for these tests: no real sender. Its form is given to both sides, the profile below and the requests the tests write by hand.
 * One message: {"billNo": our serial number, "result": "OK" | "ERROR", "invoiceNo": text or number, "sentAt": changes with every delivery}.
 * A body holds one message or an array of them. ACME takes {"received":true} with status 200 for received.
 */
export const ACK = '{"received":true}';

export const acme: CallbackProfile<JsonObject> = jsonCallbackProfile({
  id: 'acme',
  identify: ({ billNo, result, invoiceNo }) => [asText(billNo), asText(result), asText(invoiceNo)],
  claim: ({ billNo, result, invoiceNo }) => {
    const serialNo = asText(billNo);
    const invoiceNumber = asText(invoiceNo);
    if (serialNo === undefined) return undefined;
    return {
      serialNo,
      ...(result === 'OK' || result === 'ERROR' ? { says: result === 'OK' ? ('issued' as const) : ('failed' as const) } : {}),
      ...(invoiceNumber === undefined ? {} : { invoiceNumber }),
    };
  },
  accepted: { status: 200, headers: { 'content-type': 'application/json' }, body: ACK },
});

/** 64 characters; the canary fails the run if the token is ever printed. */
export const TOKEN = `${CANARY}-token-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJK`;
export const PATH = '/callbacks/acme';

export const message = (billNo: string, result = 'OK', invoiceNo = '24440000000012345678'): Buffer =>
  Buffer.from(`{"billNo":"${billNo}","result":"${result}","invoiceNo":${invoiceNo},"sentAt":1}`);

/** The same inbox with some of its methods replaced. */
export function changed(inbox: InboxStore, change: Partial<InboxStore>): InboxStore {
  return new Proxy(inbox, {
    get: (target, name: keyof InboxStore) => {
      const member = target[name];
      return change[name] ?? (typeof member === 'function' ? member.bind(target) : member);
    },
  });
}
