import { closeSync, openSync } from 'node:fs';
import type { SqliteDatabase, SqliteDriver } from './driver.js';
import { damagedFile, foreignFile, isBusy, newerFile, translate } from './errors.js';

/** `PZOP` in the file's header: tells our files from others. */
const APPLICATION_ID = 0x50_5a_4f_50;
const BUSY_PAUSE_MS = 10;

/**
 * What each version adds to the one before; a file may hold operations, tokens and an inbox at once, whichever store made it.
 * States carry no CHECK: a state that a later version adds must never stop an invoice from being recorded.
 */
const STEPS: readonly string[] = [
  `CREATE TABLE operation (
    key TEXT NOT NULL PRIMARY KEY,
    serial_no TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    last_sent_at INTEGER,
    invoice TEXT,
    written_back INTEGER NOT NULL
  ) STRICT;`,
  // Times are epoch milliseconds by SQLite's clock, lives are milliseconds. `fence` is the newest lease of the key; `token_fence` numbers them over all keys,
  // so that a key may be deleted without its numbers coming back.
  `CREATE TABLE token (
    key TEXT NOT NULL PRIMARY KEY,
    sealed TEXT,
    stored_at INTEGER,
    life INTEGER,
    fence INTEGER NOT NULL,
    leased_at INTEGER,
    lease_life INTEGER
  ) STRICT;
  CREATE TABLE token_fence (id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL) STRICT;
  INSERT INTO token_fence (id, last) VALUES (1, 0);
  CREATE TABLE inbox (
    id TEXT NOT NULL PRIMARY KEY,
    profile TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    note TEXT
  ) STRICT;
  CREATE INDEX inbox_due ON inbox (not_before) WHERE state IN ('new', 'parked', 'claimed');
  CREATE INDEX inbox_state ON inbox (state, received_at);
  ALTER TABLE operation ADD COLUMN expected TEXT;`,
];
const SCHEMA_VERSION = STEPS.length;

/**
 * Opens or creates the file: durable settings, schema, integrity. A file that is not ours, newer or damaged is refused and stays as it is.
 * @throws store_failed
 */
export function openDatabase(path: string, busyTimeoutMs: number, driver: SqliteDriver): SqliteDatabase {
  let database: SqliteDatabase | undefined;
  try {
    createForOwnerOnly(path);
    database = new driver.DatabaseSync(path);
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    // Before the first setting: even switching to WAL would change a file that is not ours.
    versionOf(database, path);
    useWriteAheadLog(database, busyTimeoutMs);
    // FULL: a commit is on the disk when it returns. `fullfsync` is what that takes on macOS, elsewhere it does nothing.
    database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA mmap_size = 0');
    const opened = database;
    transaction(opened, () => {
      migrate(opened, versionOf(opened, path));
    });
    if (pragma(opened, 'quick_check(1)', 'quick_check') !== 'ok') throw damagedFile(path, 'not-sent');
    return opened;
  } catch (error) {
    database?.close();
    throw translate(error, path, 'not-sent');
  }
}

/**
 * `@photostructure/sqlite` lets go of the file only when its statements are garbage-collected, and so leaves the side files behind;
 * the checkpoint moves what they hold into the main file first, unless another process is at work on it.
 */
export function closeDatabase(database: SqliteDatabase): void {
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Every commit is on the disk already; the next one to open the file reads the log.
  } finally {
    database.close();
  }
}

/** Runs `work` under the write lock. A failed commit throws and leaves nothing behind. */
export function transaction<T>(database: SqliteDatabase, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    // Apart from the statements: only here does a full or failing disk show for certain.
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

function rollBack(database: SqliteDatabase): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // SQLite has rolled back by itself after the errors that matter; if it has not, the next BEGIN fails loudly.
  }
}

/** Under the write lock: of several processes that open an old file one brings it up to date. */
function migrate(database: SqliteDatabase, version: number): void {
  if (version === SCHEMA_VERSION) return;
  for (const step of STEPS.slice(version)) database.exec(step);
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
}

/** Schema version of a file of ours, 0 for an empty one. @throws store_failed for every other */
function versionOf(database: SqliteDatabase, path: string): number {
  const { application, version, objects } = database
    .prepare(
      `SELECT (SELECT application_id FROM pragma_application_id) AS application,
              (SELECT user_version FROM pragma_user_version) AS version,
              (SELECT count(*) FROM sqlite_schema) AS objects`,
    )
    .get() as { application: number; version: number; objects: number };
  if (application === 0 && version === 0 && objects === 0) return 0;
  if (application !== APPLICATION_ID || version < 1) throw foreignFile(path);
  if (version > SCHEMA_VERSION) throw newerFile(path, version, SCHEMA_VERSION);
  return version;
}

/** SQLite does not wait for the lock that the switch needs, so several processes creating one file have to. */
function useWriteAheadLog(database: SqliteDatabase, busyTimeoutMs: number): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; pragma(database, 'journal_mode', 'journal_mode') !== 'wal'; waitedMs += BUSY_PAUSE_MS) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
    } catch (error) {
      if (!isBusy(error) || waitedMs >= busyTimeoutMs) throw error;
      Atomics.wait(sleeper, 0, 0, BUSY_PAUSE_MS);
    }
  }
}

function pragma(database: SqliteDatabase, name: string, column: string): unknown {
  return (database.prepare(`PRAGMA ${name}`).get() as Record<string, unknown>)[column];
}

/** Invoices are nobody else's business; SQLite gives its side files the mode of the main one. */
function createForOwnerOnly(path: string): void {
  try {
    // Only ever creates: closing a second descriptor of an open database would drop this process' locks on it.
    closeSync(openSync(path, 'wx', 0o600));
  } catch {
    // It exists, or cannot be created: SQLite says which.
  }
}
