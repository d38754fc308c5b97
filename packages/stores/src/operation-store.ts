import {
  type ExpectedInvoice,
  type FailureOutcome,
  type Invoice,
  type NewOperation,
  type Operation,
  type OperationPatch,
  type OperationState,
  type OperationStore,
  operationConflict,
  PiaozoneError,
  parseExact,
  REPLACEABLE_STATES,
  stringifyExact,
} from '@piaozone/core';
import { closeDatabase, transaction } from './database.js';
import type { SqliteDatabase, SqliteStatement } from './driver.js';
import { closedError, damagedFile, translate } from './errors.js';

interface Row {
  readonly key: string;
  readonly serial_no: string;
  readonly fingerprint: string;
  readonly state: string;
  readonly version: number;
  readonly attempts: number;
  readonly last_sent_at: number | null;
  readonly invoice: string | null;
  readonly written_back: number;
  readonly expected: string | null;
}

interface Statements {
  readonly find: SqliteStatement;
  readonly insert: SqliteStatement;
  readonly write: SqliteStatement;
}

/** Operations in one SQLite file, see `createSqliteOperationStore`. */
export class SqliteOperationStore implements OperationStore {
  readonly durable = true;
  readonly #path: string;
  readonly #statements: Statements;
  #database: SqliteDatabase | undefined;

  constructor(database: SqliteDatabase, path: string) {
    this.#database = database;
    this.#path = path;
    this.#statements = prepare(database, path);
  }

  async accept(input: NewOperation): Promise<{ readonly operation: Operation; readonly created: boolean }> {
    return this.#locked('not-sent', () => {
      const known = this.#find(input.key);
      if (known === undefined) return { operation: this.#insert(input), created: true };
      if (known.fingerprint === input.fingerprint) return { operation: known, created: false };
      if (!REPLACEABLE_STATES.has(known.state)) throw operationConflict(known);
      const { fingerprint, expected } = input;
      const { expected: _, ...rest } = known;
      const replaced: Operation = {
        ...rest,
        fingerprint,
        ...(expected === undefined ? {} : { expected }),
        state: 'accepted',
        version: known.version + 1,
      };
      return { operation: this.#write(replaced), created: false };
    });
  }

  async find(key: string): Promise<Operation | undefined> {
    return this.#locked('not-sent', () => this.#find(key));
  }

  async update(key: string, version: number, patch: OperationPatch): Promise<Operation | undefined> {
    return this.#locked('unknown', () => {
      const known = this.#find(key);
      return known === undefined || known.version !== version ? undefined : this.#write({ ...known, ...patch, version: version + 1 });
    });
  }

  async close(): Promise<void> {
    if (this.#database !== undefined) closeDatabase(this.#database);
    this.#database = undefined;
  }

  #locked<T>(outcome: FailureOutcome, work: () => T): T {
    if (this.#database === undefined) throw closedError(this.#path, outcome);
    try {
      return transaction(this.#database, work);
    } catch (error) {
      throw translate(error, this.#path, outcome);
    }
  }

  #find(key: string): Operation | undefined {
    const row = this.#statements.find.get(key) as Row | undefined;
    return row === undefined ? undefined : this.#read(row);
  }

  #insert({ key, serialNo, fingerprint, expected }: NewOperation): Operation {
    const text = writeExpected(expected);
    this.#statements.insert.run(key, serialNo, fingerprint, text);
    const operation: Operation = { key, serialNo, fingerprint, state: 'accepted', version: 1, attempts: 0, writtenBack: false };
    return text === null ? operation : { ...operation, expected: this.#readExpected(text) };
  }

  /** What is returned is read from what is stored, so that no caller sees more than the next process will. */
  #write({ key, serialNo, fingerprint, state, version, attempts, lastSentAt, invoice, writtenBack, expected: asked }: Operation): Operation {
    const last_sent_at = lastSentAt ?? null;
    const text = invoice === undefined ? null : writeInvoice(invoice);
    const written_back = writtenBack ? 1 : 0;
    const expected = writeExpected(asked);
    this.#statements.write.run(fingerprint, state, version, attempts, last_sent_at, text, written_back, expected, key);
    return this.#read({ key, serial_no: serialNo, fingerprint, state, version, attempts, last_sent_at, invoice: text, written_back, expected });
  }

  #read(row: Row): Operation {
    return {
      key: row.key,
      serialNo: row.serial_no,
      fingerprint: row.fingerprint,
      // A state unknown here was written by a newer version; the runner then queries before it does anything.
      state: row.state as OperationState,
      version: row.version,
      attempts: row.attempts,
      writtenBack: row.written_back === 1,
      ...(row.last_sent_at === null ? {} : { lastSentAt: row.last_sent_at }),
      ...(row.invoice === null ? {} : { invoice: this.#readInvoice(row.invoice) }),
      ...(row.expected === null ? {} : { expected: this.#readExpected(row.expected) }),
    };
  }

  #readExpected(text: string): ExpectedInvoice {
    let expected: unknown;
    try {
      expected = parseExact(text);
    } catch (error) {
      throw damagedFile(this.#path, 'unknown', error);
    }
    if (!isExpected(expected)) throw damagedFile(this.#path, 'unknown');
    return expected;
  }

  #readInvoice(text: string): Invoice {
    let invoice: unknown;
    try {
      invoice = parseExact(text);
    } catch (error) {
      throw damagedFile(this.#path, 'unknown', error);
    }
    if (!isInvoice(invoice)) throw damagedFile(this.#path, 'unknown');
    return invoice;
  }
}

/** Texts only, so JSON always holds it. */
function writeExpected(expected: ExpectedInvoice | undefined): string | null {
  return expected === undefined ? null : stringifyExact(expected);
}

/** A record that lost one of these would let a foreign invoice pass for the one that was asked for. */
function isExpected(value: unknown): value is ExpectedInvoice {
  if (typeof value !== 'object' || value === null) return false;
  const { color, buyerName, totalAmount, taxAmount } = value as Partial<Record<keyof ExpectedInvoice, unknown>>;
  const isText = [buyerName, totalAmount, taxAmount].every((part) => typeof part === 'string');
  return isText && (color === 'blue' || color === 'red');
}

/** What every invoice has; the rest is optional and was written by us. */
function isInvoice(value: unknown): value is Invoice {
  if (typeof value !== 'object' || value === null) return false;
  const { serialNo, number, color, parts } = value as Partial<Record<keyof Invoice, unknown>>;
  if (parts !== undefined && !(Array.isArray(parts) && parts.every(isInvoice))) return false;
  return typeof serialNo === 'string' && typeof number === 'string' && (color === 'blue' || color === 'red');
}

/** @throws store_failed when a file of ours has lost its table; the connection is closed then */
function prepare(database: SqliteDatabase, path: string): Statements {
  try {
    return {
      find: database.prepare(
        'SELECT key, serial_no, fingerprint, state, version, attempts, last_sent_at, invoice, written_back, expected FROM operation WHERE key = ?',
      ),
      insert: database.prepare(
        "INSERT INTO operation (key, serial_no, fingerprint, expected, state, version, attempts, written_back) VALUES (?, ?, ?, ?, 'accepted', 1, 0, 0)",
      ),
      write: database.prepare(
        'UPDATE operation SET fingerprint = ?, state = ?, version = ?, attempts = ?, last_sent_at = ?, invoice = ?, written_back = ?, expected = ? WHERE key = ?',
      ),
    };
  } catch (error) {
    database.close();
    throw damagedFile(path, 'not-sent', error);
  }
}

/** Exact text: 20-digit numbers and `0.10` inside `raw` come back as they came. */
function writeInvoice(invoice: Invoice): string {
  try {
    return stringifyExact(invoice);
  } catch (cause) {
    // Not `request_invalid`: that would read as "refused" although the invoice exists.
    throw new PiaozoneError({
      code: 'adapter_contract_violation',
      outcome: 'unknown',
      message: {
        zh: `开票通道给出的发票（流水号 ${invoice.serialNo}）含有无法写成 JSON 的内容，未能记录`,
        en: `the issuing route returned an invoice (serial number ${invoice.serialNo}) with content that JSON cannot hold; it was not recorded`,
      },
      hint: { zh: '该发票可能已开具，请勿换流水号重开', en: 'the invoice may exist: never send it under another serial number' },
      cause,
    });
  }
}
