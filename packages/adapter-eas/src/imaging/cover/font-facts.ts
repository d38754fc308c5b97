/** What drawing needs to know of a font. */
export interface FontFacts {
  /** Name by which a font is chosen from a collection; `undefined` for a file with one font. */
  readonly member: string | undefined;
  /** Whether the font has a glyph for a code point. */
  covers(codePoint: number): boolean;
}

const COLLECTION = 0x74746366;
const KINDS: ReadonlySet<number> = new Set([0x00010000, 0x4f54544f, 0x74727565]);
const POSTSCRIPT_NAME = 6;

/** Reads the character map (formats 4 and 12) of a TrueType or OpenType file, of a collection its first font. `undefined` for anything else. */
export function readFontFacts(font: Buffer): FontFacts | undefined {
  return within(() => {
    const isCollection = font.readUInt32BE(0) === COLLECTION;
    const start = isCollection ? font.readUInt32BE(12) : 0;
    if (!KINDS.has(font.readUInt32BE(start))) return undefined;
    const tables = readTables(font, start);
    const [cmap, name] = [tables.get('cmap'), tables.get('name')];
    const covers = cmap === undefined ? undefined : readMap(font, cmap);
    const member = isCollection && name !== undefined ? postScriptName(font, name) : undefined;
    if (covers === undefined || (isCollection && member === undefined)) return undefined;
    return { member, covers: (codePoint) => within(() => covers(codePoint)) === true };
  });
}

/** A cut file is read beyond its end: what cannot be read is not there. */
function within<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Offsets by tag. */
function readTables(font: Buffer, start: number): ReadonlyMap<string, number> {
  const tables = new Map<string, number>();
  const count = font.readUInt16BE(start + 4);
  for (let at = start + 12, index = 0; index < count; index += 1, at += 16) {
    tables.set(font.toString('latin1', at, at + 4), font.readUInt32BE(at + 8));
  }
  return tables;
}

/** The Unicode map with most characters: platform 3 encoding 10, else 1, else platform 0. */
function readMap(font: Buffer, cmap: number): FontFacts['covers'] | undefined {
  const count = font.readUInt16BE(cmap + 2);
  const maps = Array.from({ length: count }, (_, index) => {
    const at = cmap + 4 + 8 * index;
    return { key: `${font.readUInt16BE(at)}/${font.readUInt16BE(at + 2)}`, offset: cmap + font.readUInt32BE(at + 4) };
  });
  for (const wanted of ['3/10', '0/6', '0/4', '3/1', '0/3', '0/2', '0/1', '0/0']) {
    const map = maps.find(({ key }) => key === wanted);
    const format = map === undefined ? undefined : font.readUInt16BE(map.offset);
    if (map !== undefined && format === 12) return (codePoint) => inGroups(font, map.offset, codePoint);
    if (map !== undefined && format === 4) return (codePoint) => inSegments(font, map.offset, codePoint);
  }
  return undefined;
}

/** Format 12: ranges of code points, each with its first glyph. */
function inGroups(font: Buffer, map: number, codePoint: number): boolean {
  const count = font.readUInt32BE(map + 12);
  for (let at = map + 16, index = 0; index < count; index += 1, at += 12) {
    const first = font.readUInt32BE(at);
    if (codePoint < first) return false;
    if (codePoint <= font.readUInt32BE(at + 4)) return font.readUInt32BE(at + 8) + (codePoint - first) !== 0;
  }
  return false;
}

/** Format 4: segments up to U+FFFF; glyph 0 is the empty box. */
function inSegments(font: Buffer, map: number, codePoint: number): boolean {
  const double = font.readUInt16BE(map + 6);
  const [ends, starts] = [map + 14, map + 16 + double];
  const [deltas, offsets] = [starts + double, starts + 2 * double];
  for (let step = 0; step < double; step += 2) {
    if (codePoint > font.readUInt16BE(ends + step)) continue;
    const first = font.readUInt16BE(starts + step);
    if (codePoint < first) return false;
    const delta = font.readUInt16BE(deltas + step);
    const offset = font.readUInt16BE(offsets + step);
    if (offset === 0) return ((codePoint + delta) & 0xffff) !== 0;
    return font.readUInt16BE(offsets + step + offset + 2 * (codePoint - first)) !== 0;
  }
  return false;
}

function postScriptName(font: Buffer, table: number): string | undefined {
  const count = font.readUInt16BE(table + 2);
  const texts = table + font.readUInt16BE(table + 4);
  for (let at = table + 6, index = 0; index < count; index += 1, at += 12) {
    if (font.readUInt16BE(at + 6) !== POSTSCRIPT_NAME) continue;
    const start = texts + font.readUInt16BE(at + 10);
    const bytes = font.subarray(start, start + font.readUInt16BE(at + 8));
    // Platform 1 (Macintosh) is one byte a character, the others are UTF-16, of which a PostScript name uses the ASCII part.
    return font.readUInt16BE(at) === 1 ? bytes.toString('latin1') : Buffer.from(bytes.filter((_, position) => position % 2 === 1)).toString('latin1');
  }
  return undefined;
}
