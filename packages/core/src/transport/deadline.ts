import { PiaozoneError } from '../errors.js';
import type { Runtime } from '../runtime.js';

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

export interface Deadline {
  readonly signal: AbortSignal;
  /** Milliseconds left, never negative. */
  remainingMs(): number;
  /** Must be called when the call ends, else its timer stays. */
  cancel(): void;
}

/** One time limit over everything a call does: login, CONNECT, TLS, headers, body and all retries. Joined with the caller's own signal. */
export function startDeadline(runtime: Runtime, timeoutMs: number, caller: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const endsAt = runtime.monotonic() + timeoutMs;
  const onCallerAbort = () => controller.abort(abortedError());
  const cancelTimer = runtime.schedule(timeoutMs, () => controller.abort(timeoutError(timeoutMs)));
  if (caller?.aborted) onCallerAbort();
  else caller?.addEventListener('abort', onCallerAbort, { once: true });
  return {
    signal: controller.signal,
    remainingMs: () => Math.max(0, endsAt - runtime.monotonic()),
    cancel: () => {
      cancelTimer();
      caller?.removeEventListener('abort', onCallerAbort);
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
