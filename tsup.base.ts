import { readFileSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';

/** The one build recipe: ESM + CJS + types. Keep it trivial: tsup is near its end and must stay easy to swap. */
export const library = (options: Pick<Options, 'entry'>) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  return defineConfig({
    ...options,
    format: ['esm', 'cjs'],
    target: 'node20',
    platform: 'node',
    dts: true,
    sourcemap: true,
    clean: true,
    splitting: true,
    tsconfig: 'tsconfig.build.json',
    define: { __VERSION__: JSON.stringify(version) },
    silent: true,
  });
};
