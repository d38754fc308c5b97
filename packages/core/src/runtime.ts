/**
 * Everything non-deterministic that core uses, injected so that the same code runs in production, in tests on a virtual clock and in simulations.
 * No other file of core touches the clock, timers or randomness (a lint rule sees to it).
 */
export interface Runtime {
  /** Wall clock, epoch milliseconds. */
  now(): number;
  /** Monotonic milliseconds of arbitrary origin; for durations and deadlines. */
  monotonic(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** Runs `fn` once after `delayMs`; the returned function cancels it. A pending timer keeps the process alive: someone waits for it. */
  schedule(delayMs: number, fn: () => void): () => void;
}

/** A timer longer than this would fire at once in Node (32-bit overflow). */
const MAX_TIMER_MS = 2_147_483_647;

export const systemRuntime: Runtime = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
  schedule(delayMs, fn) {
    const timer = setTimeout(fn, Math.min(Math.max(0, delayMs), MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delayMs`; rejects with the signal's reason when aborted first. */
export function sleep(runtime: Runtime, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = runtime.schedule(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
