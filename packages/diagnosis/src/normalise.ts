/**
 * UTF-16 units of a text that are looked at. What a message says stands at its start; the rest is stack traces, echoes of the request, or an attack.
 * With the short bounded gaps of the patterns this also bounds the work: every pattern is at worst linear in it.
 */
export const WINDOW = 4096;

/** The part of `text` that is looked at. */
export function bounded(text: string): string {
  return text.length > WINDOW ? text.slice(0, WINDOW) : text;
}

/**
 * The same words in the plainest writing: escapes of JSON and XML resolved, full-width letters and punctuation made half-width, invisible characters dropped,
 * blanks and line breaks between Chinese characters (a wrapped terminal, a copied mail) closed, the quotation marks around the whole taken off.
 */
export function plainForm(text: string): string {
  const plain = text
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&#x([0-9a-f]{1,6});/gi, (_, hex: string) => fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d{1,7});/g, (_, digits: string) => fromCodePoint(Number(digits)))
    .normalize('NFKC')
    .replace(/\p{Cf}+/gu, '');
  const closed = plain.replace(/(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu, '').trim();
  // One character may have become many.
  return bounded(closed.replace(/^["'“‘「『]{1,2}|["'”’」』]{1,2}$/g, ''));
}

function fromCodePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
