// Flagship issuing in full size: node scripts/flagship-storm.mjs [--bills 5000] [--only 1,3]
// The cloud delays, splits, fails in part, repeats, reorders and withholds callbacks, or sends none; replies are lost. Every bill must end as the cloud's own books have it.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSources } from './lib/build-sources.mjs';

const text = { type: 'string' };
const { values } = parseArgs({ options: { bills: text, only: text } });
const bills = Number(values.bills ?? 5000);
/** Bills are of twenty kinds. */
if (!Number.isSafeInteger(bills) || bills < 20 || bills % 20 !== 0) throw new Error('--bills: a multiple of 20');
const built = await buildSources({ storm: 'tests/integration/support/cosmic-storm.ts' });
let failed = 0;
try {
  const { storm, STORMS } = await import(join(built.folder, 'storm.mjs'));
  const chosen = values.only?.split(',').map(Number) ?? STORMS.map((_, index) => index + 1);
  for (const number of chosen) if (!(await run(storm, number, STORMS[number - 1]))) failed += 1;
} finally {
  built.remove();
}
process.exitCode = failed === 0 ? 0 : 1;

async function run(storm, number, options) {
  const started = performance.now();
  const { wrong, ...figures } = await storm({ ...options, bills });
  const seconds = Math.round((performance.now() - started) / 1000);
  const { erp, mode, callbacks } = options;
  console.log(`${number}. ${erp}, ${mode}, callbacks ${callbacks}: ${bills} bills: ${wrong.length === 0 ? 'ok' : 'FAILED'}`, { ...figures, seconds });
  for (const line of wrong.slice(0, 20)) console.log(`   ✖ ${line}`);
  return wrong.length === 0;
}
