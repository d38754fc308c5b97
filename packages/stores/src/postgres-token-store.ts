import type { StoredToken, TokenLease, TokenStore } from '@piaozone/core';
import { closedServer, serverError } from './errors.js';

/** The part of a `pg` pool (or client) this package uses. */
export interface PostgresQueries {
  // biome-ignore lint/suspicious/noExplicitAny: the shape of rows follows from the statement
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly any[]; readonly rowCount: number | null }>;
}

const SERVER = 'PostgreSQL';
/** Epoch milliseconds by the server's clock, also inside a transaction that has stood for a while. */
const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
/** Rows nobody used for so long belong to credentials that were replaced. */
const KEPT_MS = 90 * 86_400_000;
const TABLE_LOCK = 0x50_5a_54_4f;

/** Shared sessions in one PostgreSQL table, see `createPostgresTokenStore`. */
export class PostgresTokenStore implements TokenStore {
  readonly #statements: ReturnType<typeof statementsFor>;
  readonly #end: () => Promise<void>;
  #queries: PostgresQueries | undefined;
  #prepared: Promise<void> | undefined;

  /** @param table plain identifier, perhaps with a schema before it */
  constructor(queries: PostgresQueries, table: string, end: () => Promise<void>) {
    this.#queries = queries;
    this.#statements = statementsFor(table);
    this.#end = end;
  }

  async get(key: string): Promise<StoredToken | undefined> {
    const [row] = await this.#run(this.#statements.get, key);
    if (row === undefined) return undefined;
    const remainingMs = row.remaining === null ? undefined : Number(row.remaining);
    if (remainingMs !== undefined && remainingMs <= 0) return undefined;
    return { sealed: row.sealed, ageMs: Number(row.age), ...(remainingMs === undefined ? {} : { remainingMs }) };
  }

  async lease(key: string, ttlMs: number): Promise<TokenLease | undefined> {
    // Waiting processes ask again and again: looking first spares the server their writes.
    if ((await this.#run(this.#statements.held, key)).length > 0) return undefined;
    const [row] = await this.#run(this.#statements.lease, key, Math.ceil(ttlMs));
    if (row === undefined) return undefined;
    await this.#run(this.#statements.forgetOld);
    return { key, fence: Number(row.fence) };
  }

  async extend({ key, fence }: TokenLease, ttlMs: number): Promise<boolean> {
    return (await this.#run(this.#statements.extend, Math.ceil(ttlMs), key, fence)).length > 0;
  }

  async putIfLeased({ key, fence }: TokenLease, sealed: string, lifetimeMs?: number): Promise<boolean> {
    const life = lifetimeMs === undefined ? null : Math.ceil(lifetimeMs);
    return (await this.#run(this.#statements.put, sealed, life, key, fence)).length > 0;
  }

  async release({ key, fence }: TokenLease): Promise<void> {
    await this.#run(this.#statements.release, key, fence);
  }

  async close(): Promise<void> {
    if (this.#queries === undefined) return;
    this.#queries = undefined;
    await this.#end().catch(() => {});
  }

  // biome-ignore lint/suspicious/noExplicitAny: see PostgresQueries
  async #run(statement: string, ...values: unknown[]): Promise<readonly any[]> {
    const queries = this.#queries;
    if (queries === undefined) throw closedServer(SERVER);
    try {
      this.#prepared ??= prepare(queries, this.#statements);
      await this.#prepared;
      return (await queries.query(statement, values)).rows;
    } catch (error) {
      // A database that was away is asked for its table once more.
      this.#prepared = undefined;
      throw serverError(SERVER, error);
    }
  }
}

/** A user who may not create tables needs one made beforehand: nothing is created where it exists. */
async function prepare(queries: PostgresQueries, { exists, create }: ReturnType<typeof statementsFor>): Promise<void> {
  const { rows } = await queries.query(exists);
  // One text is one transaction, so that the lock holds until the table is there: `IF NOT EXISTS` alone fails when two processes start at once.
  if (rows.length === 0) await queries.query(create);
}

function statementsFor(table: string) {
  const fences = `${table}_fence`;
  const held = `t.leased_at IS NOT NULL AND ${NOW} - t.leased_at >= 0 AND ${NOW} - t.leased_at < t.lease_life`;
  return {
    exists: `SELECT 1 WHERE to_regclass('${table}') IS NOT NULL AND to_regclass('${fences}') IS NOT NULL`,
    create: `
      SELECT pg_advisory_xact_lock(${TABLE_LOCK});
      CREATE SEQUENCE IF NOT EXISTS ${fences};
      CREATE TABLE IF NOT EXISTS ${table} (
        key text PRIMARY KEY,
        sealed text,
        stored_at bigint,
        life bigint,
        fence bigint NOT NULL,
        leased_at bigint,
        lease_life bigint
      );`,
    get: `
      SELECT sealed, greatest(0, ${NOW} - stored_at) AS age,
             CASE WHEN life IS NULL THEN NULL ELSE least(life, stored_at + life - ${NOW}) END AS remaining
        FROM ${table} WHERE key = $1 AND sealed IS NOT NULL`,
    held: `SELECT 1 FROM ${table} AS t WHERE key = $1 AND ${held}`,
    // In the update the number is drawn when the row is locked: drawn before, it could be smaller than that of a lease given in between.
    lease: `
      INSERT INTO ${table} AS t (key, fence, leased_at, lease_life) VALUES ($1, nextval('${fences}'), ${NOW}, $2)
      ON CONFLICT (key) DO UPDATE SET fence = nextval('${fences}'), leased_at = ${NOW}, lease_life = excluded.lease_life
      WHERE NOT (${held})
      RETURNING fence`,
    extend: `UPDATE ${table} SET leased_at = ${NOW}, lease_life = $1 WHERE key = $2 AND fence = $3 AND leased_at IS NOT NULL RETURNING 1`,
    put: `
      UPDATE ${table} SET sealed = $1, stored_at = ${NOW}, life = $2, leased_at = NULL, lease_life = NULL
      WHERE key = $3 AND fence = $4 AND leased_at IS NOT NULL RETURNING 1`,
    release: `UPDATE ${table} SET leased_at = NULL, lease_life = NULL WHERE key = $1 AND fence = $2 AND leased_at IS NOT NULL`,
    forgetOld: `
      DELETE FROM ${table}
      WHERE greatest(coalesce(stored_at + coalesce(life, 0), 0), coalesce(leased_at + lease_life, 0)) < ${NOW} - ${KEPT_MS}`,
  };
}
