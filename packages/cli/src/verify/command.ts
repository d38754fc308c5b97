import { resolve } from 'node:path';
import { configError, createPiaozone, isPiaozoneError, type Piaozone, type PiaozoneOptions } from '@piaozone/core';
import {
  type BulkProgress,
  type BulkResult,
  type BulkSummary,
  type FileItem,
  recognizeFiles,
  VerificationService,
  verifyFiles,
} from '@piaozone/standard';
import { loadConfigFile } from '../doctor/load-file.js';
import { readDoctorConfig } from '../doctor/read-config.js';
import { EXIT_FAILED, Failure, oneLine, QuietExit, usageFailure } from '../failure.js';
import type { CommandIo } from '../io.js';
import { ProgressBar } from './progress.js';
import { reportCsv, reportJson, reportTable } from './report.js';
import { GOOD, type Row, recognitionRows, verificationRows } from './rows.js';

export interface FilesOptions {
  readonly config?: string;
  readonly checkpoint?: string;
  readonly concurrency: number;
  readonly retryFailed?: true;
  readonly taxNo?: string;
  readonly json?: true;
  readonly csv?: true;
}

export interface VerifyOptions extends FilesOptions {
  readonly many?: true;
  readonly compliance?: true;
}

/** 识别+查验 of files. @throws QuietExit 1 when an invoice has not passed or a file has failed */
export async function verifyCommand(files: readonly string[], options: VerifyOptions, io: CommandIo): Promise<void> {
  if (options.compliance === true && options.many !== true) {
    throw usageFailure({ zh: '--compliance 须与 --many 同用', en: '--compliance goes with --many' });
  }
  const more = { invoices: options.many === true ? 'many' : 'one', compliance: options.compliance === true } as const;
  await runFiles(files, options, io, verificationRows, (piaozone, run) =>
    verifyFiles(piaozone, new VerificationService(piaozone), { ...run, ...more }),
  );
}

/** 识别 of files, without verification. @throws QuietExit 1 when a file has failed or holds no invoice */
export async function recognizeCommand(files: readonly string[], options: FilesOptions, io: CommandIo): Promise<void> {
  await runFiles(files, options, io, recognitionRows, (piaozone, run) => recognizeFiles(piaozone, new VerificationService(piaozone), run));
}

/** What both runs are told. */
interface Run<Value> {
  readonly paths: readonly string[];
  readonly concurrency: number;
  readonly checkpoint?: string;
  readonly retryFailed: boolean;
  readonly taxNo?: string;
  readonly signal: AbortSignal;
  readonly onResult: (result: BulkResult<FileItem, Value>) => void;
  readonly onProgress: (progress: BulkProgress) => void;
  readonly onWarning: (path: string, warning: { readonly message: { readonly zh: string; readonly en: string } }) => void;
}

async function runFiles<Value>(
  files: readonly string[],
  options: FilesOptions,
  io: CommandIo,
  rowsOf: (result: BulkResult<FileItem, Value>) => Row[],
  start: (piaozone: Piaozone, run: Run<Value>) => Promise<BulkSummary>,
): Promise<void> {
  const { json, csv, checkpoint, taxNo, concurrency, retryFailed = false } = options;
  if (json === true && csv === true) throw usageFailure({ zh: '--json 与 --csv 只能用一个', en: '--json and --csv exclude each other' });
  const piaozone = createPiaozone(await optionsOf(options.config, io), io.env);
  const paths = [...new Set(files.map((file) => resolve(file)))];
  const bar = new ProgressBar(io.stderr, paths.length);
  const rows = new Map<string, Row[]>();
  const stop = new AbortController();
  const release = io.onSignal(() => stop.abort(interrupted(checkpoint)));
  try {
    bar.show(0, 0);
    const summary = await start(piaozone, {
      paths,
      concurrency,
      retryFailed,
      signal: stop.signal,
      ...(checkpoint === undefined ? {} : { checkpoint }),
      ...(taxNo === undefined ? {} : { taxNo }),
      onResult: (result) => void rows.set(result.item.path, rowsOf(result)),
      onProgress: ({ done, failed }) => bar.show(done + failed, failed),
      onWarning: (path, { message }) => {
        bar.clear();
        io.stderr.write(`! ${oneLine(`${path}：${message.zh} / ${message.en}`)}\n`);
      },
    });
    bar.clear();
    const sorted = paths.flatMap((path) => rows.get(path) ?? []);
    io.stdout.write(json === true ? reportJson(sorted, summary) : csv === true ? reportCsv(sorted) : reportTable(sorted, summary));
    if (sorted.some(({ result }) => !GOOD.has(result))) throw new QuietExit(EXIT_FAILED);
  } catch (error) {
    bar.clear();
    throw stop.signal.aborted && isPiaozoneError(error, 'aborted') ? stop.signal.reason : error;
  } finally {
    release();
    await piaozone.close();
  }
}

/** Of the doctor's configuration file; what it leaves out, or everything without one, comes from the environment. */
async function optionsOf(config: string | undefined, io: CommandIo): Promise<PiaozoneOptions> {
  if (config === undefined) return {};
  const { piaozone, problems } = await readDoctorConfig(await loadConfigFile(config), io.env);
  if (problems.length > 0) throw configError(problems);
  return piaozone;
}

function interrupted(checkpoint: string | undefined): Failure {
  if (checkpoint === undefined) {
    return new Failure({ zh: '已中断；没有用 --checkpoint，结果没有保存', en: 'interrupted; without --checkpoint nothing was kept' });
  }
  return new Failure({ zh: '已中断；用同一条命令可从断点继续', en: 'interrupted; the same command goes on where it stopped' });
}
