import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.js';
import type { AdapterNames } from './names.js';

/** One file of a new package; `path` with forward slashes. */
export interface RenderedFile {
  readonly path: string;
  readonly text: string;
}

const SUFFIX = '.tmpl';
/** Files whose own names npm would act upon while it packs the template. */
const NAMES: Readonly<Record<string, string>> = { gitignore: '.gitignore', github: '.github' };
/** Dist or sources: the template stands beside either, at most this many folders up. */
const LEVELS = 3;

/** The whole package, with `names` in place of those of the template and `version` as the SDK's. */
export function renderTemplate(names: AdapterNames, version: string): readonly RenderedFile[] {
  const folder = templateFolder();
  return filesBelow(folder).map((path) => {
    const text = readFileSync(join(folder, path), 'utf8');
    return { path: targetOf(path), text: rendered(text, names, version) };
  });
}

/** The template's own names: `MyErp` and its other spellings, the package and the version of the SDK. */
const TOKENS = /piaozone-adapter-myerp|0\.0\.0-core|MYERP|MyErp|myErp|myerp/g;

function rendered(text: string, { id, pascal, camel, upper, packageName }: AdapterNames, version: string): string {
  const values: Readonly<Record<string, string>> = {
    'piaozone-adapter-myerp': packageName,
    '0.0.0-core': version,
    MYERP: upper,
    MyErp: pascal,
    myErp: camel,
    myerp: id,
  };
  // In one go: a package may be called what is replaced elsewhere.
  return text.replace(TOKENS, (token) => values[token] ?? token);
}

function targetOf(path: string): string {
  const plain = path.endsWith(SUFFIX) ? path.slice(0, -SUFFIX.length) : path;
  const [first = '', ...rest] = plain.split('/');
  return [NAMES[first] ?? first, ...rest].join('/');
}

function filesBelow(folder: string, below = ''): string[] {
  const names = readdirSync(join(folder, below)).sort();
  return names.flatMap((name) => {
    const path = below === '' ? name : `${below}/${name}`;
    return statSync(join(folder, path)).isDirectory() ? filesBelow(folder, path) : [path];
  });
}

function templateFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let level = 0; level < LEVELS; level += 1) {
    folder = dirname(folder);
    const template = join(folder, 'templates', 'adapter');
    if (existsSync(template)) return template;
  }
  throw new Failure({ zh: '安装不完整：缺少适配器模板', en: 'the installation is incomplete: the template of an adapter is missing' });
}
