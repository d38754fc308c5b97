import { describe, expect, it } from 'vitest';
import { readFontFacts } from '../../src/imaging/cover/font-facts.js';

const u16 = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.from([(value >> 8) & 255, value & 255])));
const u32 = (value: number) => u16(value >>> 16, value & 0xffff);

/** Format 4: A–C by delta, 报 by an array of glyphs whose second is the empty box, and the end mark. */
const SEGMENTS = (() => {
  const ends = [0x43, 0x62a6, 0xffff];
  const starts = [0x41, 0x62a5, 0xffff];
  const deltas = [-0x41 + 5, 0, 1];
  // From its own place the second offset skips two offsets to the glyphs.
  const offsets = [0, 4, 0];
  const glyphs = [7, 0];
  const body = Buffer.concat([u16(0, 6, 0, 0, 0), u16(...ends), u16(0), u16(...starts), u16(...deltas), u16(...offsets), u16(...glyphs)]);
  return Buffer.concat([u16(4, body.length + 4), body]);
})();
/** Format 12: A–B, and 𠮷 beyond the first plane. */
const GROUPS = Buffer.concat([u16(12, 0), u32(40), u32(0), u32(2), u32(0x41), u32(0x42), u32(3), u32(0x20bb7), u32(0x20bb7), u32(9)]);

function cmap(platform: number, encoding: number, map: Buffer): Buffer {
  return Buffer.concat([u16(0, 1, platform, encoding), u32(12), map]);
}

function names(platform: number, text: Buffer): Buffer {
  return Buffer.concat([u16(0, 2, 30), u16(platform, 0, 0, 1, 0, 0), u16(platform, 0, 0, 6, text.length, 0), text]);
}

/** A font of a few tables; `base` is where it stands in a collection. */
function font(tables: Readonly<Record<string, Buffer>>, base = 0, kind = 0x00010000): Buffer {
  const entries = Object.entries(tables);
  let at = base + 12 + 16 * entries.length;
  const head = entries.map(([tag, table]) => {
    const entry = Buffer.concat([Buffer.from(tag, 'latin1'), u32(0), u32(at), u32(table.length)]);
    at += table.length;
    return entry;
  });
  return Buffer.concat([u32(kind), u16(entries.length, 0, 0, 0), ...head, ...entries.map(([, table]) => table)]);
}

const collection = (name: Buffer | undefined) => {
  const tables = { cmap: cmap(3, 1, SEGMENTS), ...(name === undefined ? {} : { name }) };
  return Buffer.concat([Buffer.from('ttcf'), u16(1, 0), u32(1), u32(16), font(tables, 16)]);
};
const covered = (buffer: Buffer, text: string) => [...text].map((character) => readFontFacts(buffer)?.covers(character.codePointAt(0) ?? 0));

describe('what a font covers', () => {
  it.each([
    [3, 1],
    [0, 3],
  ])('by segments (platform %i, encoding %i)', (platform, encoding) => {
    expect(covered(font({ cmap: cmap(platform, encoding, SEGMENTS) }), '@ACD')).toEqual([false, true, true, false]);
    expect(covered(font({ cmap: cmap(platform, encoding, SEGMENTS) }), '\u62a5\u62a6\u62a7𠮷')).toEqual([true, false, false, false]);
  });

  it.each([
    [3, 10],
    [0, 4],
  ])('by groups (platform %i, encoding %i)', (platform, encoding) => {
    expect(covered(font({ cmap: cmap(platform, encoding, GROUPS) }, 0, 0x4f54544f), 'ABC𠮷')).toEqual([true, true, false, true]);
  });

  it('is unknown without a Unicode map', () => {
    expect(readFontFacts(font({ cmap: cmap(1, 0, SEGMENTS) }))).toBeUndefined();
    expect(readFontFacts(font({ cmap: cmap(3, 1, u16(6, 0, 0)) }))).toBeUndefined();
    expect(readFontFacts(font({ glyf: SEGMENTS }))).toBeUndefined();
  });

  it.each([
    ['UTF-16', names(3, Buffer.from('\0S\0o\0n\0g'))],
    ['bytes', names(1, Buffer.from('Song'))],
  ])('is that of the first font of a collection, by its name in %s', (_, name) => {
    expect(readFontFacts(collection(name))?.member).toBe('Song');
    expect(covered(collection(name), 'AD')).toEqual([true, false]);
    expect(readFontFacts(font({ cmap: cmap(3, 1, SEGMENTS), name }))?.member).toBeUndefined();
  });

  it('is unknown of a collection whose first font has no name', () => {
    expect(readFontFacts(collection(undefined))).toBeUndefined();
  });

  it('is nothing where the map was cut', () => {
    const facts = readFontFacts(font({ cmap: cmap(3, 1, SEGMENTS) }).subarray(0, 60));
    expect(facts?.covers(0x41)).toBe(false);
  });

  it('is unknown of a file that was cut anywhere in its tables', () => {
    const whole = collection(names(1, Buffer.from('Song')));
    for (const length of [0, 3, 11, 15, 27, 40, 60]) expect(readFontFacts(whole.subarray(0, length))).toBeUndefined();
  });
});
