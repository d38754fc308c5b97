import type { Options } from 'tsup';
import { library } from '../../tsup.base.js';

// The template of an adapter is looked up from this package's own place: `import.meta.url` needs a stand-in in the CommonJS build.
export default { ...(library({ entry: ['src/main.ts'] }) as Options), shims: true };
