// The lint rules that hold the house together must convict: each planted violation below has to be found by the rule meant for it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './lib/bootstrap.mjs';

const planted = [
  ['packages/core/src/planted/axios.ts', "import axios from 'axios';\nexport const a = axios;\n", 'noRestrictedImports'],
  ['packages/core/src/planted/crypto-js.ts', "import { MD5 } from 'crypto-js';\nexport const a = MD5;\n", 'noRestrictedImports'],
  [
    'packages/adapter-eas/src/planted/soap.ts',
    "import { createClientAsync } from 'soap';\nexport const a = createClientAsync;\n",
    'noRestrictedImports',
  ],
  ['packages/adapter-eas/src/planted/xml.ts', "import { XMLParser } from 'fast-xml-parser';\nexport const a = XMLParser;\n", 'noRestrictedImports'],
  [
    'packages/adapter-galaxy/src/planted/core.ts',
    "import { createPiaozone } from '@piaozone/core';\nexport const a = createPiaozone;\n",
    'noRestrictedImports',
  ],
  ['packages/diagnosis/src/planted/core.ts', "import { sign } from '@piaozone/core';\nexport const a = sign;\n", 'noRestrictedImports'],
  ['packages/testkit/src/planted/core.ts', "import { sign } from '@piaozone/core';\nexport const a = sign;\n", 'noRestrictedImports'],
  ['packages/core/src/planted/json.ts', "export const a = JSON.parse('1');\n", 'JSON on the wire'],
  ['packages/standard/src/planted/json.ts', 'export const a = JSON.stringify(1);\n', 'JSON on the wire'],
  ['packages/core/src/planted/date.ts', 'export const a = Date.now();\n', 'injected Runtime'],
  ['packages/core/src/planted/random.ts', 'export const a = Math.random();\n', 'injected Runtime'],
  ['packages/core/src/planted/timer.ts', 'export const a = setTimeout(() => {}, 1);\n', 'noRestrictedGlobals'],
  ['packages/core/src/planted/console.ts', "console.log('x');\nexport const a = 1;\n", 'noConsole'],
  ['packages/core/src/planted/all.ts', "export * from '../runtime.js';\n", 'noReExportAll'],
  ['packages/core/src/planted/default.ts', 'export default 1;\n', 'noDefaultExport'],
  ['packages/core/src/planted/cycle-a.ts', "import { b } from './cycle-b.js';\nexport const a = () => b;\n", 'noImportCycles'],
  ['packages/core/src/planted/cycle-b.ts', "import { a } from './cycle-a.js';\nexport const b = () => a;\n", 'noImportCycles'],
];

let missed = 0;
try {
  for (const [path, text] of planted) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const [path, , rule] of planted) {
    const { stdout, stderr, status } = spawnSync('npx', ['--no-install', 'biome', 'lint', path], {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (status !== 0 && `${stdout}${stderr}`.includes(rule)) continue;
    missed += 1;
    console.error(`not convicted by ${rule}: ${path}`);
  }
} finally {
  for (const [path] of planted) rmSync(dirname(join(root, path)), { recursive: true, force: true });
}
console.log(`${planted.length - missed} of ${planted.length} planted violations convicted`);
process.exitCode = missed === 0 ? 0 : 1;
