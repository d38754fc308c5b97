import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/call.js';
import { PiaozoneError } from '../../src/errors.js';
import { OperationRunner } from '../../src/integration/operation-runner.js';
import { OperationRefresher } from '../../src/integration/refresh.js';
import { expectedOf } from '../../src/issuing/expected-invoice.js';
import { createNonDurableOperationStore } from '../../src/issuing/non-durable-store.js';
import type { OperationState } from '../../src/issuing/operation-store.js';
import type { IssuingKey, IssuingRoute, PreparedRequest, QueryResult, SubmitResult } from '../../src/issuing/route.js';
import type { Invoice } from '../../src/model/invoice.js';
import { joinInvoices } from '../../src/model/split-invoice.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';

const call: Call = { requestId: 'r', warn: () => {} };
const REQUEST: PreparedRequest = {
  serialNo: 'S1',
  bill: { type: 't', number: 'n' },
  color: 'blue',
  kind: 'digital-general',
  seller: { name: 's', taxNo: '91A' },
  buyer: { name: 'b' },
  drawer: 'd',
  lines: [],
  totals: { amount: '2.00', taxAmount: '0.26', totalAmount: '2.26' },
};
const part = (number: string): Invoice => ({
  serialNo: 'S1',
  number,
  color: 'blue',
  buyerName: 'b',
  totals: { amount: '1.00', taxAmount: '0.13', totalAmount: '1.13' },
  raw: null,
});
const WHOLE = joinInvoices(part('1'), [part('2')], null);
const error = new PiaozoneError({ code: 'business_unrecognised', outcome: 'unknown', message: { zh: '部分失败', en: 'a part failed' } });
const PARTLY: QueryResult = { state: 'needs-review', error, invoice: part('1') };
const CANNOT_TELL: QueryResult = { state: 'cannot-tell', error };
const refused = new PiaozoneError({ code: 'business_rejected', outcome: 'rejected', message: { zh: 'x', en: 'x' } });

async function setUp(answers: readonly (QueryResult | Error)[], submits: readonly (SubmitResult | Error)[] = [{ state: 'accepted' }]) {
  const asked: IssuingKey[] = [];
  const log: string[] = [];
  const play = <T>(name: string, list: readonly (T | Error)[]): T => {
    const count = log.filter((one) => one === name).length;
    log.push(name);
    const next = list[Math.min(count, list.length - 1)];
    if (next === undefined || next instanceof Error) throw next;
    return next;
  };
  const route: IssuingRoute = {
    id: 'fake',
    capabilities: { dedup: 'unique-key', keyField: 'billNo', kinds: [], sources: {} },
    validate: () => ({ errors: [], warnings: [] }),
    submit: async () => play('submit', submits),
    red: async () => play('red', submits),
    query: async (key) => {
      asked.push(key);
      return play('query', answers);
    },
    check: async () => [],
  };
  const store = createNonDurableOperationStore();
  const runtime = new VirtualRuntime();
  const runner = new OperationRunner({ route, store, runtime, settle: { pausesMs: [1000] } });
  const accept = (expected = expectedOf(REQUEST)) => store.accept({ key: 'e/blue/S1', serialNo: 'S1', fingerprint: 'f', expected });
  const run = async (request = REQUEST) => runtime.runUntil(runner.run(request, (await accept()).operation, call));
  const refresher = new OperationRefresher({ route, store, keysOf: (serialNo) => [`e/blue/${serialNo}`] });
  const refresh = (claim = {}) => refresher.refresh({ serialNo: 'S1', ...claim }, call);
  const operation = async () => (await accept()).operation;
  const put = async (state: OperationState) => {
    const { version } = await operation();
    await store.update('e/blue/S1', version, { state });
  };
  return { run, refresh, operation, put, log, asked, route };
}

describe('a bill that the cloud splits', () => {
  it('is issued when all of its invoices make up what was asked for', async () => {
    const { run, operation, asked } = await setUp([{ state: 'issued', invoice: WHOLE }]);
    expect(await run()).toMatchObject({ status: 'issued', invoice: { number: '1', parts: [{ number: '1' }, { number: '2' }] } });
    expect((await operation()).invoice).toEqual(WHOLE);
    expect(asked).toEqual([{ serialNo: 'S1', sellerTaxNo: '91A', color: 'blue', expected: expectedOf(REQUEST) }]);
  });

  it.each<[string, Invoice]>([
    ['another sum', joinInvoices(part('1'), [part('2'), part('3')], null)],
    ['a part for another buyer', joinInvoices(part('1'), [{ ...part('2'), buyerName: 'c' }], null)],
    ['a part of another seller', joinInvoices(part('1'), [{ ...part('2'), sellerTaxNo: '91B' }], null)],
    ['a red part', joinInvoices(part('1'), [{ ...part('2'), color: 'red' }], null)],
  ])('goes to a person with %s', async (_, invoice) => {
    const { run, operation } = await setUp([{ state: 'issued', invoice }]);
    expect(await run()).toMatchObject({ status: 'needs-review', error: { code: 'operation_conflict' }, invoice });
    expect(await operation()).toMatchObject({ state: 'needs-review', invoice });
  });

  it('goes to a person when a part failed, keeps what exists, and is adopted once it is whole', async () => {
    const { run, operation, log } = await setUp([PARTLY, PARTLY, { state: 'issued', invoice: WHOLE }]);
    expect(await run()).toMatchObject({ status: 'needs-review', error: { message: '部分失败' }, invoice: { number: '1' } });
    expect(await operation()).toMatchObject({ state: 'needs-review', invoice: { number: '1' } });
    expect(await run()).toMatchObject({ status: 'needs-review', invoice: { number: '1' } });
    expect(await run()).toMatchObject({ status: 'issued', invoice: WHOLE });
    expect(log).toEqual(['submit', 'query', 'query', 'query']);
  });

  it.each([CANNOT_TELL, { state: 'not-found' } as const, new Error('network')])(
    'is never sent again once a part is known, whatever a query shows: %o',
    async (later) => {
      const { run, log, operation } = await setUp([PARTLY, later]);
      await run();
      expect(await run()).toMatchObject({ status: 'needs-review', error: { code: 'operation_conflict' }, invoice: { number: '1' } });
      expect(await run()).toMatchObject({ status: 'needs-review' });
      expect(log.filter((name) => name === 'submit')).toHaveLength(1);
      expect(await operation()).toMatchObject({ state: 'needs-review', invoice: { number: '1' } });
    },
  );
});

describe('a callback about a split bill', () => {
  it('may name any of its invoices', async () => {
    const { refresh, put } = await setUp([{ state: 'issued', invoice: WHOLE }]);
    await put('submitted');
    expect(await refresh({ invoiceNumber: '2' })).toMatchObject({ status: 'settled' });
    expect(await refresh({ invoiceNumber: '1' })).toMatchObject({ status: 'settled' });
    expect(await refresh({ invoiceNumber: '3' })).toMatchObject({ status: 'contradiction' });
  });

  it.each<OperationState>(['accepted', 'rejected', 'submitted', 'unknown', 'needs-review'])(
    'in state %s records that a part failed',
    async (state) => {
      const { refresh, operation, put } = await setUp([PARTLY]);
      await put(state);
      expect(await refresh({ says: 'issued' })).toMatchObject({ status: 'open', reason: 'needs-review', error: { message: '部分失败' } });
      expect(await operation()).toMatchObject({ state: 'needs-review', invoice: { number: '1' } });
    },
  );

  it.each<OperationState>(['sending', 'waiting-for-person'])('in state %s leaves the record to who works on it', async (state) => {
    const { refresh, operation, put } = await setUp([PARTLY]);
    await put(state);
    expect(await refresh()).toMatchObject({ status: 'open', reason: 'needs-review' });
    expect(await operation()).toMatchObject({ state });
  });

  it('that nothing is known to be issued of does not write the same record again', async () => {
    const { refresh, operation, put } = await setUp([{ state: 'needs-review', error }]);
    await put('submitted');
    await refresh();
    const { version } = await operation();
    expect(await refresh()).toMatchObject({ status: 'open', reason: 'needs-review' });
    expect(await operation()).toMatchObject({ version, state: 'needs-review' });
  });
});

describe('a request that waits for somebody at the cloud', () => {
  const waiting: QueryResult = { state: 'waiting-for-person', error };

  it('is sent once more with the next run, without another number', async () => {
    const { run, operation, log } = await setUp([waiting], [{ state: 'accepted' }, { state: 'issued', invoice: WHOLE }]);
    expect(await run()).toMatchObject({ status: 'waiting-for-person', error: { message: '部分失败' } });
    expect(await operation()).toMatchObject({ state: 'waiting-for-person' });
    expect(await run()).toMatchObject({ status: 'issued' });
    expect(log).toEqual(['submit', 'query', 'submit']);
  });

  it('is not sent again by the run that learns of it', async () => {
    const { run, operation, put, log } = await setUp([waiting]);
    await put('submitted');
    expect(await run()).toMatchObject({ status: 'waiting-for-person' });
    expect(await operation()).toMatchObject({ state: 'waiting-for-person' });
    expect(log).toEqual(['query']);
  });

  it.each<[OperationState, OperationState]>([
    ['submitted', 'waiting-for-person'],
    ['unknown', 'waiting-for-person'],
    ['sending', 'sending'],
    ['needs-review', 'needs-review'],
  ])('learned from a callback in state %s: %s', async (before, after) => {
    const { refresh, operation, put } = await setUp([waiting]);
    await put(before);
    expect(await refresh()).toMatchObject({ status: 'open', reason: 'in-progress', error: { message: '部分失败' } });
    expect(await operation()).toMatchObject({ state: after });
  });
});

describe('a repeat after an open answer', () => {
  it('that is refused decides nothing about the first attempt', async () => {
    const { run, operation, log } = await setUp([CANNOT_TELL], [error, refused]);
    expect(await run()).toMatchObject({ status: 'unknown' });
    expect(await run()).toMatchObject({ status: 'unknown', error: { code: 'business_rejected' } });
    expect(await operation()).toMatchObject({ state: 'unknown' });
    expect(log).toEqual(['submit', 'query', 'query', 'submit']);
  });

  it('that cannot be sent leaves it open', async () => {
    const { run, operation } = await setUp([CANNOT_TELL], [error, refused.with({ code: 'connection', outcome: 'not-sent' })]);
    await run();
    expect(await run()).toMatchObject({ status: 'unknown', error: { code: 'connection' } });
    expect(await operation()).toMatchObject({ state: 'unknown' });
  });

  it('is refused for good where the cloud says that it does not know the first', async () => {
    const { run, operation } = await setUp([{ state: 'not-found' }], [error, refused]);
    await run();
    expect(await run()).toMatchObject({ status: 'refused' });
    expect(await operation()).toMatchObject({ state: 'rejected' });
  });
});

describe('a red request that knows its blue invoice by number only', () => {
  const red: PreparedRequest = { ...REQUEST, color: 'red', red: { reason: 'sales-return', originalInvoiceNo: '24440000000012345678' } };

  it('goes out where the route takes it, and is refused elsewhere', async () => {
    const plain = await setUp([CANNOT_TELL]);
    expect(await plain.run(red)).toMatchObject({ status: 'refused', error: { code: 'request_invalid' } });
    const able = await setUp([CANNOT_TELL]);
    const sent: PreparedRequest[] = [];
    Object.assign(able.route, {
      redByNumber: async (request: PreparedRequest): Promise<SubmitResult> => {
        sent.push(request);
        return { state: 'accepted' };
      },
    });
    expect(await able.run(red)).toMatchObject({ status: 'in-progress' });
    expect(sent).toEqual([red]);
    expect(plain.log).toEqual([]);
  });
});
