import type { StoredToken, TokenLease, TokenStore } from '@piaozone/core';
import { closedServer, serverError } from './errors.js';

/** The part of an `ioredis` client (or cluster) this package uses. */
export interface RedisScripts {
  eval(script: string, keyCount: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
}

const SERVER = 'Redis';
const DAY_MS = 86_400_000;
/** Sessions without a stated life: the credential was replaced if nobody renewed one for so long. */
const KEPT_MS = 90 * DAY_MS;
/** How long the newest lease of a key is remembered; see LEASE for what comes after. */
const FENCE_KEPT_MS = 7 * DAY_MS;

/** KEYS of every script: session, lease, number of the newest lease. Redis runs a script as one step. */
const NOW = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)";

const GET = `
${NOW}
local row = redis.call('HMGET', KEYS[1], 'sealed', 'stored', 'life')
if not row[1] then return false end
local age = math.max(0, now - tonumber(row[2]))
local left = row[3] and redis.call('PTTL', KEYS[1]) or -1
return {row[1], age, left}`;

/**
 * The number is the server's clock in microseconds, and more than the last one: it grows even where Redis has forgotten the last one,
 * be it by its age, by eviction or by a restart without persistence, unless the clock was set back at the same time.
 */
const LEASE = `
if redis.call('EXISTS', KEYS[2]) == 1 then return false end
local t = redis.call('TIME')
local fence = t[1] * 1000000 + t[2]
local last = tonumber(redis.call('GET', KEYS[3]) or '0')
if fence <= last then fence = last + 1 end
local text = string.format('%.0f', fence)
redis.call('SET', KEYS[3], text, 'PX', ${FENCE_KEPT_MS})
redis.call('SET', KEYS[2], text, 'PX', ARGV[1])
return text`;

const EXTEND = `
if redis.call('GET', KEYS[3]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1`;

/** What was given back is no longer the newest, not even for its holder. */
const GIVE_BACK = `
redis.call('SET', KEYS[3], string.format('%.0f', tonumber(ARGV[1]) + 1), 'PX', ${FENCE_KEPT_MS})
redis.call('DEL', KEYS[2])`;

const PUT = `
if redis.call('GET', KEYS[3]) ~= ARGV[1] then return 0 end
${NOW}
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'sealed', ARGV[2], 'stored', string.format('%.0f', now))
if ARGV[3] ~= '' then redis.call('HSET', KEYS[1], 'life', ARGV[3]) end
redis.call('PEXPIRE', KEYS[1], ARGV[3] ~= '' and ARGV[3] or ${KEPT_MS})
${GIVE_BACK}
return 1`;

const RELEASE = `
if redis.call('GET', KEYS[3]) ~= ARGV[1] then return 0 end
${GIVE_BACK}
return 1`;

/** Shared sessions in Redis, see `createRedisTokenStore`. */
export class RedisTokenStore implements TokenStore {
  readonly #prefix: string;
  readonly #end: () => Promise<void>;
  #scripts: RedisScripts | undefined;

  constructor(scripts: RedisScripts, prefix: string, end: () => Promise<void>) {
    this.#scripts = scripts;
    this.#prefix = prefix;
    this.#end = end;
  }

  async get(key: string): Promise<StoredToken | undefined> {
    const row = (await this.#run(GET, key)) as [string, number, number] | null;
    if (row === null) return undefined;
    const [sealed, ageMs, remainingMs] = row;
    return { sealed, ageMs, ...(remainingMs < 0 ? {} : { remainingMs }) };
  }

  async lease(key: string, ttlMs: number): Promise<TokenLease | undefined> {
    const fence = (await this.#run(LEASE, key, Math.ceil(ttlMs))) as string | null;
    return fence === null ? undefined : { key, fence: Number(fence) };
  }

  async extend({ key, fence }: TokenLease, ttlMs: number): Promise<boolean> {
    return (await this.#run(EXTEND, key, fence, Math.ceil(ttlMs))) === 1;
  }

  async putIfLeased({ key, fence }: TokenLease, sealed: string, lifetimeMs?: number): Promise<boolean> {
    return (await this.#run(PUT, key, fence, sealed, lifetimeMs === undefined ? '' : Math.ceil(lifetimeMs))) === 1;
  }

  async release({ key, fence }: TokenLease): Promise<void> {
    await this.#run(RELEASE, key, fence);
  }

  async close(): Promise<void> {
    if (this.#scripts === undefined) return;
    this.#scripts = undefined;
    await this.#end().catch(() => {});
  }

  async #run(script: string, key: string, ...values: (string | number)[]): Promise<unknown> {
    if (this.#scripts === undefined) throw closedServer(SERVER);
    // The braces keep the three keys on one node of a cluster.
    const keys = ['session', 'lease', 'fence'].map((kind) => `${this.#prefix}${kind}:{${key}}`);
    try {
      return await this.#scripts.eval(script, keys.length, ...keys, ...values);
    } catch (error) {
      throw serverError(SERVER, error);
    }
  }
}
