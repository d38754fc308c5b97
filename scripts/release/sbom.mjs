// A software bill of materials (CycloneDX) of what an installation of all packages brings along, written beside the test report for whoever publishes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/bootstrap.mjs';
import { run } from './packages.mjs';

const FILE = join(root, 'node_modules', '.piaozone-sbom.json');

/**
 * @param installed folder outside the repository where the tarballs are installed
 * @returns what is wrong, `undefined` when nothing is
 */
export function sbomProblem(installed, packages) {
  const { status, stdout, stderr } = run('npm', ['sbom', '--sbom-format=cyclonedx'], installed);
  if (status !== 0) return stderr;
  const names = new Set(JSON.parse(stdout).components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`)));
  const wanted = packages.flatMap(({ name, manifest }) => [name, ...Object.keys(manifest.dependencies ?? {})]);
  const missing = [...new Set(wanted)].filter((name) => !names.has(name));
  if (missing.length > 0) return `not in it: ${missing.join(', ')}`;
  writeFileSync(FILE, stdout);
  return undefined;
}
