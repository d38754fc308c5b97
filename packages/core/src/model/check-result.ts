import type { Problem } from '../errors.js';

/** Outcome of a check: errors stop the request before it is sent, warnings leave the decision to the cloud. */
export interface CheckResult {
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}
