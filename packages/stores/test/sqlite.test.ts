import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { createNonDurableOperationStore } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../src/database.js';
import { installedDriver, type SqliteDatabase, type SqliteDriver } from '../src/driver.js';
import { SqliteOperationStore } from '../src/operation-store.js';
import { createSqliteOperationStore } from '../src/sqlite.js';
import { BILL, INVOICE } from './operation-store-suite.js';
import { temporaryFiles } from './support/folder.js';

const file = temporaryFiles();
const { DatabaseSync } = installedDriver();

/** Opens the file past the store. */
function withRaw<T>(path: string, work: (database: SqliteDatabase) => T): T {
  const database = new DatabaseSync(path);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function failing(sql: string, errcode: number): SqliteDriver & { armed: boolean } {
  const driver = {
    armed: false,
    DatabaseSync: class extends DatabaseSync {
      override exec(statement: string): void {
        if (driver.armed && statement === sql) throw Object.assign(new Error('injected'), { errcode });
        super.exec(statement);
      }
    },
  };
  return driver;
}

describe('durability', () => {
  it('says what the stores are', async () => {
    const store = createSqliteOperationStore({ path: file('a.db') });
    expect([store.durable, createNonDurableOperationStore().durable]).toEqual([true, false]);
    await store.close();
  });

  it('gives the same after reopening, numbers to the letter', async () => {
    const path = file('a.db');
    const store = createSqliteOperationStore({ path });
    await store.accept(BILL);
    const issued = await store.update(BILL.key, 1, { state: 'issued', invoice: INVOICE, attempts: 1, lastSentAt: 1_700_000_000_123 });
    await store.close();

    const reopened = createSqliteOperationStore({ path });
    expect(await reopened.accept(BILL)).toEqual({ operation: issued, created: false });
    await reopened.close();
    const { invoice } = withRaw(path, (database) => database.prepare('SELECT invoice FROM operation').get()) as { invoice: string };
    expect(invoice).toContain('"invoiceNo":24440000000012345678,"amount":100.10,"tiny":1e-7');
  });

  it('writes ahead and syncs every commit', () => {
    const database = openDatabase(file('a.db'), 1_234, installedDriver());
    const pragmas = ['journal_mode', 'synchronous', 'busy_timeout', 'mmap_size'].map(
      (name) => Object.values(database.prepare(`PRAGMA ${name}`).get() as object)[0],
    );
    expect(pragmas).toEqual(['wal', 2, 1_234, 0]);
    database.close();
  });

  it.skipIf(process.platform === 'win32')('is readable by its owner only', async () => {
    const path = file('a.db');
    const store = createSqliteOperationStore({ path });
    await store.accept(BILL);
    expect([path, `${path}-wal`, `${path}-shm`].map((name) => statSync(name).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
    await store.close();
  });

  it('shares one file between two connections', async () => {
    const path = file('a.db');
    const [left, right] = [createSqliteOperationStore({ path }), createSqliteOperationStore({ path })];
    const taken = await Promise.all([left.accept(BILL), right.accept(BILL)]);
    expect(taken.map(({ created }) => created).sort()).toEqual([false, true]);
    const written = await Promise.all([left.update(BILL.key, 1, { attempts: 1 }), right.update(BILL.key, 1, { attempts: 2 })]);
    expect(written.filter((operation) => operation !== undefined)).toHaveLength(1);
    await left.close();
    expect((await right.accept(BILL)).operation.version).toBe(2);
    await right.close();
  });
});

describe('failures are loud', () => {
  it('when another process keeps the write lock', async () => {
    const path = file('a.db');
    const store = createSqliteOperationStore({ path, busyTimeoutMs: 0 });
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.accept(BILL)).rejects.toMatchObject({
      code: 'store_failed',
      outcome: 'not-sent',
      text: { en: expect.stringContaining('write lock') },
    });
    await expect(store.update(BILL.key, 1, {})).rejects.toMatchObject({ outcome: 'unknown' });
    other.close();
    expect(await store.accept(BILL)).toMatchObject({ created: true });
    await store.close();
  });

  it.each([
    [13, '磁盘已满', 'the disk is full'],
    [10 | (4 << 8), '磁盘读写出错', 'the disk reported an error'],
    [8, '文件只读', 'the file is read-only'],
    [99, 'SQLite 错误 99', 'SQLite error 99'],
  ])('when the commit fails with %i, and nothing of it stays', async (errcode, zh, en) => {
    const path = file('a.db');
    const driver = failing('COMMIT', errcode);
    const store = new SqliteOperationStore(openDatabase(path, 0, driver), path);
    driver.armed = true;
    await expect(store.accept(BILL)).rejects.toMatchObject({
      outcome: 'not-sent',
      text: { zh: expect.stringContaining(zh), en: expect.stringContaining(en) },
    });
    driver.armed = false;
    expect(await store.accept(BILL)).toMatchObject({ created: true });
    await store.close();
  });

  it('when the invoice has no JSON form; the operation stays open', async () => {
    const store = createSqliteOperationStore({ path: file('a.db') });
    await store.accept(BILL);
    const update = store.update(BILL.key, 1, { state: 'issued', invoice: { ...INVOICE, raw: { amount: 0.1 } } });
    await expect(update).rejects.toMatchObject({ code: 'adapter_contract_violation', outcome: 'unknown' });
    expect((await store.accept(BILL)).operation).toMatchObject({ state: 'accepted', version: 1 });
    await store.close();
  });

  it('after closing', async () => {
    const store = createSqliteOperationStore({ path: file('a.db') });
    await store.close();
    await expect(store.accept(BILL)).rejects.toMatchObject({ code: 'closed', outcome: 'not-sent' });
    await expect(store.update(BILL.key, 1, {})).rejects.toMatchObject({ code: 'closed', outcome: 'unknown' });
  });
});

describe('files it refuses, unchanged', () => {
  function refusal(path: string): unknown {
    const before = existsSync(path) ? readFileSync(path) : undefined;
    try {
      createSqliteOperationStore({ path, busyTimeoutMs: 0 });
    } catch (error) {
      if (before !== undefined) expect(readFileSync(path).equals(before)).toBe(true);
      return error;
    }
    throw new Error('the file was taken');
  }

  async function filled(path: string): Promise<void> {
    const store = createSqliteOperationStore({ path });
    for (let i = 0; i < 400; i += 1) await store.accept({ ...BILL, key: `${BILL.key}${i}` });
    await store.close();
  }

  it('no SQLite file', () => {
    const path = file('notes.txt');
    writeFileSync(path, '这是备忘录\n'.repeat(200));
    expect(refusal(path)).toMatchObject({ code: 'store_failed', text: { en: expect.stringContaining('no store of this SDK') } });
  });

  it('a SQLite file of another program', () => {
    const path = file('other.db');
    withRaw(path, (database) => database.exec('CREATE TABLE operation (key TEXT)'));
    expect(refusal(path)).toMatchObject({ text: { en: expect.stringContaining('no store of this SDK') } });
    withRaw(path, (database) => database.exec('PRAGMA application_id = 42; PRAGMA user_version = 1'));
    expect(refusal(path)).toMatchObject({ text: { en: expect.stringContaining('no store of this SDK') } });
  });

  it('one of a newer version', async () => {
    const path = file('a.db');
    await filled(path);
    withRaw(path, (database) => database.exec('PRAGMA user_version = 3'));
    expect(refusal(path)).toMatchObject({
      text: { en: expect.stringContaining('schema 3, this version knows 2') },
      hintText: { en: 'upgrade @piaozone/stores' },
    });
  });

  it('one that has lost its table', async () => {
    const path = file('a.db');
    await filled(path);
    withRaw(path, (database) => database.exec('DROP TABLE operation; PRAGMA wal_checkpoint(TRUNCATE)'));
    expect(refusal(path)).toMatchObject({ text: { en: expect.stringContaining('damaged') } });
  });

  it('one with flipped bytes', async () => {
    const path = file('a.db');
    await filled(path);
    const bytes = readFileSync(path);
    const page = bytes.readUInt16BE(16);
    bytes.fill(0xff, 2 * page, 2 * page + 64);
    writeFileSync(path, bytes);
    const error = refusal(path);
    expect(error).toMatchObject({ code: 'store_failed', text: { zh: expect.stringContaining('已损坏'), en: expect.stringContaining('damaged') } });
    expect(inspect(error)).toContain('.recover');
  });

  it.each([
    ['expected', '{}'],
    ['expected', '{"color":"green","buyerName":"b","totalAmount":"1.00","taxAmount":"0.00"}'],
    ['expected', '{"color":"blue","buyerName":"b","totalAmount":"1.00"}'],
    ['expected', '{'],
    ['invoice', '{}'],
    ['invoice', '{"serialNo":"S1","number":"1","color":"blue","parts":[{"serialNo":"S1","color":"blue"}]}'],
    ['invoice', '{"serialNo":"S1","number":"1","color":"blue","parts":{}}'],
  ])('a record whose %s is %s', async (column, text) => {
    const path = file('a.db');
    await filled(path);
    withRaw(path, (database) => database.prepare(`UPDATE operation SET ${column} = ?`).run(text));
    const store = createSqliteOperationStore({ path });
    await expect(store.find(`${BILL.key}0`)).rejects.toMatchObject({ code: 'store_failed', outcome: 'unknown' });
    await store.close();
  });

  it('one that was cut off', async () => {
    const path = file('a.db');
    await filled(path);
    writeFileSync(path, readFileSync(path).subarray(0, 3 * 4096));
    expect(refusal(path)).toMatchObject({ text: { en: expect.stringContaining('damaged') } });
  });

  it('one in a folder that does not exist', () => {
    expect(refusal(`${file('x')}/none/a.db`)).toMatchObject({ text: { zh: expect.stringContaining('文件夹必须已存在') } });
  });

  it.each(['', '  ', ':memory:', 'file:a.db?mode=memory', undefined as unknown as string])('the path %j', (path) => {
    expect(() => createSqliteOperationStore({ path })).toThrow(
      expect.objectContaining({ code: 'config_invalid', problems: [expect.objectContaining({ path: 'path' })] }),
    );
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 31])('the busy timeout %d', (busyTimeoutMs) => {
    expect(() => createSqliteOperationStore({ path: 'unused', busyTimeoutMs })).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ path: 'busyTimeoutMs' })] }),
    );
  });
});
