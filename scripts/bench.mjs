// `npm run bench`: sets up what is missing, then measures.
import { join } from 'node:path';
import { bootstrap, root, run } from './lib/bootstrap.mjs';

bootstrap();
process.exitCode = run(process.execPath, [join(root, 'bench', 'dist', 'main.js'), ...process.argv.slice(2)], { allowFailure: true });
