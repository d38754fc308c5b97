import { createRequire } from 'node:module';
import { configError, type Problem, type TokenStore } from '@piaozone/core';
import { peerMissing } from './errors.js';
import { type PostgresQueries, PostgresTokenStore } from './postgres-token-store.js';

export type { PostgresQueries } from './postgres-token-store.js';

export interface PostgresTokenStoreOptions {
  /**
   * `postgres://user:password@host:5432/database`, the options of a `pg` pool, or a pool of your own, which `close()` leaves open.
   * A pool of ours has at most 4 connections, gives up after 5 s and keeps no process alive.
   */
  readonly connection: string | Readonly<Record<string, unknown>> | PostgresQueries;
  /** Default `piaozone_token`; `schema.name` is possible. Created if missing, with the sequence `<table>_fence`. */
  readonly table?: string;
}

interface PostgresPool extends PostgresQueries {
  on(event: 'error', listener: () => void): unknown;
  end(): Promise<void>;
}

interface PostgresDriver {
  readonly Pool: new (options: Readonly<Record<string, unknown>>) => PostgresPool;
}

const DEFAULT_TABLE = 'piaozone_token';
const TIMEOUT_MS = 5_000;
const POOL_DEFAULTS = {
  max: 4,
  connectionTimeoutMillis: TIMEOUT_MS,
  query_timeout: TIMEOUT_MS,
  statement_timeout: TIMEOUT_MS,
  allowExitOnIdle: true,
  application_name: 'piaozone',
};

/**
 * Access tokens shared by processes of any number of machines, in a PostgreSQL (11 or newer) table: the option `tokenStore` of `createPiaozone`.
 * What lies there is encrypted with the credential. Connects at the first use; the optional peer `pg` 8 is loaded here.
 * @throws config_invalid for wrong options; store_failed when `pg` is not installed
 */
export function createPostgresTokenStore({ connection, table = DEFAULT_TABLE }: PostgresTokenStoreOptions): TokenStore {
  const problems: Problem[] = [];
  // Long names would be cut, and the sequence's then be the table's.
  if (!/^(?:[a-z_][a-z0-9_]{0,49}\.)?[a-z_][a-z0-9_]{0,49}$/.test(table)) problems.push(TABLE_PROBLEM);
  if (!isConnection(connection)) problems.push(CONNECTION_PROBLEM);
  if (problems.length > 0) throw configError(problems);
  if (isPool(connection)) return new PostgresTokenStore(connection, table, async () => {});
  const given = typeof connection === 'string' ? { connectionString: connection } : connection;
  const pool = new (loadDriver().Pool)({ ...POOL_DEFAULTS, ...given });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  return new PostgresTokenStore(pool, table, () => pool.end());
}

function isPool(connection: PostgresTokenStoreOptions['connection']): connection is PostgresQueries {
  return typeof connection === 'object' && typeof (connection as { query?: unknown }).query === 'function';
}

function isConnection(connection: unknown): boolean {
  if (typeof connection === 'string') return /^postgres(?:ql)?:\/\//i.test(connection);
  return typeof connection === 'object' && connection !== null;
}

function loadDriver(): PostgresDriver {
  try {
    return createRequire(import.meta.url)('pg') as PostgresDriver;
  } catch {
    throw peerMissing('pg', 'pg@8');
  }
}

const TABLE_PROBLEM: Problem = {
  path: 'table',
  message: {
    zh: '只能由小写字母、数字和下划线组成，不超过 50 个字符，前面可加“模式名.”',
    en: 'must consist of small letters, digits and underscores, at most 50, with `schema.` before it if needed',
  },
};
/** The value is not shown: it may hold a password. */
const CONNECTION_PROBLEM: Problem = {
  path: 'connection',
  message: { zh: '须为 postgres:// 地址、pg 连接池选项或连接池', en: 'must be a postgres:// URL, options of a pg pool, or a pool' },
};
