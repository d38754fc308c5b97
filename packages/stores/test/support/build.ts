import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** The store as one file that a plain Node process can load: real processes are killed and raced, and Node 20 runs no TypeScript. */
export async function buildForChildren(): Promise<{ readonly module: string; readonly remove: () => void }> {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  // Below the workspace, so that packages left outside the bundle are found.
  const outDir = mkdtempSync(join(cache, 'piaozone-stores-'));
  await build({
    config: false,
    entry: { sqlite: join(root, 'packages/stores/src/sqlite.ts') },
    outDir,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    silent: true,
    clean: false,
    outExtension: () => ({ js: '.mjs' }),
    noExternal: ['@piaozone/core'],
    tsconfig: join(root, 'tsconfig.base.json'),
    esbuildOptions(options) {
      options.alias = { '@piaozone/core': join(root, 'packages/core/src/index.ts') };
    },
  });
  return { module: join(outDir, 'sqlite.mjs'), remove: () => rmSync(outDir, { recursive: true, force: true }) };
}
