import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Failure, kindOf, oneLine, usageFailure } from '../failure.js';
import type { CommandIo } from '../io.js';
import { VERSION } from '../version.js';
import { type AdapterNames, namesOf } from './names.js';
import { type RenderedFile, renderTemplate } from './template.js';

export interface NewOptions {
  readonly name?: string;
  readonly dir?: string;
}

/** A new package for an adapter. Either all of it stands there afterwards or nothing. @throws Failure when it cannot be written, or would have to replace something */
export async function newAdapter(id: string, { name, dir }: NewOptions, io: CommandIo): Promise<void> {
  const names = namesOf(id, name);
  const folder = resolve(dir ?? `piaozone-adapter-${id}`);
  await refuseOccupied(folder);
  await writeWhole(folder, renderTemplate(names, VERSION));
  io.stdout.write(nextSteps(names, folder));
}

async function refuseOccupied(folder: string): Promise<void> {
  let names: readonly string[] = [];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (kindOf(error) === 'ENOENT') return;
    throw usageFailure({ zh: `无法使用文件夹（${kindOf(error)}）`, en: `the folder cannot be used (${kindOf(error)})` });
  }
  if (names.length > 0) {
    throw usageFailure({ zh: '文件夹已存在且不为空，没有写入任何内容', en: 'the folder exists and is not empty; nothing was written' });
  }
}

/** Beside its place first, then moved there at once: an interrupted run leaves no half package that looks like a whole one. */
async function writeWhole(folder: string, files: readonly RenderedFile[]): Promise<void> {
  const parent = dirname(folder);
  const draft = join(parent, `.${basename(folder)}-${randomUUID()}`);
  try {
    for (const { path, text } of files) {
      const target = join(draft, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
    }
    // An empty folder gives way; one that was filled meanwhile refuses.
    await rmdir(folder).catch((error: unknown) => {
      if (kindOf(error) !== 'ENOENT') throw error;
    });
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw new Failure({
      zh: `无法写入（${kindOf(error)}），没有留下任何内容`,
      en: `it cannot be written (${kindOf(error)}); nothing was left behind`,
    });
  }
}

function nextSteps({ camel, packageName }: AdapterNames, folder: string): string {
  const shown = oneLine(relative(process.cwd(), folder) || '.');
  return `${[
    `✔ ${packageName}`,
    '',
    '下一步 next:',
    ...(shown === '.' ? [] : [`  cd ${/\s/.test(shown) ? JSON.stringify(shown) : shown}`]),
    '  npm install',
    '  npm run build',
    '  npm test',
    '  npx piaozone adapter check',
    '',
    `模板自带一个内存中的 ERP，测试立即通过。请从 src/fields.ts、src/answer.ts 开始改成您的 ERP，并让 test/erp.ts 与之一致；导出 ${camel}Adapter。`,
    `The template brings an ERP in memory, so its tests pass at once. Make it yours from src/fields.ts and src/answer.ts on, and test/erp.ts with it; it exports ${camel}Adapter.`,
  ].join('\n')}\n`;
}
