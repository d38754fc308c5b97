import type { Delivery, DeliveryState, InboxStore } from '@piaozone/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

export const T0 = 1_700_000_000_000;

export function delivery(id: string, more: Partial<Delivery> = {}): Delivery {
  return { id, profile: 'acme', receivedAt: T0, headers: { 'content-type': 'application/json' }, body: Buffer.from(`{"id":"${id}"}`), ...more };
}

const ALL_STATES: readonly DeliveryState[] = ['new', 'claimed', 'parked', 'done', 'quarantined'];

/** What every inbox has to do; run against the one in memory too, so that the two cannot drift apart. `clock.now` is the inbox's clock. */
export function inboxSuite(name: string, open: (clock: { now(): number }) => InboxStore): void {
  describe(`inbox: ${name}`, () => {
    let time = T0;
    let inbox: InboxStore;
    beforeEach(() => {
      time = T0;
      inbox = open({ now: () => time });
    });
    afterEach(() => inbox.close());

    const claimOne = async (leaseMs = 1_000) => {
      const [row] = await inbox.claim(1, leaseMs);
      if (row === undefined) throw new Error('nothing is due');
      return row;
    };
    const counts = async () => Promise.all(ALL_STATES.map((state) => inbox.count(state)));

    it('takes an id once and gives it back as it came', async () => {
      const bytes = new Uint8Array(256).map((_, index) => index);
      const one = delivery('a', { body: bytes, headers: { 'content-type': '测试"\n', 'x-empty': '' } });
      expect(await inbox.put(one)).toBe('new');
      expect(await inbox.put({ ...one, body: Buffer.from('other'), profile: 'other' })).toBe('duplicate');
      bytes.fill(0);
      const row = await claimOne();
      expect(row).toEqual({ ...one, body: Buffer.from(new Uint8Array(256).map((_, index) => index)), fence: 1, attempts: 1 });
      expect(await inbox.read('a')).toEqual({ ...one, body: row.body });
      expect(await inbox.read('b')).toBeUndefined();
    });

    it('takes an empty body', async () => {
      await inbox.put(delivery('a', { body: new Uint8Array(), headers: {} }));
      expect(await claimOne()).toMatchObject({ headers: {}, body: Buffer.alloc(0) });
    });

    it('tells the first of many parallel ones from the others', async () => {
      const results = await Promise.all(Array.from({ length: 200 }, (_, index) => inbox.put(delivery(`id${index % 20}`))));
      expect(results.filter((result) => result === 'new')).toHaveLength(20);
      expect(results.slice(0, 20).every((result) => result === 'new')).toBe(true);
      expect(await inbox.count('new')).toBe(20);
    });

    it.each(ALL_STATES)('knows a repeat in state %s and leaves the row as it is', async (state) => {
      await inbox.put(delivery('a'), state === 'quarantined' ? { note: 'undecodable' } : undefined);
      if (state === 'claimed' || state === 'done' || state === 'parked') {
        const { fence } = await claimOne();
        if (state === 'done') await inbox.done('a', fence);
        if (state === 'parked') await inbox.park('a', fence, T0 + 5_000, 'later');
      }
      const before = await inbox.list(state, 9);
      expect(before).toHaveLength(1);
      expect(await inbox.put(delivery('a'))).toBe('duplicate');
      expect(await inbox.put(delivery('a'), { note: 'x' })).toBe('duplicate');
      expect(await inbox.list(state, 9)).toEqual(before);
    });

    it('hands out each row once, the longest due first', async () => {
      await inbox.put(delivery('c', { receivedAt: T0 - 1 }));
      for (const id of ['a', 'b']) await inbox.put(delivery(id));
      await inbox.put(delivery('z', { receivedAt: T0 + 1 }));
      expect((await inbox.claim(2, 1_000)).map(({ id }) => id)).toEqual(['c', 'a']);
      expect((await inbox.claim(9, 1_000)).map(({ id }) => id)).toEqual(['b']);
      expect(await inbox.claim(9, 1_000)).toEqual([]);
      expect(await inbox.claim(0, 1_000)).toEqual([]);
      time += 1;
      expect((await inbox.claim(9, 1_000)).map(({ id }) => id)).toEqual(['z']);
    });

    it('hands a row out again when its lease has ended, and refuses the late worker', async () => {
      await inbox.put(delivery('a'));
      const first = await claimOne(1_000);
      time += 999;
      expect(await inbox.claim(9, 1_000)).toEqual([]);
      time += 1;
      const second = await claimOne(1_000);
      expect(second).toMatchObject({ fence: first.fence + 1, attempts: 2 });
      expect(second).not.toHaveProperty('note');
      expect(await inbox.done('a', first.fence)).toBe(false);
      expect(await inbox.park('a', first.fence, T0, 'x')).toBe(false);
      expect(await inbox.quarantine('a', first.fence, 'x')).toBe(false);
      expect(await counts()).toEqual([0, 1, 0, 0, 0]);
      expect(await inbox.done('a', second.fence)).toBe(true);
      expect(await inbox.done('a', second.fence)).toBe(false);
      expect(await counts()).toEqual([0, 0, 0, 1, 0]);
    });

    it('takes the result of a worker whose lease ended while nobody else came', async () => {
      await inbox.put(delivery('a'));
      const { fence } = await claimOne(1_000);
      time += 5_000;
      expect(await inbox.done('a', fence)).toBe(true);
      expect(await inbox.claim(9, 1_000)).toEqual([]);
    });

    it('parks until the moment that was named, and says why', async () => {
      await inbox.put(delivery('a'));
      const { fence } = await claimOne();
      expect(await inbox.park('a', fence, T0 + 60_000, '没有这张单据')).toBe(true);
      expect(await inbox.list('parked', 9)).toEqual([
        { id: 'a', profile: 'acme', receivedAt: T0, state: 'parked', attempts: 1, note: '没有这张单据' },
      ]);
      time += 59_999;
      expect(await inbox.claim(9, 1_000)).toEqual([]);
      time += 1;
      expect(await claimOne()).toMatchObject({ id: 'a', attempts: 2, fence: 2, note: '没有这张单据' });
      // The worker that took it never came back: the old reason says nothing about that.
      time += 1_000;
      expect(await claimOne()).not.toHaveProperty('note');
    });

    it('never hands out what is done or in quarantine, until a person asks for it', async () => {
      for (const id of ['a', 'b']) await inbox.put(delivery(id));
      await inbox.put(delivery('c'), { note: 'undecodable' });
      const [a, b] = await inbox.claim(2, 1_000);
      await inbox.done('a', a?.fence ?? 0);
      await inbox.quarantine('b', b?.fence ?? 0, 'against-issued');
      time += 1e9;
      expect(await inbox.claim(9, 1_000)).toEqual([]);
      expect((await inbox.list('quarantined', 9)).map(({ id, note }) => [id, note])).toEqual([
        ['b', 'against-issued'],
        ['c', 'undecodable'],
      ]);
      expect(await inbox.requeue('a')).toBe(false);
      expect(await inbox.requeue('x')).toBe(false);
      expect(await inbox.requeue('b')).toBe(true);
      const again = await claimOne();
      expect(again).toMatchObject({ id: 'b', attempts: 1, fence: (b?.fence ?? 0) + 1 });
      expect(again).not.toHaveProperty('note');
    });

    it('lists the oldest first, no more than asked for', async () => {
      for (const [index, id] of ['a', 'b', 'c'].entries()) await inbox.put(delivery(id, { receivedAt: T0 - index }));
      expect((await inbox.list('new', 2)).map(({ id }) => id)).toEqual(['c', 'b']);
      expect(await inbox.list('done', 2)).toEqual([]);
    });

    it('erases the content of what was done long ago, never its id', async () => {
      for (const id of ['old', 'open', 'young']) await inbox.put(delivery(id, { receivedAt: id === 'young' ? T0 : T0 - 1 }));
      await inbox.put(delivery('bad', { receivedAt: T0 - 1 }), { note: 'x' });
      const rows = await inbox.claim(9, 1_000);
      for (const { id, fence } of rows) if (id !== 'open') await inbox.done(id, fence);
      expect(await inbox.erase(T0)).toBe(1);
      expect(await inbox.erase(T0)).toBe(0);
      expect(await inbox.read('old')).toEqual({ id: 'old', profile: 'acme', receivedAt: T0 - 1, headers: {}, body: Buffer.alloc(0) });
      for (const id of ['open', 'young', 'bad']) expect((await inbox.read(id))?.body.length).toBeGreaterThan(0);
      expect(await inbox.put(delivery('old'))).toBe('duplicate');
    });

    it('counts each state', async () => {
      for (const id of ['a', 'b', 'c', 'd', 'e']) await inbox.put(delivery(id));
      const [a, b, c] = await inbox.claim(4, 1_000);
      await inbox.done('a', a?.fence ?? 0);
      await inbox.park('b', b?.fence ?? 0, T0, 'x');
      await inbox.quarantine('c', c?.fence ?? 0, 'x');
      expect(await counts()).toEqual([1, 1, 1, 1, 1]);
    });

    it('fails loudly after closing, and closes twice', async () => {
      const waiting = inbox.put(delivery('a'));
      await inbox.close();
      await inbox.close();
      expect(await waiting).toBe('new');
      await expect(inbox.put(delivery('b'))).rejects.toMatchObject({ code: 'closed' });
      await expect(inbox.claim(1, 1)).rejects.toMatchObject({ code: 'closed' });
      await expect(inbox.done('a', 1)).rejects.toMatchObject({ code: 'closed' });
    });

    it('keeps one owner per row through any sequence of steps', async () => {
      const step = fc.oneof(
        fc.record({ kind: fc.constant('put' as const), id: fc.constantFrom('a', 'b', 'c') }),
        fc.record({ kind: fc.constant('claim' as const), limit: fc.integer({ min: 1, max: 3 }) }),
        fc.record({
          kind: fc.constantFrom('done' as const, 'park' as const, 'quarantine' as const),
          id: fc.constantFrom('a', 'b', 'c'),
          late: fc.boolean(),
        }),
        fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 2_000 }) }),
        fc.record({ kind: fc.constant('requeue' as const), id: fc.constantFrom('a', 'b', 'c') }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
          const fresh = open({ now: () => time });
          /** Newest fence handed out per id, and what the row must be in. */
          const model = new Map<string, { fence: number; state: DeliveryState; until: number }>();
          for (const each of steps) {
            if (each.kind === 'put') {
              expect(await fresh.put(delivery(each.id, { receivedAt: time }))).toBe(model.has(each.id) ? 'duplicate' : 'new');
              if (!model.has(each.id)) model.set(each.id, { fence: 0, state: 'new', until: time });
            } else if (each.kind === 'wait') {
              time += each.ms;
            } else if (each.kind === 'claim') {
              const due = [...model].filter(([, { state, until }]) => ['new', 'parked', 'claimed'].includes(state) && until <= time);
              const claimed = await fresh.claim(each.limit, 1_000);
              expect(claimed).toHaveLength(Math.min(each.limit, due.length));
              for (const { id, fence } of claimed) {
                expect(due.map(([dueId]) => dueId)).toContain(id);
                expect(fence).toBe((model.get(id)?.fence ?? 0) + 1);
                model.set(id, { fence, state: 'claimed', until: time + 1_000 });
              }
            } else if (each.kind === 'requeue') {
              const row = model.get(each.id);
              expect(await fresh.requeue(each.id)).toBe(row?.state === 'quarantined');
              if (row?.state === 'quarantined') model.set(each.id, { ...row, state: 'new', until: time });
            } else {
              const row = model.get(each.id);
              const fence = (row?.fence ?? 0) - (each.late ? 1 : 0);
              const state = ({ done: 'done', park: 'parked', quarantine: 'quarantined' } as const)[each.kind];
              const write = {
                done: () => fresh.done(each.id, fence),
                park: () => fresh.park(each.id, fence, time + 500, 'n'),
                quarantine: () => fresh.quarantine(each.id, fence, 'n'),
              };
              const allowed = row?.state === 'claimed' && !each.late;
              expect(await write[each.kind]()).toBe(allowed);
              if (allowed) model.set(each.id, { fence, state, until: time + 500 });
            }
          }
          for (const state of ALL_STATES) expect(await fresh.count(state)).toBe([...model.values()].filter((row) => row.state === state).length);
          await fresh.close();
        }),
        { numRuns: 40 },
      );
    });
  });
}
