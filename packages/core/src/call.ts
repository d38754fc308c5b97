import type { Warning } from './i18n/log.js';

/** What accompanies one operation through every layer. */
export interface Call {
  /** Ours; the same in events, errors and the cloud's `reqid`. */
  readonly requestId: string;
  readonly signal?: AbortSignal;
  /** Adds a warning to the operation's result. */
  warn(warning: Warning): void;
}
