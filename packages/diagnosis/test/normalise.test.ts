import { describe, expect, it } from 'vitest';
import { bounded, plainForm, WINDOW } from '../src/normalise.js';

describe('plainForm', () => {
  it.each([
    ['ＩＤ：１２３（ａ）', 'ID:123(a)'],
    ['\\u4e2d\\u6587 \\u0041', '中文 A'],
    ['&#20013;&#x6587;', '中文'],
    ['&#x110000;&#9999999;x', 'x'],
    ['中\u200b文\ufeff', '中文'],
    ['中 \r\n 文 abc def', '中文 abc def'],
    ['  中文\n', '中文'],
    ['"“中文”"', '中文'],
    ['中"文', '中"文'],
    ['plain', 'plain'],
  ])('%j is %j', (text, plain) => {
    expect(plainForm(text)).toBe(plain);
  });
});

describe('bounded', () => {
  it('keeps the start', () => {
    expect(bounded('x'.repeat(WINDOW))).toHaveLength(WINDOW);
    expect(bounded(`y${'x'.repeat(WINDOW)}`)).toBe(`y${'x'.repeat(WINDOW - 1)}`);
    expect(bounded('短')).toBe('短');
  });
});
