import type { Bilingual } from '../i18n/locale.js';

/** One line of a connection test (连接测试). */
export interface Finding {
  /** Stable, e.g. `piaozone.token`, `erp.login`. */
  readonly code: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly title: Bilingual;
  /** Code of what is wrong in `@piaozone/diagnosis`, for lines that are not `ok`; tells apart what one check can find. */
  readonly diagnosis?: string;
  /** What was seen, without secrets. */
  readonly evidence?: string;
  readonly cause?: Bilingual;
  readonly remedy?: Bilingual;
}
