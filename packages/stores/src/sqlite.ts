import { resolve } from 'node:path';
import { configError, type InboxStore, type OperationStore, type Problem, type Runtime, systemRuntime, type TokenStore } from '@piaozone/core';
import { openDatabase } from './database.js';
import { installedDriver } from './driver.js';
import { SqliteInbox } from './inbox-store.js';
import { SqliteOperationStore } from './operation-store.js';
import { SqliteTokenStore } from './sqlite-token-store.js';

export interface SqliteOperationStoreOptions {
  /** The file, on a local disk; created if missing, its folder is not. Several processes of one machine may share it. */
  readonly path: string;
  /** How long a call waits for another process' write, milliseconds; the thread waits with it. Default 5000. */
  readonly busyTimeoutMs?: number;
}

const DEFAULT_BUSY_TIMEOUT_MS = 5_000;
/** SQLite takes a 32-bit number. */
const MAX_BUSY_TIMEOUT_MS = 2_147_483_647;

/**
 * A durable operation store in one SQLite file: every accepted change is on the disk (WAL, `synchronous = FULL`) when its promise resolves.
 * Opens at once, so that a wrong setting shows at start.
 * @throws config_invalid for wrong options; store_failed when no SQLite is available, or the file cannot be opened, is damaged, foreign or newer; the file is kept
 */
export function createSqliteOperationStore(options: SqliteOperationStoreOptions): OperationStore {
  const { path, busyTimeoutMs } = readOptions(options);
  return new SqliteOperationStore(openDatabase(path, busyTimeoutMs, installedDriver()), path);
}

export interface SqliteTokenStoreOptions {
  /** The file, on a local disk; it may be the one of the operation store. Only processes of this machine can share it. */
  readonly path: string;
  /** As for the operation store. Default 5000. */
  readonly busyTimeoutMs?: number;
}

/**
 * Access tokens shared by the processes of one machine: the option `tokenStore` of `createPiaozone`. What lies in the file is encrypted with the credential.
 * @throws as {@link createSqliteOperationStore}
 */
export function createSqliteTokenStore(options: SqliteTokenStoreOptions): TokenStore {
  const { path, busyTimeoutMs } = readOptions(options);
  return new SqliteTokenStore(openDatabase(path, busyTimeoutMs, installedDriver()), path);
}

export interface SqliteInboxOptions {
  /** The file, on a local disk; it may be the one of the operation store. Several processes of one machine may share it. */
  readonly path: string;
  /** As for the operation store. Default 5000. */
  readonly busyTimeoutMs?: number;
  /** For tests. Default: the system's clock. */
  readonly runtime?: Pick<Runtime, 'now'>;
}

/**
 * A durable inbox for `createCallbackReceiver`: a callback is on the disk (WAL, `synchronous = FULL`) before it is acknowledged; those that arrive together
 * share a commit.
 * @throws as {@link createSqliteOperationStore}
 */
export function createSqliteInbox(options: SqliteInboxOptions): InboxStore {
  const { path, busyTimeoutMs } = readOptions(options);
  return new SqliteInbox(openDatabase(path, busyTimeoutMs, installedDriver()), path, options.runtime ?? systemRuntime);
}

function readOptions({ path, busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS }: SqliteOperationStoreOptions): Required<SqliteOperationStoreOptions> {
  const problems: Problem[] = [];
  // An in-memory database or a `file:` address would turn `durable` into a lie.
  if (typeof path !== 'string' || path.trim() === '' || /^(?::memory:|file:)/.test(path)) {
    problems.push({
      path: 'path',
      message: {
        zh: '必须是磁盘文件的路径，不能是 :memory: 或 file: 地址',
        en: 'must be the path of a file on disk, not :memory: nor a file: address',
      },
    });
  }
  if (!Number.isSafeInteger(busyTimeoutMs) || busyTimeoutMs < 0 || busyTimeoutMs > MAX_BUSY_TIMEOUT_MS) {
    problems.push({
      path: 'busyTimeoutMs',
      message: { zh: `必须是 0 到 ${MAX_BUSY_TIMEOUT_MS} 的整数毫秒`, en: `must be whole milliseconds from 0 to ${MAX_BUSY_TIMEOUT_MS}` },
    });
  }
  if (problems.length > 0) throw configError(problems);
  return { path: resolve(path), busyTimeoutMs };
}
