// The same sources give the same tarballs, to the byte: packed, built anew from nothing, packed again.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pack, run } from './packages.mjs';

export function checkReproducible({ packages, work, report }) {
  const before = integrities(packages, join(work, 'first'));
  for (const { directory } of packages) rmSync(join(directory, 'dist'), { recursive: true, force: true });
  const { status, stdout, stderr } = run('npx', ['--no-install', 'turbo', 'run', 'build', '--force', '--output-logs=errors-only']);
  if (status !== 0) return report('second build', `${stdout}${stderr}`);
  const after = integrities(packages, join(work, 'second'));
  for (const [name, integrity] of before)
    report(`same tarball twice: ${name}`, after.get(name) === integrity ? undefined : `${integrity}\n${after.get(name)}`);
}

function integrities(packages, folder) {
  mkdirSync(folder);
  return new Map(packages.map((each) => [each.name, pack(each, folder).integrity]));
}
