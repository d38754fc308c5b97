import type { Bilingual } from '../i18n/locale.js';
import type { Integration } from '../integration/create-integration.js';
import type { ContradictionReason, RefreshResult } from '../integration/refresh.js';
import { type CallbackHandler, DONE, type HandlerVerdict } from './handler.js';

/** What of an integration the handler needs. */
export type Refreshable = Pick<Integration, 'refresh'>;

export interface RefreshHandlerOptions {
  /** After an invoice was found final; the usual place to start `issueBills`, which writes it back. An error thrown here is a `retry`. */
  readonly onSettled?: (result: Extract<RefreshResult, { status: 'settled' }>, integration: Refreshable) => void | Promise<void>;
}

/**
 * The handler for callbacks about our own invoices: has the cloud asked about the serial number that the profile's `claim` names.
 * A serial number that none of the integrations knows may overtake the answer to its submit, so it is tried again before a person is called.
 */
export function refreshOnCallback(
  integrations: Refreshable | readonly Refreshable[],
  { onSettled }: RefreshHandlerOptions = {},
): CallbackHandler<unknown> {
  const all: readonly Refreshable[] = Array.isArray(integrations) ? integrations : [integrations as Refreshable];
  return async ({ claim }, { signal }) => {
    if (claim === undefined) return { result: 'quarantine', reason: 'no-claim', text: NO_CLAIM };
    for (const integration of all) {
      const result = await integration.refresh(claim, { signal });
      if (result.status === 'unknown') continue;
      if (result.status === 'settled') await onSettled?.(result, integration);
      return verdictOf(result);
    }
    return { result: 'retry', reason: 'unknown-bill' };
  };
}

function verdictOf(result: Exclude<RefreshResult, { status: 'unknown' }>): HandlerVerdict {
  switch (result.status) {
    case 'settled':
      return DONE;
    case 'open':
      if (result.reason === 'query-failed') return { result: 'retry', reason: 'query-failed', patient: true };
      // The sender asserts nothing that the cloud does not say too: asking was all it could lead to.
      return { result: 'retry', reason: result.reason, ...(result.reason === 'in-progress' ? { atLast: 'done' as const } : {}) };
    case 'contradiction':
      return { result: 'quarantine', reason: result.reason, text: CONTRADICTIONS[result.reason] };
  }
}

const NO_CLAIM: Bilingual = { zh: '回调没有指明单据', en: 'the callback names no bill' };

const CONTRADICTIONS: Readonly<Record<ContradictionReason, Bilingual>> = {
  'against-issued': {
    zh: '回调与已开具的记录矛盾；记录未改动。可能是伪造或过时的回调，也可能发票在别处被处理，请人工核对',
    en: 'the callback contradicts a recorded invoice; the record is unchanged. It may be forged or outdated, or the invoice was dealt with elsewhere: let a person compare',
  },
  'other-number': {
    zh: '云端查到的发票号码与回调所写的不同；以查询结果为准',
    en: 'the cloud shows another invoice number than the callback; the answer to the query counts',
  },
  differs: {
    zh: '按流水号查到的发票与单据不一致，已转人工',
    en: 'the invoice found under the serial number differs from the bill and waits for a person',
  },
};
