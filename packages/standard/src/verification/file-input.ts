import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Readable } from 'node:stream';
import { type Bilingual, PiaozoneError, type Warning } from '@piaozone/core';

/** A file to send: by path, as bytes or as a stream. `type` is the suffix, needed where neither a name nor the content tells. */
export type InvoiceFile =
  | { readonly path: string; readonly type?: string }
  | { readonly bytes: Uint8Array; readonly name?: string; readonly type?: string }
  | { readonly stream: Readable; readonly name?: string; readonly type?: string };

/** Read, measured, and named as the cloud wants it. */
export interface ReadFile {
  readonly bytes: Buffer;
  /** For people and for multipart; never a path. */
  readonly name: string;
  /** For the query `type`. */
  readonly type: string;
  /** Hex; the same content has the same. */
  readonly sha256: string;
  readonly warnings: readonly Warning[];
}

/** The interface takes files up to 8 MB (standard-edition §6.8). */
export const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** Suffixes as the cloud writes them; the published list (`pdf/ofd/jpg/png…`) is open, so others pass with a warning. */
const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ['pdf', 'pdf'],
  ['ofd', 'ofd'],
  ['jpg', 'jpg'],
  ['jpeg', 'jpg'],
  ['png', 'png'],
]);
const SUFFIX = /^[a-z0-9]{1,8}$/;

/**
 * Reads a file of at most `maxBytes` bytes; of a longer one no more is read than shows it.
 * @throws request_invalid (outcome `not-sent`): unreadable, empty, too large, or of unknown type
 */
export async function readInvoiceFile(file: InvoiceFile, maxBytes = MAX_FILE_BYTES): Promise<ReadFile> {
  const name = nameOf(file);
  const bytes = await contentOf(file, name, maxBytes);
  if (bytes.length === 0) throw unfit(name, { zh: '文件是空的', en: 'the file is empty' });
  if (bytes.length > maxBytes) throw tooLarge(name, maxBytes);
  const found = contentType(bytes);
  const suffix = (file.type ?? extname(name).slice(1)).toLowerCase();
  const type = suffix === '' ? found : (SUFFIXES.get(suffix) ?? suffix);
  if (type === undefined || !SUFFIX.test(type)) throw unfit(name, NO_TYPE);
  return { bytes, name, type, sha256: createHash('sha256').update(bytes).digest('hex'), warnings: typeWarnings(name, type, found) };
}

function nameOf(file: InvoiceFile): string {
  if ('path' in file) return basename(file.path);
  return file.name === undefined ? '' : basename(file.name);
}

async function contentOf(file: InvoiceFile, name: string, maxBytes: number): Promise<Buffer> {
  if ('bytes' in file) return Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  try {
    return 'path' in file ? await readPath(file.path, maxBytes) : await readStream(file.stream, maxBytes);
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code;
    const kind = typeof code === 'string' ? code : 'ERROR';
    throw unfit(name, { zh: `文件无法读取（${kind}）`, en: `the file cannot be read (${kind})` }, error);
  }
}

async function readPath(path: string, maxBytes: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    // A stream and not `readFile`: a file may grow, and a pipe or device has no size.
    return await readStream(handle.createReadStream({ autoClose: false }), maxBytes);
  } finally {
    await handle.close();
  }
}

async function readStream(stream: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
    chunks.push(bytes);
    length += bytes.length;
    if (length > maxBytes) break;
  }
  return Buffer.concat(chunks);
}

/** By the first bytes; a zip may be an OFD or anything else, so it says nothing. */
function contentType(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 1024).includes('%PDF-')) return 'pdf';
  if (bytes.subarray(0, 8).equals(PNG)) return 'png';
  return bytes.subarray(0, 3).equals(JPEG) ? 'jpg' : undefined;
}

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const JPEG = Buffer.from('ffd8ff', 'hex');

function typeWarnings(name: string, type: string, found: string | undefined): Warning[] {
  const warnings: Warning[] = [];
  if (!SUFFIXES.has(type)) {
    const message = {
      zh: `后缀 ${type} 不在公开的列表（pdf、ofd、jpg、png）中，由发票云判断`,
      en: `suffix ${type} is not in the published list (pdf, ofd, jpg, png); the cloud decides`,
    };
    warnings.push({ path: name, message });
  }
  if (found !== undefined && found !== type) {
    warnings.push({
      path: name,
      message: { zh: `后缀为 ${type}，内容却像 ${found}`, en: `the suffix is ${type}, but the content looks like ${found}` },
    });
  }
  return warnings;
}

const NO_TYPE: Bilingual = {
  zh: '看不出文件类型：请写明 type（pdf、ofd、jpg、png）',
  en: 'the kind of file cannot be told: give its type (pdf, ofd, jpg, png)',
};

function tooLarge(name: string, maxBytes: number): PiaozoneError {
  const limit = `${Math.floor((maxBytes / 1024 / 1024) * 10) / 10} MB`;
  return unfit(name, {
    zh: `文件超过 ${limit}；PDF、OFD 请按页拆分后分别发送，图片请降低分辨率`,
    en: `the file is larger than ${limit}; split a PDF or OFD by page and send the parts, scale an image down`,
  });
}

function unfit(name: string, message: Bilingual, cause?: unknown): PiaozoneError {
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: '文件不能发送', en: 'the file cannot be sent' },
    problems: [{ path: name === '' ? 'file' : name, message }],
    ...(cause === undefined ? {} : { cause }),
  });
}
