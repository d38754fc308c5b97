import { PiaozoneError } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';

/** The one error of everything that is no readable XML. The text is ours: nothing of the document is quoted, it may hold secrets. */
export function unreadable(message: Bilingual): PiaozoneError {
  return new PiaozoneError({ code: 'response_invalid', outcome: 'unknown', message });
}

export function broken(zh: string, en: string): PiaozoneError {
  return unreadable({ zh: `XML 无法读取：${zh}`, en: `the XML cannot be read: ${en}` });
}
