import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { joinUrl, readBaseUrl } from '../../src/environments.js';
import type { Problem } from '../../src/errors.js';

interface Vector {
  readonly name: string;
  readonly input: Readonly<Record<string, string>>;
  readonly expected: Readonly<Record<string, string>>;
}
const vectors = JSON.parse(readFileSync(new URL('../vectors/url-join.json', import.meta.url), 'utf8')) as Vector[];

describe('joinUrl', () => {
  it('has vectors', () => expect(vectors.length).toBeGreaterThan(0));
  it.each(vectors)('$name', ({ input, expected }) => {
    expect(joinUrl(input['base'] ?? '', input['path'] ?? '')).toBe(Object.values(expected)[0]);
  });
});

describe('readBaseUrl', () => {
  const check = (url: string) => {
    const problems: Problem[] = [];
    return readBaseUrl(url, 'p', problems) ?? problems.map(({ message }) => message.en).join();
  };
  it('keeps a path and drops trailing slashes', () => {
    expect(check('https://h:8443/test/')).toBe('https://h:8443/test');
    expect(check('http://10.1.1.1:8080/ierp')).toBe('http://10.1.1.1:8080/ierp');
  });
  it.each([
    [' https://h', 'blanks'],
    ['https://h/a b', 'blanks'],
    ['h/path', 'absolute'],
    ['ftp://h', 'http'],
    ['https://user:pw@h', 'user name'],
    ['https://h/?a=1', 'query'],
    ['http://api.piaozone.com', 'https'],
    ['http://API.PIAOZONE.COM/x', 'https'],
  ])('refuses %s', (url, part) => {
    expect(check(url)).toContain(part);
  });
});
