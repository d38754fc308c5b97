// The published packages and how to run a program on them.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/bootstrap.mjs';

export const here = join(root, 'scripts', 'release');

/** @returns one entry per folder of `packages/`, with the entries of its `exports` */
export function packages() {
  return readdirSync(join(root, 'packages')).map((folder) => {
    const directory = join(root, 'packages', folder);
    const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    const entries = Object.entries(manifest.exports)
      .filter(([entry]) => entry !== './package.json')
      .map(([entry, { import: conditions }]) => ({
        id: `${folder}${entry === '.' ? '' : `.${entry.slice(2).replaceAll('/', '.')}`}`,
        types: join(directory, conditions.types),
        code: join(directory, conditions.default),
      }));
    return { folder, directory, manifest, name: manifest.name, entries };
  });
}

export function run(command, args, cwd = root) {
  return spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    shell: process.platform === 'win32',
    env: { ...process.env, NO_UPDATE_NOTIFIER: '1' },
  });
}

/** Packs one package into `folder`. @returns npm's own description: filename, integrity, files */
export function pack({ name, directory }, folder) {
  const { status, stdout, stderr } = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], directory);
  if (status !== 0) throw new Error(`npm pack ${name}: ${stderr}`);
  const listing = JSON.parse(stdout);
  return Array.isArray(listing) ? listing[0] : Object.values(listing)[0];
}
