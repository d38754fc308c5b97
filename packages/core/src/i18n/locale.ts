/** Language of messages a person reads. Exact Chinese texts of the cloud are never translated. */
export type Locale = 'zh-CN' | 'en';

/** One text in both languages: keeping them side by side makes a missing translation a type error. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

export function localize(text: Bilingual, locale: Locale): string {
  return locale === 'en' ? text.en : text.zh;
}
