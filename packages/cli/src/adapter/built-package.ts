import { isObject } from '../doctor/load-file.js';
import type { CommandIo } from '../io.js';
import type { PackageFolder } from './package-folder.js';
import type { RuleResult } from './rule.js';
import { runChild, tail } from './run-child.js';

const NAMES = 'console.log(JSON.stringify(Object.keys(loaded).filter((name) => name !== "__esModule").sort()));';
const SHOWN_LINES = 12;
const HEAD: Pick<RuleResult, 'id' | 'rule'> = {
  id: 'package/loads',
  rule: {
    zh: '构建后的包用 import 与 require 都能加载，导出相同，其中有工厂函数',
    en: 'the built package loads by import and by require with the same exports, the factory among them',
  },
};

/** Loads what was built the way a user does, by the package's own name. */
export async function builtPackage(folder: PackageFolder, io: CommandIo): Promise<RuleResult> {
  const { name, exports } = folder.manifest;
  if (typeof name !== 'string' || !isBuilt(folder, exports)) {
    return { ...HEAD, status: 'skipped', details: ['尚未构建 / not built yet: npm run build'] };
  }
  const load = (type: string, code: string) =>
    runChild(process.execPath, [`--input-type=${type}`, '-e', `${code} ${NAMES}`, name], folder.path, {}, io);
  const [imported, required] = await Promise.all([
    load('module', 'const loaded = await import(process.argv[1]);'),
    load('commonjs', 'const loaded = require(process.argv[1]);'),
  ]);
  const details = [
    ...(imported.code === 0 ? [] : ['import', ...tail(imported.output, SHOWN_LINES)]),
    ...(required.code === 0 ? [] : ['require', ...tail(required.output, SHOWN_LINES)]),
  ];
  if (details.length === 0 && imported.output !== required.output)
    details.push(`import ${imported.output.trim()}, require ${required.output.trim()}`);
  if (details.length === 0 && !/"[a-z][\w$]*Adapter"/.test(imported.output)) details.push(imported.output.trim());
  return { ...HEAD, status: details.length === 0 ? 'passed' : 'failed', details };
}

function isBuilt(folder: PackageFolder, exports: unknown): boolean {
  const entry = isObject(exports) ? exports['.'] : undefined;
  const targets = isObject(entry) ? Object.values(entry).map((one) => (isObject(one) ? one['default'] : undefined)) : [];
  return targets.length > 0 && targets.every((target) => typeof target === 'string' && folder.has(target));
}
