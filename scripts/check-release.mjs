// What must hold before a package is published, each against a file in this folder: API reports, tarball listings, size budgets, licences, and that building
// twice gives the same tarballs. The SBOM is made by scripts/check-packages.mjs, where the packages are installed.
//   node scripts/check-release.mjs [--update]
// `--update` writes reports and listings anew; review the difference like code.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './lib/bootstrap.mjs';
import { checkApiReports } from './release/api-reports.mjs';
import { checkLicences } from './release/licences.mjs';
import { checkPackListings } from './release/pack-listings.mjs';
import { packages } from './release/packages.mjs';
import { checkReproducible } from './release/reproducible.mjs';
import { checkSizes } from './release/sizes.mjs';

const { values } = parseArgs({ options: { update: { type: 'boolean', default: false } } });
bootstrap();
const work = mkdtempSync(join(tmpdir(), 'piaozone-release-'));
let passed = 0;
let failed = 0;

/** @param {string | undefined} problem what is wrong and what to do; `undefined` when nothing is */
function report(name, problem) {
  if (problem === undefined) passed += 1;
  else failed += 1;
  (problem === undefined ? console.log : console.error)(problem === undefined ? `ok      ${name}` : `FAILED  ${name}\n${problem}`);
}

try {
  const all = packages();
  const context = { packages: all, update: values.update, work, report };
  checkApiReports(context);
  await checkSizes(context);
  checkLicences(context);
  // Last: it builds everything anew.
  checkPackListings(context);
  checkReproducible(context);
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
