import { isObject } from '../doctor/load-file.js';
import type { PackageFolder } from './package-folder.js';
import type { PackageRule } from './rule.js';
import { exportsOf, importsOf, networkGlobalsOf } from './source-scan.js';
import { holds } from './version-range.js';

const CORE = '@piaozone/core';
const ENTRIES = [CORE, `${CORE}/adapter`];
const SUITE = '@piaozone/testkit/conformance';
const HTTP = /^(?:axios|got|undici|node-fetch|cross-fetch|superagent|request|needle|ky|ofetch|soap|(?:node:)?(?:https?|http2|net|tls))(?:\/|$)/;
const XML = /^(?:fast-xml-parser|saxes|sax|xml2js|xml-js|xmlbuilder2?|@xmldom\/xmldom|xpath|libxmljs2?|cheerio)(?:\/|$)/;

/** Sections of the README, in this order; others may stand between them. */
const HEADINGS: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['Install', 'Settings', 'What the ERP must do', 'Sessions and writes', 'Connection test', 'Tests', 'Licence'],
  'README.zh-CN.md': ['安装', '设置', '对 ERP 的要求', '会话与写入', '连接测试', '测试', '许可证'],
};

/** What the structure of a partner's package is held to. */
export const packageRules: readonly PackageRule[] = [
  {
    id: 'package/fields',
    rule: {
      zh: 'package.json 写明名称、版本、说明、许可证，为 ES 模块、无副作用，要求 Node 20 及以上，发布 dist，并有 build 与 test 脚本',
      en: 'package.json names name, version, description and licence, is an ES module without side effects, asks for Node 20 or later, publishes dist and has the scripts build and test',
    },
    problems: ({ manifest }) => fieldProblems(manifest),
  },
  {
    id: 'package/exports',
    rule: {
      zh: 'exports 的每个入口都有 import 与 require，各自先写 types；另有 ./package.json',
      en: 'every entry of exports has import and require, each with its types first; ./package.json is there too',
    },
    problems: ({ manifest }) => exportProblems(manifest['exports']),
  },
  {
    id: 'package/peers',
    rule: {
      zh: `${CORE} 是同级依赖，范围包含已安装的版本；${CORE} 与 testkit 都不是普通依赖`,
      en: `${CORE} is a peer dependency whose range holds the installed version; neither it nor the testkit is a plain dependency`,
    },
    problems: peerProblems,
  },
  {
    id: 'source/factory',
    rule: {
      zh: '入口只有具名导出，其中一个是工厂函数 <名称>Adapter',
      en: 'the entry has named exports only, one of them a factory called <something>Adapter',
    },
    problems: factoryProblems,
  },
  {
    id: 'source/entries',
    rule: {
      zh: `src 中只引入 ${ENTRIES.join(' 与 ')}，不引入 SDK 的其他入口或内部文件`,
      en: `src imports ${ENTRIES.join(' and ')} only, no other entry and no inner file of the SDK`,
    },
    problems: (folder) =>
      importProblems(folder, (name) => name.startsWith('@piaozone/') && !ENTRIES.includes(name) && name !== folder.manifest['name']),
  },
  {
    id: 'source/transport',
    rule: {
      zh: '没有自己的 HTTP：所有请求都经由 context.http，重试、代理、限流与脱敏都在其中',
      en: 'no HTTP stack of its own: every request goes by context.http, which holds retries, proxy, limits and redaction',
    },
    problems: (folder) => [...importProblems(folder, (name) => HTTP.test(name)), ...globalProblems(folder)],
  },
  {
    id: 'source/xml',
    rule: {
      zh: `没有自己的 XML 库：用 ${CORE}/adapter 的 loadXml、XmlReader 与 serializeXml，文本保持文本，拒绝 DOCTYPE`,
      en: `no XML library of its own: loadXml, XmlReader and serializeXml of ${CORE}/adapter keep text as text and refuse a DOCTYPE`,
    },
    problems: (folder) => importProblems(folder, (name) => XML.test(name)),
  },
  {
    id: 'docs/readme',
    rule: {
      zh: 'README.md 与 README.zh-CN.md 都有规定的各节，顺序一致',
      en: 'README.md and README.zh-CN.md both have the sections of the kit, in its order',
    },
    problems: headingProblems,
  },
  {
    id: 'docs/licence',
    rule: { zh: '包内有 LICENSE 文件', en: 'the package holds a LICENSE file' },
    problems: (folder) => (folder.has('LICENSE') || folder.has('LICENSE.md') ? [] : ['LICENSE']),
  },
  {
    id: 'tests/suite',
    rule: {
      zh: `test 中有一个测试用 describeAdapter 运行一致性测试（${SUITE}）`,
      en: `a test below test runs the conformance suite by describeAdapter (${SUITE})`,
    },
    problems: (folder) => (folder.sources('test').some((path) => runsSuite(folder.read(path) ?? '')) ? [] : ['test/']),
  },
];

function fieldProblems(manifest: Readonly<Record<string, unknown>>): string[] {
  const { files, engines, scripts } = manifest;
  const texts = ['name', 'version', 'description', 'license'].filter((key) => typeof manifest[key] !== 'string' || manifest[key] === '');
  const node = isObject(engines) && typeof engines['node'] === 'string' ? engines['node'] : '';
  const publishesDist = Array.isArray(files) && files.some((one) => typeof one === 'string' && /^(?:\.\/)?dist(?:\/|$)/.test(one));
  return [
    ...texts,
    ...(manifest['type'] === 'module' ? [] : ['type: "module"']),
    ...(manifest['sideEffects'] === false ? [] : ['sideEffects: false']),
    // Holds no version before 20, and Node 20 itself.
    ...(holds(node, '20.19.0') === true && holds(node, '18.20.0') === false ? [] : ['engines.node: ">=20"']),
    ...(publishesDist ? [] : ['files: ["dist", …]']),
    ...['build', 'test'].filter((name) => !isObject(scripts) || typeof scripts[name] !== 'string').map((name) => `scripts.${name}`),
  ];
}

function exportProblems(exports: unknown): string[] {
  if (!isObject(exports) || exports['.'] === undefined) return ['exports["."]'];
  const missing = exports['./package.json'] === undefined ? ['exports["./package.json"]'] : [];
  const entries = Object.entries(exports).filter(([name]) => name !== './package.json');
  return [...missing, ...entries.flatMap(([name, entry]) => ['import', 'require'].flatMap((condition) => conditionProblems(name, entry, condition)))];
}

function conditionProblems(name: string, entry: unknown, condition: string): string[] {
  const target = isObject(entry) ? entry[condition] : undefined;
  const at = `exports["${name}"].${condition}`;
  if (!isObject(target)) return [`${at}: { types, default }`];
  const isText = (key: string) => typeof target[key] === 'string' && target[key] !== '';
  return Object.keys(target)[0] === 'types' && isText('types') && isText('default') ? [] : [`${at}: { types, default }`];
}

function peerProblems(folder: PackageFolder): string[] {
  const { peerDependencies, dependencies } = folder.manifest;
  const range = isObject(peerDependencies) ? peerDependencies[CORE] : undefined;
  const plain = [CORE, '@piaozone/testkit', '@piaozone/cli'].filter((name) => isObject(dependencies) && name in dependencies);
  const problems = plain.map((name) => `dependencies["${name}"]`);
  if (typeof range !== 'string') return [...problems, `peerDependencies["${CORE}"]`];
  const version = folder.installedVersion(CORE);
  if (version === undefined) return [...problems, `${CORE} 没有安装 / is not installed: npm install`];
  return holds(range, version) === true ? problems : [...problems, `peerDependencies["${CORE}"]: ${range} ✗ ${version}`];
}

function factoryProblems(folder: PackageFolder): string[] {
  const entry = folder.sources('src').find((path) => /^src\/index\.[cm]?[jt]s$/.test(path));
  if (entry === undefined) return ['src/index.ts'];
  const { names, hasDefault, passesAll } = exportsOf(folder.read(entry) ?? '');
  return [
    ...(names.some((name) => /^[a-z][\w$]*Adapter$/.test(name)) ? [] : [`${entry}: export { …Adapter }`]),
    ...(hasDefault ? [`${entry}: export default`] : []),
    ...(passesAll ? [`${entry}: export *`] : []),
  ];
}

function importProblems(folder: PackageFolder, isWrong: (name: string) => boolean): string[] {
  return folder.sources('src').flatMap((path) =>
    importsOf(folder.read(path) ?? '')
      .filter(isWrong)
      .map((name) => `${path}: ${name}`),
  );
}

function globalProblems(folder: PackageFolder): string[] {
  return folder.sources('src').flatMap((path) => networkGlobalsOf(folder.read(path) ?? '').map((name) => `${path}: ${name}()`));
}

function headingProblems(folder: PackageFolder): string[] {
  return Object.entries(HEADINGS).flatMap(([file, wanted]) => {
    const text = folder.read(file);
    if (text === undefined) return [file];
    const found = [...text.matchAll(/^##[ \t]+(.+?)[ \t]*$/gm)].map(([, title = '']) => title);
    const missing = wanted.filter((title) => !found.includes(title)).map((title) => `${file}: ## ${title}`);
    const kept = found.filter((title) => wanted.includes(title));
    const isInOrder = missing.length > 0 || kept.join('\n') === wanted.join('\n');
    return isInOrder ? missing : [`${file}: ${wanted.map((title) => `## ${title}`).join(' → ')}`];
  });
}

function runsSuite(source: string): boolean {
  return importsOf(source).includes(SUITE) && /\bdescribeAdapter\s*\(/.test(source);
}
