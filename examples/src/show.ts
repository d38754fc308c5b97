import { stripVTControlCharacters } from 'node:util';

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

/** Columns a text takes in a terminal: Chinese characters take two. */
export function displayWidth(text: string): number {
  return [...stripVTControlCharacters(text)].reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0);
}

/** Cuts and pads to exactly `width` columns. */
export function fit(text: string, width: number): string {
  let cut = '';
  for (const character of text.replace(/\s+/g, ' ')) {
    if (displayWidth(cut + character) > width) break;
    cut += character;
  }
  return cut + ' '.repeat(width - displayWidth(cut));
}

export function table(head: readonly string[], rows: readonly (readonly string[])[], maxWidth = 46): string {
  const widths = head.map((title, column) => Math.min(maxWidth, Math.max(...[title, ...rows.map((row) => row[column] ?? '')].map(displayWidth))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => fit(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
