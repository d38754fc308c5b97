// `npm test`: sets up what is missing, runs every test (never from a cache), ends with `N passed, N failed`.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap, describeSetUp, root } from './lib/bootstrap.mjs';
import { CANARY } from './lib/canary.mjs';

const setUp = bootstrap();
const report = join(root, 'node_modules', '.piaozone-tests.json');
rmSync(report, { force: true });
const startedAt = performance.now();
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const filters = process.argv.slice(2);
const child = spawn(process.execPath, [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'pipe'],
  env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
});
const printed = [];
for (const [from, to] of [
  [child.stdout, process.stdout],
  [child.stderr, process.stderr],
]) {
  from.on('data', (chunk) => {
    printed.push(chunk);
    to.write(chunk);
  });
}
const code = await new Promise((resolve) => child.on('close', resolve));
const counts = readCounts();
// Every secret of the tests carries the mark; the whole run must never print one.
const leaked = Buffer.concat(printed).toString('utf8').includes(CANARY);
if (leaked) console.error('a test secret was printed / 测试密钥被打印了');
const failed = counts.failed + (leaked ? 1 : 0) + (code !== 0 && counts.failed === 0 ? 1 : 0);
console.log(describeSetUp(setUp));
console.log(`tests 测试: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
if (counts.skipped > 0) console.log(`skipped 跳过: ${counts.skipped}`);
console.log(`${counts.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && code === 0 && counts.passed > 0 ? 0 : 1;

function readCounts() {
  if (!existsSync(report)) return { passed: 0, failed: 0, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
}
