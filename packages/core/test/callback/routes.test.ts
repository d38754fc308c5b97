import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallbackRoute, Routes } from '../../src/callback/routes.js';
import { Secret } from '../../src/credentials/secret.js';
import { everythingShown } from '../support/everything.js';
import { acme, PATH, TOKEN } from './acme.js';

const OTHER = 'other-token-0123456789-abcdefghijklmnopqrstuvwxyz';
const routes = (...list: CallbackRoute[]) => new Routes(list, undefined, 'en');
const post = (path: string, remoteAddress?: string) => ({
  method: 'POST',
  path,
  headers: {},
  ...(remoteAddress === undefined ? {} : { remoteAddress }),
});

describe('which route a request is for', () => {
  const guarded = routes({ path: PATH, profile: acme, pathToken: [TOKEN, new Secret(Buffer.from(OTHER))], allow: ['192.0.2.0/24'] });
  const why = (path: string, address?: string, method = 'POST') => {
    const match = guarded.match({ ...post(path, address), method });
    return match.route === undefined ? match.why : 'found';
  };

  it.each([
    [`${PATH}/${TOKEN}`, '192.0.2.1', 'found'],
    [`${PATH}/${OTHER}`, '192.0.2.1', 'found'],
    [`${PATH}/${TOKEN}/`, '192.0.2.1', 'found'],
    [`${PATH}/${TOKEN}?a=b/`, '192.0.2.1', 'found'],
    [`${PATH}/${TOKEN}`, '198.51.100.1', 'address'],
    [`${PATH}/${TOKEN}`, undefined, 'address'],
    [`${PATH}/${TOKEN}x`, '192.0.2.1', 'token'],
    [`${PATH}/${TOKEN.slice(1)}`, '192.0.2.1', 'token'],
    [`${PATH}/${TOKEN}/x`, '192.0.2.1', 'token'],
    [`${PATH}/`, '192.0.2.1', 'token'],
    [PATH, '192.0.2.1', 'token'],
    [`${PATH}x/${TOKEN}`, '192.0.2.1', 'path'],
    ['/', '192.0.2.1', 'path'],
    ['', '192.0.2.1', 'path'],
  ])('case %#', (path, address, expected) => {
    expect(why(path, address)).toBe(expected);
  });

  it('is only a POST', () => {
    expect(why(`${PATH}/${TOKEN}`, '192.0.2.1', 'GET')).toBe('method');
    expect(why(`${PATH}/${TOKEN}`, '192.0.2.1', 'post')).toBe('method');
  });

  it('finds each of several, and none by the token of another', () => {
    const both = routes(
      { path: PATH, profile: acme, pathToken: TOKEN },
      { path: '/b', profile: { ...acme, id: 'b' }, pathToken: OTHER },
      { path: '/c', profile: { ...acme, id: 'c' }, openToAnyone: true },
    );
    expect(both.match(post(`/b/${OTHER}`)).route?.profile.id).toBe('b');
    expect(both.match(post('/c')).route?.profile.id).toBe('c');
    expect(both.match(post(`/b/${TOKEN}`))).toMatchObject({ why: 'token' });
    expect(both.match(post('/c/d'))).toMatchObject({ why: 'path' });
  });

  it('survives tokens of every length and content (T14)', () => {
    for (let length = 0; length <= 10_000; length += length < 300 ? 1 : 97) expect(why(`${PATH}/${'a'.repeat(length)}`, '192.0.2.1')).toBe('token');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(['token', 'path']).toContain(why(`${PATH}/${text}`, '192.0.2.1'));
      }),
    );
  });
});

describe('routes that are refused at start', () => {
  const problemsOf = (...list: CallbackRoute[]) => {
    try {
      routes(...list);
    } catch (error) {
      expect(everythingShown(error)).not.toContain(TOKEN);
      return (error as { problems: { path: string }[] }).problems.map(({ path }) => path);
    }
    return [];
  };

  it('without any protection', () => {
    expect(problemsOf({ path: PATH, profile: acme })).toEqual(['routes[0]']);
    expect(problemsOf({ path: PATH, profile: acme, openToAnyone: true })).toEqual([]);
    expect(problemsOf({ path: PATH, profile: acme, allow: [] })).toEqual(['routes[0].allow']);
    expect(problemsOf()).toEqual(['routes']);
  });

  it.each([
    '',
    'callbacks',
    '/',
    '/callbacks/',
    '//callbacks',
    '/call backs',
    '/callbacks?x',
    '/callbacks#x',
    '/回调',
    '/%41',
    undefined as unknown as string,
  ])('with the path %j', (path) => {
    expect(problemsOf({ path, profile: acme, pathToken: TOKEN })).toEqual(['routes[0].path']);
  });

  it.each([
    '',
    'short',
    'a'.repeat(64),
    `${TOKEN}/x`,
    `${TOKEN} `,
    `${TOKEN}?`,
    'x'.repeat(200) + TOKEN,
    [],
    [TOKEN, 'short'],
    7,
    {},
    Buffer.alloc(0),
  ])('with the token %#', (pathToken) => {
    expect(problemsOf({ path: PATH, profile: acme, pathToken: pathToken as string })).toEqual(['routes[0].pathToken']);
  });

  it('with addresses, profiles or answers that cannot be', () => {
    const ack = { status: 200, headers: {}, body: 'ok' };
    const route = (profile: Partial<typeof acme>): CallbackRoute => ({ path: PATH, profile: { ...acme, ...profile }, pathToken: TOKEN });
    expect(problemsOf({ path: PATH, profile: acme, allow: ['nowhere'] })).toEqual(['routes[0].allow[0]']);
    expect(problemsOf(route({ id: 'Acme' }))).toEqual(['routes[0].profile.id']);
    expect(problemsOf(route({ keepHeaders: ['X-Sign'] }))).toEqual(['routes[0].profile.keepHeaders']);
    // Forgotten: every outcome is an acknowledgement.
    expect(problemsOf(route({ acknowledge: () => ack }))).toEqual(['routes[0].profile.acknowledge', 'routes[0].profile.acknowledge']);
    expect(problemsOf(route({ acknowledge: () => ack, keepUndecodable: true }))).toEqual(['routes[0].profile.acknowledge']);
    for (const wrong of [
      { status: 99 },
      { status: 200.5 },
      { body: 1 },
      { headers: { 'x-a': 'a\r\nx-b: b' } },
      { headers: { 'X-A': 'a' } },
      { headers: { connection: 'close' } },
    ])
      expect(problemsOf(route({ acknowledge: () => ({ ...ack, status: 500, ...wrong }) as never }))).toHaveLength(2);
  });

  it('twice for one path, or with one id for two profiles', () => {
    const open = { path: PATH, profile: acme, openToAnyone: true } as const;
    expect(problemsOf(open, open)).toEqual(['routes[1].path']);
    expect(problemsOf({ ...open, profile: acme }, { path: '/b', profile: { ...acme }, openToAnyone: true })).toEqual(['routes[1].profile.id']);
  });

  it('with every problem at once', () => {
    expect(problemsOf({ path: 'x', profile: { ...acme, id: '' } }, { path: '/b', profile: acme, pathToken: 'short', allow: ['x'] })).toEqual([
      'routes[0].path',
      'routes[0]',
      'routes[0].profile.id',
      'routes[1].pathToken',
      'routes[1].allow[0]',
    ]);
  });
});
