import { describe, expect, it } from 'vitest';
import { isSettingsObject, SettingReader } from '../../src/adapter/settings/setting-reader.js';

const pathsOf = (reader: SettingReader) => reader.problems.map(({ path }) => path);

/** What one method answers, and whether it complained. */
function ask<T>(read: (reader: SettingReader) => T): { answer: T; refused: boolean } {
  const reader = new SettingReader();
  const answer = read(reader);
  expect(pathsOf(reader).every((path) => path === 'at')).toBe(true);
  return { answer, refused: reader.problems.length > 0 };
}

describe('SettingReader', () => {
  it('says one thing about a setting, in both languages, and never its value', () => {
    const reader = new SettingReader();
    const secret = 'canary\n';
    reader.refuseStrayBlanks({ app: { secret } });
    reader.add('app.secret', '第二个', 'a second one');
    reader.oneOf('canary', ['a'], 'kind');
    reader.count('canary', 'pages', 5);
    reader.texts(['canary', 1], 'codes');
    reader.baseUrl('canary', 'base');
    expect(pathsOf(reader)).toEqual(['app.secret', 'kind', 'pages', 'codes', 'base']);
    expect(reader.problems[0]?.message).toEqual({ zh: expect.stringContaining('空格'), en: expect.stringContaining('blanks') });
    expect(JSON.stringify(reader.problems)).not.toContain('canary');
  });

  it('gives a missing object as undefined, with one complaint', () => {
    for (const missing of [undefined, null, 'text', 7, ['list']]) {
      expect(ask((reader) => reader.object(missing, 'at', ['a']))).toEqual({ answer: undefined, refused: true });
      expect(isSettingsObject(missing)).toBe(false);
    }
    const reader = new SettingReader();
    expect(reader.object(undefined, '', ['a'])).toBeUndefined();
    expect(pathsOf(reader)).toEqual(['settings']);
  });

  it('names every key it does not know, with those it does', () => {
    const reader = new SettingReader();
    const given = { a: 1, bb: 2 };
    expect(reader.object(given, '', ['a', 'b'])).toBe(given);
    reader.object({ x: 1 }, 'top', ['a']);
    expect(pathsOf(reader)).toEqual(['bb', 'top.x']);
    expect(reader.problems[0]?.message.en).toContain('a, b');
  });

  it.each<[string, (reader: SettingReader) => unknown, unknown]>([
    ['text', (reader) => reader.text('x', 'at'), 'x'],
    ['no optional text', (reader) => reader.optionalText(undefined, 'at'), undefined],
    ['optional text', (reader) => reader.optionalText('x', 'at'), 'x'],
    ['name', (reader) => reader.xmlName('单据_1', 'at'), '单据_1'],
    ['path', (reader) => reader.apiPath('/kapi/v2/x', 'at'), '/kapi/v2/x'],
    ['base', (reader) => reader.baseUrl('https://erp.example/ierp/', 'at'), 'https://erp.example/ierp'],
    ['choice', (reader) => reader.oneOf(0, [0, 1], 'at'), 0],
    ['no choice', (reader) => reader.oneOf(undefined, [0, 1], 'at'), undefined],
    ['flag', (reader) => reader.flag(false, 'at'), false],
    ['no flag', (reader) => reader.flag(undefined, 'at'), undefined],
    ['least count', (reader) => reader.count(1, 'at', 5), 1],
    ['greatest count', (reader) => reader.count(5, 'at', 5), 5],
    ['no count', (reader) => reader.count(undefined, 'at', 5), undefined],
    ['texts', (reader) => reader.texts(['a', 'b'], 'at'), ['a', 'b']],
    ['empty list', (reader) => reader.list([], 'at'), []],
  ])('accepts: %s', (_, read, answer) => {
    expect(ask(read)).toEqual({ answer, refused: false });
  });

  it.each<[string, (reader: SettingReader) => unknown, unknown]>([
    ['no text', (reader) => reader.text(undefined, 'at'), ''],
    ['empty text', (reader) => reader.text('', 'at'), ''],
    ['number for text', (reader) => reader.text(7, 'at'), ''],
    ['empty optional text', (reader) => reader.optionalText('', 'at'), ''],
    ['null for an absent text', (reader) => reader.optionalText(null, 'at'), ''],
    ['empty name', (reader) => reader.xmlName('', 'at'), ''],
    ['markup in a name', (reader) => reader.xmlName('a><b', 'at'), 'a><b'],
    ['prefix in a name', (reader) => reader.xmlName('web:a', 'at'), 'web:a'],
    ['path without slash', (reader) => reader.apiPath('kapi/x', 'at'), 'kapi/x'],
    ['path with query', (reader) => reader.apiPath('/kapi/x?a=1', 'at'), '/kapi/x?a=1'],
    ['nothing but the slash', (reader) => reader.apiPath('/', 'at'), '/'],
    ['base without scheme', (reader) => reader.baseUrl('erp.example', 'at'), ''],
    ['base with credentials', (reader) => reader.baseUrl('https://a:b@erp.example', 'at'), ''],
    ['choice', (reader) => reader.oneOf('0', [0, 1], 'at'), undefined],
    ['flag as text', (reader) => reader.flag('true', 'at'), undefined],
    ['count too small', (reader) => reader.count(0, 'at', 5), undefined],
    ['count too great', (reader) => reader.count(6, 'at', 5), undefined],
    ['broken count', (reader) => reader.count(1.5, 'at', 5), undefined],
    ['count as text', (reader) => reader.count('3', 'at', 5), undefined],
    ['no texts', (reader) => reader.texts([], 'at'), []],
    ['empty one among texts', (reader) => reader.texts(['a', ''], 'at'), []],
    ['number among texts', (reader) => reader.texts([601], 'at'), []],
    ['text for a list', (reader) => reader.list('a', 'at'), []],
  ])('refuses: %s', (_, read, answer) => {
    expect(ask(read)).toEqual({ answer, refused: true });
  });

  it('says nothing more about an address that has been refused, and warns of plain http', () => {
    const warnings: string[] = [];
    const reader = new SettingReader();
    const settings = { base: 'http://erp.example\n/x' };
    reader.refuseStrayBlanks(settings);
    expect(reader.baseUrl(settings.base, 'base', ({ path }) => warnings.push(path))).toBe('');
    expect(pathsOf(reader)).toEqual(['base']);
    expect(warnings).toEqual([]);
    expect(reader.baseUrl('http://erp.example', 'other', ({ path }) => warnings.push(path))).toBe('http://erp.example');
    expect(warnings).toEqual(['other']);
  });
});

describe('refuseStrayBlanks', () => {
  const settings = {
    ok: 'a b',
    start: ' a',
    end: 'a\u3000',
    inside: 'a\tb',
    list: ['a', { deep: 'a\n' }],
    data: { free: ' a ' },
    more: { data: { checked: ' a' } },
    other: [null, undefined, 1, true],
  };

  it('finds them wherever they are, by path', () => {
    const reader = new SettingReader();
    reader.refuseStrayBlanks(settings);
    expect(pathsOf(reader)).toEqual(['start', 'end', 'inside', 'list[1].deep', 'data.free', 'more.data.checked']);
  });

  it('leaves out what is sent as it is, and nothing else', () => {
    const reader = new SettingReader({ isContent: (path) => path === 'data' || path === 'list[1]' });
    reader.refuseStrayBlanks(settings);
    expect(pathsOf(reader)).toEqual(['start', 'end', 'inside', 'more.data.checked']);
  });
});
