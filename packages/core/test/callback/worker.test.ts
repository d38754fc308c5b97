import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallbackHandler, type CallbackMessage, type HandlerVerdict, onCallback } from '../../src/callback/handler.js';
import type { InboxStore } from '../../src/callback/inbox.js';
import { createNonDurableInbox } from '../../src/callback/non-durable-inbox.js';
import { understand } from '../../src/callback/understand.js';
import { createInboxWorker, processInbox } from '../../src/callback/worker.js';
import type { CallbackIncident, InboxWorkerOptions } from '../../src/callback/worker-options.js';
import type { JsonObject } from '../../src/protocol/json.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';
import { acme, changed, message } from './acme.js';

const HOUR = 3_600_000;

function setUp(handle: CallbackHandler<JsonObject>, options: Partial<InboxWorkerOptions> = {}) {
  const runtime = new VirtualRuntime();
  const inbox = createNonDurableInbox({ runtime });
  const incidents: CallbackIncident[] = [];
  const logged: unknown[][] = [];
  const all: InboxWorkerOptions = {
    inbox,
    handlers: [onCallback(acme, handle)],
    runtime,
    logger: { warn: (...line) => logged.push(line) },
    onIncident: (incident) => incidents.push(incident),
    ...options,
  };
  const put = async (body: Uint8Array, profile = acme.id) => {
    const id = understand(acme, { body, headers: {} })?.id ?? 'unreadable';
    await inbox.put({ id, profile, receivedAt: runtime.now(), headers: {}, body });
    return id;
  };
  /** Runs what is due, then what comes due, until nothing is left to do. */
  const runFor = async (ms: number) => {
    const end = runtime.now() + ms;
    const total = { done: 0, parked: 0, quarantined: 0, lost: 0 };
    for (;;) {
      const summary = await runtime.runUntil(processInbox(all));
      for (const name of ['done', 'parked', 'quarantined', 'lost'] as const) total[name] += summary[name];
      if (runtime.now() >= end) return total;
      await runtime.advance(Math.min(1_000 * 60, end - runtime.now()));
    }
  };
  return { runtime, inbox, all, put, runFor, incidents, logged, run: () => runtime.runUntil(processInbox(all)) };
}

const done = async (): Promise<HandlerVerdict> => ({ result: 'done' });
const retry = async (): Promise<HandlerVerdict> => ({ result: 'retry', reason: 'unknown-bill' });

describe('working the inbox off', () => {
  it('hands each message on with its identity, and ends', async () => {
    const seen: CallbackMessage<JsonObject>[] = [];
    const { put, run, inbox, runtime } = setUp(async (each) => {
      seen.push(each);
      return { result: 'done' };
    });
    const one = await put(message('S1'));
    const two = await put(Buffer.from('[{"billNo":"S1","result":"OK","invoiceNo":24440000000012345678},{"billNo":"S2"}]'));
    expect(await run()).toEqual({ done: 2, parked: 0, quarantined: 0, lost: 0 });
    expect(seen.map(({ deliveryId }) => deliveryId).sort()).toEqual([one, two, two].sort());
    const alone = seen.find(({ deliveryId }) => deliveryId === one);
    expect(alone).toMatchObject({
      id: one,
      profile: 'acme',
      attempt: 1,
      receivedAt: 1_700_000_000_000,
      claim: { serialNo: 'S1', says: 'issued', invoiceNumber: '24440000000012345678' },
    });
    // The same message in another delivery has the same id.
    expect(seen.filter(({ id }) => id === one)).toHaveLength(2);
    expect(await inbox.count('done')).toBe(2);
    expect(await run()).toEqual({ done: 0, parked: 0, quarantined: 0, lost: 0 });
    expect(runtime.pending).toBe(0);
  });

  it('gives messages without an identity one each', async () => {
    const ids: string[] = [];
    const { put, run } = setUp(async ({ id }) => {
      ids.push(id);
      return { result: 'done' };
    });
    await put(Buffer.from('[{"note":1},{"note":1}]'));
    await run();
    expect(new Set(ids).size).toBe(2);
  });

  it('tries again with growing, spread pauses, then calls a person: never dropped (F40)', async () => {
    const at: number[] = [];
    const { put, runFor, inbox, incidents, runtime, logged } = setUp(async () => {
      at.push(runtime.now());
      return retry();
    });
    const id = await put(message('S9\\n\\u001b[31m\\u202e'));
    expect(await runFor(12 * HOUR)).toEqual({ done: 0, parked: 19, quarantined: 1, lost: 0 });
    expect(at).toHaveLength(20);
    expect(await inbox.list('quarantined', 9)).toMatchObject([{ id, attempts: 20, note: 'unknown-bill' }]);
    expect(incidents).toMatchObject([{ deliveryId: id, reason: 'unknown-bill', attempts: 20, text: { zh: expect.stringContaining('没有发送过') } }]);
    // Log injection: what a sender wrote stays on its line (T32).
    expect(logged.at(-1)?.[1]).toMatchObject({ serialNos: ['S9\\n\\u{1b}[31m\\u{202e}'] });
    expect((await inbox.read(id))?.body).toEqual(message('S9\\n\\u001b[31m\\u202e'));
  });

  it.each([
    [0, [2_500, 5_000, 10_000, 20_000, 20_000]],
    [0.999999, [5_000, 10_000, 20_000, 40_000, 40_000]],
  ])('pauses between half and all of the schedule (%d)', async (random, pauses) => {
    const runtime = new VirtualRuntime(() => random);
    const inbox = createNonDurableInbox({ runtime });
    const notBefore: number[] = [];
    const watched: InboxStore = changed(inbox, {
      park: async (id: string, fence: number, at: number, note: string) => {
        notBefore.push(Math.round((at - runtime.now()) / 100) * 100);
        return inbox.park(id, fence, at, note);
      },
    });
    await inbox.put({ id: 'a', profile: 'acme', receivedAt: runtime.now(), headers: {}, body: message('S1') });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await runtime.runUntil(processInbox({ inbox: watched, handlers: [onCallback(acme, retry)], runtime, retry: { longestMs: 40_000 } }));
      await runtime.advance(40_000);
    }
    expect(notBefore).toEqual(pauses);
  });

  it('succeeds as soon as it can: the callback that overtook its submit', async () => {
    let known = false;
    const { put, run, runtime, inbox } = setUp(async () => (known ? { result: 'done' } : retry()));
    await put(message('S1'));
    expect(await run()).toMatchObject({ parked: 1 });
    known = true;
    expect(await run()).toMatchObject({ done: 0 });
    await runtime.advance(5_000);
    expect(await run()).toMatchObject({ done: 1 });
    expect(await inbox.count('done')).toBe(1);
  });

  it('is patient with what is not the message’s fault', async () => {
    let answers = false;
    const { put, runFor, incidents } = setUp(async () => (answers ? { result: 'done' } : { result: 'retry', reason: 'query-failed', patient: true }));
    await put(message('S1'));
    expect(await runFor(72 * HOUR)).toMatchObject({ quarantined: 0, done: 0 });
    answers = true;
    expect(await runFor(HOUR)).toMatchObject({ done: 1 });
    expect(incidents).toEqual([]);
  });

  it('may end in peace after the last attempt', async () => {
    const { put, runFor, incidents } = setUp(async () => ({ result: 'retry', reason: 'in-progress', atLast: 'done' }));
    await put(message('S1'));
    expect(await runFor(12 * HOUR)).toMatchObject({ parked: 19, done: 1, quarantined: 0 });
    expect(incidents).toEqual([]);
  });

  it('calls a person at once where the handler says so, and shows them the row again on demand', async () => {
    const verdict: HandlerVerdict = { result: 'quarantine', reason: 'against-issued', text: { zh: '矛盾', en: 'contradiction' } };
    const { put, run, inbox, incidents } = setUp(async () => verdict);
    const id = await put(message('S1'));
    expect(await run()).toMatchObject({ quarantined: 1 });
    expect(incidents).toEqual([
      {
        deliveryId: id,
        profile: 'acme',
        receivedAt: 1_700_000_000_000,
        attempts: 1,
        reason: 'against-issued',
        text: verdict.text,
        serialNos: ['S1'],
      },
    ]);
    expect(await run()).toMatchObject({ quarantined: 0 });
    expect(await inbox.requeue(id)).toBe(true);
    expect(await run()).toMatchObject({ quarantined: 1 });
  });

  it('goes on with the other messages of a row when one needs a person', async () => {
    let open = true;
    const { put, run, runtime, incidents } = setUp(async ({ claim }) => {
      if (claim?.serialNo === 'BAD') return { result: 'quarantine', reason: 'differs', text: { zh: 'x', en: 'x' } };
      return open ? retry() : done();
    });
    await put(Buffer.from('[{"billNo":"BAD"},{"billNo":"S1"}]'));
    expect(await run()).toMatchObject({ parked: 1 });
    expect(incidents).toMatchObject([{ reason: 'differs', serialNos: ['BAD', 'S1'] }]);
    open = false;
    await runtime.advance(5_000);
    expect(await run()).toMatchObject({ quarantined: 1 });
  });

  it.each([
    [
      'throws',
      async () => {
        throw new Error('secret text');
      },
    ],
    [
      'throws at once',
      () => {
        throw new Error('secret text');
      },
    ],
    ['says nothing', async () => undefined as never],
  ])('tries again when a handler %s, without quoting it', async (_, handle) => {
    const { put, runFor, incidents, logged } = setUp(handle as CallbackHandler<JsonObject>);
    await put(message('S1'));
    expect(await runFor(12 * HOUR)).toMatchObject({ parked: 19, quarantined: 1 });
    expect(incidents).toMatchObject([{ reason: 'handler-failed' }]);
    expect(JSON.stringify(logged)).not.toContain('secret text');
  });

  it('lets no handler run on for ever', async () => {
    let aborted = 0;
    const { put, run, runtime, inbox } = setUp(
      (_, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            aborted += 1;
          });
        }),
      { timeoutMs: 1_000 },
    );
    await put(message('S1'));
    expect(await run()).toMatchObject({ parked: 1 });
    expect(aborted).toBe(1);
    expect(runtime.pending).toBe(0);
    expect(await inbox.list('parked', 9)).toMatchObject([{ note: 'handler-timeout' }]);
  });

  it('keeps apart what ends its workers again and again', async () => {
    const { put, inbox, runFor, incidents, runtime } = setUp(done, { retry: { maxAttempts: 3 } });
    const id = await put(message('S1'));
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await inbox.claim(9, 1_000)).toHaveLength(1);
      await runtime.advance(1_000);
    }
    expect(await runFor(1)).toMatchObject({ quarantined: 1, done: 0 });
    expect(incidents).toMatchObject([{ deliveryId: id, reason: 'no-result', attempts: 4 }]);
  });

  it('keeps rows of profiles it does not know, and of those it can no longer read', async () => {
    const { put, runFor, incidents, inbox } = setUp(done);
    await put(message('S1'), 'other');
    await put(Buffer.from('x'));
    expect(await runFor(12 * HOUR)).toMatchObject({ quarantined: 2, parked: 19 });
    expect(incidents.map(({ reason }) => reason)).toEqual(['undecodable', 'unknown-profile']);
    expect(await inbox.count('quarantined')).toBe(2);
  });

  it('yields to a worker that has claimed the row since', async () => {
    const { put, all, inbox, runtime } = setUp(async () => {
      await runtime.advance(1_000);
      expect(await inbox.claim(9, 1_000)).toHaveLength(1);
      return { result: 'done' };
    });
    await put(message('S1'));
    const hasty = changed(inbox, { claim: (limit) => inbox.claim(limit, 1_000) });
    expect(await processInbox({ ...all, inbox: hasty })).toEqual({ done: 0, parked: 0, quarantined: 0, lost: 1 });
    expect(await inbox.count('claimed')).toBe(1);
  });

  it('keeps to its concurrency, and one slow row holds up no other', async () => {
    let running = 0;
    let most = 0;
    const order: string[] = [];
    let finish: () => void = () => {};
    const others = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { put, all } = setUp(
      async ({ claim }) => {
        running += 1;
        most = Math.max(most, running);
        await (claim?.serialNo === 'SLOW' ? others : Promise.resolve());
        order.push(claim?.serialNo ?? '');
        if (order.length === 20) finish();
        running -= 1;
        return { result: 'done' };
      },
      { concurrency: 3 },
    );
    for (const billNo of ['SLOW', ...Array.from({ length: 20 }, (_, index) => `S${index}`)]) await put(message(billNo));
    expect(await processInbox(all)).toMatchObject({ done: 21 });
    expect(most).toBe(3);
    expect(order.at(-1)).toBe('SLOW');
  });

  it('claims rows for longer than their handlers may take', async () => {
    const leases: number[] = [];
    const { put, all, inbox, runtime } = setUp(done, { timeoutMs: 120_000 });
    await put(message('S1'));
    const watchedInbox = changed(inbox, {
      claim: async (limit, leaseMs) => {
        leases.push(leaseMs);
        return inbox.claim(limit, leaseMs);
      },
    });
    await runtime.runUntil(processInbox({ ...all, inbox: watchedInbox }));
    for (const lease of leases) expect(lease).toBeGreaterThanOrEqual(150_000);
  });

  it('ends with the store’s error, after the rows in work', async () => {
    const { put, inbox, all, runtime } = setUp(done);
    await put(message('S1'));
    await put(message('S2'));
    let ended = 0;
    const broken: InboxStore = changed(inbox, {
      done: async (id: string, fence: number) => {
        ended += 1;
        if (ended === 1) throw new Error('disk full');
        return inbox.done(id, fence);
      },
    });
    await expect(runtime.runUntil(processInbox({ ...all, inbox: broken }))).rejects.toThrow('disk full');
    expect(ended).toBe(2);
    const silent: InboxStore = changed(inbox, { claim: async () => Promise.reject(new Error('gone')) });
    await expect(runtime.runUntil(processInbox({ ...all, inbox: silent }))).rejects.toThrow('gone');
  });

  it('begins nothing after it was told to stop', async () => {
    const { put, all, inbox } = setUp(done);
    await put(message('S1'));
    expect(await processInbox(all, { signal: AbortSignal.abort() })).toMatchObject({ done: 0 });
    expect(await inbox.count('new')).toBe(1);
  });
});

describe('createInboxWorker', () => {
  it('works on a wake-up at once and on a poll later, survives a broken store, and stops', async () => {
    const seen: string[] = [];
    const { put, all, inbox, runtime, logged } = setUp(async ({ claim }) => {
      seen.push(claim?.serialNo ?? '');
      return { result: 'done' };
    });
    let broken = false;
    const store: InboxStore = changed(inbox, {
      claim: async (limit: number, leaseMs: number) => (broken ? Promise.reject(new Error('locked')) : inbox.claim(limit, leaseMs)),
    });
    const worker = createInboxWorker({ ...all, inbox: store, pollMs: 1_000 });
    await runtime.advance(0);
    await put(message('S1'));
    worker.wake();
    await runtime.advance(0);
    expect(seen).toEqual(['S1']);
    await put(message('S2'));
    await runtime.advance(999);
    expect(seen).toEqual(['S1']);
    await runtime.advance(1);
    expect(seen).toEqual(['S1', 'S2']);
    broken = true;
    await put(message('S3'));
    await runtime.advance(3_000);
    expect(logged.length).toBeGreaterThan(1);
    broken = false;
    await runtime.advance(1_000);
    expect(seen).toEqual(['S1', 'S2', 'S3']);
    await runtime.runUntil(worker.stop());
    expect(runtime.pending).toBe(0);
    await put(message('S4'));
    worker.wake();
    await runtime.advance(10_000);
    expect(seen).toHaveLength(3);
  });

  it('forgets no wake-up that comes while it finds nothing', async () => {
    const { put, all, inbox, runtime } = setUp(done);
    let late = false;
    const store = changed(inbox, {
      claim: async (limit, leaseMs) => {
        const claimed = await inbox.claim(limit, leaseMs);
        if (claimed.length > 0 || late) return claimed;
        late = true;
        // A turn later, so that the worker exists; too late for this claim.
        await Promise.resolve();
        await put(message('S1'));
        worker.wake();
        return claimed;
      },
    });
    const worker = createInboxWorker({ ...all, inbox: store });
    await runtime.advance(0);
    expect(await inbox.count('done')).toBe(1);
    await runtime.runUntil(worker.stop());
  });

  it('waits for the row in work when it stops', async () => {
    let finish: () => void = () => {};
    const { put, all, inbox, runtime } = setUp(
      () =>
        new Promise((resolve) => {
          finish = () => resolve({ result: 'done' });
        }),
    );
    await put(message('S1'));
    await put(message('S2'));
    const worker = createInboxWorker({ ...all, concurrency: 1 });
    await runtime.advance(0);
    let stopped = false;
    const stopping = worker.stop().then(() => {
      stopped = true;
    });
    await runtime.advance(0);
    expect(stopped).toBe(false);
    finish();
    await stopping;
    expect([await inbox.count('done'), await inbox.count('new')]).toEqual([1, 1]);
  });
});

it('refuses options that cannot be, all at once', () => {
  expect(() =>
    createInboxWorker({
      inbox: undefined as never,
      handlers: [onCallback(acme, done), onCallback({ ...acme, id: 'X' }, done), onCallback(acme, done)],
      concurrency: 0,
      timeoutMs: 0,
      retry: { firstMs: 0, longestMs: 0.5, maxAttempts: -1 },
    }),
  ).toThrow(
    expect.objectContaining({
      problems: [
        'inbox',
        'handlers[1].profile.id',
        'handlers[2].profile.id',
        'concurrency',
        'timeoutMs',
        'retry.firstMs',
        'retry.longestMs',
        'retry.maxAttempts',
      ].map((path) => expect.objectContaining({ path })),
    }),
  );
  expect(() => createInboxWorker({ inbox: createNonDurableInbox(), handlers: [] })).toThrow(expect.objectContaining({ code: 'config_invalid' }));
});

it('has the same effect once, however deliveries are repeated and ordered (F37, F39)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('S1', 'S2', 'S3'), fc.constantFrom('OK', 'ERROR')), { minLength: 1, maxLength: 30 }),
      async (deliveries) => {
        const effects = new Map<string, number>();
        const { put, run } = setUp(async ({ id }) => {
          effects.set(id, (effects.get(id) ?? 0) + 1);
          return { result: 'done' };
        });
        for (const [billNo, result] of deliveries) await put(message(billNo, result));
        await run();
        expect(effects.size).toBe(new Set(deliveries.map((each) => each.join())).size);
        expect([...effects.values()].every((count) => count === 1)).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});
