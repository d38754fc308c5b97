import { once } from 'node:events';
import { join } from 'node:path';
import { MockClock, type MockPiaozone, PIAOZONE_PATHS, startMockPiaozone } from '@piaozone/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CANARY } from '../../packages/core/test/support/canary.js';
import { temporaryFiles } from '../../packages/stores/test/support/folder.js';
import { PASSWORD, serviceForTests } from '../../packages/stores/test/support/services.js';
import { postgresPlace, redisPlace, sqlitePlace, type TokenPlace } from '../../packages/stores/test/support/token-places.js';
import { buildSources } from '../../scripts/lib/build-sources.mjs';
import { runClock, type StoreKind, settingOf, storm, TokenProcess } from './support/shared-tokens.mjs';

/** Life of a lease in core. */
const LEASE_MS = 10_000;
const file = temporaryFiles();
const processes: TokenProcess[] = [];
let built: Awaited<ReturnType<typeof buildSources>>;
let mock: MockPiaozone;
let stopClock = () => {};

beforeAll(async () => {
  built = await buildSources({ sdk: 'tests/integration/support/shared-tokens-sdk.ts' });
});
afterAll(() => built.remove());
afterEach(async () => {
  await Promise.all(processes.splice(0).map((process) => process.signal('SIGKILL')));
  stopClock();
  await mock.close();
});

const sdk = () => join(built.folder, 'sdk.mjs');

async function startCloud(tenants: number, tokenLifeSeconds: number): Promise<void> {
  const clock = new MockClock({ frozenAt: 1_700_000_000_000 });
  const enterprises = Array.from({ length: tenants }, (_, index) => ({ clientSecret: `${CANARY}-${index}` }));
  mock = await startMockPiaozone({ clock, enterprises, settings: { tokenMode: 'new-kills-old', tokenLifeSeconds } });
  stopClock = runClock(clock);
}

function sharedTokens(kind: StoreKind, open: () => Promise<TokenPlace<unknown>>): void {
  describe(`tokens shared by processes over ${kind}, where a new token ends the old one`, () => {
    async function startProcesses(count: number, place: TokenPlace<unknown>): Promise<TokenProcess[]> {
      const started = await Promise.all(Array.from({ length: count }, () => TokenProcess.start(sdk(), settingOf(mock, kind, place.options))));
      processes.push(...started);
      return started;
    }

    /** A process that has sent its token request, which the cloud does not answer before `release`. */
    async function holder(place: TokenPlace<unknown>): Promise<{ readonly process: TokenProcess; readonly call: Promise<unknown>; release(): void }> {
      let release = () => {};
      mock.server.faults.next(PIAOZONE_PATHS.token, { kind: 'hold', until: new Promise((resolve) => (release = () => resolve())) });
      const [process] = await startProcesses(1, place);
      if (process === undefined) throw new Error('no process');
      const begun = once(process, 'login');
      const call = process.tell('call', { tenant: 0 });
      call.catch(() => {});
      await begun;
      await vi.waitFor(() => expect(mock.server.journal.to(PIAOZONE_PATHS.token)).toHaveLength(1), { timeout: 20_000 });
      return { process, call, release };
    }

    it('no call fails, and one token is fetched a life', async () => {
      await startCloud(4, 4);
      const place = await open();
      const result = await storm({ mock, sdk: sdk(), kind, options: place.options, processes: 3, callers: 12, durationMs: 5_000 });
      expect(result).toMatchObject({ failed: 0, failures: [], reports: 3 });
      expect(result.mostRequests).toBeLessThanOrEqual(result.rightRequests);
      const dump = await place.dump();
      expect(dump).toContain('session-');
      for (const secret of [CANARY, PASSWORD, ...mock.enterprises.map(({ clientId }) => clientId)]) expect(dump).not.toContain(secret);
      await place.close();
    });

    it('the holder of the lease is killed inside the fetch: another takes over, no call fails (F14)', async () => {
      await startCloud(1, 3_600);
      const place = await open();
      const dying = await holder(place);
      const others = await startProcesses(2, place);
      const calls = others.map((process) => process.tell('call', { tenant: 0 }));
      await dying.process.signal('SIGKILL');
      dying.release();
      await place.passTime(LEASE_MS);
      await Promise.all(calls);
      // The dead one's, and one.
      expect(mock.tokens.requests()).toBe(2);
      await place.close();
    });

    it('the holder pauses and comes back with a token that is dead by then: it takes the fresh one (F15)', async () => {
      await startCloud(1, 3_600);
      const place = await open();
      const paused = await holder(place);
      await paused.process.signal('SIGSTOP');
      paused.release();
      await vi.waitFor(() => expect(mock.tokens.requests()).toBe(1), { timeout: 20_000 });
      await place.passTime(LEASE_MS);
      const [other] = await startProcesses(1, place);
      await other?.tell('call', { tenant: 0 });
      const fresh = await place.dump();
      await paused.process.signal('SIGCONT');
      await paused.call;
      await paused.process.tell('call', { tenant: 0 });
      await other?.tell('call', { tenant: 0 });
      expect(mock.tokens.requests()).toBe(2);
      expect(await place.dump()).toBe(fresh);
      // Nobody even tried the dead one.
      expect(mock.server.journal.to(PIAOZONE_PATHS.quota)).toHaveLength(4);
      await place.close();
    });
  });
}

sharedTokens('sqlite', () => sqlitePlace(file('tokens.db')));

describe('postgres', () => {
  const url = serviceForTests('postgres');
  if (url !== undefined) sharedTokens('postgres', () => postgresPlace(url()));
});

describe('redis', () => {
  const url = serviceForTests('redis');
  if (url !== undefined) sharedTokens('redis', () => redisPlace(url()));
});
