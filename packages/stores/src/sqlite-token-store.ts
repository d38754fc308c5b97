import type { StoredToken, TokenLease, TokenStore } from '@piaozone/core';
import { closeDatabase, transaction } from './database.js';
import type { SqliteDatabase, SqliteStatement } from './driver.js';
import { ALONE_HINT, closedError, damagedFile, translate } from './errors.js';

interface Statements {
  readonly get: SqliteStatement;
  readonly held: SqliteStatement;
  readonly nextFence: SqliteStatement;
  readonly lease: SqliteStatement;
  readonly extend: SqliteStatement;
  readonly put: SqliteStatement;
  readonly release: SqliteStatement;
  readonly forgetOld: SqliteStatement;
}

/** Epoch milliseconds by the machine's clock, which all processes of the file share. */
const NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
/** A clock that was set back ends leases instead of prolonging them, and lets no token live longer than it was given. */
const HELD = `leased_at IS NOT NULL AND ${NOW} - leased_at >= 0 AND ${NOW} - leased_at < lease_life`;
/** Rows nobody used for so long belong to credentials that were replaced. */
const KEPT_MS = 90 * 86_400_000;

/** Shared sessions in one SQLite file, see `createSqliteTokenStore`. */
export class SqliteTokenStore implements TokenStore {
  readonly #path: string;
  readonly #statements: Statements;
  #database: SqliteDatabase | undefined;

  constructor(database: SqliteDatabase, path: string) {
    this.#path = path;
    try {
      // What a power failure takes is worth one login; no process outlives it that could hold an old lease.
      database.exec('PRAGMA synchronous = NORMAL');
      this.#statements = prepare(database);
    } catch (error) {
      database.close();
      throw damagedFile(path, 'not-sent', error);
    }
    this.#database = database;
  }

  async get(key: string): Promise<StoredToken | undefined> {
    return this.#do(() => {
      const row = this.#statements.get.get(key) as { sealed: string; age: number; remaining: number | null } | undefined;
      if (row === undefined || (row.remaining !== null && row.remaining <= 0)) return undefined;
      return { sealed: row.sealed, ageMs: row.age, ...(row.remaining === null ? {} : { remainingMs: row.remaining }) };
    });
  }

  async lease(key: string, ttlMs: number): Promise<TokenLease | undefined> {
    return this.#do((database) => {
      // Waiting processes ask again and again: looking first keeps them from queueing for the write lock.
      if (this.#statements.held.get(key) !== undefined) return undefined;
      return transaction(database, () => {
        if (this.#statements.held.get(key) !== undefined) return undefined;
        const { last: fence } = this.#statements.nextFence.get() as { last: number };
        this.#statements.lease.run(key, fence, ttlMs);
        this.#statements.forgetOld.run();
        return { key, fence };
      });
    });
  }

  async extend({ key, fence }: TokenLease, ttlMs: number): Promise<boolean> {
    return this.#do(() => wrote(this.#statements.extend.run(ttlMs, key, fence)));
  }

  async putIfLeased({ key, fence }: TokenLease, sealed: string, lifetimeMs?: number): Promise<boolean> {
    return this.#do(() => wrote(this.#statements.put.run(sealed, lifetimeMs ?? null, key, fence)));
  }

  async release({ key, fence }: TokenLease): Promise<void> {
    this.#do(() => this.#statements.release.run(key, fence));
  }

  async close(): Promise<void> {
    if (this.#database !== undefined) closeDatabase(this.#database);
    this.#database = undefined;
  }

  #do<T>(work: (database: SqliteDatabase) => T): T {
    if (this.#database === undefined) throw closedError(this.#path, 'not-sent');
    try {
      return work(this.#database);
    } catch (error) {
      throw translate(error, this.#path, 'not-sent', ALONE_HINT);
    }
  }
}

function wrote({ changes }: { readonly changes: number | bigint }): boolean {
  return Number(changes) > 0;
}

function prepare(database: SqliteDatabase): Statements {
  return {
    get: database.prepare(
      `SELECT sealed, max(0, ${NOW} - stored_at) AS age, min(life, stored_at + life - ${NOW}) AS remaining FROM token WHERE key = ? AND sealed IS NOT NULL`,
    ),
    held: database.prepare(`SELECT 1 FROM token WHERE key = ? AND ${HELD}`),
    nextFence: database.prepare('UPDATE token_fence SET last = last + 1 RETURNING last'),
    lease: database.prepare(
      `INSERT INTO token (key, fence, leased_at, lease_life) VALUES (?, ?, ${NOW}, ?)
       ON CONFLICT (key) DO UPDATE SET fence = excluded.fence, leased_at = excluded.leased_at, lease_life = excluded.lease_life`,
    ),
    extend: database.prepare(`UPDATE token SET leased_at = ${NOW}, lease_life = ? WHERE key = ? AND fence = ? AND leased_at IS NOT NULL`),
    put: database.prepare(
      `UPDATE token SET sealed = ?, stored_at = ${NOW}, life = ?, leased_at = NULL, lease_life = NULL WHERE key = ? AND fence = ? AND leased_at IS NOT NULL`,
    ),
    release: database.prepare('UPDATE token SET leased_at = NULL, lease_life = NULL WHERE key = ? AND fence = ? AND leased_at IS NOT NULL'),
    forgetOld: database.prepare(
      `DELETE FROM token WHERE max(coalesce(stored_at + coalesce(life, 0), 0), coalesce(leased_at + lease_life, 0)) < ${NOW} - ${KEPT_MS}`,
    ),
  };
}
