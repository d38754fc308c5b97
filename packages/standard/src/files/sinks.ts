import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PiaozoneError } from '@piaozone/core';
import { downloadError } from './errors.js';
import { type FileKind, HEAD_BYTES, sniff, TAIL_BYTES } from './sniff.js';

/** What is known of a file while it arrives. */
export class Seen {
  #hash: Hash = createHash('sha256');
  #head: Buffer = Buffer.alloc(0);
  #tail: Buffer = Buffer.alloc(0);
  size = 0;

  add(piece: Buffer): void {
    this.#hash.update(piece);
    this.size += piece.length;
    if (this.#head.length < HEAD_BYTES) this.#head = Buffer.concat([this.#head, piece]).subarray(0, HEAD_BYTES);
    this.#tail = Buffer.concat([this.#tail, piece.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
  }

  reset(): void {
    this.#hash = createHash('sha256');
    this.#head = Buffer.alloc(0);
    this.#tail = Buffer.alloc(0);
    this.size = 0;
  }

  /** @throws response_invalid for what is no PDF, OFD or XML, or not the kind that is wanted */
  end(wanted: FileKind | undefined): { readonly kind: FileKind; readonly sha256: string; readonly size: number } {
    const kind = sniff(this.#head, this.#tail);
    if (wanted !== undefined && kind !== wanted) {
      throw downloadError('content', { zh: `要的是 ${wanted}，收到的是 ${kind}`, en: `${wanted} was wanted, ${kind} came` });
    }
    return { kind, sha256: this.#hash.digest('hex'), size: this.size };
  }
}

/** Where the bytes of one download go. */
export interface Sink<T> {
  write(piece: Buffer): Promise<void>;
  /** Another try that begins at the beginning. */
  restart(): Promise<void>;
  finish(kind: FileKind, sha256: string): Promise<T>;
  /** After a failure: nothing of it stays. Safe after `finish`. */
  discard(): Promise<void>;
}

export class MemorySink implements Sink<Buffer> {
  #pieces: Buffer[] = [];

  async write(piece: Buffer): Promise<void> {
    this.#pieces.push(piece);
  }

  async restart(): Promise<void> {
    this.#pieces = [];
  }

  async finish(): Promise<Buffer> {
    return Buffer.concat(this.#pieces);
  }

  async discard(): Promise<void> {
    this.#pieces = [];
  }
}

/** A file that has its name only when it is whole: written beside, synced, renamed. The name is its content's hash, never anything the cloud said. */
export class FolderSink implements Sink<string> {
  readonly #folder: string;
  readonly #part: string;
  #handle: FileHandle | undefined;

  /** @param unique keeps parallel downloads apart */
  constructor(folder: string, unique: string) {
    this.#folder = folder;
    this.#part = join(folder, `.${unique}.part`);
  }

  async write(piece: Buffer): Promise<void> {
    try {
      this.#handle ??= await this.#open();
      await this.#handle.writeFile(piece);
    } catch (cause) {
      throw unwritable(cause);
    }
  }

  async restart(): Promise<void> {
    try {
      await this.#close();
      await rm(this.#part, { force: true });
    } catch (cause) {
      throw unwritable(cause);
    }
  }

  async finish(kind: FileKind, sha256: string): Promise<string> {
    const path = join(this.#folder, `${sha256}.${kind}`);
    try {
      await this.#handle?.sync();
      await this.#close();
      await rename(this.#part, path);
      await syncFolder(this.#folder);
    } catch (cause) {
      throw unwritable(cause);
    }
    return path;
  }

  /** Best effort: what made it necessary is the better error. */
  async discard(): Promise<void> {
    await this.#close().catch(() => {});
    await rm(this.#part, { force: true }).catch(() => {});
  }

  async #open(): Promise<FileHandle> {
    await mkdir(this.#folder, { recursive: true });
    return open(this.#part, 'wx', 0o600);
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }
}

/** Node's message holds the path, so only its code goes on. */
function unwritable(cause: unknown): PiaozoneError {
  return downloadError('folder', { zh: '无法写入目标文件夹', en: 'the folder cannot be written to' }, { code: 'store_failed', cause });
}

/** The rename itself must survive a power cut; Windows cannot open a folder for it and does without. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
