import type { PiaozoneError } from '../errors.js';

/**
 * What a call does at the other side, for the question whether it may be repeated.
 * `read` has no effect; `keyed-write` carries a key the other side is declared to refuse twice; `write` must never be repeated blindly.
 */
export type Effect = 'read' | 'keyed-write' | 'write';

/** Bytes as they leave: serialised once, never touched again. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute; may hold a token in its query, so it is never logged whole. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** Header names are lower case; repeated headers are joined by `, `, `set-cookie` by newline. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** `host:port` of a proxy that forwarded a plain http request and so may have answered in the target's place. Absent for direct and tunnelled calls. */
  readonly proxy?: string;
}

/** The end of a call before its time: its deadline or its caller's wish. An AbortSignal is made of it only where one is needed: they are dear. */
export interface Cancellation {
  readonly aborted: boolean;
  /** Why; meaningful once aborted. */
  readonly reason: unknown;
  /** The same as an AbortSignal, made at first use. */
  readonly signal: AbortSignal;
  /** Runs `listener` once, when aborted; at once if it is already. @returns its removal */
  onAbort(listener: () => void): () => void;
}

/** What the sender needs beyond the bytes. */
export interface SendContext {
  /** Ends the exchange, body included, at whatever stage it is. */
  readonly cancellation: Cancellation;
  /** Bytes of a decompressed body above which the answer is refused. */
  readonly maxResponseBytes: number;
}

/**
 * The one seam to the network. Resolves with any HTTP answer whatever its status; rejects with a {@link SendFailure} only.
 * Never follows redirects, reads no proxy from the environment, and owns its sockets until `close`.
 */
export interface Sender {
  send(request: WireRequest, context: SendContext): Promise<WireResponse>;
  close(): void;
}

/** Why an exchange ended without a complete answer. */
export type SendFailureKind = 'aborted' | 'connection' | 'proxy' | 'tls' | 'response_invalid' | 'response_too_large';

/** Why a proxy did not help; `reason` of the error with code `proxy`. */
export type ProxyReason = 'unreachable' | 'authentication' | 'refused' | 'closed' | 'timeout' | 'garbage' | 'html';

/** Why there is no connection; `reason` of the error with code `connection`. */
export type ConnectionReason =
  | 'dns'
  | 'refused'
  | 'reset'
  | 'unreachable'
  /** A public host over plain http whose name does not lead to an inner address. */
  | 'public-address'
  | 'tls'
  | 'tls-untrusted'
  | 'tls-expired'
  | 'tls-host'
  | 'tls-client-certificate';

/** How far an exchange came. No byte of the request leaves before `answer`. `tunnel`: the CONNECT to a proxy, its connection included. */
export type ExchangeStage = 'queue' | 'dns' | 'connect' | 'tunnel' | 'tls' | 'answer';

/** What is known of a failed exchange. All of it may be shown. */
export interface FailureFacts {
  readonly reason?: ProxyReason | ConnectionReason;
  readonly stage?: ExchangeStage;
  /** HTTP status a proxy answered. */
  readonly status?: number;
  /** `host:port` of the proxy on the way, never its account. */
  readonly proxy?: string;
  /** The request went out on a connection kept from an earlier one, and no answer began: that connection may have been dead already (reliability F5). */
  readonly keptConnection?: boolean;
}

/** Thrown by senders; carries no request, so nothing of it can leak. */
export class SendFailure extends Error {
  override readonly name = 'SendFailure';
  constructor(
    readonly kind: SendFailureKind,
    /** True when it is proved that no byte of the request left (DNS, connect, CONNECT or TLS failed). */
    readonly unsent: boolean,
    /** Node or library code, e.g. `ECONNREFUSED`. */
    readonly detail: string,
    readonly facts: FailureFacts = {},
  ) {
    super(`${kind}: ${detail}`);
  }
}

/** What the protocol makes of a complete answer. */
export type Verdict<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** The token or session was refused and the call was not processed: renew once and repeat. */
  | { readonly kind: 'session-rejected'; readonly error: PiaozoneError }
  | { readonly kind: 'failed'; readonly error: PiaozoneError };

/** The session a call travels with; see `session/session-manager.ts`. */
export interface Authorizer {
  /**
   * @param rejected value the other side refused, if any: the same value is never handed out again unless it was issued anew
   * @param cancellation ends the wait; must be honoured, the deadline of the call depends on it
   * @returns `undefined` when no further session is to be had now; only after a refusal, which then stands
   */
  current(rejected: string | undefined, cancellation: Cancellation): string | undefined | Promise<string | undefined>;
  /** Puts the session into the request. */
  apply(request: WireRequest, session: string): WireRequest;
  /** Told of a session that a call succeeded with. */
  proved?(session: string): void;
  /** Asked about a refused session: milliseconds after which the very same one is worth another try, `undefined` = renew (reliability F19). */
  retryFreshMs?(session: string): number | undefined;
  /** Renewals within one attempt; default 1. More than one only where somebody else may end a session before its first use. */
  readonly renewals?: number;
}

/** At most `calls` in any `ms` milliseconds. */
export interface RateWindow {
  readonly calls: number;
  readonly ms: number;
}

/** A rate the other side publishes for something that many operations and tenants share, e.g. one application at one gateway. */
export interface CallRate {
  /** Calls with the same key share the rate, and the windows of the first of them. */
  readonly key: string;
  readonly windows: readonly RateWindow[];
}

/** One logical call: everything the policies need to know. */
export interface HttpCall<T> {
  /** Stable dotted name for events and errors, e.g. `hosted.create`. */
  readonly operation: string;
  readonly effect: Effect;
  readonly request: WireRequest;
  readonly requestId: string;
  /** Whose share of limits, breaker and quota the call uses: the tax number it acts for, else the client id. Absent = shared by all of the client. Masked in events. */
  readonly tenant?: string;
  readonly authorize?: Authorizer;
  /** Rates of the other side that every attempt waits for, in this order: put the slowest first. */
  readonly rates?: readonly CallRate[];
  /** Pure. Gets every complete answer, also 4xx and 5xx. */
  readonly classify: (response: WireResponse) => Verdict<T>;
  /** Whole call including retries, login and body; default from the client. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly maxResponseBytes?: number;
}
