// The unit tests on the other supported Node versions. `npm test` runs them on this one; scripts/check-packages.mjs runs the packed packages on all.
//   node scripts/other-nodes.mjs [--all]
// Without `--all` the packages that touch the runtime itself: network, crypto, timers, SQLite. `--all` is for the long lane.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap, root } from './lib/bootstrap.mjs';
import { otherNodes } from './lib/nodes.mjs';

const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
const FOLDERS = ['core', 'stores'].map((name) => `packages/${name}`);
bootstrap();
const work = mkdtempSync(join(tmpdir(), 'piaozone-nodes-'));
let passed = 0;
let failed = 0;
let skipped = 0;

for (const { version, program } of otherNodes()) {
  if (program === undefined) {
    skipped += 1;
    if (process.env.CI === 'true') failed += 1;
    console.error(`Node ${version}: npm has no package for this platform, or it cannot be fetched / 无法获取`);
    continue;
  }
  const report = join(work, `${version}.json`);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const filters = values.all ? ['packages'] : FOLDERS;
  const { status, stdout, stderr } = spawnSync(program, [vitest, 'run', '--reporter=json', `--outputFile=${report}`, ...filters], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    // vitest starts its workers with the Node it runs on; the store's SQLite warns of itself on Node 22.
    env: { ...process.env, NODE_NO_WARNINGS: '1', FORCE_COLOR: '0' },
  });
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = readReport(report);
  passed += numPassedTests;
  failed += numFailedTests + (status !== 0 && numFailedTests === 0 ? 1 : 0);
  console.log(`Node ${version}: ${numPassedTests} passed, ${numFailedTests} failed`);
  const broken = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status: one }) => one === 'failed')
      .map(({ fullName, failureMessages }) => `${name}\n  ${fullName}\n${failureMessages[0]}`),
  );
  if (status !== 0) console.error(broken.length === 0 ? `${stdout}${stderr}` : broken.join('\n'));
}
rmSync(work, { recursive: true, force: true });
if (skipped > 0) console.log(`skipped 跳过: ${skipped}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
