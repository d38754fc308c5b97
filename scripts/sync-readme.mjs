// Puts the usage examples, which are compiled and run in tests, into both READMEs. `--check` fails when they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/bootstrap.mjs';

const check = process.argv.includes('--check');
let stale = 0;
for (const name of ['README.md', 'README.zh-CN.md']) {
  const file = join(root, name);
  const text = readFileSync(file, 'utf8');
  const synced = text.replace(/(<!-- usage:(\w+) -->\n)[\s\S]*?(<!-- \/usage -->)/g, (_all, open, erp, close) => {
    const code = readFileSync(join(root, 'examples', 'src', 'usage', `${erp}.ts`), 'utf8').trim();
    return `${open}\n\`\`\`ts\n${code}\n\`\`\`\n\n${close}`;
  });
  if (synced === text) continue;
  stale += 1;
  if (check) console.error(`${name} differs from examples/src/usage: run node scripts/sync-readme.mjs`);
  else writeFileSync(file, synced);
}
process.exitCode = check && stale > 0 ? 1 : 0;
