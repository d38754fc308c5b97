import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFiles } from './support/folder.js';

const BIN = fileURLToPath(new URL('../bin/piaozone.js', import.meta.url));
const file = temporaryFiles();

/** The committed bin in a package of its own, with or without a build. */
function run(dist: string | undefined, argv: readonly string[] = []) {
  const packageFile = file('package.json');
  const folder = dirname(packageFile);
  writeFileSync(packageFile, '{"type":"module"}');
  mkdirSync(join(folder, 'bin'));
  cpSync(BIN, join(folder, 'bin', 'piaozone.js'));
  if (dist !== undefined) {
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'main.js'), dist);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin', 'piaozone.js'), ...argv], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

it('says in both languages how to build', () => {
  const { status, stdout, stderr } = run(undefined);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/尚未构建.*npm start.*npm run build[\s\S]*not built.*npm start.*npm run build/);
});

it('runs the build with the command line and its exit code', () => {
  const dist = 'export async function main() { console.log(process.argv.slice(2).join(" ")); process.exitCode = 7; }';
  expect(run(dist, ['sign', '--help'])).toEqual({ status: 7, stdout: 'sign --help\n', stderr: '' });
});
