import type { Bilingual } from '../i18n/locale.js';
import type { InvoiceClaim } from '../issuing/claim.js';
import type { CallbackProfile } from './profile.js';

/** One message of a callback. */
export interface CallbackMessage<P = unknown> {
  /** Derived from the content: the same for every delivery and every attempt. For the handler's own de-duplication. */
  readonly id: string;
  /** The inbox row it came in. */
  readonly deliveryId: string;
  readonly profile: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** From 1. */
  readonly attempt: number;
  /** What the sender wrote. Nobody has signed it. */
  readonly payload: P;
  /** What the profile reads out of it about one of our invoices; just as unsigned. */
  readonly claim: InvoiceClaim | undefined;
}

/**
 * What becomes of a message. `retry`: again later; `patient` = without end, because it is not the message's fault. `quarantine`: a person must look.
 * A thrown error is a `retry`.
 */
export type HandlerVerdict =
  | { readonly result: 'done' }
  | {
      readonly result: 'retry';
      /** A word for notes and logs. */
      readonly reason: string;
      readonly patient?: boolean;
      /** After the last attempt. Default `quarantine`. */
      readonly atLast?: 'done' | 'quarantine';
    }
  | { readonly result: 'quarantine'; readonly reason: string; readonly text: Bilingual };

export const DONE: HandlerVerdict = { result: 'done' };

/**
 * Runs at least once per message, also twice at the same time when a lease ends too early. It gets no access to recorded states: what it can do about an
 * invoice is to have the cloud asked. Stops when `signal` is aborted.
 */
export type CallbackHandler<P = unknown> = (message: CallbackMessage<P>, options: { readonly signal: AbortSignal }) => Promise<HandlerVerdict>;

/** A profile and what is done with its messages; made by {@link onCallback}. */
export interface CallbackBinding {
  readonly profile: CallbackProfile;
  readonly handle: CallbackHandler;
}

/** Pairs them, so that the handler's payload is the profile's. */
export function onCallback<P>(profile: CallbackProfile<P>, handler: CallbackHandler<P>): CallbackBinding {
  return { profile: profile as CallbackProfile, handle: (message, options) => handler(message as CallbackMessage<P>, options) };
}
