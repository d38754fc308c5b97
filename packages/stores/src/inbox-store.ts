import {
  type Bilingual,
  type ClaimedDelivery,
  type Delivery,
  type DeliveryState,
  type FailureOutcome,
  type InboxEntry,
  type InboxStore,
  parseExact,
  type Runtime,
  stringifyExact,
} from '@piaozone/core';
import { closeDatabase, transaction } from './database.js';
import type { SqliteDatabase, SqliteStatement } from './driver.js';
import { closedError, damagedFile, translate } from './errors.js';

interface Row {
  readonly id: string;
  readonly profile: string;
  readonly received_at: number;
  readonly headers: string;
  readonly body: Uint8Array;
  readonly attempts: number;
  readonly fence: number;
  readonly note: string | null;
}

interface Statements {
  readonly put: SqliteStatement;
  readonly anyDue: SqliteStatement;
  readonly due: SqliteStatement;
  readonly claim: SqliteStatement;
  readonly finish: SqliteStatement;
  readonly requeue: SqliteStatement;
  readonly list: SqliteStatement;
  readonly read: SqliteStatement;
  readonly count: SqliteStatement;
  readonly erase: SqliteStatement;
}

interface Waiting {
  readonly delivery: Delivery;
  readonly note: string | undefined;
  readonly resolve: (result: 'new' | 'duplicate') => void;
  readonly reject: (error: unknown) => void;
}

/** Callbacks in one SQLite file, see `createSqliteInbox`. */
export class SqliteInbox implements InboxStore {
  readonly durable = true;
  readonly #path: string;
  readonly #runtime: Pick<Runtime, 'now'>;
  readonly #statements: Statements;
  #database: SqliteDatabase | undefined;
  #waiting: Waiting[] = [];

  constructor(database: SqliteDatabase, path: string, runtime: Pick<Runtime, 'now'>) {
    this.#path = path;
    this.#runtime = runtime;
    try {
      this.#statements = prepare(database);
    } catch (error) {
      database.close();
      throw damagedFile(path, 'not-sent', error);
    }
    this.#database = database;
  }

  /** Callbacks that arrive together share one commit: a disk syncs hundreds of times a second, not thousands. */
  put(delivery: Delivery, quarantine?: { readonly note: string }): Promise<'new' | 'duplicate'> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ delivery, note: quarantine?.note, resolve, reject });
      // After the poll phase: every request that is complete by then is in.
      if (this.#waiting.length === 1) setImmediate(() => this.#flush());
    });
  }

  async claim(limit: number, leaseMs: number): Promise<readonly ClaimedDelivery[]> {
    const now = this.#runtime.now();
    return this.#do('not-sent', (database) => {
      // Looking first: pollers with nothing to do must not queue for the write lock.
      if (limit < 1 || this.#statements.anyDue.get(now) === undefined) return [];
      return transaction(database, () => {
        const rows = this.#statements.due.all(now, limit) as Row[];
        return rows.map((row) => {
          this.#statements.claim.run(now + leaseMs, row.id);
          return { ...readDelivery(row), fence: row.fence + 1, attempts: row.attempts + 1, ...(row.note === null ? {} : { note: row.note }) };
        });
      });
    });
  }

  async done(id: string, fence: number): Promise<boolean> {
    return this.#finish('done', id, fence, 0, null);
  }

  async park(id: string, fence: number, notBefore: number, note: string): Promise<boolean> {
    return this.#finish('parked', id, fence, notBefore, note);
  }

  async quarantine(id: string, fence: number, note: string): Promise<boolean> {
    return this.#finish('quarantined', id, fence, 0, note);
  }

  async requeue(id: string): Promise<boolean> {
    return this.#do('unknown', () => wrote(this.#statements.requeue.run(this.#runtime.now(), id)));
  }

  async list(state: DeliveryState, limit: number): Promise<readonly InboxEntry[]> {
    const rows = this.#do('not-sent', () => this.#statements.list.all(state, limit)) as Omit<Row, 'body' | 'headers' | 'fence'>[];
    return rows.map(({ id, profile, received_at: receivedAt, attempts, note }) => {
      return { id, profile, receivedAt, state, attempts, ...(note === null ? {} : { note }) };
    });
  }

  async read(id: string): Promise<Delivery | undefined> {
    return this.#do('not-sent', () => {
      const row = this.#statements.read.get(id) as Row | undefined;
      return row === undefined ? undefined : readDelivery(row);
    });
  }

  async count(state: DeliveryState): Promise<number> {
    return this.#do('not-sent', () => (this.#statements.count.get(state) as { count: number }).count);
  }

  async erase(receivedBefore: number): Promise<number> {
    return this.#do('unknown', () => Number(this.#statements.erase.run(receivedBefore).changes));
  }

  async close(): Promise<void> {
    this.#flush();
    if (this.#database !== undefined) closeDatabase(this.#database);
    this.#database = undefined;
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    try {
      const results = this.#do('unknown', (database) => transaction(database, () => waiting.map((each) => this.#insert(each))));
      for (const [index, { resolve }] of waiting.entries()) resolve(results[index] as 'new' | 'duplicate');
    } catch (error) {
      if (waiting.length === 1) waiting[0]?.reject(error);
      // One that cannot be stored must not take the others with it.
      else for (const each of waiting) this.#putAlone(each);
    }
  }

  #putAlone(each: Waiting): void {
    try {
      each.resolve(this.#do('unknown', (database) => transaction(database, () => this.#insert(each))));
    } catch (error) {
      each.reject(error);
    }
  }

  #insert({ delivery: { id, profile, receivedAt, headers, body }, note }: Waiting): 'new' | 'duplicate' {
    const state: DeliveryState = note === undefined ? 'new' : 'quarantined';
    const result = this.#statements.put.run(id, profile, receivedAt, stringifyExact(headers), body, state, receivedAt, note ?? null);
    return wrote(result) ? 'new' : 'duplicate';
  }

  #finish(state: DeliveryState, id: string, fence: number, notBefore: number, note: string | null): boolean {
    return this.#do('unknown', () => wrote(this.#statements.finish.run(state, notBefore, note, id, fence)));
  }

  #do<T>(outcome: FailureOutcome, work: (database: SqliteDatabase) => T): T {
    if (this.#database === undefined) throw closedError(this.#path, outcome);
    try {
      return work(this.#database);
    } catch (error) {
      throw translate(error, this.#path, outcome, NOT_ACKNOWLEDGED);
    }
  }
}

const NOT_ACKNOWLEDGED: Bilingual = {
  zh: '请排除该原因；期间的回调不会被确认，发送方会重发，未收到的由查询补齐',
  en: 'remove that cause; until then no callback is acknowledged: senders repeat them, and what never comes is found by query',
};

function readDelivery({ id, profile, received_at: receivedAt, headers, body }: Row): Delivery {
  return { id, profile, receivedAt, headers: parseExact(headers) as Record<string, string>, body: Buffer.from(body) };
}

function wrote({ changes }: { readonly changes: number | bigint }): boolean {
  return Number(changes) === 1;
}

/** Word for word the condition of the index `inbox_due`. Left to itself SQLite would sort the whole backlog for every claim. */
const WORKABLE = "state IN ('new', 'parked', 'claimed')";

function prepare(database: SqliteDatabase): Statements {
  return {
    put: database.prepare(
      `INSERT INTO inbox (id, profile, received_at, headers, body, state, attempts, not_before, fence, note) VALUES (?, ?, ?, ?, ?, ?, 0, ?, 0, ?)
       ON CONFLICT (id) DO NOTHING`,
    ),
    anyDue: database.prepare(`SELECT 1 FROM inbox INDEXED BY inbox_due WHERE ${WORKABLE} AND not_before <= ? LIMIT 1`),
    due: database.prepare(
      `SELECT id, profile, received_at, headers, body, attempts, fence, note FROM inbox INDEXED BY inbox_due WHERE ${WORKABLE} AND not_before <= ?
       ORDER BY not_before, rowid LIMIT ?`,
    ),
    claim: database.prepare(
      "UPDATE inbox SET state = 'claimed', fence = fence + 1, attempts = attempts + 1, not_before = ?, note = NULL WHERE id = ?",
    ),
    finish: database.prepare("UPDATE inbox SET state = ?, not_before = ?, note = ? WHERE id = ? AND fence = ? AND state = 'claimed'"),
    requeue: database.prepare("UPDATE inbox SET state = 'new', attempts = 0, not_before = ?, note = NULL WHERE id = ? AND state = 'quarantined'"),
    list: database.prepare('SELECT id, profile, received_at, attempts, note FROM inbox WHERE state = ? ORDER BY received_at, rowid LIMIT ?'),
    read: database.prepare('SELECT id, profile, received_at, headers, body FROM inbox WHERE id = ?'),
    count: database.prepare('SELECT count(*) AS count FROM inbox WHERE state = ?'),
    erase: database.prepare(
      "UPDATE inbox SET headers = '{}', body = x'' WHERE state = 'done' AND received_at < ? AND (length(body) > 0 OR headers <> '{}')",
    ),
  };
}
