import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PackageFolder } from '../../src/adapter/package-folder.js';
import { packageRules } from '../../src/adapter/package-rules.js';
import { judged } from '../../src/adapter/rule.js';
import { cli } from '../support/cli.js';
import { temporaryFiles } from '../support/folder.js';

const file = temporaryFiles();
const RULE = { zh: '规则', en: 'the rule' };
const CASES = ['a/one', 'a/two', 'a/three'].map((id) => ({ id, rule: RULE }));

/** A package as the template makes it, in the state of being installed. */
async function fresh(): Promise<string> {
  const folder = file('demo');
  await cli(['adapter', 'new', 'desk', '--dir', folder]);
  write(folder, 'node_modules/@piaozone/core/package.json', '{"name":"@piaozone/core","version":"0.0.0"}');
  return folder;
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function edit(folder: string, path: string, change: (text: string) => string): void {
  const text = readFileSync(join(folder, path), 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`${path} is as it was`);
  writeFileSync(join(folder, path), changed);
}

function editManifest(folder: string, change: (manifest: Record<string, never>) => void): void {
  edit(folder, 'package.json', (text) => {
    const manifest = JSON.parse(text);
    change(manifest);
    return JSON.stringify(manifest);
  });
}

/** Tests that report `lines` the way the suite does, and end with `code`. */
function plantTests(folder: string, lines: readonly unknown[], code = 0): void {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  write(
    folder,
    'planted.cjs',
    `if (process.env.PIAOZONE_CONFORMANCE_REPORT) require('node:fs').appendFileSync(process.env.PIAOZONE_CONFORMANCE_REPORT, ${JSON.stringify(text)});
console.log('words of the runner'); process.exitCode = ${code};`,
  );
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  write(folder, 'package.json', JSON.stringify({ ...manifest, scripts: { build: 'tsup', test: 'node planted.cjs' } }));
}

const result = (id: string, status: string, detail?: string) => ({ adapter: 'desk', result: { id, rule: RULE, status, detail } });
const PASSED = [{ adapter: 'desk', cases: CASES }, ...CASES.map(({ id }) => result(id, 'passed'))];

function broken(folder: string): Record<string, readonly string[]> {
  const rules = packageRules.map((rule) => judged(rule, new PackageFolder(folder)));
  return Object.fromEntries(rules.filter(({ status }) => status !== 'passed').map(({ id, details }) => [id, details]));
}

describe('structure', () => {
  it('of the template is right', async () => {
    expect(broken(await fresh())).toEqual({});
  });

  const changes: readonly (readonly [string, string, string, (folder: string) => void])[] = [
    ['package/fields', 'licence', 'license', (folder) => editManifest(folder, (m) => Reflect.deleteProperty(m, 'license'))],
    ['package/fields', 'CommonJS', 'type: "module"', (folder) => editManifest(folder, (m) => Object.assign(m, { type: 'commonjs' }))],
    ['package/fields', 'side effects', 'sideEffects: false', (folder) => editManifest(folder, (m) => Reflect.deleteProperty(m, 'sideEffects'))],
    ['package/fields', 'old Node', 'engines.node', (folder) => editManifest(folder, (m) => Object.assign(m, { engines: { node: '>=18' } }))],
    ['package/fields', 'no dist', 'files', (folder) => editManifest(folder, (m) => Object.assign(m, { files: ['src'] }))],
    ['package/fields', 'no test', 'scripts.test', (folder) => editManifest(folder, (m) => Object.assign(m, { scripts: { build: 'x' } }))],
    ['package/exports', 'no exports', 'exports["."]', (folder) => editManifest(folder, (m) => Reflect.deleteProperty(m, 'exports'))],
    ['package/exports', 'no require', '.require', (folder) => edit(folder, 'package.json', (text) => text.replace('"require"', '"default"'))],
    [
      'package/exports',
      'types last',
      '.import',
      (folder) => edit(folder, 'package.json', (text) => text.replace(/("types": "[^"]*ts"),\s*("default": "[^"]*\.js")/, '$2,$1')),
    ],
    [
      'package/exports',
      'no ./package.json',
      './package.json',
      (folder) => edit(folder, 'package.json', (text) => text.replace('"./package.json":', '"./other": {}, "./p":')),
    ],
    ['package/peers', 'no peer', 'peerDependencies', (folder) => editManifest(folder, (m) => Reflect.deleteProperty(m, 'peerDependencies'))],
    [
      'package/peers',
      'another range',
      '✗ 0.0.0',
      (folder) => editManifest(folder, (m) => Object.assign(m, { peerDependencies: { '@piaozone/core': '^2.0.0' } })),
    ],
    [
      'package/peers',
      'a tag',
      'latest',
      (folder) => editManifest(folder, (m) => Object.assign(m, { peerDependencies: { '@piaozone/core': 'latest' } })),
    ],
    [
      'package/peers',
      'plain',
      'dependencies["@piaozone/core"]',
      (folder) => editManifest(folder, (m) => Object.assign(m, { dependencies: { '@piaozone/core': '0.0.0' } })),
    ],
    ['package/peers', 'not installed', 'npm install', (folder) => rmSync(join(folder, 'node_modules'), { recursive: true })],
    ['source/factory', 'no factory', 'Adapter', (folder) => write(folder, 'src/index.ts', "export { make } from './adapter.js';\n")],
    ['source/factory', 'default', 'export default', (folder) => edit(folder, 'src/index.ts', (text) => `${text}export default 1;\n`)],
    ['source/factory', 'everything', 'export *', (folder) => edit(folder, 'src/index.ts', (text) => `${text}export * from './units.js';\n`)],
    [
      'source/entries',
      'inner file',
      'src/x/y.ts: @piaozone/core/dist/x.js',
      (folder) => write(folder, 'src/x/y.ts', "import '@piaozone/core/dist/x.js';"),
    ],
    ['source/entries', 'testkit', '@piaozone/testkit', (folder) => write(folder, 'src/x.ts', "import { a } from '@piaozone/testkit';")],
    ['source/transport', 'axios', 'axios', (folder) => write(folder, 'src/x.ts', "import axios from 'axios';")],
    ['source/transport', 'node:https', 'node:https', (folder) => write(folder, 'src/x.ts', "const h = await import('node:https');")],
    ['source/transport', 'fetch', 'src/x.ts: fetch()', (folder) => write(folder, 'src/x.ts', 'export const a = () => fetch(url);')],
    ['source/xml', 'parser', 'fast-xml-parser', (folder) => write(folder, 'src/x.ts', "import { XMLParser } from 'fast-xml-parser';")],
    ['docs/readme', 'one language', 'README.zh-CN.md', (folder) => rmSync(join(folder, 'README.zh-CN.md'))],
    [
      'docs/readme',
      'no section',
      'README.md: ## Settings',
      (folder) => edit(folder, 'README.md', (text) => text.replace('## Settings', '## Options')),
    ],
    ['docs/readme', 'order', '→', (folder) => edit(folder, 'README.md', (text) => `## Licence\n${text.replace('## Licence', '')}`)],
    ['docs/licence', 'none', 'LICENSE', (folder) => rmSync(join(folder, 'LICENSE'))],
    ['tests/suite', 'no suite', 'test/', (folder) => rmSync(join(folder, 'test', 'conformance.test.ts'))],
  ];

  it.each(changes)('%s is broken by: %s', async (id, _, detail, change) => {
    const folder = await fresh();
    change(folder);
    const found = broken(folder);
    expect(Object.keys(found)).toEqual([id]);
    expect(found[id]?.join('\n')).toContain(detail);
  });

  it('lets tests use what sources may not', async () => {
    const folder = await fresh();
    write(folder, 'test/x.ts', "import { createServer } from 'node:http';\nimport { a } from '@piaozone/testkit';\nfetch(url);");
    expect(broken(folder)).toEqual({});
  });
});

describe('adapter check', () => {
  it('is green with every rule named, and says the same as JSON', async () => {
    const folder = await fresh();
    plantTests(folder, [...PASSED, result('a/two', 'skipped', 'the ERP has none')]);
    const { code, text, stderr } = await cli(['adapter', 'check', folder]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(text).toContain('✔ source/transport  没有自己的 HTTP');
    expect(text).toContain('✔ a/one  规则 / the rule\n– a/two  规则 / the rule\n    the ERP has none\n✔ a/three');
    expect(text).toContain('– package/loads');
    expect(text).toMatch(/13 项通过，0 项未通过，0 项提醒，2 项跳过 \/ 13 passed, 0 failed, 0 warnings, 2 skipped\n$/);
    const json = JSON.parse((await cli(['adapter', 'check', folder, '--json'])).text);
    expect(json).toMatchObject({ ok: true, package: 'piaozone-adapter-desk' });
    expect(json.structure).toContainEqual({
      id: 'docs/licence',
      rule: { zh: expect.any(String), en: expect.any(String) },
      status: 'passed',
      details: [],
    });
    expect(json.suite[1]).toEqual({ id: 'a/two', rule: RULE, status: 'skipped', details: ['the ERP has none'] });
  });

  it('is red with the case that failed and what was seen, and with a case that never ran', async () => {
    const folder = await fresh();
    const seen = 'the rule / 规则\n  found 1, expected 2';
    plantTests(folder, [{ adapter: 'desk', cases: CASES }, result('a/one', 'failed', seen), result('a/two', 'warned', 'soon')], 1);
    const { code, text } = await cli(['adapter', 'check', folder]);
    expect(code).toBe(1);
    expect(text).toContain(
      '✖ a/one  规则 / the rule\n    found 1, expected 2\n! a/two  规则 / the rule\n    soon\n✖ a/three  规则 / the rule\n    没有运行 / did not run\n',
    );
    expect(text).toContain('未通过 failed: tests/run, a/one, a/three');
    expect(text).not.toContain('words of the runner');
  });

  it('is red with the words of the runner where no suite ran, or something else failed', async () => {
    const folder = await fresh();
    plantTests(folder, []);
    expect(await cli(['adapter', 'check', folder])).toMatchObject({
      code: 1,
      text: expect.stringMatching(/✖ tests\/run .*\n {4}没有运行 \/ did not run\n {4}words of the runner/),
    });
    plantTests(folder, PASSED, 1);
    expect(await cli(['adapter', 'check', folder])).toMatchObject({
      code: 1,
      text: expect.stringMatching(/✖ tests\/run .*\n {4}words of the runner/),
    });
  });

  it('tells the cases of two harnesses apart', async () => {
    const folder = await fresh();
    plantTests(folder, [...PASSED, { adapter: 'old', cases: CASES.slice(0, 1) }]);
    const { code, text } = await cli(['adapter', 'check', folder]);
    expect(code).toBe(1);
    expect(text).toContain('✔ desk: a/one');
    expect(text).toContain('✖ old: a/one');
  });

  it('loads what was built, by import and by require', async () => {
    const folder = await fresh();
    plantTests(folder, PASSED);
    const dist = (esm: string, cjs: string) => {
      for (const [name, text] of Object.entries({ 'index.js': esm, 'index.cjs': cjs })) write(folder, `dist/${name}`, text);
    };
    const loads = async () =>
      JSON.parse((await cli(['adapter', 'check', folder, '--json'])).text).structure.find(({ id }: { id: string }) => id === 'package/loads');
    dist('export const deskAdapter = 1;', 'exports.deskAdapter = 1;');
    expect(await loads()).toMatchObject({ status: 'passed', details: [] });
    dist('export const deskAdapter = 1;', 'exports.other = 1;');
    expect(await loads()).toMatchObject({ status: 'failed', details: [expect.stringContaining('other')] });
    dist('export const desk = 1;', 'exports.desk = 1;');
    expect(await loads()).toMatchObject({ status: 'failed', details: ['["desk"]'] });
    dist('throw new Error("broken build");', 'exports.deskAdapter = 1;');
    expect((await loads()).details.join('\n')).toContain('broken build');
  });

  it.each([
    ['no package', undefined],
    ['no JSON', '{'],
  ])('is a matter of usage where there is %s', async (_, manifest) => {
    const path = file('package.json');
    if (manifest !== undefined) writeFileSync(path, manifest);
    expect(await cli(['adapter', 'check', dirname(path)])).toMatchObject({
      code: 2,
      text: '',
      stderr: expect.stringMatching(/package\.json.* \/ error: .*package\.json/),
    });
  });
});
