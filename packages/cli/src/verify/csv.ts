/** Cells a spreadsheet would run as a formula (threat T26), also behind blanks and in their full-width forms. */
const FORMULA = /^(?:[\t\r\n]|[\s\u3000]*[=+\-@＝＋－＠])/u;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** One line. A leading `'` keeps a text a text; numbers, negative ones too, stay numbers. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
