import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/quick-start.ts'],
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  clean: true,
  silent: true,
  tsconfig: '../tsconfig.build.json',
});
