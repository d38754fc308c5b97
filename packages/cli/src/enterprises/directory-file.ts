import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type EnterpriseDirectory, type EnterpriseDirectoryOptions, parseEnterpriseDirectory } from '@piaozone/core';
import { Failure, kindOf, usageFailure } from '../failure.js';
import { fromSheets, type SheetsReading } from './from-sheets.js';
import { toSheets } from './to-sheets.js';
import { readWorkbook, writeWorkbook } from './workbook.js';
import { MAX_FILE_BYTES } from './zip-guard.js';

type Format = 'json' | 'xlsx';

/** @throws usage failure unless the name ends in .json or .xlsx */
export function formatOf(path: string): Format {
  const ending = extname(path).toLowerCase();
  if (ending === '.json') return 'json';
  if (ending === '.xlsx') return 'xlsx';
  throw usageFailure({ zh: '文件名须以 .json 或 .xlsx 结尾', en: 'the name of a file must end in .json or .xlsx' });
}

/** @throws Failure if the file cannot be read at all */
export async function loadDirectory(path: string, options: EnterpriseDirectoryOptions = {}): Promise<SheetsReading> {
  const format = formatOf(path);
  const bytes = await load(path);
  if (format === 'xlsx') return fromSheets(await readWorkbook(bytes), options);
  const { directory, errors, warnings } = parseEnterpriseDirectory(bytes.toString('utf8'), options);
  const placed = (problems: typeof errors) => problems.map(({ path: where, message }) => ({ where, message }));
  return { directory, errors: placed(errors), warnings: placed(warnings) };
}

async function load(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size <= MAX_FILE_BYTES) return await readFile(path);
  } catch (error) {
    throw new Failure({ zh: `读不了文件（${kindOf(error)}）`, en: `the file cannot be read (${kindOf(error)})` });
  }
  throw new Failure({ zh: `文件超过 ${MAX_FILE_BYTES} 字节`, en: `the file has more than ${MAX_FILE_BYTES} bytes` });
}

/** Written whole or not at all. @param replace whether a file that exists may go */
export async function saveDirectory(path: string, directory: EnterpriseDirectory, replace: boolean): Promise<void> {
  const format = formatOf(path);
  const content = format === 'json' ? `${JSON.stringify(directory, null, 2)}\n` : await writeWorkbook(toSheets(directory));
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (exists && !replace) {
    throw new Failure({ zh: '输出文件已存在；要覆盖请加 --force', en: 'the output file exists; --force replaces it' });
  }
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, content, { flag: 'wx' });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new Failure({ zh: `写不了文件（${kindOf(error)}）`, en: `the file cannot be written (${kindOf(error)})` });
  }
}
