const EXCERPT_CHARACTERS = 80;
/** Far more than is shown, so that a token is recognised as one before the text is cut. */
const WINDOW = 4096;

/** The first characters of a foreign text on one line: control, direction and unassigned characters escaped, `…` where it was cut. */
export function printable(text: string, maxCharacters = EXCERPT_CHARACTERS): string {
  // Two units are the most a character has, so this is long enough and keeps the work bounded.
  const characters = [...text.slice(0, 2 * maxCharacters + 2)];
  const shown = characters.slice(0, maxCharacters).map((character) => (/[\p{C}\p{Zl}\p{Zp}]/u.test(character) ? escaped(character) : character));
  return characters.length <= maxCharacters ? shown.join('') : `${shown.join('')}…`;
}

/** {@link printable} for an answer: runs of 16 or more token characters become `***`, because a broken answer may be the one that carried a token. */
export function excerptOf(text: string): string {
  let end = Math.min(text.length, WINDOW);
  // A run of token characters that the window cuts off may be too short to be recognised.
  if (end < text.length) while (end > 0 && /[\w+/=-]/.test(text.charAt(end - 1))) end -= 1;
  const excerpt = printable(text.slice(0, end).replace(/[\w+/=-]{16,}/g, '***'));
  return end < text.length && !excerpt.endsWith('…') ? `${excerpt}…` : excerpt;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  return SHORT_ESCAPES[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
