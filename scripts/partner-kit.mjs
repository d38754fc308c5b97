// The partner kit the way a partner meets it, in a folder outside the repository, with the packed tarballs only: `piaozone adapter new`, install, build, types,
// test, check are green; with any one method of the adapter broken, `check` is red and names the rule.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './lib/bootstrap.mjs';
import { pack, packages, run } from './release/packages.mjs';

const INSTALL = ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
/** Per method: what stands in `src/connection.ts`, what it becomes, and the case that has to fail. */
const BREAKS = [
  [
    'check',
    'return checkDemo({ login,',
    'void login;\n    if (call.requestId !== undefined) return Promise.resolve([]);\n    return checkDemo({ login,',
    'connection/check-passes',
  ],
  ['listBusinessUnits', 'items: items.map(readUnit)', 'items: items.slice(1).map(readUnit)', 'units/importability'],
  ['fetchBills', 'items: billsWithin(bills, query, call)', 'items: billsWithin(bills.slice(1), query, call)', 'bills/one'],
  [
    'toInvoiceRequest',
    'return readInvoiceRequest(bill, this.#config.billFields);',
    "return { ...readInvoiceRequest(bill, this.#config.billFields), drawer: 'somebody' };",
    'bills/request',
  ],
  [
    'writeBack',
    'return writeBack(this.#client, result, this.#context.locale, call);',
    "return writeBack(this.#client, result, this.#context.locale, call).then(() => 'written' as const);",
    'write-back/twice',
  ],
  ['close', 'return this.#sessions.close();', 'return Promise.resolve();', 'lifecycle/close'],
];

let passed = 0;
let failed = 0;

function report(name, ok, output = '') {
  if (ok) passed += 1;
  else failed += 1;
  console.log(`${ok ? '✔' : '✖'} ${name}`);
  if (!ok) console.log(output.split('\n').slice(-40).join('\n'));
  return ok;
}

function step(name, command, args, cwd) {
  const { status, stdout, stderr } = run(command, args, cwd);
  return report(name, status === 0, `${stdout}${stderr}`);
}

function checkBroken(demo, [method, from, to, id]) {
  const file = join(demo, 'src', 'connection.ts');
  const sound = readFileSync(file, 'utf8');
  const parts = sound.split(from);
  if (parts.length !== 2) return report(`${method}: its place in the template`, false, from);
  writeFileSync(file, parts.join(to));
  const { status, stdout, stderr } = run('npx', ['--no-install', 'piaozone', 'adapter', 'check'], demo);
  writeFileSync(file, sound);
  const line = stdout.split('\n').find((one) => one.startsWith(`✖ ${id}  `)) ?? '';
  return report(`with ${method} broken, check is red and names ${id}`, status === 1 && / \/ /.test(line), `${stdout}${stderr}`);
}

bootstrap();
const work = mkdtempSync(join(tmpdir(), 'piaozone-kit-'));
try {
  const tarballs = Object.fromEntries(packages().map((one) => [one.name, `file:${join(work, pack(one, work).filename)}`]));
  const kit = join(work, 'kit');
  const demo = join(work, 'demo');
  mkdirSync(kit);
  writeFileSync(join(kit, 'package.json'), JSON.stringify({ name: 'kit', version: '1.0.0', private: true, dependencies: tarballs }));
  const isMade =
    step('the command line installs', 'npm', INSTALL, kit) &&
    step('piaozone adapter new demo', 'npx', ['--no-install', 'piaozone', 'adapter', 'new', 'demo', '--dir', demo], kit);
  if (isMade) {
    // What the registry would give, once the packages are published.
    const file = join(demo, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...manifest, devDependencies: { ...manifest.devDependencies, ...tarballs } }, undefined, 2));
    const isGreen =
      step('npm install', 'npm', INSTALL, demo) &&
      step('npm run typecheck', 'npm', ['run', 'typecheck'], demo) &&
      step('npm run build', 'npm', ['run', 'build'], demo) &&
      step('npm test', 'npm', ['test'], demo) &&
      step('npm run check', 'npm', ['run', 'check'], demo);
    if (isGreen) for (const one of BREAKS) checkBroken(demo, one);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
