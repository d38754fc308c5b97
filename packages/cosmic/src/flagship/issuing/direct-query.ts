import type { IssuingKey, JsonValue, QueryResult } from '@piaozone/core';
import { readShownInvoice, recordsOf, type ShownInvoice, textOf } from './invoice.js';
import { failedAtCloud } from './open-answers.js';
import { endedConfirmation, waitingConfirmation } from './red-confirmation.js';

/** What `ALLE.INVOICE.QUERY` by serial number shows: one record, or a list (flagship-and-cosmic §6.3). `undefined` when it shows nothing of it. */
export function shownBySerial(data: JsonValue | undefined, key: Pick<IssuingKey, 'serialNo' | 'color'>): ShownInvoice | undefined {
  const records = recordsOf(data).filter((record) => Object.keys(record).length > 0);
  // A record that names another request is not an answer to this one; one that names none was asked for by ours.
  const own = records.find((record) => [undefined, key.serialNo].includes(textOf(record, 'serialNo')));
  return own === undefined ? undefined : readShownInvoice(own, key);
}

/**
 * A failure it names is no proof: the channel may still issue, and the cloud then finds it out (§6.3, re-push). Only a red confirmation that has ended is final.
 */
export function judgeDirect(data: JsonValue | undefined, key: IssuingKey, requestId: string): QueryResult | undefined {
  const shown = shownBySerial(data, key);
  if (shown === undefined) return undefined;
  const { invoice, confirmation, pending, errorMessage } = shown;
  if (invoice !== undefined) return { state: 'issued', invoice };
  const ended = endedConfirmation(confirmation, requestId);
  if (ended !== undefined) return { state: 'failed', error: ended };
  const waiting = waitingConfirmation(confirmation, requestId);
  if (waiting !== undefined) return { state: 'waiting-for-person', error: waiting };
  if (!pending && errorMessage !== undefined) return { state: 'cannot-tell', error: failedAtCloud([errorMessage], [], requestId) };
  return { state: 'in-progress' };
}
