// Set-up that a clean clone, a stale checkout and a half-installed node_modules all survive: `npm start` and `npm test` call it first.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const stampFile = join(root, 'node_modules', '.piaozone-install');
const isWindows = process.platform === 'win32';

/** Installs and builds what is missing or stale. Returns milliseconds per step; exits the process when a step fails. */
export function bootstrap() {
  requireNode(20);
  const startedAt = performance.now();
  const installed = installIfNeeded();
  const installMs = performance.now() - startedAt;
  build();
  const totalMs = performance.now() - startedAt;
  return { installed, installMs, buildMs: totalMs - installMs, totalMs };
}

export function describeSetUp({ installed, installMs, buildMs, totalMs }) {
  const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
  return `set-up 准备: ${seconds(totalMs)} (install 安装 ${installed ? seconds(installMs) : '—'}, build 构建 ${seconds(buildMs)})`;
}

function requireNode(major) {
  if (Number(process.versions.node.split('.')[0]) >= major) return;
  fail(`Node.js ${major} or newer is needed, this is ${process.version} / 需要 Node.js ${major} 及以上，当前 ${process.version}`);
}

function installIfNeeded() {
  const wanted = manifestHash();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted && isComplete()) return false;
  console.log('installing dependencies / 正在安装依赖 …');
  // Without the stamp an interrupted install is seen as such the next time.
  rmSync(stampFile, { force: true });
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, wanted);
  return true;
}

/** Everything an install depends on: lock file, manifests, runtime. */
function manifestHash() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.versions.modules}`);
  const manifests = [
    join(root, 'package-lock.json'),
    join(root, 'package.json'),
    ...workspaceFolders().map((folder) => join(folder, 'package.json')),
  ];
  for (const file of manifests) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/** npm writes its hidden lock file last and lists every folder in it; one that is gone means half an install. */
function isComplete() {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const { packages } = JSON.parse(readFileSync(hidden, 'utf8'));
  return Object.entries(packages).every(
    ([path, { link, optional }]) => optional || !path.startsWith('node_modules') || existsSync(join(root, path, link ? '' : 'package.json')),
  );
}

function build() {
  // turbo's own cache makes this a matter of milliseconds when nothing changed.
  run('npx', ['--no-install', 'turbo', 'run', 'build', '--output-logs=errors-only', '--log-order=grouped'], { quiet: true });
}

function workspaceFolders() {
  const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
  return [...packages, join(root, 'examples'), join(root, 'tests', 'integration'), join(root, 'bench')].filter((folder) =>
    existsSync(join(folder, 'package.json')),
  );
}

/** Runs a command in the root; its output is shown when it fails, or always unless `quiet`. */
export function run(command, args, { quiet = false, env = {}, allowFailure = false } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    shell: isWindows,
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_UPDATE_NOTIFIER: '1', ...env },
  });
  const status = result.status ?? 1;
  if (status !== 0 && quiet) process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  if (status !== 0 && !allowFailure) fail(`${command} ${args.join(' ')} failed with exit code ${status}`);
  return status;
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}
