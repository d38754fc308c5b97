import { bytesId, deliveryId, messageId } from './event-id.js';
import type { CallbackContent, CallbackProfile } from './profile.js';
import type { CallbackHead } from './routes.js';

export interface Message {
  /** Derived from the content: the same for every delivery of this message. */
  readonly id: string;
  readonly payload: unknown;
}

export interface Understood {
  /** Of the inbox row. */
  readonly id: string;
  readonly messages: readonly Message[];
}

/** `undefined` for whatever a profile cannot read, without a reason: one answer for all. */
export function understand(profile: CallbackProfile, content: CallbackContent): Understood | undefined {
  try {
    const payloads = profile.decode(content);
    if (!Array.isArray(payloads) || payloads.length === 0) return undefined;
    const ids = payloads.map((payload) => messageId(profile.id, profile.identify(payload)));
    const whole = bytesId(profile.id, content.body);
    // A message without an identity is as unique as its request: merged with others it would be lost.
    const messages = payloads.map((payload: unknown, index) => ({ id: ids[index] ?? `${whole}-${index}`, payload }));
    return { id: ids.every((id) => id !== undefined) ? deliveryId(profile.id, ids) : whole, messages };
  } catch {
    return undefined;
  }
}

/** What is stored of the headers. All others are dropped: they may carry credentials. */
export function keptHeaders(profile: CallbackProfile, { headers }: CallbackHead, address: string | undefined): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const name of ['content-type', ...(profile.keepHeaders ?? [])]) {
    const value = headers[name];
    if (value !== undefined) kept[name] = typeof value === 'string' ? value : value.join(', ');
  }
  // Ours, whatever was sent: where to look when a callback turns out to be forged.
  return address === undefined ? kept : { ...kept, 'remote-address': address };
}
