import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../src/index.js';
import { plainForm, WINDOW } from '../src/normalise.js';
import { entries } from './support/data.js';

/** Ten times and more what a run takes on a slow machine. Unlike a test's time limit it also ends a pattern that backtracks for ever. */
const WATCHDOG_MS = 25_000;

function guarded<T>(work: () => T, timeout = WATCHDOG_MS): T {
  return runInNewContext('work()', { work }, { timeout }) as T;
}

const LENGTH = 100_000;

function repeated(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

/** Characters that the gaps and classes of the patterns accept, and what repeats their beginnings. */
const FILLERS = [
  ' ',
  '\n',
  '"',
  '0',
  '1803 ',
  'a',
  '发',
  '：',
  '“',
  '\\',
  'errorCode:',
  'errorCode:401 ',
  'status:',
  '[网关',
  '&quot;',
  '\u200b',
  '\u0301',
  '\ufdfa',
  '\\u4e2d',
  '&#20013;',
];

/** The literal pieces of a pattern: between them stand its gaps. */
function fragments(pattern: string): string[] {
  return pattern
    .split(/\(\?[:=!<]*|[()|]|\[[^\]]*\]|\{\d+,?\d*\}|\\[WDsSwd]|[?^$]/)
    .map((piece) => piece.replace(/\\(.)/g, '$1'))
    .filter((piece) => piece.length > 0);
}

/** Strings that take a pattern as far as they can and then disappoint it. */
function disappointments(pattern: string, length: number): string[] {
  const pieces = fragments(pattern);
  const almost = pieces.map((_, index) => pieces.slice(0, index + 1).join(' '));
  const units = [...pieces, ...almost, ...almost.map((start) => start.slice(0, -1)), ...almost.map((start) => `${start}${' '.repeat(40)}`)];
  return [...new Set(units)].filter((unit) => unit.length > 0).map((unit) => repeated(unit, length));
}

describe('hostile texts', () => {
  it('end, whatever they repeat', () => {
    guarded(() => {
      for (const filler of FILLERS) {
        const text = repeated(filler, LENGTH);
        diagnose(text);
        diagnose('x', text);
        diagnose(new Error(text));
        diagnose({ name: 'PiaozoneError', code: 'business_rejected', upstreamCode: text, upstreamMessage: text }, text);
      }
    });
  });

  it('end, made of each message and example', () => {
    guarded(() => {
      for (const { messages, examples } of entries) {
        for (const text of [...messages, ...examples]) diagnose(repeated(text.slice(0, -1), LENGTH));
      }
    });
  });

  it('end for every pattern alone, made of its own pieces', () => {
    guarded(() => {
      for (const { pattern } of entries) {
        const compiled = new RegExp(pattern, 'i');
        for (const text of disappointments(pattern, WINDOW)) compiled.test(text);
        for (const filler of FILLERS) compiled.test(repeated(filler, WINDOW));
      }
    });
  });

  it('stay short in their plain form, though one character may become many', () => {
    for (const filler of FILLERS) expect(plainForm(repeated(filler, WINDOW)).length).toBeLessThanOrEqual(WINDOW);
    expect(diagnose(`非法的客户ID${'\ufdfa'.repeat(LENGTH)}`)?.code).toBe('INVALID_CLIENT_ID');
  });

  it('do not hide a known beginning', () => {
    for (const filler of FILLERS) expect(diagnose(`${'非法的客户ID，请联系管理员'}\n${repeated(filler, LENGTH)}`)?.code).toBe('INVALID_CLIENT_ID');
  });
});

describe('the patterns', () => {
  /** Without classes and escapes, so that only quantifiers are left as signs. */
  const bare = (pattern: string) => pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');

  it('repeat nothing without a bound, so the work is linear in the text', () => {
    expect(entries.filter(({ pattern }) => /[*+]|\{\d+,\}/.test(bare(pattern))).map(({ code }) => code)).toEqual([]);
  });

  it('repeat no group, so gaps do not multiply inside one another', () => {
    expect(entries.filter(({ pattern }) => /\)\{/.test(bare(pattern))).map(({ code }) => code)).toEqual([]);
  });

  it('compile with u too and keep no state', () => {
    for (const { pattern } of entries) expect(() => new RegExp(pattern, 'iu')).not.toThrow();
    for (const { messages, code } of entries) {
      const text = messages[0] ?? '';
      expect([diagnose(text)?.code, diagnose(text)?.code]).toEqual([code, code]);
    }
  });
});

describe('the watchdog', () => {
  it('ends a pattern that backtracks for ever', () => {
    expect(() => guarded(() => /^(?:a+)+$/.test(`${'a'.repeat(60)}!`), 200)).toThrow(/timed out/);
  });
});
