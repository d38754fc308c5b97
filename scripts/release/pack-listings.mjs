// What each tarball holds, kept as golden files: a forgotten source, a test or a secret that slips into a package shows here.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { here, pack } from './packages.mjs';

const FOLDER = join(here, 'pack');
/** Names of shared chunks carry a hash of their content. */
const CHUNK = /-[\w-]{8}(\.(?:c?js|d\.c?ts)(?:\.map)?)$/;

export function checkPackListings({ packages, update, work, report }) {
  mkdirSync(FOLDER, { recursive: true });
  for (const each of packages) {
    const file = join(FOLDER, `${each.folder}.txt`);
    const found = listing(pack(each, work).files);
    if (update) writeFileSync(file, found);
    const kept = existsSync(file) ? readFileSync(file, 'utf8') : '';
    report(`tarball of ${each.name}`, kept === found ? undefined : difference(kept.split('\n'), found.split('\n')));
  }
}

function listing(files) {
  const names = files.map(({ path }) => (path.startsWith('dist/') ? path.replace(CHUNK, '-*$1') : path));
  return `${[...new Set(names)].sort().join('\n')}\n`;
}

function difference(kept, found) {
  const removed = kept.filter((line) => !found.includes(line)).map((line) => `- ${line}`);
  const added = found.filter((line) => !kept.includes(line)).map((line) => `+ ${line}`);
  return ['Meant: node scripts/check-release.mjs --update / 发布内容有变化', ...removed, ...added].join('\n');
}
