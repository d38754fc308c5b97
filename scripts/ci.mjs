// What CI runs, in order; every step runs even if an earlier one failed, so that one run tells everything.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from './lib/services.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Debian packages that tests use beyond npm, each by a program or file of it; elsewhere those tests are counted skips, in CI they must run. */
const systemPackages = [
  ['openssl', 'openssl'],
  ['tinyproxy', 'tinyproxy'],
  ['squid', 'squid'],
  ['redis-server', 'redis-server'],
  ['initdb', 'postgresql'],
  ['pdftotext', 'poppler-utils'],
  ['unzip', 'unzip'],
  ['python3', 'python3'],
  ['javac', 'default-jdk-headless'],
  ['/usr/share/java/axis.jar', 'libaxis-java'],
  ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', 'fonts-dejavu-core'],
  ['chromium', 'chromium'],
  ['/usr/lib/python3/dist-packages/cryptography', 'python3-cryptography'],
];

for (const [program, name] of systemPackages) {
  if (program.startsWith('/') ? existsSync(program) : findProgram(program) !== undefined) continue;
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
  spawnSync('apt-get', ['install', '-y', '-qq', name], { stdio: 'inherit' });
}

const steps = [
  ['tests', 'npm', ['test']],
  ['main job', 'npm', ['start']],
  ['lint', 'npm', ['run', 'lint']],
  ['lint rules convict', 'node', ['scripts/check-lint-rules.mjs']],
  ['types', 'npm', ['run', 'typecheck']],
  ['packages', 'node', ['scripts/check-packages.mjs']],
  ['release gates', 'node', ['scripts/check-release.mjs']],
  ['other Nodes', 'node', ['scripts/other-nodes.mjs']],
  ['partner kit', 'node', ['scripts/partner-kit.mjs']],
  ['docs', 'node', ['scripts/docs.mjs', '--check']],
  ['bench runs', 'node', ['scripts/bench.mjs', '--quick']],
];

let passed = 0;
let failed = 0;
for (const [name, command, args] of steps) {
  console.log(`\n── ${name}`);
  const startedAt = performance.now();
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
  const ok = status === 0;
  console.log(`── ${name}: ${ok ? 'ok' : `FAILED (${status})`} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  if (ok) passed += 1;
  else failed += 1;
}
console.log('');
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
