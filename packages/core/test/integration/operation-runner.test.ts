import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/call.js';
import { type ErrorCode, type FailureOutcome, PiaozoneError } from '../../src/errors.js';
import { type OperationOutcome, OperationRunner } from '../../src/integration/operation-runner.js';
import { createNonDurableOperationStore } from '../../src/issuing/non-durable-store.js';
import type { OperationStore } from '../../src/issuing/operation-store.js';
import type { Deduplication, IssuingRoute, PreparedRequest, QueryResult, SubmitResult } from '../../src/issuing/route.js';
import type { Invoice } from '../../src/model/invoice.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';

const REQUEST: PreparedRequest = {
  serialNo: 'P1B00000000000000000000000000001',
  bill: { type: 't', number: 'n' },
  color: 'blue',
  kind: 'electronic-general',
  seller: { name: 's', taxNo: '91A' },
  buyer: { name: 'b' },
  drawer: 'd',
  lines: [],
  totals: { amount: '1.00', taxAmount: '0.13', totalAmount: '1.13' },
};
const INVOICE: Invoice = { serialNo: REQUEST.serialNo, number: '1', color: 'blue', raw: null };
const issued: SubmitResult & QueryResult = { state: 'issued', invoice: INVOICE };
const notFound: QueryResult = { state: 'not-found' };
const call: Call = { requestId: 'r', warn: () => {} };
const error = (code: ErrorCode, outcome: FailureOutcome) => new PiaozoneError({ code, outcome, message: { zh: code, en: code } });
const lost = error('connection', 'unknown');

interface Script {
  readonly dedup: Deduplication;
  readonly submit: (SubmitResult | PiaozoneError)[];
  readonly query?: (QueryResult | PiaozoneError)[];
  readonly store?: OperationStore;
}

/** A route that plays a script; the last answer of each list stays. */
function setUp({ dedup, submit, query = [notFound], store = createNonDurableOperationStore() }: Script) {
  const log: string[] = [];
  const play = <T>(name: string, list: (T | PiaozoneError)[]): T => {
    log.push(name);
    const next = list.length > 1 ? list.shift() : list[0];
    if (next === undefined || next instanceof PiaozoneError) throw next;
    return next;
  };
  const route: IssuingRoute = {
    id: 'fake',
    capabilities: { dedup, keyField: 'serialNo', kinds: [], sources: {} },
    validate: () => ({ errors: [], warnings: [] }),
    submit: async () => play('submit', submit),
    red: async () => play('red', submit),
    query: async () => play('query', query),
    check: async () => [],
  };
  const runtime = new VirtualRuntime();
  const runner = new OperationRunner({ route, store, runtime, settle: { pausesMs: [1000, 1000] } });
  const run = async (request = REQUEST): Promise<OperationOutcome> => {
    const { operation } = await store.accept({ key: request.serialNo, serialNo: request.serialNo, fingerprint: 'f' });
    return runtime.runUntil(runner.run(request, operation, call));
  };
  const state = async () => (await store.accept({ key: REQUEST.serialNo, serialNo: REQUEST.serialNo, fingerprint: 'f' })).operation.state;
  return { run, log, state };
}

const durable = (): OperationStore => ({ ...createNonDurableOperationStore(), durable: true });

describe('OperationRunner', () => {
  it('records "sending" before the first byte leaves', async () => {
    const store = createNonDurableOperationStore();
    const seen: string[] = [];
    const watched: OperationStore = {
      ...store,
      update: async (key, version, patch) => {
        seen.push(patch.state ?? '');
        return store.update(key, version, patch);
      },
    };
    const { run, log } = setUp({ dedup: 'unique-key', submit: [issued], store: { ...watched, accept: (op) => store.accept(op) } });
    await run();
    expect(seen).toEqual(['sending', 'issued']);
    expect(log).toEqual(['submit']);
  });

  it('does not send at all when the store cannot record it', async () => {
    const store: OperationStore = { ...createNonDurableOperationStore(), update: async () => Promise.reject(new Error('disk full')) };
    const { run, log } = setUp({ dedup: 'unique-key', submit: [issued], store });
    await expect(run()).rejects.toMatchObject({ code: 'store_failed', outcome: 'not-sent' });
    expect(log).toEqual([]);
  });

  it('says that it does not know when the outcome cannot be recorded', async () => {
    const memory = createNonDurableOperationStore();
    const update: OperationStore['update'] = async (key, version, patch) =>
      patch.state === 'sending' ? memory.update(key, version, patch) : Promise.reject(new Error('disk full'));
    const { run, state } = setUp({ dedup: 'unique-key', submit: [issued], store: { ...memory, update } });
    await expect(run()).rejects.toMatchObject({ code: 'store_failed', outcome: 'unknown' });
    expect(await state()).toBe('sending');
  });

  it('returns a recorded invoice without any call', async () => {
    const { run, log } = setUp({ dedup: 'unique-key', submit: [issued] });
    await run();
    log.length = 0;
    expect(await run()).toMatchObject({ status: 'issued' });
    expect(log).toEqual([]);
  });

  describe('the reply is lost', () => {
    it.each(['unique-key', 'first-result', 'unknown'] as const)('after issuing (%s): found by query, never sent again', async (dedup) => {
      const { run, log } = setUp({
        dedup,
        submit: [lost],
        query: dedup === 'unknown' ? [notFound, notFound, issued] : [notFound, issued],
        store: durable(),
      });
      expect(await run()).toMatchObject({ status: dedup === 'unknown' ? 'unknown' : 'issued' });
      expect(await run()).toMatchObject({ status: 'issued' });
      expect(log.filter((name) => name === 'submit')).toHaveLength(1);
    });

    it.each(['unique-key', 'first-result'] as const)('before issuing (%s): unknown now, sent again with the next run', async (dedup) => {
      const { run, log, state } = setUp({ dedup, submit: [lost, issued] });
      expect(await run()).toMatchObject({ status: 'unknown', error: { code: 'connection' } });
      expect(await state()).toBe('unknown');
      expect(await run()).toMatchObject({ status: 'issued' });
      expect(log.filter((name) => name === 'submit')).toHaveLength(2);
    });

    it('before issuing, where the route promises nothing: waits for a person, for ever', async () => {
      const { run, log, state } = setUp({ dedup: 'unknown', submit: [lost, issued] });
      expect(await run()).toMatchObject({ status: 'unknown' });
      expect(await run()).toMatchObject({ status: 'needs-review' });
      expect(await run()).toMatchObject({ status: 'needs-review' });
      expect(await state()).toBe('needs-review');
      expect(log.filter((name) => name === 'submit')).toHaveLength(1);
    });

    it('and a query that fails proves nothing', async () => {
      const { run, log } = setUp({ dedup: 'unknown', submit: [lost], query: [error('server', 'unknown')] });
      expect(await run()).toMatchObject({ status: 'unknown' });
      expect(await run()).toMatchObject({ status: 'needs-review' });
      expect(log.filter((name) => name === 'submit')).toHaveLength(1);
    });
  });

  it('a store that forgets asks the cloud first where repeats are not caught', async () => {
    const adopted = setUp({ dedup: 'unknown', submit: [issued], query: [issued] });
    expect(await adopted.run()).toMatchObject({ status: 'issued' });
    expect(adopted.log).toEqual(['query']);
    const fresh = setUp({ dedup: 'unknown', submit: [issued] });
    await fresh.run();
    expect(fresh.log).toEqual(['query', 'submit']);
  });

  it('a duplicate is a success path: query and adopt', async () => {
    const duplicate: SubmitResult = { state: 'duplicate', error: error('business_unrecognised', 'unknown') };
    const { run, log } = setUp({ dedup: 'unique-key', submit: [duplicate], query: [issued] });
    expect(await run()).toMatchObject({ status: 'issued' });
    expect(log).toEqual(['submit', 'query']);
  });

  it('an invoice that is not the one asked for goes to a person', async () => {
    const other: SubmitResult = { state: 'issued', invoice: { ...INVOICE, totals: { amount: '9.00', taxAmount: '0.13', totalAmount: '9.13' } } };
    const { run, state } = setUp({ dedup: 'first-result', submit: [other] });
    expect(await run()).toMatchObject({ status: 'needs-review', error: { code: 'operation_conflict' } });
    expect(await state()).toBe('needs-review');
  });

  it('accepted is not issued: polls, then leaves it to the next run', async () => {
    const { run, log, state } = setUp({
      dedup: 'unique-key',
      submit: [{ state: 'accepted' }],
      query: [{ state: 'in-progress' }, { state: 'in-progress' }, issued],
    });
    expect(await run()).toMatchObject({ status: 'in-progress' });
    expect(await state()).toBe('submitted');
    expect(await run()).toMatchObject({ status: 'issued' });
    expect(log).toEqual(['submit', 'query', 'query', 'query']);
  });

  it('tells a refusal of the bill from a refusal of everything', async () => {
    const bill = setUp({ dedup: 'unique-key', submit: [error('business_rejected', 'rejected')] });
    expect(await bill.run()).toMatchObject({ status: 'refused' });
    expect(await bill.state()).toBe('rejected');
    const all = setUp({ dedup: 'unique-key', submit: [error('credentials_rejected', 'not-sent')] });
    expect(await all.run()).toMatchObject({ status: 'failed' });
    expect(await all.state()).toBe('accepted');
  });

  it('a lost tax-bureau login waits and goes on with the same serial number', async () => {
    const { run, log, state } = setUp({ dedup: 'unknown', submit: [error('person_action_required', 'rejected'), issued], store: durable() });
    expect(await run()).toMatchObject({ status: 'waiting-for-person' });
    expect(await state()).toBe('waiting-for-person');
    expect(await run()).toMatchObject({ status: 'issued' });
    expect(log).toEqual(['submit', 'submit']);
  });

  it('a red request without its blue one is refused before it is sent', async () => {
    const { run, log } = setUp({ dedup: 'unique-key', submit: [issued] });
    expect(await run({ ...REQUEST, color: 'red', red: { reason: 'sales-return' } })).toMatchObject({
      status: 'refused',
      error: { code: 'request_invalid' },
    });
    expect(log).toEqual([]);
  });
});
