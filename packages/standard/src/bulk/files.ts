import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Call, Piaozone, Warning } from '@piaozone/core';
import { VERIFICATION_CODES, type Verdict, type VerificationCodes } from '../verification/codes.js';
import {
  decodeAnswer,
  encodeAnswer,
  type KeptAnswer,
  type Recognition,
  readRecognition,
  readVerification,
  type Verification,
} from '../verification/result.js';
import type { CheckOptions, VerificationService } from '../verification/service.js';
import { type BulkItem, type BulkOptions, type BulkResult, type BulkSummary, runBulk } from './runner.js';

/** A file of a bulk run. */
export interface FileItem extends BulkItem {
  readonly path: string;
  /** Without its folders. */
  readonly name: string;
}

type Shared<Value> = Pick<BulkOptions<FileItem, Value>, 'onResult' | 'onProgress' | 'checkpoint' | 'concurrency' | 'retryFailed' | 'signal'>;

/** One run over files. */
export interface BulkFilesOptions<Value> extends Shared<Value>, CheckOptions {
  readonly paths: Iterable<string> | AsyncIterable<string>;
  /** Warnings of single files. */
  readonly onWarning?: (path: string, warning: Warning) => void;
}

export interface BulkVerifyOptions extends BulkFilesOptions<Verification> {
  /** `one`: the first invoice of each file. `many`: all of them (数电 excepted, see `checkFileOfMany`). @default 'one' */
  readonly invoices?: 'one' | 'many';
  /** 合规性配置校验, with `many`. @default false */
  readonly compliance?: boolean;
  /** As given to the service. */
  readonly codes?: Partial<VerificationCodes>;
}

/** What another day may answer differently. */
const TRANSIENT: ReadonlySet<Verdict> = new Set<Verdict>(['later', 'not-found', 'limit']);

export type BulkVerification = BulkResult<FileItem, Verification>;
export type BulkRecognition = BulkResult<FileItem, Recognition>;

/** 查验 of many files, resumable. @throws as `runBulk` */
export async function verifyFiles(piaozone: Piaozone, service: VerificationService, options: BulkVerifyOptions): Promise<BulkSummary> {
  const { invoices = 'one', compliance = false, taxNo } = options;
  const codes = { ...VERIFICATION_CODES, ...options.codes };
  const own = taxNo === undefined ? {} : { taxNo };
  return runBulk<FileItem, Verification>({
    ...shared(options),
    runtime: piaozone.runtime,
    items: fileItems(options.paths),
    isFinal: ({ verdict }) => !TRANSIENT.has(verdict),
    fingerprint: await fingerprintOf(piaozone, 'verify', [invoices, String(compliance), taxNo ?? '']),
    codec: {
      encode: ({ code, description, traceId, raw, at }) =>
        encodeAnswer({ code, description, data: raw, at, ...(traceId === undefined ? {} : { traceId }) }),
      decode: (text) => readVerification(decoded(text), codes, { cached: false }),
    },
    work: (item, signal) => {
      const call = callOf(piaozone, item, signal, options.onWarning);
      const file = { path: item.path };
      return invoices === 'one' ? service.checkFile(file, own, call) : service.checkFileOfMany(file, { ...own, compliance }, call);
    },
  });
}

/** 识别 of many files, resumable. @throws as `runBulk` */
export async function recognizeFiles(piaozone: Piaozone, service: VerificationService, options: BulkFilesOptions<Recognition>): Promise<BulkSummary> {
  const { taxNo } = options;
  return runBulk<FileItem, Recognition>({
    ...shared(options),
    runtime: piaozone.runtime,
    items: fileItems(options.paths),
    fingerprint: await fingerprintOf(piaozone, 'recognize', [taxNo ?? '']),
    codec: {
      encode: ({ code, description, traceId, raw, at }) =>
        encodeAnswer({ code, description, data: raw, at, ...(traceId === undefined ? {} : { traceId }) }),
      decode: (text) => readRecognition(decoded(text)),
    },
    work: (item, signal) =>
      service.recognize({ path: item.path }, taxNo === undefined ? {} : { taxNo }, callOf(piaozone, item, signal, options.onWarning)),
  });
}

function shared<Value>({ onResult, onProgress, checkpoint, concurrency, retryFailed, signal }: Shared<Value>): Shared<Value> {
  return {
    ...(onResult === undefined ? {} : { onResult }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(retryFailed === undefined ? {} : { retryFailed }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** By path, size and time of change: reading every file again would cost a resumed run more than it saves. One that is not there fails by itself, later. */
async function* fileItems(paths: Iterable<string> | AsyncIterable<string>): AsyncGenerator<FileItem> {
  for await (const given of paths) {
    const path = resolve(given);
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    yield { id: path, path, name: basename(path), version: found === undefined ? 'missing' : `${found.size}-${found.mtimeNs}` };
  }
}

function callOf(piaozone: Piaozone, { path }: FileItem, signal: AbortSignal, onWarning: BulkFilesOptions<never>['onWarning']): Call {
  return { requestId: piaozone.newRequestId(), signal, warn: (warning) => onWarning?.(path, warning) };
}

/** Of environment, enterprise and operation. Hashed: a client id is nobody's business in a file. */
async function fingerprintOf(piaozone: Piaozone, operation: string, parts: readonly string[]): Promise<string> {
  const { environment, authorization } = piaozone;
  const { clientId } = await authorization.slotFor({ level: 'disputed', operation }).obtain();
  const text = [environment.baseUrl, clientId, operation, ...parts].map((part) => `${part.length}:${part}`).join('');
  return createHash('sha256').update(text).digest('hex');
}

function decoded(text: string): KeptAnswer {
  const answer = decodeAnswer(text);
  if (answer === undefined) throw new Error('not an answer');
  return answer;
}
