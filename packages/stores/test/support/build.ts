import { join } from 'node:path';
import { buildSources } from '../../../../scripts/lib/build-sources.mjs';

/** The stores as files that a plain Node process can load: real processes are killed and raced. `module` is the one of sqlite. */
export async function buildForChildren(): Promise<{ readonly folder: string; readonly module: string; readonly remove: () => void }> {
  const names = ['sqlite', 'postgres', 'redis'];
  const { folder, remove } = await buildSources(Object.fromEntries(names.map((name) => [name, `packages/stores/src/${name}.ts`])));
  return { folder, module: join(folder, 'sqlite.mjs'), remove };
}
