import { createServer, type Server } from 'node:net';
import type { TokenStore } from '@piaozone/core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CANARY } from '../../core/test/support/canary.js';
import { everythingShown } from '../../core/test/support/everything.js';
import { installedDriver } from '../src/driver.js';
import { createPostgresTokenStore, type PostgresQueries } from '../src/postgres.js';
import { createRedisTokenStore, type RedisScripts } from '../src/redis.js';
import { createSqliteOperationStore, createSqliteTokenStore } from '../src/sqlite.js';
import { BILL } from './operation-store-suite.js';
import { temporaryFiles } from './support/folder.js';
import { serviceForTests } from './support/services.js';
import { postgresPlace, sqlitePlace } from './support/token-places.js';

const file = temporaryFiles();
const open: TokenStore[] = [];
/** Takes connections and ends them at once. */
let closing: Server;

beforeAll(async () => {
  closing = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => closing.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => closing.close(resolve)));
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
});

function kept(store: TokenStore): TokenStore {
  open.push(store);
  return store;
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.unreachable('it worked'),
    (error: unknown) => error,
  );
}

const portOf = (server: Server) => (server.address() as { port: number }).port;

describe('sqlite', () => {
  it('brings a file of operations up to date and keeps them, whoever opens it', async () => {
    const path = file('old.db');
    const raw = new (installedDriver().DatabaseSync)(path);
    // Schema 1, as the version before wrote it.
    raw.exec(`
      CREATE TABLE operation (key TEXT NOT NULL PRIMARY KEY, serial_no TEXT NOT NULL, fingerprint TEXT NOT NULL, state TEXT NOT NULL,
        version INTEGER NOT NULL, attempts INTEGER NOT NULL, last_sent_at INTEGER, invoice TEXT, written_back INTEGER NOT NULL) STRICT;
      INSERT INTO operation VALUES ('${BILL.key}', '${BILL.serialNo}', '${BILL.fingerprint}', 'submitted', 3, 1, 17, NULL, 0);
      PRAGMA application_id = ${0x50_5a_4f_50}; PRAGMA user_version = 1;`);
    raw.close();

    const tokens = kept(createSqliteTokenStore({ path }));
    expect(await tokens.lease('k', 1_000)).toBeDefined();
    const operations = createSqliteOperationStore({ path });
    expect(await operations.accept(BILL)).toMatchObject({ created: false, operation: { state: 'submitted', version: 3, lastSentAt: 17 } });
    await operations.close();
  });

  it('fails loudly when another process keeps the write lock, and still reads', async () => {
    const path = file('a.db');
    const store = kept(createSqliteTokenStore({ path, busyTimeoutMs: 0 }));
    const other = new (installedDriver().DatabaseSync)(path);
    other.exec('BEGIN IMMEDIATE');
    expect(await failureOf(store.lease('k', 1_000))).toMatchObject({
      code: 'store_failed',
      hintText: { en: expect.stringContaining('logs in by itself') },
    });
    expect(await store.get('k')).toBeUndefined();
    other.close();
    await store.close();
    expect(await failureOf(store.get('k'))).toMatchObject({ code: 'closed' });
  });

  it('forgets keys that nobody used for long, and no living one; numbers never come back', async () => {
    const place = await sqlitePlace(file('a.db'));
    const store = kept(createSqliteTokenStore(place.options));
    const put = async (key: string, lifetimeMs?: number) => {
      const lease = await store.lease(key, 1_000);
      if (lease === undefined) throw new Error('no lease');
      await store.putIfLeased(lease, key, lifetimeMs);
      return lease.fence;
    };
    await put('dead', 1_000);
    const last = await put('living', 200 * 86_400_000);
    await place.passTime(91 * 86_400_000);
    expect(await put('other', 1_000)).toBeGreaterThan(last);
    const dump = await place.dump();
    expect(dump).not.toContain('dead');
    expect(dump).toContain('living');
    expect(await put('dead')).toBeGreaterThan(last + 1);
  });

  it('takes no lease for alive that was given by a clock which was set back since', async () => {
    const place = await sqlitePlace(file('a.db'));
    const store = kept(createSqliteTokenStore(place.options));
    const lease = await store.lease('k', 10_000);
    if (lease === undefined) throw new Error('no lease');
    await store.putIfLeased(lease, 'sealed', 60_000);
    await store.lease('k', 10_000);
    await place.passTime(-3_600_000);
    expect(await store.get('k')).toEqual({ sealed: 'sealed', ageMs: 0, remainingMs: 60_000 });
    expect(await store.lease('k', 10_000)).toBeDefined();
  });
});

describe.each([
  ['postgres', (port: number) => createPostgresTokenStore({ connection: `postgres://user:${CANARY}@127.0.0.1:${port}/db` })],
  ['redis', (port: number) => createRedisTokenStore({ connection: `redis://user:${CANARY}@127.0.0.1:${port}` })],
] as const)('%s that cannot be reached', (_name, create) => {
  it('is store_failed, with no word of the password', async () => {
    const store = kept(create(portOf(closing)));
    const error = await failureOf(store.get('k'));
    expect(error).toMatchObject({ code: 'store_failed', outcome: 'not-sent', hintText: { zh: expect.stringContaining('各进程自行登录') } });
    expect(everythingShown(error)).not.toContain(CANARY);
  });

  it('closes all the same, and then says so', async () => {
    const store = create(portOf(closing));
    await failureOf(store.get('k'));
    await store.close();
    expect(await failureOf(store.get('k'))).toMatchObject({ code: 'closed' });
  });
});

describe('options', () => {
  const secret = `ftp://user:${CANARY}@host`;

  it.each([
    ['postgres', () => createPostgresTokenStore({ connection: secret }), 'connection'],
    ['postgres', () => createPostgresTokenStore({ connection: undefined as unknown as string }), 'connection'],
    ['postgres', () => createPostgresTokenStore({ connection: 'postgres://a', table: 'x; DROP TABLE y' }), 'table'],
    ['postgres', () => createPostgresTokenStore({ connection: 'postgres://a', table: `t${'x'.repeat(50)}` }), 'table'],
    ['redis', () => createRedisTokenStore({ connection: secret }), 'connection'],
    ['redis', () => createRedisTokenStore({ connection: 'redis://a', prefix: 'a{b}' }), 'prefix'],
    ['redis', () => createRedisTokenStore({ connection: 'redis://a', prefix: 'a b' }), 'prefix'],
  ])('of %s are refused when wrong, without being shown', (_name, create, path) => {
    let error: unknown;
    try {
      create();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'config_invalid', problems: [{ path }] });
    expect(everythingShown(error)).not.toContain(CANARY);
  });

  it('leave a pool and a client of the caller open', async () => {
    const [end, quit] = [vi.fn(), vi.fn()];
    const pool: PostgresQueries & { end(): void } = { query: async () => ({ rows: [{}], rowCount: 1 }), end };
    const client: RedisScripts & { quit(): void } = { eval: async () => null, quit };
    const stores = [createPostgresTokenStore({ connection: pool }), createRedisTokenStore({ connection: client })];
    for (const store of stores) await store.close();
    for (const store of stores) expect(await failureOf(store.get('k'))).toMatchObject({ code: 'closed' });
    expect([end, quit].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  });

  it('say what a Redis answer began with, and no more', async () => {
    const client = { eval: () => Promise.reject(new Error(`NOAUTH ${CANARY} required`)) };
    const error = await failureOf(createRedisTokenStore({ connection: client }).get('k'));
    expect(error).toMatchObject({ text: { en: 'Redis cannot be used (NOAUTH)' } });
    expect(everythingShown(error)).not.toContain(CANARY);
  });
});

describe('redis, the real one', () => {
  const url = serviceForTests('redis');
  if (url === undefined) return;

  it('numbers leases upwards although its clock was set back, and although it forgot the last number', async () => {
    const { Redis } = await import('ioredis');
    const client = new Redis(url());
    const store = kept(createRedisTokenStore({ connection: client, prefix: 'clock:' }));
    const future = 4_000_000_000_000_000;
    await client.set('clock:fence:{k}', future);
    expect(await store.lease('k', 1_000)).toEqual({ key: 'k', fence: future + 1 });
    const before = (await store.lease('other', 1_000))?.fence;
    await client.flushall();
    expect((await store.lease('other', 1_000))?.fence).toBeGreaterThan(before ?? 0);
    await client.quit();
  });
});

describe('postgres, the real one', () => {
  const url = serviceForTests('postgres');
  if (url === undefined) return;

  it('lets many processes create the table at the same instant', async () => {
    const place = await postgresPlace(url());
    const all = Array.from({ length: 8 }, () => kept(createPostgresTokenStore(place.options)));
    const leases = await Promise.all(all.map((store) => store.lease('k', 10_000)));
    expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
    await place.close();
  });

  it('needs no right to create where the table is there', async () => {
    const place = await postgresPlace(url());
    await kept(createPostgresTokenStore(place.options)).get('k');
    const seen: string[] = [];
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({ connectionString: url() });
    const watched: PostgresQueries = {
      query: (text, values) => {
        seen.push(text);
        return pool.query(text, values);
      },
    };
    await createPostgresTokenStore({ connection: watched, table: place.options.table }).lease('k', 1_000);
    expect(seen.join()).not.toContain('CREATE');
    await pool.end();
    await place.close();
  });

  it('tells a wrong password by its SQLSTATE only', async () => {
    const store = kept(createPostgresTokenStore({ connection: url().replace(/:[^:@]+@/, `:${CANARY}-wrong@`) }));
    const error = await failureOf(store.get('k'));
    expect(error).toMatchObject({ code: 'store_failed', text: { en: 'PostgreSQL cannot be used (28P01)' } });
    expect(everythingShown(error)).not.toContain(CANARY);
  });
});
