// Licences of everything that is installed with our packages, also of their optional peers.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../lib/bootstrap.mjs';

const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);
/** Packages whose manifest names no licence while their licence file does. */
const READ_BY_HAND = { 'png-js@2.0.0': 'MIT' };
/** Allowed for what users install themselves: nothing of it is copied into ours. */
const ALLOWED_AS_PEER = new Set(['MPL-2.0']);

export function checkLicences({ packages, report }) {
  const seen = new Map();
  for (const { manifest, directory } of packages) {
    for (const name of Object.keys(manifest.dependencies ?? {})) visit(name, directory, false, seen);
    for (const name of Object.keys(manifest.peerDependencies ?? {})) visit(name, directory, true, seen);
  }
  const refused = [...seen.values()].filter(({ licence, peer }) => !allowed(licence, peer));
  const lines = refused.map(({ name, version, licence }) => `${name}@${version}: ${licence ?? 'no licence'}`);
  report(`licences of ${seen.size} packages`, lines.length === 0 ? undefined : lines.join('\n'));
}

function visit(name, from, peer, seen) {
  const folder = find(name, from);
  if (folder === undefined) return;
  const known = seen.get(folder);
  if (known !== undefined && (peer || !known.peer)) return;
  const { version, license, licenses, dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const named = typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type);
  const licence = named ?? READ_BY_HAND[`${name}@${version}`];
  if (!name.startsWith('@piaozone/')) seen.set(folder, { name, version, licence, peer });
  for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) visit(next, folder, peer, seen);
}

/** As Node resolves it; optional ones for other platforms are not there. */
function find(name, from) {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  return undefined;
}

/** `(MIT OR Apache-2.0)`: one of them will do; `AND` asks for all. */
function allowed(licence, peer) {
  if (licence === undefined) return false;
  const one = (id) => ALLOWED.has(id.trim()) || (peer && ALLOWED_AS_PEER.has(id.trim()));
  return licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every(one));
}
