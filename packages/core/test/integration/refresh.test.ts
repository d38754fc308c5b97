import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/call.js';
import { PiaozoneError } from '../../src/errors.js';
import { OperationRefresher } from '../../src/integration/refresh.js';
import type { ExpectedInvoice } from '../../src/issuing/expected-invoice.js';
import { createNonDurableOperationStore } from '../../src/issuing/non-durable-store.js';
import type { OperationPatch, OperationState, OperationStore } from '../../src/issuing/operation-store.js';
import type { IssuingKey, IssuingRoute, QueryResult } from '../../src/issuing/route.js';
import type { Invoice } from '../../src/model/invoice.js';

const call: Call = { requestId: 'r', warn: () => {} };
const EXPECTED: ExpectedInvoice = { color: 'blue', sellerTaxNo: '91A', buyerName: 'b', totalAmount: '1.13', taxAmount: '0.13' };
const INVOICE: Invoice = {
  serialNo: 'S1',
  number: '24440000000012345678',
  color: 'blue',
  buyerName: 'b',
  totals: { amount: '1.00', taxAmount: '0.13', totalAmount: '1.13' },
  raw: null,
};
const OTHER: Invoice = { ...INVOICE, totals: { amount: '2.00', taxAmount: '0.26', totalAmount: '2.26' } };
const refusal = new PiaozoneError({ code: 'business_rejected', outcome: 'rejected', message: { zh: 'x', en: 'x' } });
const ISSUED: QueryResult = { state: 'issued', invoice: INVOICE };
const FAILED: QueryResult = { state: 'failed', error: refusal };
const IN_PROGRESS: QueryResult = { state: 'in-progress' };
const NOT_FOUND: QueryResult = { state: 'not-found' };
const CANNOT_TELL: QueryResult = { state: 'cannot-tell', error: refusal };

const STATES: readonly OperationState[] = ['accepted', 'sending', 'submitted', 'issued', 'rejected', 'unknown', 'waiting-for-person', 'needs-review'];

async function setUp(state: OperationState, found: QueryResult | Error, { comparable = true, store = createNonDurableOperationStore() } = {}) {
  const asked: IssuingKey[] = [];
  const route = {
    query: async (key: IssuingKey) => {
      asked.push(key);
      await Promise.resolve();
      if (found instanceof Error) throw found;
      return found;
    },
  } as unknown as IssuingRoute;
  await store.accept({ key: 'e/blue/S1', serialNo: 'S1', fingerprint: 'f', ...(comparable ? { expected: EXPECTED } : {}) });
  const invoice: OperationPatch = state === 'issued' ? { invoice: INVOICE } : {};
  await store.update('e/blue/S1', 1, { state, ...invoice });
  const refresher = new OperationRefresher({ route, store, keysOf: (serialNo) => [`e/blue/${serialNo}`, `e/red/${serialNo}`] });
  const recorded = async () => (await store.find('e/blue/S1'))?.state;
  return { refresher, asked, recorded, store, refresh: (claim = {}) => refresher.refresh({ serialNo: 'S1', ...claim }, call) };
}

describe('asking the cloud about a recorded operation', () => {
  it.each(STATES)('in state %s: an invoice that was asked for is recorded', async (state) => {
    const { refresh, recorded, asked, store } = await setUp(state, ISSUED);
    expect(await refresh()).toMatchObject({ status: 'settled', operation: { state: 'issued', invoice: INVOICE } });
    expect(await recorded()).toBe('issued');
    expect((await store.find('e/blue/S1'))?.invoice).toEqual(INVOICE);
    // What is recorded already needs no question.
    expect(asked).toEqual(state === 'issued' ? [] : [{ serialNo: 'S1', sellerTaxNo: '91A', color: 'blue', expected: EXPECTED }]);
  });

  it.each(STATES.filter((state) => state !== 'issued'))('in state %s: another invoice goes to a person', async (state) => {
    const { refresh, recorded } = await setUp(state, { state: 'issued', invoice: OTHER });
    expect(await refresh()).toMatchObject({ status: 'contradiction', reason: 'differs', error: { code: 'operation_conflict' } });
    expect(await recorded()).toBe('needs-review');
  });

  it.each<[OperationState, OperationState, string]>([
    ['accepted', 'accepted', 'settled'],
    ['sending', 'sending', 'open'],
    ['submitted', 'rejected', 'settled'],
    ['rejected', 'rejected', 'settled'],
    ['unknown', 'rejected', 'settled'],
    ['waiting-for-person', 'waiting-for-person', 'open'],
    ['needs-review', 'needs-review', 'open'],
  ])('in state %s: "failed" leads to %s (%s)', async (before, after, status) => {
    const { refresh, recorded } = await setUp(before, FAILED);
    expect(await refresh({ says: 'failed' })).toMatchObject({ status });
    expect(await recorded()).toBe(after);
  });

  it.each<[OperationState, OperationState]>([
    ['accepted', 'submitted'],
    ['sending', 'sending'],
    ['submitted', 'submitted'],
    ['rejected', 'submitted'],
    ['unknown', 'submitted'],
    ['waiting-for-person', 'waiting-for-person'],
    ['needs-review', 'needs-review'],
  ])('in state %s: "in progress" leads to %s', async (before, after) => {
    const { refresh, recorded } = await setUp(before, IN_PROGRESS);
    expect(await refresh()).toMatchObject({ status: 'open', reason: 'in-progress' });
    expect(await recorded()).toBe(after);
  });

  it.each(STATES.filter((state) => state !== 'issued'))('in state %s: what proves nothing changes nothing', async (state) => {
    for (const [found, reason] of [
      [NOT_FOUND, 'not-found'],
      [CANNOT_TELL, 'cannot-tell'],
      [refusal, 'query-failed'],
      [new Error('bug'), 'query-failed'],
    ] as const) {
      const { refresh, recorded } = await setUp(state, found);
      expect(await refresh()).toMatchObject({ status: 'open', reason });
      expect(await recorded()).toBe(state);
    }
  });

  it('settles a claimed failure of what never left, when the cloud does not know it', async () => {
    for (const state of ['accepted', 'rejected'] as const)
      expect(await (await setUp(state, NOT_FOUND)).refresh({ says: 'failed' })).toMatchObject({ status: 'settled' });
    expect(await (await setUp('submitted', NOT_FOUND)).refresh({ says: 'failed' })).toMatchObject({ status: 'open', reason: 'claim-ahead' });
  });

  it('knows nothing of serial numbers it has not recorded, and asks nobody', async () => {
    const { refresher, asked } = await setUp('submitted', ISSUED);
    expect(await refresher.refresh({ serialNo: 'S2' }, call)).toEqual({ status: 'unknown' });
    expect(asked).toEqual([]);
  });

  it('finds red operations too', async () => {
    const { refresher, store, asked } = await setUp('submitted', { state: 'issued', invoice: { ...INVOICE, color: 'red', serialNo: 'S3' } });
    await store.accept({ key: 'e/red/S3', serialNo: 'S3', fingerprint: 'f', expected: { ...EXPECTED, color: 'red' } });
    expect(await refresher.refresh({ serialNo: 'S3' }, call)).toMatchObject({ status: 'settled' });
    expect(asked).toMatchObject([{ color: 'red' }]);
  });

  it('leaves records of older versions, which cannot be compared, to the next run', async () => {
    const { refresh, recorded, asked } = await setUp('submitted', ISSUED, { comparable: false });
    expect(await refresh()).toMatchObject({ status: 'open', reason: 'not-comparable' });
    expect(await recorded()).toBe('submitted');
    expect(asked).toEqual([{ serialNo: 'S1', sellerTaxNo: undefined, color: 'blue' }]);
  });
});

describe('claims are never believed', () => {
  it.each([NOT_FOUND, IN_PROGRESS, FAILED])('a forged "issued" changes nothing the cloud does not say: %j (T12)', async (found) => {
    const { refresh, recorded } = await setUp('submitted', found);
    expect(await refresh({ says: 'issued', invoiceNumber: '1' })).toMatchObject({ status: 'open', reason: 'claim-ahead' });
    expect(await recorded()).toBe('submitted');
  });

  it('a forged "failed" changes nothing', async () => {
    for (const found of [NOT_FOUND, IN_PROGRESS, CANNOT_TELL]) {
      const { refresh, recorded } = await setUp('submitted', found);
      expect(await refresh({ says: 'failed' })).toMatchObject({ status: 'open' });
      expect(await recorded()).toBe('submitted');
    }
  });

  it.each([ISSUED, FAILED, NOT_FOUND, IN_PROGRESS, { state: 'issued', invoice: OTHER } as QueryResult])(
    'against a recorded invoice they are a case for a person; the record stays: %j (F47)',
    async (found) => {
      for (const claim of [{ says: 'failed' }, { says: 'issued', invoiceNumber: '1' }, { invoiceNumber: '1' }]) {
        const { refresh, store } = await setUp('issued', found);
        const before = await store.find('e/blue/S1');
        expect(await refresh(claim)).toMatchObject({ status: 'contradiction', reason: 'against-issued' });
        expect(await store.find('e/blue/S1')).toEqual(before);
      }
    },
  );

  it('against a recorded invoice wait while the cloud proves nothing', async () => {
    expect(await (await setUp('issued', refusal)).refresh({ says: 'failed' })).toMatchObject({ status: 'open', reason: 'query-failed' });
    expect(await (await setUp('issued', CANNOT_TELL)).refresh({ says: 'failed' })).toMatchObject({ status: 'open', reason: 'cannot-tell' });
  });

  it('that agree with the record are settled without a question', async () => {
    const { refresh, asked } = await setUp('issued', FAILED);
    for (const claim of [{}, { says: 'issued' }, { says: 'issued', invoiceNumber: ` ${INVOICE.number} ` }, { invoiceNumber: '' }])
      expect(await refresh(claim)).toMatchObject({ status: 'settled' });
    expect(asked).toEqual([]);
  });

  it('with another number than the cloud’s: the cloud counts, a person compares', async () => {
    const { refresh, recorded } = await setUp('submitted', ISSUED);
    expect(await refresh({ says: 'issued', invoiceNumber: '1' })).toMatchObject({ status: 'contradiction', reason: 'other-number' });
    expect(await recorded()).toBe('issued');
  });

  it('of an earlier failure say nothing against the invoice that came after it', async () => {
    expect(await (await setUp('submitted', ISSUED)).refresh({ says: 'failed' })).toMatchObject({ status: 'settled' });
  });
});

describe('other writers', () => {
  it('share one question', async () => {
    const { refresh, asked } = await setUp('submitted', ISSUED);
    const results = await Promise.all(Array.from({ length: 100 }, () => refresh()));
    expect(results.every(({ status }) => status === 'settled')).toBe(true);
    expect(asked).toHaveLength(1);
  });

  it('that were faster are looked at again', async () => {
    const memory = createNonDurableOperationStore();
    let races = 1;
    const store: OperationStore = {
      ...memory,
      update: async (key, version, patch) => {
        if (patch.state === 'issued' && races-- > 0) await memory.update(key, version, { attempts: 9 });
        return memory.update(key, version, patch);
      },
    };
    const { refresh, recorded } = await setUp('submitted', ISSUED, { store });
    expect(await refresh()).toMatchObject({ status: 'settled', operation: { attempts: 9 } });
    expect(await recorded()).toBe('issued');
    races = 99;
    await memory.update('e/blue/S1', 4, { state: 'submitted' });
    expect(await refresh()).toMatchObject({ status: 'open', reason: 'busy' });
  });

  it('that break the store are errors, not results', async () => {
    const memory = createNonDurableOperationStore();
    const { refresh, store } = await setUp('submitted', ISSUED, { store: memory });
    Object.assign(store, { update: async () => Promise.reject(new Error('disk full')) });
    await expect(refresh()).rejects.toMatchObject({ code: 'store_failed' });
  });
});
