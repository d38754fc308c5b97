import type { Bilingual } from '../i18n/locale.js';

/** The text without what people and forms add to it: widths, blanks, zero-width characters, case. */
export function comparable(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]/gu, '')
    .toUpperCase();
}

/** Why two texts are not the same, as far as it is one of the usual causes. */
export function differenceOf(is: string, wanted: string): Bilingual {
  if (comparable(is) !== comparable(wanted)) return { zh: '内容不同', en: 'another text' };
  const causes: Bilingual[] = [];
  const withoutBlanks = (text: string) => text.replace(/[\s\p{Cf}]/gu, '');
  if (withoutBlanks(is).length !== is.length || withoutBlanks(wanted).length !== wanted.length) causes.push(BLANKS);
  const plain = [withoutBlanks(is), withoutBlanks(wanted)] as const;
  const narrow = plain.map((text) => text.normalize('NFKC'));
  if (plain[0] !== plain[1] && narrow[0]?.toUpperCase() === narrow[1]?.toUpperCase() && (narrow[0] !== plain[0] || narrow[1] !== plain[1])) {
    causes.push(WIDTH);
  }
  if (narrow[0] !== narrow[1]) causes.push(CASE);
  return { zh: causes.map(({ zh }) => zh).join('、'), en: causes.map(({ en }) => en).join(', ') };
}

const BLANKS: Bilingual = { zh: '空格或不可见字符', en: 'blanks or invisible characters' };
const WIDTH: Bilingual = { zh: '全角与半角', en: 'full-width and half-width characters' };
const CASE: Bilingual = { zh: '大小写', en: 'upper and lower case' };
