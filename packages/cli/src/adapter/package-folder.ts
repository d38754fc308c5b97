import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isObject } from '../doctor/load-file.js';
import { usageFailure } from '../failure.js';

const CODE = /\.[cm]?[jt]sx?$/;

/** A package on the disk, as the rules look at it. */
export class PackageFolder {
  readonly path: string;
  readonly manifest: Readonly<Record<string, unknown>>;

  /** @throws usage failure where there is no package.json, or none that can be read */
  constructor(path: string) {
    this.path = path;
    const text = this.read('package.json');
    if (text === undefined) throw usageFailure({ zh: '文件夹中没有 package.json', en: 'there is no package.json in the folder' });
    this.manifest = parsed(text);
  }

  /** Text of a file, `undefined` where there is none. */
  read(path: string): string | undefined {
    try {
      return readFileSync(join(this.path, path), 'utf8').replace(/^\uFEFF/, '');
    } catch {
      return undefined;
    }
  }

  has(path: string): boolean {
    return statSync(join(this.path, path), { throwIfNoEntry: false })?.isFile() === true;
  }

  /** Code files below `folder`, with forward slashes; none where it does not exist. */
  sources(folder: string): readonly string[] {
    const entries = statSync(join(this.path, folder), { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(join(this.path, folder)) : [];
    return entries.sort().flatMap((name) => {
      const path = `${folder}/${name}`;
      if (statSync(join(this.path, path)).isDirectory()) return name === 'node_modules' ? [] : this.sources(path);
      return CODE.test(name) ? [path] : [];
    });
  }

  /** Version of a package as this one would load it. */
  installedVersion(name: string): string | undefined {
    try {
      const file = createRequire(join(this.path, 'package.json')).resolve(`${name}/package.json`);
      const { version } = parsed(readFileSync(file, 'utf8'));
      return typeof version === 'string' ? version : undefined;
    } catch {
      return undefined;
    }
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw usageFailure({ zh: 'package.json 不是有效的 JSON 对象', en: 'package.json is no valid JSON object' });
}
