import type { TokenLease, TokenStore } from '@piaozone/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

export interface StoreUnderTest {
  readonly store: TokenStore;
  /** Another process' view of the same data. */
  readonly other: TokenStore;
  /** Lets time pass as the store sees it: nothing sleeps. */
  passTime(ms: number): Promise<void>;
  close(): Promise<void>;
}

const KEY = 'session-0123456789abcdef';
const TTL = 10_000;

/** What every token store has to do; run against the one of core's own tests too, so that they cannot drift apart. */
export function tokenStoreSuite(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`token store: ${name}`, () => {
    let under: StoreUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.close());

    async function leased(store = under.store, key = KEY): Promise<TokenLease> {
      const lease = await store.lease(key, TTL);
      if (lease === undefined) throw new Error('no lease');
      return lease;
    }

    it('has nothing at first', async () => {
      expect(await under.store.get(KEY)).toBeUndefined();
    });

    it('shows every process what one has put, how old it is and how long it lives', async () => {
      expect(await under.store.putIfLeased(await leased(), 'sealed-1', 60_000)).toBe(true);
      const { sealed, ageMs, remainingMs } = (await under.other.get(KEY)) ?? {};
      expect(sealed).toBe('sealed-1');
      expect(ageMs).toBeLessThan(30_000);
      expect((ageMs ?? 0) + (remainingMs ?? 0)).toBeGreaterThan(59_000);
      expect(remainingMs).toBeLessThanOrEqual(60_000);
      await under.passTime(20_000);
      const later = await under.other.get(KEY);
      expect(later?.ageMs).toBeGreaterThanOrEqual(20_000);
      expect(later?.remainingMs).toBeLessThanOrEqual(40_000);
    });

    it('forgets what has reached its end', async () => {
      await under.store.putIfLeased(await leased(), 'sealed', 60_000);
      await under.passTime(60_000);
      expect(await under.store.get(KEY)).toBeUndefined();
    });

    it('keeps a session without an end, also after one that had one', async () => {
      await under.store.putIfLeased(await leased(), 'with', 60_000);
      await under.store.putIfLeased(await leased(), 'without');
      await under.passTime(86_400_000);
      const stored = await under.other.get(KEY);
      expect(stored).toMatchObject({ sealed: 'without' });
      expect(stored).not.toHaveProperty('remainingMs');
      expect(stored?.ageMs).toBeGreaterThanOrEqual(86_400_000);
      await under.store.putIfLeased(await leased(), 'with again', 60_000);
      expect((await under.other.get(KEY))?.remainingMs).toBeLessThanOrEqual(60_000);
    });

    it('keeps sealed texts to the letter, and keys apart', async () => {
      const keys = [KEY, KEY.toUpperCase(), `${KEY} `, `${KEY}'--`, `${KEY}%`, 'k'.repeat(200)];
      const text = `1.${'Aa0-_'.repeat(2_000)}'"\\`;
      for (const [index, key] of keys.entries()) await under.store.putIfLeased(await leased(under.store, key), `${index}${text}`);
      for (const [index, key] of keys.entries()) expect(await under.other.get(key)).toMatchObject({ sealed: `${index}${text}` });
    });

    it('gives one lease at a time, to one of many who ask at once', async () => {
      const asked = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? under.store : under.other).lease(KEY, TTL));
      expect((await Promise.all(asked)).filter((lease) => lease !== undefined)).toHaveLength(1);
      expect(await under.other.lease(`${KEY}2`, TTL)).toBeDefined();
    });

    it('numbers leases upwards, however they ended', async () => {
      const fences: number[] = [];
      const note = ({ fence }: TokenLease) => fences.push(fence);
      const [first, dead] = [await leased(), await leased(under.store, `${KEY}2`)];
      note(first);
      await under.store.putIfLeased(first, 'a', 1_000);
      const second = await leased(under.other);
      note(second);
      await under.other.release(second);
      note(await leased());
      await under.passTime(TTL);
      note(await leased(under.other));
      expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
      expect(fences.every(Number.isSafeInteger)).toBe(true);
      expect((await leased(under.store, `${KEY}2`)).fence).toBeGreaterThan(dead.fence);
    });

    it('takes a lease away from a holder who died, not before its time', async () => {
      await leased();
      await under.passTime(TTL / 2);
      expect(await under.other.lease(KEY, TTL)).toBeUndefined();
      await under.passTime(TTL / 2);
      expect(await under.other.lease(KEY, TTL)).toBeDefined();
    });

    it('lets a living holder extend', async () => {
      const lease = await leased();
      await under.passTime(TTL - 1_000);
      expect(await under.store.extend(lease, TTL)).toBe(true);
      await under.passTime(TTL - 1_000);
      expect(await under.other.lease(KEY, TTL)).toBeUndefined();
      await under.passTime(1_000);
      expect(await under.other.lease(KEY, TTL)).toBeDefined();
      expect(await under.store.extend(lease, TTL)).toBe(false);
    });

    it('never lets a stale session overwrite a fresh one', async () => {
      const stale = await leased();
      await under.passTime(TTL);
      const fresh = await leased(under.other);
      expect(await under.store.putIfLeased(stale, 'stale', 60_000)).toBe(false);
      expect(await under.store.get(KEY)).toBeUndefined();
      expect(await under.other.putIfLeased(fresh, 'fresh', 60_000)).toBe(true);
      expect(await under.store.putIfLeased(stale, 'stale', 60_000)).toBe(false);
      expect(await under.store.get(KEY)).toMatchObject({ sealed: 'fresh' });
    });

    it('takes what comes after the lease, as long as nobody else has one', async () => {
      const lease = await leased();
      await under.passTime(2 * TTL);
      expect(await under.store.putIfLeased(lease, 'late', 60_000)).toBe(true);
      expect(await under.other.get(KEY)).toMatchObject({ sealed: 'late' });
    });

    it('ends the lease with the write', async () => {
      const lease = await leased();
      await under.store.putIfLeased(lease, 'a', 60_000);
      expect(await under.store.putIfLeased(lease, 'b', 60_000)).toBe(false);
      expect(await under.store.extend(lease, TTL)).toBe(false);
      expect(await under.other.lease(KEY, TTL)).toBeDefined();
      expect(await under.other.get(KEY)).toMatchObject({ sealed: 'a' });
    });

    it('gives a lease back without writing', async () => {
      await under.store.putIfLeased(await leased(), 'kept', 60_000);
      const lease = await leased();
      await under.store.release(lease);
      expect(await under.store.putIfLeased(lease, 'late', 60_000)).toBe(false);
      expect(await under.other.lease(KEY, TTL)).toBeDefined();
      expect(await under.other.get(KEY)).toMatchObject({ sealed: 'kept' });
    });

    it("leaves another holder's lease alone", async () => {
      const old = await leased();
      await under.passTime(TTL);
      const held = await leased(under.other);
      await under.store.release(old);
      expect(await under.store.extend(old, TTL)).toBe(false);
      expect(await under.store.lease(KEY, TTL)).toBeUndefined();
      expect(await under.other.putIfLeased(held, 'a', 60_000)).toBe(true);
    });

    it('shows the old session while the next is fetched', async () => {
      await under.store.putIfLeased(await leased(), 'old', 60_000);
      await leased();
      expect(await under.other.get(KEY)).toMatchObject({ sealed: 'old' });
    });

    it('closes twice', async () => {
      await under.store.close();
      await under.store.close();
    });
  });
}
