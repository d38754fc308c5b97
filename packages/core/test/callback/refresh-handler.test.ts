import { describe, expect, it } from 'vitest';
import type { CallbackMessage } from '../../src/callback/handler.js';
import { type Refreshable, type RefreshHandlerOptions, refreshOnCallback } from '../../src/callback/refresh-handler.js';
import type { RefreshResult } from '../../src/integration/refresh.js';
import type { InvoiceClaim } from '../../src/issuing/claim.js';
import type { Operation } from '../../src/issuing/operation-store.js';

const operation: Operation = { key: 'k', serialNo: 'S1', fingerprint: 'f', state: 'submitted', version: 1, attempts: 1, writtenBack: false };
const { signal } = new AbortController();
const UNKNOWN: RefreshResult = { status: 'unknown' };
const SETTLED: RefreshResult = { status: 'settled', operation };

function integrationThat(result: RefreshResult, seen: unknown[] = []): Refreshable {
  return {
    refresh: async (claim, options) => {
      seen.push([claim, options]);
      return result;
    },
  };
}

function messageWith(claim: InvoiceClaim | undefined): CallbackMessage {
  return { id: 'm', deliveryId: 'd', profile: 'acme', receivedAt: 1, attempt: 1, payload: {}, claim };
}

const verdict = (
  integrations: Refreshable | readonly Refreshable[],
  claim: InvoiceClaim | undefined = { serialNo: 'S1' },
  options?: RefreshHandlerOptions,
) => refreshOnCallback(integrations, options)(messageWith(claim), { signal });

describe('refreshOnCallback', () => {
  it.each<[RefreshResult, object]>([
    [UNKNOWN, { result: 'retry', reason: 'unknown-bill' }],
    [SETTLED, { result: 'done' }],
    [
      { status: 'open', operation, reason: 'query-failed' },
      { result: 'retry', reason: 'query-failed', patient: true },
    ],
    [
      { status: 'open', operation, reason: 'in-progress' },
      { result: 'retry', reason: 'in-progress', atLast: 'done' },
    ],
    [
      { status: 'open', operation, reason: 'claim-ahead' },
      { result: 'retry', reason: 'claim-ahead' },
    ],
    [
      { status: 'open', operation, reason: 'not-found' },
      { result: 'retry', reason: 'not-found' },
    ],
  ])('%j', async (result, expected) => {
    expect(await verdict(integrationThat(result))).toEqual(expected);
  });

  it.each(['against-issued', 'other-number', 'differs'] as const)('%s needs a person, in both languages', async (reason) => {
    expect(await verdict(integrationThat({ status: 'contradiction', operation, reason }))).toEqual({
      result: 'quarantine',
      reason,
      text: { zh: expect.stringMatching(/[一-龥]/), en: expect.stringMatching(/^[\x20-\x7e]+$/) },
    });
  });

  it('hands the claim and the signal on, and asks the next integration only when one does not know the bill', async () => {
    const [first, second, third]: unknown[][] = [[], [], []];
    const claim: InvoiceClaim = { serialNo: 'S1', says: 'issued' };
    await verdict([integrationThat(UNKNOWN, first), integrationThat(SETTLED, second), integrationThat(SETTLED, third)], claim);
    expect([first, second, third]).toEqual([[[claim, { signal }]], [[claim, { signal }]], []]);
  });

  it('does not even ask about a message that names no bill', async () => {
    const seen: unknown[] = [];
    const handler = refreshOnCallback(integrationThat(SETTLED, seen));
    expect(await handler(messageWith(undefined), { signal })).toMatchObject({ result: 'quarantine', reason: 'no-claim' });
    expect(seen).toEqual([]);
  });

  it('tells when something is final, and waits for it', async () => {
    const told: unknown[] = [];
    const integration = integrationThat(SETTLED);
    const onSettled: RefreshHandlerOptions['onSettled'] = async (result, from) => {
      await Promise.resolve();
      told.push([result, from]);
    };
    await verdict(integration, undefined, { onSettled });
    await verdict(integrationThat(UNKNOWN), undefined, { onSettled });
    expect(told).toEqual([[SETTLED, integration]]);
    const failing = async () => Promise.reject(new Error('x'));
    await expect(verdict(integration, undefined, { onSettled: failing })).rejects.toThrow('x');
  });
});
