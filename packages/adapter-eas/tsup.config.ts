import type { Options } from 'tsup';
import { library } from '../../tsup.base.js';

// The renderer's file is looked up from this package's own place: `import.meta.url` needs a stand-in in the CommonJS build.
export default { ...(library({ entry: ['src/index.ts', 'src/wsdl.ts', 'src/imaging.ts'] }) as Options), shims: true };
