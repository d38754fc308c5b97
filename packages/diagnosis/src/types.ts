/** The same sentence in both languages. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/**
 * What to do about it. `fix-config` settings or request data must change · `user-action` a person must log in, scan, confirm or apply ·
 * `renew-token` fetch a fresh token or ERP session and repeat once · `retry-later` transient · `wait` a lock or quota · `query-first` the outcome is open:
 * query by the same serial number · `contact-support` only the vendor can act · `none` information or final.
 */
export type Action = 'fix-config' | 'user-action' | 'renew-token' | 'retry-later' | 'wait' | 'query-first' | 'contact-support' | 'none';

export type Category =
  | 'credentials'
  | 'entitlement'
  | 'environment'
  | 'network'
  | 'platform'
  | 'organization'
  | 'account'
  | 'tax-bureau-login'
  | 'face-authentication'
  | 'issuing'
  | 'red-letter'
  | 'validation'
  | 'limit'
  | 'recognition'
  | 'verification'
  | 'deduction'
  | 'imaging'
  | 'callback'
  | 'other';

/** What a message means. */
export interface Diagnosis {
  /** Stable, upper case with underscores, e.g. `INVALID_CLIENT_ID`. */
  readonly code: string;
  readonly category: Category;
  readonly action: Action;
  /** A few words for a list; findings of our own have one. */
  readonly title?: Bilingual;
  readonly cause: Bilingual;
  readonly remedy: Bilingual;
}
