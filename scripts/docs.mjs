// The documentation site: `npm run docs` checks links and code blocks and builds it; `--check` also opens it in Chromium.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vitepress';
import { entriesOf } from './docs/api.mjs';
import { assemble } from './docs/assemble.mjs';
import { browse } from './docs/browse.mjs';
import { collectBlocks, filesOf, problemsOf } from './docs/check-code.mjs';
import { deadSiteLinks } from './docs/check-site.mjs';
import { deadLinks } from './docs/links.mjs';
import { collectPages } from './docs/pages.mjs';
import { createProgram } from './docs/program.mjs';
import { root } from './lib/bootstrap.mjs';

const docs = join(root, 'docs');
const dist = join(docs, '.vitepress', 'dist');

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
}

async function main() {
  prepare();
  rmSync(dist, { recursive: true, force: true });
  await step('VitePress', async () => {
    await build(docs);
    return dist;
  });
  step('links of the site', () => {
    const { dead, pages } = deadSiteLinks(dist);
    refuse(dead);
    return `${pages} pages`;
  });
  if (process.argv.includes('--check')) await step('in Chromium', () => browse(dist));
}

/** Everything before VitePress. On its own, so that the TypeScript program is gone when VitePress wants the memory. */
function prepare() {
  const collected = collectPages(root);
  const sources = [...new Set(collected.pages.map(({ source }) => source))];
  step('links of the repository', () => {
    refuse(sources.flatMap((source) => deadLinks(root, source)));
    return `${sources.length} files`;
  });
  const blocks = collectBlocks();
  const entries = entriesOf(root);
  const { files, places } = filesOf(blocks);
  const real = entries.map(({ file }) => file);
  const program = createProgram(root, files, real);
  step('code blocks compile', () => {
    refuse(problemsOf(program, places, blocks));
    return `${blocks.length} blocks, ${places.size} different`;
  });
  step('pages', () => {
    const { pages, names } = assemble(root, collected, program, entries);
    return `${pages} pages, ${names} exported names`;
  });
}

function step(name, run) {
  const startedAt = performance.now();
  const tell = (what) => console.log(`ok  ${name}: ${what} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  const result = run();
  return result instanceof Promise ? result.then(tell) : tell(result);
}

function refuse(problems) {
  if (problems.length > 0) throw new Error(`${problems.length} problems\n${problems.join('\n')}`);
}
