// One budget per package, all in size-budgets.json: its entries bundled together and minified, without its dependencies, in bytes after gzip.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { here } from './packages.mjs';

export async function checkSizes({ packages, report }) {
  const budgets = JSON.parse(readFileSync(join(here, 'size-budgets.json'), 'utf8'));
  for (const { name, entries } of packages) {
    const { outputFiles } = await build({
      entryPoints: entries.map(({ code }) => code),
      bundle: true,
      splitting: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      // The sources' path aliases would pull our own packages in.
      tsconfigRaw: '{}',
      outdir: 'out',
      logLevel: 'error',
    });
    const bytes = outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
    const budget = budgets[name];
    const problem =
      budget === undefined
        ? `no budget in scripts/release/size-budgets.json; it has ${bytes} bytes`
        : bytes > budget
          ? `${bytes} bytes after gzip, the budget is ${budget} / 超出体积预算`
          : undefined;
    report(`size ${name}: ${bytes} of ${budget ?? '?'} bytes`, problem);
  }
}
