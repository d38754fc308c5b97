import type { Runtime } from '../../runtime.js';

const BASE_MS = 200;
const CAP_MS = 5_000;

/** Pause before the `retry`-th repeat (1 for the first), milliseconds. Full jitter: many clients that failed together must not come back together. */
export function backoffMs(retry: number, runtime: Pick<Runtime, 'random'>): number {
  return runtime.random() * Math.min(CAP_MS, BASE_MS * 2 ** (retry - 1));
}
