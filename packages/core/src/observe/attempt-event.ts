import type { ErrorCode, FailureOutcome } from '../errors.js';

/**
 * One per attempt, that is per request that was handed to the network. Made from an allow-list: no header, no body, no query, no text of the other side.
 */
export interface AttemptEvent {
  /** Dotted name of the operation, e.g. `hosted.create`. */
  readonly operation: string;
  readonly requestId: string;
  /** 1 for the first of a call; repeats and resends with a renewed session count on. */
  readonly attempt: number;
  readonly method: 'GET' | 'POST';
  /** Scheme, host and path. */
  readonly target: string;
  /** Whose share of the limits it used, masked: the tax number or client id. Absent for calls that name none. */
  readonly tenant?: string;
  /** Epoch milliseconds by this machine's clock. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Bytes of the bodies, the answer's after decompression. */
  readonly requestBytes: number;
  readonly responseBytes?: number;
  /** HTTP status, where an answer came. */
  readonly status?: number;
  /** What is known of the attempt's effect; `ok` when it succeeded. */
  readonly outcome: 'ok' | FailureOutcome;
  /** Code of the error the attempt ended with. */
  readonly errorCode?: ErrorCode;
  /** Narrows `errorCode`, e.g. `dns`. */
  readonly reason?: string;
  /** Code in the other side's answer; `unprintable` when it is not one plain word. */
  readonly upstreamCode?: string;
}
