import { defineConfig } from 'tsup';

/** Bundles the harness only: the packages it measures stay outside and are used as they were built. */
export default defineConfig({
  entry: ['src/main.ts', 'src/server.ts'],
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  clean: true,
  silent: true,
});
