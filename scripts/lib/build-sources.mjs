// Bundles workspace sources into files that a plain Node process can load: tests that need real processes run on the sources too, and Node 20 runs no TypeScript.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * @param entries output name → source file, relative to the root
 * @returns the folder with `<name>.mjs`, below the workspace, so that packages left outside are found; `remove` deletes it
 */
export async function buildSources(entries) {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'piaozone-sources-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  await bundle(entries, folder).catch((error) => {
    remove();
    throw error;
  });
  return { folder, remove };
}

function bundle(entries, folder) {
  return build({
    config: false,
    entry: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(root, file)])),
    outDir: folder,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    // One copy of core for all entries.
    splitting: true,
    silent: true,
    clean: false,
    define: { __VERSION__: JSON.stringify('0.0.0-test') },
    outExtension: () => ({ js: '.mjs' }),
    noExternal: [/^@piaozone\//],
    tsconfig: join(root, 'tsconfig.base.json'),
    esbuildPlugins: [workspace(), raw()],
  });
}

/** Packages of the workspace by their sources, as the tests have them; all others are left outside. */
function workspace() {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.workspace.json'), 'utf8'));
  return {
    name: 'workspace',
    setup(builder) {
      builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        const source = compilerOptions.paths[path]?.[0];
        if (source !== undefined) return { path: join(root, source) };
        return kind === 'entry-point' ? undefined : { path, external: true };
      });
    },
  };
}

/** `?raw` imports, see packages/diagnosis/tsup.config.ts. */
function raw() {
  return {
    name: 'raw',
    setup(builder) {
      builder.onResolve({ filter: /\?raw$/ }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path.slice(0, -'?raw'.length)),
        namespace: 'raw',
      }));
      builder.onLoad({ filter: /.*/, namespace: 'raw' }, async ({ path }) => ({ contents: await readFile(path, 'utf8'), loader: 'text' }));
    },
  };
}
