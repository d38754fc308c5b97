import type { TokenStore } from '@piaozone/core';
import { describe } from 'vitest';
import { MemoryTokenStore } from '../../core/test/support/memory-token-store.js';
import { createPostgresTokenStore } from '../src/postgres.js';
import { createRedisTokenStore } from '../src/redis.js';
import { createSqliteTokenStore } from '../src/sqlite.js';
import { temporaryFiles } from './support/folder.js';
import { serviceForTests } from './support/services.js';
import { postgresPlace, redisPlace, sqlitePlace, type TokenPlace } from './support/token-places.js';
import { type StoreUnderTest, tokenStoreSuite } from './token-store-suite.js';

const file = temporaryFiles();

tokenStoreSuite('in memory', async () => {
  let now = 1_700_000_000_000;
  const store = new MemoryTokenStore(() => now);
  const passTime = async (ms: number) => {
    now += ms;
  };
  return { store, other: store, passTime, close: () => store.close() };
});

tokenStoreSuite('sqlite', async () => opened(await sqlitePlace(file('tokens.db')), createSqliteTokenStore));

describe('postgres', () => {
  const url = serviceForTests('postgres');
  if (url !== undefined) tokenStoreSuite('postgres', async () => opened(await postgresPlace(url()), createPostgresTokenStore));
});

describe('redis', () => {
  const url = serviceForTests('redis');
  if (url !== undefined) tokenStoreSuite('redis', async () => opened(await redisPlace(url()), createRedisTokenStore));
});

/** Two connections to one place. */
function opened<Options>(place: TokenPlace<Options>, create: (options: Options) => TokenStore): StoreUnderTest {
  const [store, other] = [create(place.options), create(place.options)];
  const close = async () => {
    await Promise.all([store.close(), other.close(), place.close()]);
  };
  return { store, other, passTime: (ms) => place.passTime(ms), close };
}
