// Packs every package and looks at the tarballs the way a user meets them: publint, attw, and consumers outside the repository
// that require, import, type-check (node16, bundler) and bundle every entry.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap, root } from './lib/bootstrap.mjs';
import { otherNodes } from './lib/nodes.mjs';
import { sbomProblem } from './release/sbom.mjs';

bootstrap();
const work = mkdtempSync(join(tmpdir(), 'piaozone-packages-'));
let passed = 0;
let failed = 0;

try {
  const packages = readdirSync(join(root, 'packages')).map((folder) => pack(folder));
  for (const { name, tarball } of packages) {
    check(`publint ${name}`, 'npx', ['--no-install', 'publint', tarball, '--strict'], root);
    check(`attw ${name}`, 'npx', ['--no-install', 'attw', tarball, '--profile', 'node16', '--no-emoji'], root);
  }
  checkConsumers(packages);
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function pack(folder) {
  const directory = join(root, 'packages', folder);
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const result = exec('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], directory);
  if (result.status !== 0) throw new Error(`npm pack ${manifest.name}: ${result.stderr}`);
  const listing = JSON.parse(result.stdout);
  const { filename } = Array.isArray(listing) ? listing[0] : Object.values(listing)[0];
  const entries = Object.keys(manifest.exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => `${manifest.name}${entry.slice(1)}`);
  return { name: manifest.name, tarball: join(work, filename), entries, manifest };
}

function checkConsumers(packages) {
  const consumer = join(work, 'consumer');
  mkdirSync(consumer);
  const dependencies = Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const optional = Object.assign({}, ...packages.map(({ manifest }) => pickOptional(manifest)));
  write(
    consumer,
    'package.json',
    JSON.stringify({ name: 'consumer', version: '1.0.0', private: true, dependencies: { ...dependencies, ...optional } }),
  );
  check('consumer installs', 'npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], consumer);

  const sbom = sbomProblem(consumer, packages);
  report('SBOM of the installation', sbom === undefined, sbom);

  const entries = packages.flatMap((each) => each.entries);
  write(consumer, 'cjs.cjs', `for (const name of ${JSON.stringify(entries)}) if (Object.keys(require(name)).length === 0) throw new Error(name);\n`);
  check('require() of every entry', process.execPath, ['cjs.cjs'], consumer);
  write(
    consumer,
    'esm.mjs',
    `for (const name of ${JSON.stringify(entries)}) if (Object.keys(await import(name)).length === 0) throw new Error(name);\n`,
  );
  check('import of every entry', process.execPath, ['esm.mjs'], consumer);
  for (const { version, program } of otherNodes()) {
    if (program === undefined) continue;
    for (const file of ['cjs.cjs', 'esm.mjs']) check(`${file} on Node ${version}`, program, [file], consumer);
  }
  check('npx piaozone --help', 'npx', ['--no-install', 'piaozone', '--help'], consumer);

  const typed = `${entries.map((name, index) => `import * as m${index} from '${name}';`).join('\n')}\nexport const all: object[] = [${entries.map((_, index) => `m${index}`).join(', ')}];\n`;
  const usage = `import { createPiaozone, sharedAuthorization, type Piaozone } from '@piaozone/core';
export const client = (): Piaozone => createPiaozone({ environment: 'test', authorization: sharedAuthorization({ enterprise: { clientId: 'a', clientSecret: 'b', encryptKey: '0123456789abcdef' } }) });
`;
  for (const file of ['all.ts', 'all.mts', 'all.cts']) write(consumer, file, typed);
  for (const file of ['usage.ts', 'usage.mts']) write(consumer, file, usage);
  write(consumer, 'tsconfig.node16.json', tsconfig({ module: 'Node16', moduleResolution: 'Node16' }, ['all.mts', 'all.cts', 'usage.mts']));
  write(consumer, 'tsconfig.bundler.json', tsconfig({ module: 'ESNext', moduleResolution: 'Bundler' }, ['all.ts', 'usage.ts']));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  check('types for node16, ESM and CJS', process.execPath, [tsc, '-p', 'tsconfig.node16.json'], consumer);
  check('types for bundlers', process.execPath, [tsc, '-p', 'tsconfig.bundler.json'], consumer);
  const bundled = entries.filter((name) => !name.startsWith('@piaozone/cli') && !name.startsWith('@piaozone/stores'));
  write(
    consumer,
    'bundle.ts',
    `${bundled.map((name, index) => `import * as m${index} from '${name}';`).join('\n')}\nconsole.log([${bundled.map((_, index) => `m${index}`).join(', ')}].length);\n`,
  );
  check(
    'bundled by esbuild',
    join(root, 'node_modules', '.bin', 'esbuild'),
    ['bundle.ts', '--bundle', '--platform=node', '--outfile=bundle.cjs', '--log-level=error'],
    consumer,
  );
  check('the bundle runs', process.execPath, ['bundle.cjs'], consumer);
}

/** Optional peers that are no packages of ours: a consumer who uses the entry installs them. */
function pickOptional({ peerDependencies = {}, peerDependenciesMeta = {} }) {
  return Object.fromEntries(
    Object.entries(peerDependencies).filter(([name]) => peerDependenciesMeta[name]?.optional && !name.startsWith('@piaozone/')),
  );
}

function tsconfig(options, files) {
  const types = join(root, 'node_modules', '@types');
  return JSON.stringify({
    compilerOptions: { ...options, target: 'ES2022', strict: true, noEmit: true, skipLibCheck: false, types: ['node'], typeRoots: [types] },
    files,
  });
}

function write(folder, name, text) {
  writeFileSync(join(folder, name), text);
}

function exec(command, args, cwd) {
  return spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32', env: { ...process.env, NO_UPDATE_NOTIFIER: '1' } });
}

function check(name, command, args, cwd) {
  const { status, stdout, stderr } = exec(command, args, cwd);
  report(name, status === 0, `${stdout ?? ''}${stderr ?? ''}`);
}

function report(name, ok, details) {
  if (ok) passed += 1;
  else failed += 1;
  if (ok) console.log(`ok      ${name}`);
  else console.error(`FAILED  ${name}\n${details}`);
}
