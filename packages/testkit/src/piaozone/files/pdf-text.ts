/** Four hex digits for every distinct character, from 0001 on. */
export function unicodeCodes(lines: readonly string[]): ReadonlyMap<string, string> {
  const characters = new Set([...lines.join('')]);
  return new Map([...characters].map((character, index) => [character, hex(index + 1)]));
}

/** At most this many entries stand in one `beginbfchar` section (PDF 32000-1, 9.10.3). */
const SECTION = 100;

/** The CMap that tells a reader which character each code means. */
export function toUnicodeMap(codes: ReadonlyMap<string, string>): string {
  const entries = [...codes].map(([character, code]) => `<${code}> <${utf16(character)}>`);
  const sections: string[] = [];
  for (let start = 0; start < entries.length; start += SECTION) {
    const part = entries.slice(start, start + SECTION);
    sections.push(`${part.length} beginbfchar`, ...part, 'endbfchar');
  }
  return [
    '/CIDInit /ProcSet findresource begin',
    '12 dict begin',
    'begincmap',
    '/CMapName /Adobe-Identity-UCS def',
    '/CMapType 2 def',
    '1 begincodespacerange',
    '<0000> <FFFF>',
    'endcodespacerange',
    ...sections,
    'endcmap',
    'CMapName currentdict /CMap defineresource pop',
    'end',
    'end',
  ].join('\n');
}

function utf16(character: string): string {
  return Array.from({ length: character.length }, (_, index) => hex(character.charCodeAt(index))).join('');
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0');
}
