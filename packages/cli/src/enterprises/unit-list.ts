/** Several units stand in one cell, as people write them. A number that holds a separator itself is put into quotes, quotes in it doubled. */
const SEPARATORS = /[,，;；、]/;

export function joinUnits(units: readonly string[]): string {
  return units.map((unit) => (SEPARATORS.test(unit) || unit.includes('"') ? `"${unit.replaceAll('"', '""')}"` : unit)).join(',');
}

/** @returns `undefined` if a quote is left open or stands inside a number */
export function splitUnits(text: string): string[] | undefined {
  const units: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const quoted = /^"((?:[^"]|"")*)"\s*(?:[,，;；、]|$)/.exec(rest);
    const plain = quoted === null ? /^([^",，;；、]*)(?:[,，;；、]|$)/.exec(rest) : null;
    const found = quoted ?? plain;
    if (found === null) return undefined;
    const unit = quoted === null ? (found[1] ?? '').trim() : (found[1] ?? '').replaceAll('""', '"');
    if (unit !== '') units.push(unit);
    rest = rest.slice(found[0].length).trimStart();
  }
  return units;
}
