import { channel } from 'node:diagnostics_channel';
import type { PiaozoneError } from '../errors.js';
import type { HttpCall, WireRequest, WireResponse } from '../transport/types.js';
import type { AttemptEvent } from './attempt-event.js';
import { maskId } from './mask.js';

/**
 * Name of the `node:diagnostics_channel` that carries an {@link AttemptEvent} for every attempt of every client in the process.
 * What a subscriber throws disturbs no call either, but Node reports it as an uncaught exception.
 */
export const ATTEMPT_CHANNEL = 'piaozone:attempt';

const attempts = channel(ATTEMPT_CHANNEL);
/** Codes come from outside; a text with line breaks or control characters has no business in a log. */
const PLAIN_WORD = /^[\w.:-]{1,64}$/;

/** What one attempt was and how it ended. */
export interface Attempt {
  readonly call: Pick<HttpCall<unknown>, 'operation' | 'requestId' | 'tenant'>;
  readonly request: WireRequest;
  readonly attempt: number;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly response?: WireResponse;
  readonly error?: Pick<PiaozoneError, 'code' | 'outcome' | 'reason' | 'upstreamCode'>;
}

/** Tells the process' channel and one listener of every attempt. A listener that fails never disturbs the call. */
export class AttemptObserver {
  readonly #onEvent: ((event: AttemptEvent) => unknown) | undefined;
  readonly #onFailure: () => void;

  /** @param onFailure told when the listener throws or rejects; its error is not passed on, since it may quote anything */
  constructor(onEvent?: (event: AttemptEvent) => unknown, onFailure: () => void = () => {}) {
    this.#onEvent = onEvent;
    this.#onFailure = onFailure;
  }

  /** Whether anybody wants events; without, none is made. */
  get listening(): boolean {
    return this.#onEvent !== undefined || attempts.hasSubscribers;
  }

  tell(attempt: Attempt): void {
    const event = Object.freeze(describeAttempt(attempt));
    // Node itself keeps a subscriber's error away from the publisher.
    attempts.publish(event);
    if (this.#onEvent === undefined) return;
    try {
      const returned = this.#onEvent(event);
      if (returned instanceof Promise) returned.catch(this.#onFailure);
    } catch {
      this.#onFailure();
    }
  }
}

function describeAttempt({ call, request, attempt, startedAt, durationMs, response, error }: Attempt): AttemptEvent {
  return {
    operation: call.operation,
    requestId: call.requestId,
    attempt,
    method: request.method,
    target: targetOf(request.url),
    ...(call.tenant === undefined ? {} : { tenant: maskId(call.tenant) }),
    startedAt,
    durationMs,
    requestBytes: request.body?.length ?? 0,
    ...(response === undefined ? {} : { responseBytes: response.body.length, status: response.status }),
    outcome: error?.outcome ?? 'ok',
    ...(error === undefined ? {} : { errorCode: error.code }),
    ...(error?.reason === undefined ? {} : { reason: error.reason }),
    ...(error?.upstreamCode === undefined ? {} : { upstreamCode: PLAIN_WORD.test(error.upstreamCode) ? error.upstreamCode : 'unprintable' }),
  };
}

/** Queries carry tokens in this protocol, and a URL may hold an account: only scheme, host and path are ever shown. */
export function targetOf(url: string): string {
  const end = url.search(/[?#]/);
  const shown = end < 0 ? url : url.slice(0, end);
  return shown.replace(/^([\w+.-]*:?[\\/]{2})[^\\/]*@/, '$1');
}
