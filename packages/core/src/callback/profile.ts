import type { InvoiceClaim } from '../issuing/claim.js';

/** What is answered to a sender, to the byte. */
export interface CallbackResponse {
  readonly status: number;
  /** Lower-case names. `content-length` is added. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What a profile decodes. The same at the moment of receipt and later, when the inbox is worked off. */
export interface CallbackContent {
  /** As it arrived; never parsed, never written anew. */
  readonly body: Uint8Array;
  /** Lower-case names: `content-type` and those of {@link CallbackProfile.keepHeaders}. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What the sender is to learn. `accepted`: the inbox has it, newly or from an earlier delivery. `refused`: it cannot be read; no reason is given, so that no
 * answer tells one kind of broken request from another. `unavailable`: it could not be stored; the sender should come again.
 */
export type CallbackResult<P = unknown> =
  | { readonly outcome: 'accepted'; readonly payloads: readonly P[] }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'unavailable' };

/**
 * One kind of sender: how its requests are read, told apart and answered. Pure: no clock, no I/O. `P` is one message; a request may hold several.
 */
export interface CallbackProfile<P = unknown> {
  /** Lower-case letters, digits, `.`, `_`, `-`. Stored with every event, so it never changes. */
  readonly id: string;
  /** Request headers that `decode` needs besides `content-type`, lower case. All others are dropped, since they may carry credentials. */
  readonly keepHeaders?: readonly string[];
  /** Stores what cannot be decoded for a person to look at. Default false: it is answered and forgotten. */
  readonly keepUndecodable?: boolean;
  /** At least one payload. @throws anything, for whatever is not this sender's form */
  decode(content: CallbackContent): readonly P[];
  /**
   * The parts of the content that make this message different from every other: business ids and what is said of them.
   * Nothing that changes when the same message is delivered again (delivery time, counter, request id). All parts empty = the whole body counts.
   */
  identify(payload: P): readonly (string | undefined)[];
  /** The exact answer. `refused` and `unavailable` are asked for once, at start; `unavailable` must not be a 2xx. */
  acknowledge(result: CallbackResult<P>): CallbackResponse;
  /** What the message says about one of our invoices, for handlers that have the cloud asked. `undefined` = nothing. */
  claim?(payload: P): InvoiceClaim | undefined;
  /** The reverse of `decode`, for tests; see `createTestCallback`. */
  encode?(payloads: readonly P[]): CallbackContent;
}
