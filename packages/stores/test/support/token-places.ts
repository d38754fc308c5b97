import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { installedDriver } from '../../src/driver.js';

const require = createRequire(import.meta.url);

/** Where tokens lie for one test, apart from those of other tests. */
export interface TokenPlace<Options> {
  /** For the store's factory. */
  readonly options: Options;
  /** Lets time pass as the store sees it: nothing sleeps. */
  passTime(ms: number): Promise<void>;
  /** Everything that lies there, as text. */
  dump(): Promise<string>;
  close(): Promise<void>;
}

export async function sqlitePlace(path: string): Promise<TokenPlace<{ readonly path: string }>> {
  const open = () => new (installedDriver().DatabaseSync)(path);
  // Opened late: the store creates the file.
  const work = <T>(run: (database: ReturnType<typeof open>) => T): T => {
    const database = open();
    try {
      return run(database);
    } finally {
      database.close();
    }
  };
  return {
    options: { path },
    passTime: async (ms) => work((database) => database.exec(`UPDATE token SET stored_at = stored_at - ${ms}, leased_at = leased_at - ${ms}`)),
    dump: async () => JSON.stringify(work((database) => database.prepare('SELECT * FROM token').all())),
    close: async () => {},
  };
}

export async function postgresPlace(url: string): Promise<TokenPlace<{ readonly connection: string; readonly table: string }>> {
  const table = `test_${randomBytes(6).toString('hex')}`;
  const pool = new (require('pg') as typeof import('pg')).Pool({ connectionString: url });
  return {
    options: { connection: url, table },
    passTime: async (ms) => void (await pool.query(`UPDATE ${table} SET stored_at = stored_at - ${ms}, leased_at = leased_at - ${ms}`)),
    dump: async () => JSON.stringify((await pool.query(`SELECT * FROM ${table}`)).rows),
    close: () => pool.end(),
  };
}

export async function redisPlace(url: string): Promise<TokenPlace<{ readonly connection: string; readonly prefix: string }>> {
  const prefix = `${randomBytes(6).toString('hex')}:`;
  const client = new (require('ioredis') as typeof import('ioredis')).Redis(url);
  const keys = () => client.keys(`${prefix}*`);
  /** Redis' own clock cannot be moved: what is left of every life is shortened instead. */
  const age = async (key: string, ms: number) => {
    const left = await client.pttl(key);
    if (left - ms > 0) await client.pexpire(key, left - ms);
    else await client.del(key);
    const stored = (await client.type(key)) === 'hash' ? await client.hget(key, 'stored') : null;
    if (stored !== null) await client.hset(key, 'stored', Number(stored) - ms);
  };
  return {
    options: { connection: url, prefix },
    passTime: async (ms) => {
      for (const key of await keys()) await age(key, ms);
    },
    dump: async () => {
      const all = await keys();
      const values = await Promise.all(all.map(async (key) => ((await client.type(key)) === 'hash' ? client.hgetall(key) : client.get(key))));
      return JSON.stringify([all, values]);
    },
    close: async () => void (await client.quit()),
  };
}
