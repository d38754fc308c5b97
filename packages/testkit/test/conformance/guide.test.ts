import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adapterCases } from '../../src/conformance.js';

/** The list of cases in the guide, as it has to be. */
function tableIn(language: 'zh' | 'en'): string {
  const head = { zh: '| 用例 | 规则 |', en: '| case | rule |' }[language];
  const rows = adapterCases.map(({ id, rule }) => `| \`${id}\` | ${rule[language]} |`);
  return [head, '|---|---|', ...rows].join('\n');
}

describe('the adapter guide', () => {
  it.each([
    ['en', 'adapter-guide.md'],
    ['zh', 'adapter-guide.zh-CN.md'],
  ] as const)('lists every case with its rule (%s)', (language, file) => {
    const guide = readFileSync(new URL(`../../../../docs/${file}`, import.meta.url), 'utf8');
    const [, between = ''] = /<!-- cases -->\n([\s\S]*?)<!-- \/cases -->/.exec(guide) ?? [];
    expect(between.trim()).toBe(tableIn(language));
  });
});
