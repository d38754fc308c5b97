// `npm start`: sets up what is missing, then shows the main job end to end on the mocks.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap, describeSetUp, root } from './lib/bootstrap.mjs';

const setUp = bootstrap();
console.log(describeSetUp(setUp));
const { showMainJob } = await import(pathToFileURL(join(root, 'examples', 'dist', 'quick-start.js')).href);
const startedAt = performance.now();
const agrees = await showMainJob();
console.log(`work 运行: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
process.exitCode = agrees ? 0 : 1;
