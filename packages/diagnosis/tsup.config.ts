import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Options } from 'tsup';
import { library } from '../../tsup.base.js';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** `?raw` imports become text, as Vite has them: the data travels inside the module (bundlers keep it) and is parsed at first use only. */
const raw: Plugin = {
  name: 'raw',
  setup(build) {
    build.onResolve({ filter: /\?raw$/ }, ({ path, resolveDir }) => ({ path: resolve(resolveDir, path.slice(0, -'?raw'.length)), namespace: 'raw' }));
    build.onLoad({ filter: /.*/, namespace: 'raw' }, async ({ path }) => ({ contents: await readFile(path, 'utf8'), loader: 'text' }));
  },
};

export default {
  ...(library({ entry: ['src/index.ts'] }) as Options),
  esbuildPlugins: [raw],
  // The catalogue is Chinese: as escapes it would be twice as long.
  esbuildOptions: (options) => {
    options.charset = 'utf8';
  },
} satisfies Options;
