import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type Bilingual, isPiaozoneError, PiaozoneError } from '@piaozone/core';
import { asHeader, asRecord, type CheckpointRecord, FORMAT, isTorn, readLine, VERSION, writeLine } from './checkpoint-format.js';
import { lockCheckpoint } from './checkpoint-lock.js';

/** Where a record lies, so that thousands of answers need not stay in memory. */
interface Place {
  readonly version: string;
  readonly status: CheckpointRecord['status'];
  readonly offset: number;
  readonly length: number;
}

interface Waiting {
  readonly record: CheckpointRecord;
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What was found in a file. */
interface Survey {
  readonly places: Map<string, Place>;
  /** Bytes of whole lines. */
  readonly length: number;
  /** Bytes after them that a crash has left. */
  readonly torn: number;
}

/**
 * Results that survive a crash: append-only, one line per item, synced before an item counts as done. Items that finish while a sync is under way share the
 * next one.
 */
export class Checkpoint {
  readonly #handle: FileHandle;
  readonly #places: Map<string, Place>;
  readonly #unlock: () => Promise<void>;
  #length: number;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #broken: unknown;
  /** Bytes of an unfinished line that were cut off at opening. */
  readonly cutBytes: number;

  constructor(handle: FileHandle, survey: Survey, unlock: () => Promise<void>) {
    this.#handle = handle;
    this.#places = survey.places;
    this.#length = survey.length;
    this.cutBytes = survey.torn;
    this.#unlock = unlock;
  }

  /** Items on record. */
  get size(): number {
    return this.#places.size;
  }

  /** The record of an item in this version of it. @throws store_failed */
  async find(id: string, version: string): Promise<CheckpointRecord | undefined> {
    const place = this.#places.get(id);
    if (place === undefined || place.version !== version) return undefined;
    const bytes = Buffer.alloc(place.length);
    const { bytesRead } = await this.#handle.read(bytes, 0, place.length, place.offset).catch((error) => fail(storeFailed(error)));
    const record = asRecord(readLine(bytes.toString('utf8', 0, bytesRead)));
    if (record === undefined || record.id !== id) throw damaged(UNREADABLE);
    return record;
  }

  /** Resolves when the record is on the disk. @throws store_failed; nothing can be added after that */
  add(record: CheckpointRecord): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, line: writeLine(record), resolve, reject });
      // Cleared by the loop itself in the step in which it finds nothing more: an item that came between would wait for ever.
      this.#writing ??= this.#write();
    });
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
    await this.#unlock();
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const chunk = this.#waiting.splice(0);
      try {
        if (this.#broken !== undefined) throw this.#broken;
        await this.#handle.appendFile(chunk.map(({ line }) => line).join(''), 'utf8');
        await this.#handle.datasync();
      } catch (error) {
        // What a failed write has left is not known; a further line behind it could not be told from damage.
        this.#broken = isPiaozoneError(error) ? error : storeFailed(error);
        for (const { reject } of chunk) reject(this.#broken);
        continue;
      }
      for (const waiting of chunk) {
        this.#place(waiting);
        waiting.resolve();
      }
    }
    this.#writing = undefined;
  }

  #place({ record: { id, version, status }, line }: Waiting): void {
    const length = Buffer.byteLength(line);
    this.#places.set(id, { version, status, offset: this.#length, length: length - 1 });
    this.#length += length;
  }
}

/**
 * Opens or makes a checkpoint. An unfinished line at its end, as a crash leaves it, is cut off.
 * @throws config_invalid for a file of another kind, version or configuration, and for one with foreign lines; operation_conflict; store_failed
 */
export async function openCheckpoint(path: string, fingerprint: string): Promise<Checkpoint> {
  const unlock = await lockCheckpoint(path).catch((error) => fail(isPiaozoneError(error) ? error : storeFailed(error)));
  let handle: FileHandle | undefined;
  try {
    // Answers hold names and amounts: for the owner alone.
    handle = await open(path, 'a+', 0o600);
    const survey = await surveyOf(path, fingerprint);
    if (survey.torn > 0) await handle.truncate(survey.length);
    if (survey.length > 0) return new Checkpoint(handle, survey, unlock);
    const header = writeLine({ format: FORMAT, version: VERSION, fingerprint });
    await handle.appendFile(header, 'utf8');
    await handle.sync();
    return new Checkpoint(handle, { ...survey, length: Buffer.byteLength(header) }, unlock);
  } catch (error) {
    await handle?.close();
    await unlock();
    throw isPiaozoneError(error) ? error : storeFailed(error);
  }
}

async function surveyOf(path: string, fingerprint: string): Promise<Survey> {
  const places = new Map<string, Place>();
  let offset = 0;
  let lineNo = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE, start)) {
      lineNo += 1;
      const line = rest.toString('utf8', start, end);
      if (lineNo === 1) checkHeader(line, fingerprint);
      else addPlace(places, line, lineNo, offset, end - start);
      offset += end + 1 - start;
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
  if (rest.length > 0 && !isTorn(rest)) throw damaged(foreign(lineNo + 1));
  return { places, length: offset, torn: rest.length };
}

const NEWLINE = 0x0a;

function checkHeader(line: string, fingerprint: string): void {
  const header = asHeader(readLine(line));
  if (header === undefined) throw damaged(NO_CHECKPOINT);
  if (header.version !== VERSION) {
    throw damaged({
      zh: `断点文件的格式版本是 ${header.version}，本版本只认识 ${VERSION}`,
      en: `the checkpoint has format version ${header.version}; this release knows ${VERSION}`,
    });
  }
  if (header.fingerprint !== fingerprint) throw damaged(OTHER_CONFIGURATION);
}

function addPlace(places: Map<string, Place>, line: string, lineNo: number, offset: number, length: number): void {
  const record = asRecord(readLine(line));
  if (record === undefined) throw damaged(foreign(lineNo));
  places.set(record.id, { version: record.version, status: record.status, offset, length });
}

const NO_CHECKPOINT: Bilingual = { zh: '这不是断点文件，未做任何改动', en: 'this is no checkpoint file; it was left as it is' };
const OTHER_CONFIGURATION: Bilingual = {
  zh: '断点文件来自另一套设置（环境、企业或操作不同），请换一个文件',
  en: 'the checkpoint belongs to other settings (environment, enterprise or operation); use another file',
};
const UNREADABLE: Bilingual = { zh: '断点文件在运行中被改动', en: 'the checkpoint was changed while it was in use' };

function foreign(lineNo: number): Bilingual {
  return {
    zh: `断点文件第 ${lineNo} 行不是本程序写的或已损坏；未做任何改动，请核对后删去该行及其后内容`,
    en: `line ${lineNo} of the checkpoint is damaged or was not written by this program; nothing was changed: look at it, then remove it and what follows`,
  };
}

function damaged(message: Bilingual): PiaozoneError {
  return new PiaozoneError({ code: 'config_invalid', outcome: 'not-sent', message, reason: 'checkpoint' });
}

function storeFailed(cause: unknown): PiaozoneError {
  const code = (cause as { code?: unknown } | null)?.code;
  const kind = typeof code === 'string' ? code : 'ERROR';
  return new PiaozoneError({
    code: 'store_failed',
    outcome: 'unknown',
    message: { zh: `断点文件读写失败（${kind}）`, en: `the checkpoint cannot be read or written (${kind})` },
    cause,
  });
}

function fail(error: unknown): never {
  throw error;
}
