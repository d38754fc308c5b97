// Other Node versions, as npm packages: fetched once into node_modules/.cache.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';

/** The supported versions this process does not run on itself. */
const VERSIONS = ['20.20.2', '22.23.3', '24.21.0'];

/** @returns `{version, program}` of each; without `program` where npm has none for this platform or cannot fetch it */
export function otherNodes() {
  const own = process.versions.node.split('.')[0];
  return VERSIONS.filter((version) => version.split('.')[0] !== own).map((version) => ({ version, program: fetch(version) }));
}

function fetch(version) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(root, 'node_modules', '.cache', 'piaozone-nodes', version);
  const program = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  const options = { cwd: folder, stdio: 'ignore', shell: process.platform === 'win32' };
  spawnSync('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`], options);
  return existsSync(program) ? program : undefined;
}
