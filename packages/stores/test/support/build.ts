import { join } from 'node:path';
import { buildSources } from '../../../../scripts/lib/build-sources.mjs';

/** The store as one file that a plain Node process can load: real processes are killed and raced. */
export async function buildForChildren(): Promise<{ readonly module: string; readonly remove: () => void }> {
  const { folder, remove } = await buildSources({ sqlite: 'packages/stores/src/sqlite.ts' });
  return { module: join(folder, 'sqlite.mjs'), remove };
}
