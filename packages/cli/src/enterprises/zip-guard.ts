import { inflateRawSync } from 'node:zlib';
import { Failure } from '../failure.js';

/** Largest workbook taken, bytes. A directory of ten thousand enterprises has about one million. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
const MAX_ENTRIES = 1_000;
/** All that the reader will unpack, bytes. */
const MAX_UNPACKED_BYTES = 32 * 1024 * 1024;
const MAX_ROWS = 50_000;
const MAX_COLUMNS = 50;

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const ENCRYPTED = 1;
const [STORED, DEFLATED] = [0, 8];

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
}

/**
 * Looks at a workbook before a spreadsheet library does: that one unpacks whatever it is given, and fills every row up to the highest number it reads.
 * Every part is unpacked here once, against a cap, so that a size that lies is found out (threat T27).
 * @throws Failure naming the cap
 */
export function assertHarmless(file: Buffer): void {
  let left = MAX_UNPACKED_BYTES;
  for (const entry of entriesOf(file)) {
    // The reader unpacks nothing else.
    if (!/\.xml(?:\.rels)?$/.test(entry.name)) continue;
    const content = unpack(file, entry, left);
    left -= content.length;
    assertSheetSize(content.toString('utf8'));
  }
}

function entriesOf(file: Buffer): Entry[] {
  const end = endOfDirectory(file);
  const count = file.readUInt16LE(end + 10);
  const start = file.readUInt32LE(end + 16);
  if (count > MAX_ENTRIES) throw tooMuch(`${count} 个部件`, `${count} parts`);
  const names = new Set<string>();
  const entries: Entry[] = [];
  for (let at = start; entries.length < count; ) {
    if (at + 46 > end || file.readUInt32LE(at) !== DIRECTORY_ENTRY) throw broken();
    const nameLength = file.readUInt16LE(at + 28);
    const name = file.toString('utf8', at + 46, at + 46 + nameLength);
    if (names.has(name) || (file.readUInt16LE(at + 8) & ENCRYPTED) !== 0) throw broken();
    names.add(name);
    const [packed, unpacked, offset] = [file.readUInt32LE(at + 20), file.readUInt32LE(at + 24), file.readUInt32LE(at + 42)];
    entries.push({ name, method: file.readUInt16LE(at + 10), packed, unpacked, offset });
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return entries;
}

/** The last one counts, as for the reader. */
function endOfDirectory(file: Buffer): number {
  for (let at = file.length - 22; at >= 0 && at > file.length - 22 - 0x10000; at -= 1) if (file.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  throw broken();
}

function unpack(file: Buffer, { method, packed, unpacked, offset }: Entry, left: number): Buffer {
  if (unpacked > left) throw tooMuch(`解压后超过 ${MAX_UNPACKED_BYTES} 字节`, `more than ${MAX_UNPACKED_BYTES} bytes unpacked`);
  if (offset + 30 > file.length || file.readUInt32LE(offset) !== LOCAL_HEADER) throw broken();
  const start = offset + 30 + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28);
  const bytes = file.subarray(start, start + packed);
  if (bytes.length !== packed || (method !== STORED && method !== DEFLATED)) throw broken();
  const content = method === STORED ? bytes : inflated(bytes, unpacked);
  if (content.length !== unpacked) throw broken();
  return content;
}

function inflated(bytes: Buffer, unpacked: number): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: Math.max(1, unpacked) });
  } catch {
    // Broken, or longer than it says.
    throw broken();
  }
}

/** A tag of a row or cell up to the next one: `<` begins a tag wherever it stands. */
const TAG = /<(?:[^\s<>/:]+:)?(?:row|c)(?=[\s/>])([^<]*)/g;
/** Every `r` that might be the attribute, wherever quotes put it: one that is none can only refuse, not hide one that is. */
const NUMBER = /(?<![\w:.-])r\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Row and column numbers of a sheet; other parts have no `sheetData`. */
function assertSheetSize(xml: string): void {
  if (!xml.includes('sheetData')) return;
  for (const [, tag = ''] of xml.matchAll(TAG)) {
    for (const [, double, single] of tag.matchAll(NUMBER)) {
      const [, letters, digits] = /^([A-Z]{0,3})(\d{0,7})$/.exec(double ?? single ?? '') ?? [];
      if (letters === undefined || Number(digits) > MAX_ROWS || columnNumber(letters) > MAX_COLUMNS) {
        throw tooMuch(`超过 ${MAX_ROWS} 行或 ${MAX_COLUMNS} 列`, `more than ${MAX_ROWS} rows or ${MAX_COLUMNS} columns`);
      }
    }
  }
}

function columnNumber(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

function broken(): Failure {
  return new Failure({ zh: '不是完好的 xlsx 文件', en: 'the file is no sound xlsx workbook' });
}

function tooMuch(zh: string, en: string): Failure {
  return new Failure({ zh: `xlsx 文件过大：${zh}`, en: `the xlsx file is too large: ${en}` });
}
