import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MockCosmicOptions, MockEasOptions } from '@piaozone/testkit';
import { Failure, kindOf } from '../failure.js';

/** No reference holds the ERPs' own paths and facades, so the mocks have none built in; a module brings them. */
export interface ErpMockOptions {
  readonly xinghan?: MockCosmicOptions;
  readonly galaxy?: MockCosmicOptions;
  readonly eas?: MockEasOptions;
}

const NAMES = ['xinghan', 'galaxy', 'eas'] as const;

/** @throws Failure when the module cannot be loaded or exports none of the three as an object */
export async function importErpModule(path: string): Promise<ErpMockOptions> {
  const exported = await load(path);
  const found = NAMES.filter((name) => exported[name] !== undefined);
  if (found.length === 0) {
    throw new Failure({
      zh: `模块 ${path} 没有具名导出 xinghan、galaxy、eas 中的任何一个`,
      en: `the module ${path} has none of the named exports xinghan, galaxy, eas`,
    });
  }
  for (const name of found) {
    if (typeof exported[name] === 'object' && exported[name] !== null) continue;
    throw new Failure({ zh: `模块 ${path} 的导出 ${name} 不是对象`, en: `the export ${name} of the module ${path} is no object` });
  }
  return Object.fromEntries(found.map((name) => [name, exported[name]]));
}

async function load(path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>;
  } catch (error) {
    // It is the user's own code that failed: its message is what they need.
    const reason = error instanceof Error ? error.message : kindOf(error);
    throw new Failure({ zh: `无法加载模块 ${path}：${reason}`, en: `the module ${path} cannot be loaded: ${reason}` });
  }
}
