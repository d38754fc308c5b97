/**
 * How the search cuts text into words; VitePress' own way sees a Chinese sentence as one word. Used for the index and for what a reader types.
 * VitePress sends the text of this function into the page, so it uses nothing from outside itself.
 *
 * Chinese: words by `Intl.Segmenter`, and every two neighbouring characters, because where a word begins depends on the sentence around it and on the ICU
 * of the machine. A query asks for words of one or two characters as they are and for longer ones by their pairs: it finds what stands there, always.
 * Names of code (`createPiaozone`, `PROXY_UNREACHABLE`) are found whole and by their parts.
 *
 * @param field given while indexing, absent for a query
 */
export const tokenize = (text: string, field?: string): string[] => {
  const tokens = new Set<string>();
  const addPairs = (characters: readonly string[]): void => {
    for (let at = 0; at + 1 < characters.length; at += 1) tokens.add(`${characters[at]}${characters[at + 1]}`);
  };
  for (const { segment, isWordLike } of new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)) {
    if (isWordLike !== true) continue;
    const characters = [...segment];
    if (!/\p{Script=Han}/u.test(segment)) {
      tokens.add(segment);
      if (field !== undefined) for (const part of segment.split(/_|(?<=[a-z\d])(?=[A-Z])/u)) if (part !== '') tokens.add(part);
    } else if (field !== undefined || characters.length <= 2) tokens.add(segment);
    else addPairs(characters);
  }
  if (field === undefined) return [...tokens];
  for (const [run] of text.matchAll(/\p{Script=Han}+/gu)) {
    const characters = [...run];
    addPairs(characters);
    // A single character is found as the beginning of a pair; the last one begins none.
    tokens.add(characters[characters.length - 1] ?? '');
  }
  return [...tokens];
};

/** Letters may be mistyped; a Chinese word with another character is another word. */
export const fuzzy = (term: string): number | false => (/\p{Script=Han}/u.test(term) || term.length < 4 ? false : 0.2);
