import type { Diagnosis } from '@piaozone/diagnosis';
import type { Bilingual } from '../i18n/locale.js';

export type EntitlementSource = 'declared' | 'probed' | 'learned';

/**
 * `not-allocated`: the enterprise has products, but not this one · `not-started`, `expired`: by the order's dates · `exhausted`: nothing is left ·
 * `not-licensed`: 许可授权 is missing · `cancelled`: within the 60 days after 取消授权 · `refused`: the cloud said so.
 */
export type DenialReason = 'not-allocated' | 'not-started' | 'expired' | 'exhausted' | 'not-licensed' | 'cancelled' | 'refused';

/** What is known about one feature of one tax number. */
export type EntitlementDecision =
  | { readonly status: 'allowed'; readonly source: EntitlementSource /** Last day, `YYYY-MM-DD`. */; readonly endsOn?: string }
  | { readonly status: 'unknown'; readonly cause: Bilingual }
  | Denial;

export interface Denial {
  readonly status: 'denied';
  readonly source: EntitlementSource;
  readonly reason: DenialReason;
  readonly cause: Bilingual;
  readonly remedy: Bilingual;
  /** Until when it is known to hold, Asia/Shanghai; absent = until it is changed. */
  readonly until?: string;
  /** The entry of the catalogue for it; for `learned` that of the cloud's own text. */
  readonly diagnosis: Diagnosis;
}
