import { createRequire } from 'node:module';
import type { PiaozoneError } from '@piaozone/core';
import { storeError } from './errors.js';

export type SqliteValue = string | number | null | Uint8Array;

export interface SqliteStatement {
  get(...values: SqliteValue[]): unknown;
  run(...values: SqliteValue[]): { readonly changes: number | bigint };
  all(...values: SqliteValue[]): unknown[];
}

/** The part of `DatabaseSync` this package uses; `node:sqlite` and `@photostructure/sqlite` both have it. */
export interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

export interface SqliteDriver {
  readonly DatabaseSync: new (path: string) => SqliteDatabase;
}

export interface DriverCandidates {
  /** `process.versions.node`. */
  readonly node: string;
  /** `process.versions.sqlite`: the SQLite inside Node, where Node tells. */
  readonly sqlite: string | undefined;
  readonly builtIn: () => SqliteDriver | undefined;
  readonly peer: () => SqliteDriver | undefined;
}

const PEER = '@photostructure/sqlite';

/**
 * `node:sqlite` from Node 22.13 on, else the optional peer `@photostructure/sqlite`. A SQLite up to 3.51.2 inside Node gives way to an installed peer,
 * because two connections that checkpoint at the same instant can damage a WAL file with it (reliability.md, finding 9).
 * @throws store_failed naming the package to install
 */
export function chooseDriver(candidates: DriverCandidates): SqliteDriver {
  const builtIn = hasUsableSqlite(candidates.node) ? candidates.builtIn() : undefined;
  if (builtIn !== undefined && isAtLeast(candidates.sqlite ?? '', [3, 51, 3])) return builtIn;
  const driver = candidates.peer() ?? builtIn;
  if (driver === undefined) throw driverMissing(candidates.node);
  return driver;
}

export function installedDriver(): SqliteDriver {
  return chooseDriver({
    node: process.versions.node,
    sqlite: process.versions['sqlite'],
    builtIn: () => process.getBuiltinModule('node:sqlite') as SqliteDriver | undefined,
    peer: loadPeer,
  });
}

/** Before 22.13 and 23.4 the module is behind a flag and lacks parts. */
function hasUsableSqlite(node: string): boolean {
  return isAtLeast(node, node.startsWith('23.') ? [23, 4, 0] : [22, 13, 0]);
}

function isAtLeast(version: string, wanted: readonly [number, number, number]): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, least] of wanted.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

function loadPeer(): SqliteDriver | undefined {
  try {
    return createRequire(import.meta.url)(PEER) as SqliteDriver;
  } catch {
    // Not installed, or without a binary for this platform: to the caller the same.
    return undefined;
  }
}

function driverMissing(node: string): PiaozoneError {
  return storeError({
    message: {
      zh: `Node ${node} 上没有可用的 SQLite：未安装 ${PEER}，或它没有适用于 ${process.platform}-${process.arch} 的二进制文件`,
      en: `no SQLite for Node ${node}: ${PEER} is not installed, or has no binary for ${process.platform}-${process.arch}`,
    },
    hint: {
      zh: `请执行 npm install ${PEER}@1，或改用 Node 22.13 及以上`,
      en: `run npm install ${PEER}@1, or use Node 22.13 or newer`,
    },
  });
}
