import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const { compilerOptions } = JSON.parse(readFileSync(new URL('./tsconfig.workspace.json', import.meta.url), 'utf8')) as {
  compilerOptions: { paths: Record<string, [string]> };
};

export default defineConfig({
  // Tests run on the sources; what is built and packed is proved by the packed consumers and by `npm start`.
  resolve: {
    alias: Object.entries(compilerOptions.paths).map(([name, [file]]) => ({
      find: new RegExp(`^${name.replace(/[/.-]/g, '\\$&')}$`),
      replacement: `${root}${file.slice(2)}`,
    })),
  },
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'tests/integration/**/*.test.ts',
      'examples/test/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
      'tests/docs/**/*.test.mjs',
    ],
    // Watchdogs, not expectations: ten times what a slow test needs.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
