import { PiaozoneError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import type { Cancellation } from './types.js';

/** Waits for `promise`, or rejects with the signal's reason as soon as it is aborted; the promise itself goes on. */
export function raceAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  if (signal.aborted) {
    // Nobody waits for it any more; its failure must not end the process.
    promise.catch(() => {});
    return Promise.reject(signal.reason);
  }
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** Waits `delayMs` milliseconds. @returns false when `cancellation` came first */
export function pause(runtime: Pick<Runtime, 'schedule'>, delayMs: number, cancellation: Pick<Cancellation, 'onAbort'>): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = runtime.schedule(delayMs, () => {
      stopListening();
      resolve(true);
    });
    const stopListening = cancellation.onAbort(() => {
      cancel();
      resolve(false);
    });
  });
}

/** One time limit over everything a call does: login, CONNECT, TLS, headers, body and all retries. Joined with the caller's own signal. */
export class Deadline implements Cancellation {
  readonly #runtime: Runtime;
  readonly #endsAt: number;
  // One at a time is the rule: an exchange, or a signal made on demand.
  #listeners: (() => void)[] = [];
  readonly #cancelTimer: () => void;
  readonly #caller: AbortSignal | undefined;
  readonly #onCallerAbort: (() => void) | undefined;
  #reason: PiaozoneError | undefined;
  #controller: AbortController | undefined;

  constructor(runtime: Runtime, timeoutMs: number, caller: AbortSignal | undefined) {
    this.#runtime = runtime;
    this.#endsAt = runtime.monotonic() + timeoutMs;
    this.#cancelTimer = runtime.schedule(timeoutMs, () => this.#abort(timeoutError(timeoutMs)));
    this.#caller = caller;
    if (caller === undefined) return;
    this.#onCallerAbort = () => this.#abort(abortedError());
    if (caller.aborted) this.#onCallerAbort();
    else caller.addEventListener('abort', this.#onCallerAbort, { once: true });
  }

  get aborted(): boolean {
    return this.#reason !== undefined;
  }

  get reason(): PiaozoneError | undefined {
    return this.#reason;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      this.#controller = controller;
      this.onAbort(() => controller.abort(this.#reason));
    }
    return this.#controller.signal;
  }

  onAbort(listener: () => void): () => void {
    if (this.aborted) {
      listener();
      return () => {};
    }
    this.#listeners.push(listener);
    return () => {
      const at = this.#listeners.indexOf(listener);
      if (at >= 0) this.#listeners.splice(at, 1);
    };
  }

  /** Milliseconds left, never negative. */
  remainingMs(): number {
    return Math.max(0, this.#endsAt - this.#runtime.monotonic());
  }

  /** Must be called when the call ends, else its timer stays. */
  end(): void {
    this.#cancelTimer();
    if (this.#onCallerAbort !== undefined) this.#caller?.removeEventListener('abort', this.#onCallerAbort);
    this.#listeners = [];
  }

  #abort(reason: PiaozoneError): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}

/** An AbortSignal as a {@link Cancellation}. */
export function cancellationOf(signal: AbortSignal): Cancellation {
  return {
    get aborted() {
      return signal.aborted;
    },
    get reason(): unknown {
      return signal.reason;
    },
    signal,
    onAbort(listener) {
      if (signal.aborted) listener();
      else signal.addEventListener('abort', listener, { once: true });
      return () => signal.removeEventListener('abort', listener);
    },
  };
}

function timeoutError(timeoutMs: number): PiaozoneError {
  return new PiaozoneError({
    code: 'timeout',
    outcome: 'unknown',
    message: { zh: `在 ${timeoutMs} 毫秒内没有完成`, en: `did not finish within ${timeoutMs} ms` },
  });
}

function abortedError(): PiaozoneError {
  return new PiaozoneError({ code: 'aborted', outcome: 'unknown', message: { zh: '调用方取消了请求', en: 'the caller aborted the request' } });
}
