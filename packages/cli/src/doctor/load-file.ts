import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Failure, kindOf, usageFailure } from '../failure.js';
import { jsonErrorAt } from './json-position.js';

/** What a configuration file holds, unchecked, and where it stands. */
export interface LoadedFile {
  readonly path: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** JSON has no expressions, so it gets variables and files by name. */
  readonly json: boolean;
}

/**
 * Reads `.json`, `.mjs` or `.js`. A file that cannot be read is a matter of usage; what is wrong inside is told by its position alone, because a parser
 * quotes what it meets, and that may be a secret.
 * @throws usage failure
 */
export async function loadConfigFile(given: string): Promise<LoadedFile> {
  const path = resolve(given);
  const json = extname(path) === '.json';
  if (!json && !['.mjs', '.js'].includes(extname(path))) {
    throw usageFailure({ zh: '配置文件须为 .json 或 .mjs', en: 'the configuration file must be .json or .mjs' });
  }
  const content = json ? parse(await read(path, given), given) : await importModule(path, given);
  return { path, content, json };
}

async function read(path: string, given: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    throw usageFailure({
      zh: `无法读取配置文件 ${given}（${kindOf(error)}）`,
      en: `the configuration file ${given} cannot be read (${kindOf(error)})`,
    });
  }
}

function parse(text: string, given: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const { line, column } = jsonErrorAt(text);
    throw usageFailure({
      zh: `配置文件 ${given} 不是有效的 JSON：第 ${line} 行第 ${column} 列`,
      en: `the configuration file ${given} is no valid JSON: line ${line}, column ${column}`,
    });
  }
  if (isObject(value)) return value;
  throw usageFailure({ zh: `配置文件 ${given} 须为 JSON 对象`, en: `the configuration file ${given} must hold a JSON object` });
}

/** Named exports, or one of them called `config`. */
async function importModule(path: string, given: string): Promise<Readonly<Record<string, unknown>>> {
  await read(path, given);
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    throw moduleFailure(error, path, given);
  }
  const { config } = exported;
  if (config === undefined) return { ...exported };
  if (isObject(config)) return config;
  throw usageFailure({ zh: `${given} 的导出 config 不是对象`, en: `the export config of ${given} is no object` });
}

/** `ReferenceError: abc is not defined` would print a secret that lost its quotes: only kind and line. */
function moduleFailure(error: unknown, path: string, given: string): Failure {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const line = new RegExp(`${name.replace(/[.*+?^$()|[\\]{}]/g, '\\$&')}:(\\d+)`).exec(stack)?.[1];
  const where = { zh: line === undefined ? '' : `，第 ${line} 行`, en: line === undefined ? '' : `, line ${line}` };
  const kind = kindOf(error);
  return usageFailure({
    zh: `配置文件 ${given} 无法加载（${kind}${where.zh}）`,
    en: `the configuration file ${given} cannot be loaded (${kind}${where.en})`,
  });
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
