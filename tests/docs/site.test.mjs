// The tools that make the documentation site: each has to notice what it is for.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fuzzy, tokenize } from '../../docs/.vitepress/search.ts';
import { entriesOf, renderEntry } from '../../scripts/docs/api.mjs';
import { blocksOfPage, collectBlocks, filesOf, problemsOf } from '../../scripts/docs/check-code.mjs';
import { deadSiteLinks } from '../../scripts/docs/check-site.mjs';
import { ERROR_CODES } from '../../scripts/docs/error-codes.mjs';
import { declaredCodes, renderDiagnoses, renderErrorCodes } from '../../scripts/docs/error-pages.mjs';
import { deadLinks, siteLinks } from '../../scripts/docs/links.mjs';
import { anchorsOf, blocksOf, mapLinks, slugOf, withoutComments } from '../../scripts/docs/markdown.mjs';
import { collectPages } from '../../scripts/docs/pages.mjs';
import { createProgram } from '../../scripts/docs/program.mjs';
import { root } from '../../scripts/lib/bootstrap.mjs';

const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files. */
function folderOf(files) {
  const folder = mkdtempSync(join(tmpdir(), 'piaozone-docs-test-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe('search', () => {
  /** As MiniSearch does with `combineWith: 'AND'` and `prefix: true`. */
  const finds = (text, query) => {
    const index = tokenize(text, 'text').map((token) => token.toLowerCase());
    return tokenize(query).every((token) => index.some((word) => word.startsWith(token.toLowerCase())));
  };

  it.each([
    ['保存后点“连接测试”，如提示测试通过则配置成功', '连接测试'],
    ['请在服务器上做连接测试后再开票', '连接测试'],
    ['注意把职能类型设置为核算组织否则选不到', '核算组织'],
    ['填写客户端标识与接入标识', '客户端标识'],
    ['乐企', '企'],
    ['Check the proxy as ip:port', 'proxy'],
    ['PROXY_UNREACHABLE', 'unreachable'],
    ['use createPiaozone here', 'piaozone'],
    ['use createPiaozone here', 'createPia'],
  ])('finds in "%s" the words %s', (text, query) => expect(finds(text, query)).toBe(true));

  it.each([
    ['保存后点“连接测试”', '勾选认证'],
    ['金蝶发票云', '发票池'],
    ['proxy', 'direct'],
  ])('does not find in "%s" the words %s', (text, query) => expect(finds(text, query)).toBe(false));

  it('does not depend on where ICU sees words', () => {
    expect(tokenize('进出口', 'text').sort()).toEqual(['出口', '口', '进出', '进出口'].sort());
    expect(tokenize('进出口')).toEqual(['进出', '出口']);
    expect(tokenize('核算组织', 'text')).toContain('算组');
    expect(finds('进出口', '口')).toBe(true);
  });

  it('needs nothing but itself: VitePress sends its text to the browser', () => {
    const sent = new Function(`return ${tokenize.toString()}`)();
    expect(sent('连接测试', 'text')).toEqual(tokenize('连接测试', 'text'));
    expect(new Function(`return ${fuzzy.toString()}`)()('proxy')).toBe(0.2);
  });

  it('lets letters be mistyped and Chinese words not', () => {
    expect(fuzzy('proxi')).toBe(0.2);
    expect(fuzzy('测试')).toBe(false);
    expect(fuzzy('eas')).toBe(false);
  });
});

describe('markdown', () => {
  const text = [
    '# A `b` (c)',
    '[one](x.md "t") and `[two](y.md)`',
    '```ts',
    '[three](z.md)',
    '# no heading',
    '```',
    '[`four`](a(b).md)',
    '[five]: w.md',
    '# A b c',
  ].join('\n');

  it('sees links outside code only', () => {
    const seen = [];
    mapLinks(text, (target, line) => {
      seen.push([target, line]);
      return target;
    });
    expect(seen).toEqual([
      ['x.md', 2],
      ['a(b).md', 7],
      ['w.md', 8],
    ]);
  });

  it('changes the target and nothing else', () => {
    expect(mapLinks(text, (target) => `new/${target}`)).toBe(
      text.replace('(x.md', '(new/x.md').replace('(a(b).md', '(new/a(b).md').replace(': w.md', ': new/w.md'),
    );
  });

  it('makes the anchors of GitHub', () => {
    expect([...anchorsOf(text)]).toEqual(['a-b-c', 'a-b-c-1']);
    expect(slugOf('模式：是否使用原授权')).toBe('模式是否使用原授权');
    expect(slugOf('Proxies, private certificates, nginx')).toBe('proxies-private-certificates-nginx');
    expect(slugOf('config_invalid')).toBe('config_invalid');
  });

  it('finds blocks with their lines, also inside longer fences', () => {
    expect(blocksOf('````md\n```ts\nx\n```\n````\n```ts no-check: y\nz\n```')).toEqual([
      { info: 'md', line: 2, code: '```ts\nx\n```' },
      { info: 'ts no-check: y', line: 7, code: 'z' },
    ]);
  });

  it('takes comments away, not those in code', () => {
    expect(withoutComments('a <!-- b --> c\n<!-- d\ne -->f\n```\n<!-- g -->\n```')).toBe('a  c\n\nf\n```\n<!-- g -->\n```');
  });
});

describe('links of the repository', () => {
  it('names what leads nowhere', () => {
    const folder = folderOf({
      'README.md':
        '[ok](docs/a.md#two-words) [gone](docs/b.md)\n[anchor](docs/a.md#three) [own](#none) [root](/docs/a.md) [out](../x.md) [web](https://example.com/x)',
      'docs/a.md': '# Two words\n[up](../README.md) [folder](../docs)\n`[code](nothing.md)`',
    });
    expect(deadLinks(folder, 'docs/a.md')).toEqual([]);
    expect(deadLinks(folder, 'README.md')).toEqual([
      'README.md:1: docs/b.md does not exist',
      'README.md:2: docs/a.md#three: docs/a.md has no such heading',
      'README.md:2: #none: README.md has no such heading',
      'README.md:2: /docs/a.md is absolute; the repository has no root on GitHub',
      'README.md:2: ../x.md leaves the repository',
    ]);
  });

  it('there are none', () => {
    const sources = [...new Set(collectPages(root).pages.map(({ source }) => source))];
    expect(sources.flatMap((source) => deadLinks(root, source))).toEqual([]);
  });

  it('lead to the same pages on the site', () => {
    const folder = folderOf({
      'README.md': '',
      'README.zh-CN.md': '',
      'SECURITY.md': '',
      'docs/guide/a.zh-CN.md': '',
      'docs/guide/b.md': '',
      'packages/core/README.md': '',
      'packages/core/README.zh-CN.md': '',
      'packages/core/src/x.ts': '',
      'examples/.keep': '',
    });
    const { pages, bySource } = collectPages(folder);
    const page = pages.find(({ source }) => source === 'docs/guide/a.zh-CN.md');
    expect(page.site).toBe('zh-CN/guide/a.md');
    const text =
      '[1](../../README.zh-CN.md#x) [2](b.md) [3](../../packages/core) [4](../../packages/core/src/x.ts) [5](../../SECURITY.md) [6](#y) [7](https://a.example)';
    const shown = (path, locale) => `${locale}/shown/${path}`;
    expect(siteLinks(folder, page, text, bySource, shown)).toBe(
      '[1](../overview.md#x) [2](../../guide/b.md) [3](../packages/core.md) [4](../../zh/shown/packages/core/src/x.ts) [5](../project/security.md) [6](#y) [7](https://a.example)',
    );
  });
});

describe('code blocks', () => {
  // One program for all: making one is what takes the time.
  const PAGE = [
    ['ts', "import { createPiaozone } from '@piaozone/core';\ncreatePiaozone({ environmint: 1 });"],
    ['ts', 'createPiaozon();'],
    ['ts', "const { ok } = await integration.checkConnection();\nif (!ok) createPiaozone({ proxy: 'env' });"],
    ['ts', 'const half = ;'],
    ['ts no-check: half a sentence of code', 'let'],
    ['ts no-check', 'let'],
    ['js', 'nonsense('],
  ];
  const text = PAGE.map(([info, code]) => `\`\`\`${info}\n${code}\n\`\`\`\n`).join('');

  it('are compiled against the sources, with the line of the page; they opt out with a reason only', () => {
    const blocks = [...blocksOfPage('page.md', text), ...blocksOfPage('other.md', '```ts\ncreatePiaozon();\n```')];
    const { files, places } = filesOf(blocks);
    const problems = problemsOf(createProgram(root, files, []), places, blocks);
    expect(problems).toEqual([
      'page.md:19: no-check needs a reason: ```ts no-check: why',
      expect.stringMatching(/^page\.md:3: .*environmint/),
      expect.stringMatching(/^page\.md:6: .*createPiaozon/),
      expect.stringMatching(/^other\.md:2: .*createPiaozon/),
      expect.stringMatching(/^page\.md:13: Expression expected/),
    ]);
  });

  it('of all pages are found', () => {
    const sources = new Set(collectBlocks().map(({ source }) => source));
    for (const source of ['README.md', 'README.zh-CN.md', 'docs/guide/quick-start.md', 'packages/core/README.md']) expect(sources).toContain(source);
  });
});

describe('error pages', () => {
  it('have an anchor for every code, in both languages', () => {
    const codes = declaredCodes(root);
    expect(codes).toContain('config_invalid');
    for (const locale of ['en', 'zh']) {
      const text = renderErrorCodes(root, locale);
      for (const code of codes) expect(text).toContain(`### ${code} {:#${code}:}`);
      const diagnoses = renderDiagnoses(root, locale);
      for (const code of ['INVALID_CLIENT_ID', 'PROXY_UNREACHABLE']) expect(diagnoses).toContain(`### ${code} {:#${code}:}`);
    }
    expect(renderErrorCodes(root, 'zh')).toMatch(/[\u4e00-\u9fff]/);
    expect(renderErrorCodes(root, 'en')).not.toMatch(/[\u4e00-\u9fff]/);
  });

  it('refuse a code that is not described', () => {
    const { closed, ...rest } = ERROR_CODES;
    const folder = folderOf({
      'packages/core/src/errors.ts': `export type ErrorCode = ${Object.keys(rest)
        .map((code) => `'${code}'`)
        .join(' | ')} | 'brand_new';`,
    });
    expect(closed.outcomes).toContain('not-sent');
    expect(() => renderErrorCodes(folder, 'en')).toThrow(/not described: brand_new; unknown to errors.ts: closed/);
  });
});

describe('API reference', () => {
  it('shows names, signatures and docstrings, and nothing private', () => {
    const file = join(
      folderOf({
        'entry.ts': [
          '/** Adds.\n * @param a first\n * @throws RangeError when {@link b} is wrong */',
          'export function add(a: number, b = 2) { return a + b; }',
          'function twice(a: string): string;\nfunction twice(a: number): number;\nfunction twice(a: unknown): unknown { return a; }',
          '/** Holds. */\nexport class Box {\n  #hidden = 1;\n  private readonly old = 2;\n  /** Its size. */\n  readonly size: number = 3;\n  constructor(size: number) { this.size = size; }\n  async open(): Promise<void> { await this.#hidden; }\n}',
          'export { twice };\n/** A limit. */\nexport const LIMIT = 5;\n/** A form. */\nexport interface Form {\n  /** Where. */\n  readonly path: string;\n}',
        ].join('\n'),
      }),
      'entry.ts',
    );
    const { text, names } = renderEntry(createProgram(root, new Map(), [file]), { name: 'x', file });
    expect(names).toBe(5);
    expect(text).toContain('function add(a: number, b = 2): number;');
    expect(text).toContain('- *Parameter* `a`: first\n- *Throws*: RangeError when `b` is wrong');
    expect(text).toContain('function twice(a: string): string;\nfunction twice(a: number): number;\n```');
    expect(text).toContain('class Box {\n  /** Its size. */\n  readonly size: number;\n  constructor(size: number);\n  open(): Promise<void>;\n}');
    expect(text).not.toMatch(/hidden|\bold\b/);
    expect(text).toContain('const LIMIT: 5;');
    expect(text).toContain('interface Form {\n  /** Where. */\n  readonly path: string;\n}');
  });

  it('has an entry for every export of every package', () => {
    const names = entriesOf(root).map(({ name }) => name);
    for (const name of ['@piaozone/core', '@piaozone/core/adapter', '@piaozone/testkit/conformance', '@piaozone/cli']) expect(names).toContain(name);
  });
});

describe('links of the site', () => {
  it('are followed to page and anchor', () => {
    const dist = folderOf({
      'index.html':
        '<a href="/guide/a">1</a><a class="x" href="./guide/a#here">2</a><a href="/guide/a#gone">3</a><a href="/none">4</a><a href="https://a.example">5</a>',
      'guide/a.html':
        '<h2 id="here"></h2><a href="#here">1</a><a href="../">2</a><a href="../file.txt">3</a><a href="b">4</a><a href="#%E8%BF%9E">5</a><i id="连"></i>',
      'file.txt': '',
    });
    const { dead, pages } = deadSiteLinks(dist);
    expect(pages).toBe(2);
    expect(dead.sort()).toEqual(['guide/a.html: b', 'index.html: /guide/a#gone', 'index.html: /none']);
  });
});
