import { describe, expect, it } from 'vitest';
import { chooseDriver, type SqliteDriver } from '../src/driver.js';

const BUILT_IN = { DatabaseSync: class BuiltIn {} } as unknown as SqliteDriver;
const PEER = { DatabaseSync: class Peer {} } as unknown as SqliteDriver;

function choose(node: string, sqlite: string | undefined, peer: SqliteDriver | undefined): SqliteDriver {
  return chooseDriver({ node, sqlite, builtIn: () => BUILT_IN, peer: () => peer });
}

describe('which SQLite is used', () => {
  it.each([
    ['22.13.0', '3.51.3'],
    ['22.22.0', '3.52.0'],
    ['24.1.0', '3.51.10'],
    ['23.4.0', '4.0.0'],
  ])('the one inside Node %s with SQLite %s', (node, sqlite) => {
    expect(choose(node, sqlite, PEER)).toBe(BUILT_IN);
  });

  it.each([
    ['20.20.2', undefined],
    ['22.12.0', '3.52.0'],
    ['23.3.0', '3.52.0'],
    ['22.13.0', '3.51.2'],
    ['24.0.0', undefined],
  ])('the peer on Node %s with SQLite %s', (node, sqlite) => {
    expect(choose(node, sqlite, PEER)).toBe(PEER);
  });

  it('the one inside Node where no peer is installed', () => {
    expect(choose('22.13.0', '3.47.2', undefined)).toBe(BUILT_IN);
  });

  it('says in both languages what to install', () => {
    expect(() => choose('20.20.2', undefined, undefined)).toThrow(
      expect.objectContaining({
        code: 'store_failed',
        text: {
          zh: expect.stringContaining('未安装 @photostructure/sqlite'),
          en: expect.stringContaining('@photostructure/sqlite is not installed'),
        },
        hintText: { zh: expect.stringContaining('npm install @photostructure/sqlite@1'), en: expect.stringContaining('Node 22.13') },
      }),
    );
  });
});
