import type { Options } from 'tsup';
import { library } from '../../tsup.base.js';

// The optional driver is looked up from this package's own place: `import.meta.url` needs a stand-in in the CommonJS build.
export default { ...(library({ entry: ['src/sqlite.ts', 'src/postgres.ts', 'src/redis.ts'] }) as Options), shims: true };
