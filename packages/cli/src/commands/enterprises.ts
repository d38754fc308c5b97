import type { EnterpriseDirectory } from '@piaozone/core';
import { formatOf, loadDirectory, saveDirectory } from '../enterprises/directory-file.js';
import type { SheetsReading } from '../enterprises/from-sheets.js';
import type { PlacedProblem } from '../enterprises/problems.js';
import { EXIT_FAILED, Failure, oneLine, QuietExit } from '../failure.js';
import type { CommandIo, Output } from '../io.js';

export interface CheckOptions {
  readonly json?: true;
  /** The directory as it was, for what may not change any more. */
  readonly previous?: string;
}

export interface ConvertOptions {
  readonly force?: true;
  readonly previous?: string;
}

/** Says what is wrong with a directory, by row and column. @throws QuietExit if anything is */
export async function checkEnterprises(input: string, options: CheckOptions, io: CommandIo): Promise<void> {
  const reading = await load(input, options.previous);
  if (options.json === true) io.stdout.write(`${JSON.stringify(plain(reading))}\n`);
  else {
    print(reading, io.stdout);
    const { zh, en } = summary(reading);
    io.stdout.write(`${zh} / ${en}\n`);
  }
  if (reading.errors.length > 0) throw new QuietExit(EXIT_FAILED);
}

/** From one format to the other, without loss; nothing is written while anything is wrong. */
export async function convertEnterprises(input: string, output: string, options: ConvertOptions, io: CommandIo): Promise<void> {
  formatOf(output);
  const reading = await load(input, options.previous);
  print(reading, io.stderr);
  if (reading.directory === undefined) throw failed(reading);
  await saveDirectory(output, reading.directory, options.force === true);
  const { zh, en } = summary(reading);
  io.stdout.write(`${zh} / ${en}\n`);
}

async function load(input: string, previous: string | undefined): Promise<SheetsReading> {
  return loadDirectory(input, previous === undefined ? {} : { previous: await sound(previous) });
}

async function sound(path: string): Promise<EnterpriseDirectory> {
  const { directory } = await loadDirectory(path);
  if (directory !== undefined) return directory;
  throw new Failure({ zh: '--previous 的文件本身有错误', en: 'the file of --previous has errors of its own' });
}

function print({ errors, warnings }: SheetsReading, output: Output): void {
  for (const problem of errors) output.write(`✖ ${lineOf(problem)}\n`);
  for (const problem of warnings) output.write(`! ${lineOf(problem)}\n`);
}

/** What comes from a file may hold anything, also what moves a cursor. */
function lineOf({ where, message }: PlacedProblem): string {
  return oneLine(`${where}：${message.zh} / ${message.en}`);
}

function plain({ directory, errors, warnings }: SheetsReading) {
  return { enterprises: directory?.enterprises.length ?? null, errors, warnings };
}

function summary({ directory, errors, warnings }: SheetsReading) {
  const count = directory?.enterprises.length;
  return {
    zh: `${count === undefined ? '' : `${count} 家企业，`}${errors.length} 处错误，${warnings.length} 处提醒`,
    en: `${count === undefined ? '' : `${count} enterprises, `}${errors.length} errors, ${warnings.length} warnings`,
  };
}

function failed({ errors }: SheetsReading): Failure {
  return new Failure({ zh: `企业目录有 ${errors.length} 处错误`, en: `the enterprise directory has ${errors.length} errors` });
}
