import { createRequire } from 'node:module';
import { configError, type Problem, type TokenStore } from '@piaozone/core';
import { peerMissing } from './errors.js';
import { type RedisScripts, RedisTokenStore } from './redis-token-store.js';

export type { RedisScripts } from './redis-token-store.js';

export interface RedisTokenStoreOptions {
  /** `redis://user:password@host:6379/0` or `rediss://…`, options of an `ioredis` client, or a client of your own, which `close()` leaves open. */
  readonly connection: string | Readonly<Record<string, unknown>> | RedisScripts;
  /** Before every key. Default `piaozone:token:`. */
  readonly prefix?: string;
}

interface RedisClient extends RedisScripts {
  on(event: 'error', listener: () => void): unknown;
  quit(): Promise<unknown>;
  disconnect(): void;
}

interface RedisDriver {
  readonly Redis: new (...given: unknown[]) => RedisClient;
}

const DEFAULT_PREFIX = 'piaozone:token:';
const TIMEOUT_MS = 5_000;
/** A call that cannot be answered soon fails, and the process goes on alone; the connection itself is tried again and again. */
const CLIENT_DEFAULTS = { lazyConnect: true, connectTimeout: TIMEOUT_MS, commandTimeout: TIMEOUT_MS, maxRetriesPerRequest: 1 };

/**
 * Access tokens shared by processes of any number of machines, in Redis (5 or newer): the option `tokenStore` of `createPiaozone`. What lies there is encrypted
 * with the credential; losing it costs one login a key. Connects at the first use; the optional peer `ioredis` is loaded here.
 * Its connection keeps the process alive until `close()`.
 * @throws config_invalid for wrong options; store_failed when `ioredis` is not installed
 */
export function createRedisTokenStore({ connection, prefix = DEFAULT_PREFIX }: RedisTokenStoreOptions): TokenStore {
  const problems: Problem[] = [];
  // Braces would take the place of those that keep a key's parts on one node of a cluster.
  if (!/^[\x21-\x7e]{0,100}$/.test(prefix) || /[{}]/.test(prefix)) problems.push(PREFIX_PROBLEM);
  if (!isConnection(connection)) problems.push(CONNECTION_PROBLEM);
  if (problems.length > 0) throw configError(problems);
  if (isClient(connection)) return new RedisTokenStore(connection, prefix, async () => {});
  const client = connect(connection);
  // ioredis prints errors that nobody listens to.
  client.on('error', () => {});
  return new RedisTokenStore(client, prefix, () => end(client));
}

function connect(connection: string | Readonly<Record<string, unknown>>): RedisClient {
  const { Redis } = loadDriver();
  return typeof connection === 'string' ? new Redis(connection, CLIENT_DEFAULTS) : new Redis({ ...CLIENT_DEFAULTS, ...connection });
}

/** `quit` waits for what is under way; without a server it fails, and only `disconnect` ends the attempts. */
async function end(client: RedisClient): Promise<void> {
  try {
    await client.quit();
  } finally {
    client.disconnect();
  }
}

function isClient(connection: RedisTokenStoreOptions['connection']): connection is RedisScripts {
  return typeof connection === 'object' && typeof (connection as { eval?: unknown }).eval === 'function';
}

function isConnection(connection: unknown): boolean {
  if (typeof connection === 'string') return /^rediss?:\/\//i.test(connection);
  return typeof connection === 'object' && connection !== null;
}

function loadDriver(): RedisDriver {
  try {
    return createRequire(import.meta.url)('ioredis') as RedisDriver;
  } catch {
    throw peerMissing('ioredis', 'ioredis@5');
  }
}

const PREFIX_PROBLEM: Problem = {
  path: 'prefix',
  message: { zh: '须为不超过 100 个可见 ASCII 字符，不含花括号', en: 'must be at most 100 visible ASCII characters without braces' },
};
/** The value is not shown: it may hold a password. */
const CONNECTION_PROBLEM: Problem = {
  path: 'connection',
  message: {
    zh: '须为 redis:// 或 rediss:// 地址、ioredis 选项或客户端',
    en: 'must be a redis:// or rediss:// URL, options of ioredis, or a client',
  },
};
