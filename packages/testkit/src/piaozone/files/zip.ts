import { deflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.js';

export interface ZipEntry {
  /** Path inside, with `/`. */
  readonly name: string;
  readonly content: Buffer;
  /** Kept as it is instead of deflated. */
  readonly stored?: boolean;
}

/** Bit 11: names are UTF-8. */
const UTF8_NAMES = 0x0800;
/** 1980-01-01 00:00, the earliest date a zip can say: the same content gives the same file. */
const NO_DATE = 0x0021;

/** A zip as the mock needs it: no folders of their own, no comments, far below 4 GiB (PKWARE APPNOTE 4.3). */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, stored = false } of entries) {
    const packed = stored ? content : deflateRawSync(content);
    const path = Buffer.from(name, 'utf8');
    const common = commonFields(stored, content, packed, path);
    const local = Buffer.concat([signature(0x04034b50), common, path, packed]);
    // Version made by 2.0, then what the local header says, no comment, first disk, no attributes.
    directory.push(signature(0x02014b50), numbers([20]), common, numbers([0, 0, 0, 0, 0]), long(offset), path);
    files.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = [signature(0x06054b50), numbers([0, 0, entries.length, entries.length]), long(index.length), long(offset), numbers([0])];
  return Buffer.concat([...files, index, ...end]);
}

/** Version needed to the length of the extra field: equal in both headers. */
function commonFields(stored: boolean, content: Buffer, packed: Buffer, path: Buffer): Buffer {
  const head = numbers([20, UTF8_NAMES, stored ? 0 : 8, 0, NO_DATE]);
  return Buffer.concat([head, long(crc32(content)), long(packed.length), long(content.length), numbers([path.length, 0])]);
}

function signature(value: number): Buffer {
  return long(value);
}

function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => {
    bytes.writeUInt16LE(value, index * 2);
  });
  return bytes;
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
