import { createNonDurableInbox, type Delivery, type InboxStore } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../src/database.js';
import { installedDriver, type SqliteDriver } from '../src/driver.js';
import { SqliteInbox } from '../src/inbox-store.js';
import { createSqliteInbox, createSqliteOperationStore } from '../src/sqlite.js';
import { delivery, inboxSuite, T0 } from './inbox-suite.js';
import { temporaryFiles } from './support/folder.js';

const file = temporaryFiles();
const { DatabaseSync } = installedDriver();

inboxSuite('in memory', (clock) => createNonDurableInbox({ runtime: clock }));
inboxSuite('sqlite', (clock) => createSqliteInbox({ path: file('inbox.db'), runtime: clock }));

/** Counts commits, fails on demand. */
function watched(): { driver: SqliteDriver; commits: number; failNext: number } {
  const seen = {
    commits: 0,
    failNext: 0,
    driver: {
      DatabaseSync: class extends DatabaseSync {
        override exec(sql: string): void {
          if (sql === 'COMMIT') {
            if (seen.failNext > 0) {
              seen.failNext -= 1;
              throw Object.assign(new Error('injected'), { errcode: 13 });
            }
            seen.commits += 1;
          }
          super.exec(sql);
        }
      },
    },
  };
  return seen;
}

function openWatched() {
  const seen = watched();
  const path = file('a.db');
  const inbox = new SqliteInbox(openDatabase(path, 0, seen.driver), path, { now: () => T0 });
  seen.commits = 0;
  return { seen, inbox, path };
}

const many = (inbox: InboxStore, from: number, to: number) =>
  Promise.allSettled(Array.from({ length: to - from }, (_, index) => inbox.put(delivery(`id${from + index}`))));

describe('the SQLite inbox', () => {
  it('says that it is durable, and the one in memory that it is not', async () => {
    const inbox = createSqliteInbox({ path: file('a.db') });
    expect([inbox.durable, createNonDurableInbox().durable]).toEqual([true, false]);
    await inbox.close();
  });

  it('has everything after reopening, also what another connection put', async () => {
    const path = file('a.db');
    const [left, right] = [createSqliteInbox({ path }), createSqliteInbox({ path })];
    const results = await Promise.all([left.put(delivery('a')), right.put(delivery('a')), right.put(delivery('b'))]);
    expect(results.filter((result) => result === 'new')).toHaveLength(2);
    expect((await left.claim(9, 60_000)).length + (await right.claim(9, 60_000)).length).toBe(2);
    await left.close();
    await right.close();
    const again = createSqliteInbox({ path });
    expect(await again.count('claimed')).toBe(2);
    await again.close();
  });

  it('lives in one file with the operations', async () => {
    const path = file('a.db');
    const [inbox, store] = [createSqliteInbox({ path }), createSqliteOperationStore({ path })];
    await Promise.all([inbox.put(delivery('a')), store.accept({ key: 'k', serialNo: 's', fingerprint: 'f' })]);
    await inbox.close();
    expect(await store.find('k')).toMatchObject({ state: 'accepted' });
    await store.close();
  });

  it('commits together what arrives together', async () => {
    const { inbox, seen } = openWatched();
    await many(inbox, 0, 100);
    expect(seen.commits).toBe(1);
    expect(await inbox.count('new')).toBe(100);
    await inbox.put(delivery('x'));
    expect(seen.commits).toBe(2);
    await inbox.close();
  });

  it('takes no other callback down with one that cannot be stored', async () => {
    const { inbox } = openWatched();
    const broken = { ...delivery('broken'), profile: null } as unknown as Delivery;
    const results = await Promise.allSettled([inbox.put(delivery('a')), inbox.put(broken), inbox.put(delivery('b'))]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await inbox.list('new', 9)).map(({ id }) => id)).toEqual(['a', 'b']);
    await inbox.close();
  });

  it('acknowledges nothing that is not on the disk', async () => {
    const { inbox, seen } = openWatched();
    seen.failNext = 11;
    const results = await many(inbox, 0, 10);
    for (const result of results) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'store_failed',
          text: { en: expect.stringContaining('the disk is full') },
          hintText: { zh: expect.stringContaining('不会被确认') },
        },
      });
    }
    expect(await inbox.count('new')).toBe(0);
    expect((await many(inbox, 0, 10)).every(({ status }) => status === 'fulfilled')).toBe(true);
    await inbox.close();
  });

  it('takes no write lock when nothing is due', async () => {
    const { inbox, path } = openWatched();
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    expect(await inbox.claim(9, 1_000)).toEqual([]);
    await expect(inbox.put(delivery('a'))).rejects.toMatchObject({ text: { en: expect.stringContaining('write lock') } });
    other.close();
    await inbox.close();
  });

  it('refuses a file that has lost its table', async () => {
    const path = file('a.db');
    await createSqliteInbox({ path }).close();
    const raw = new DatabaseSync(path);
    raw.exec('DROP TABLE inbox');
    raw.close();
    expect(() => createSqliteInbox({ path })).toThrow(
      expect.objectContaining({ text: expect.objectContaining({ en: expect.stringContaining('damaged') }) }),
    );
  });

  it.each(['', ':memory:'])('refuses the path %j', (path) => {
    expect(() => createSqliteInbox({ path })).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });
});
