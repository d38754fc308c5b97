import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import workspace from '../../vitest.config.js';

/** The aliases of the workspace, so that the tests run on the sources; only the tests of this package. */
export default defineConfig({
  ...mergeConfig(workspace, { root: fileURLToPath(new URL('.', import.meta.url)) }),
  test: { include: ['test/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
});
