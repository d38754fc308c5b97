import type { Call } from '../call.js';
import type { PiaozoneError } from '../errors.js';
import type { InvoiceClaim } from '../issuing/claim.js';
import type { Operation, OperationPatch, OperationState, OperationStore } from '../issuing/operation-store.js';
import type { IssuingRoute, QueryResult } from '../issuing/route.js';
import type { Invoice } from '../model/invoice.js';
import { invoicesOf } from '../model/split-invoice.js';
import { compareWithExpected } from './compare.js';
import { classified, ROUTE_FAILED, STORE_FAILED } from './unclassified.js';

/**
 * Why something is still open. `query-failed`: the cloud did not answer. `cannot-tell`: its answer proves nothing. `in-progress`, `not-found`: what it says.
 * `needs-review`: part or all of it failed at the cloud, a person must look there. `claim-ahead`: the claim says more than the cloud does yet. `not-comparable`: the record is of an older version; the next run settles it with the bill.
 * `busy`: another writer was faster each time.
 */
export type OpenReason = 'query-failed' | 'cannot-tell' | 'in-progress' | 'not-found' | 'needs-review' | 'claim-ahead' | 'not-comparable' | 'busy';

/**
 * What asking the cloud has led to. `unknown`: no operation of this integration has that serial number. `settled`: the record is final, newly or from before.
 * `contradiction`: a claim against a recorded invoice, or an invoice that is not the one asked for; a person must look. The record of an issued invoice
 * never changes.
 */
export type RefreshResult =
  | { readonly status: 'unknown' }
  | { readonly status: 'settled'; readonly operation: Operation }
  | { readonly status: 'open'; readonly operation: Operation; readonly reason: OpenReason; readonly error?: PiaozoneError }
  | { readonly status: 'contradiction'; readonly operation: Operation; readonly reason: ContradictionReason; readonly error?: PiaozoneError };

/** `against-issued`: the claim contradicts a recorded invoice. `other-number`: the cloud has issued it under another number than claimed. `differs`: see `error`. */
export type ContradictionReason = 'against-issued' | 'other-number' | 'differs';

export interface RefresherOptions {
  readonly route: IssuingRoute;
  readonly store: OperationStore;
  /** Keys under which this integration may have recorded a serial number, blue and red. */
  readonly keysOf: (serialNo: string) => readonly string[];
}

/** Attempts to write against faster writers. */
const ROUNDS = 3;
/** Nothing is on its way: what the cloud has taken in may be recorded. While `sending` only the sender knows what it is about. */
const MAY_BECOME_SUBMITTED: ReadonlySet<OperationState> = new Set(['accepted', 'rejected', 'unknown']);
const MAY_BECOME_REJECTED: ReadonlySet<OperationState> = new Set(['submitted', 'unknown']);
const MAY_BECOME_REVIEWED: ReadonlySet<OperationState> = new Set(['accepted', 'rejected', 'submitted', 'unknown', 'needs-review']);

/** Asks the cloud about recorded operations and records what it says. Sends nothing, believes nobody else, never takes an invoice back. */
export class OperationRefresher {
  readonly #options: RefresherOptions;
  /** One question at a time for a serial number: a storm of callbacks about one bill costs one query. */
  readonly #asking = new Map<string, Promise<QueryResult | PiaozoneError>>();

  constructor(options: RefresherOptions) {
    this.#options = options;
  }

  /** @throws store_failed */
  async refresh(claim: InvoiceClaim, call: Call): Promise<RefreshResult> {
    for (const key of this.#options.keysOf(claim.serialNo)) {
      const result = await this.#one(key, claim, call);
      if (result.status !== 'unknown') return result;
    }
    return { status: 'unknown' };
  }

  async #one(key: string, claim: InvoiceClaim, call: Call): Promise<RefreshResult> {
    let last: Operation | undefined;
    for (let round = 0; round < ROUNDS; round += 1) {
      const operation = await this.#options.store.find(key);
      if (operation === undefined) return { status: 'unknown' };
      last = operation;
      if (operation.invoice !== undefined && operation.state === 'issued' && agrees(claim, operation.invoice))
        return { status: 'settled', operation };
      const found = await this.#ask(operation, call);
      if (!('state' in found)) return { status: 'open', operation, reason: 'query-failed', error: found };
      const result = await this.#judge(operation, claim, found);
      if (result !== undefined) return result;
    }
    return last === undefined ? { status: 'unknown' } : { status: 'open', operation: last, reason: 'busy' };
  }

  /** `undefined` when another writer was faster. */
  async #judge(operation: Operation, claim: InvoiceClaim, found: QueryResult): Promise<RefreshResult | undefined> {
    if (operation.state === 'issued' && operation.invoice !== undefined) {
      // The record stands whatever is claimed. An answer that proves nothing is no reason to call a person yet.
      if (found.state === 'cannot-tell') return { status: 'open', operation, reason: 'cannot-tell', error: found.error };
      return { status: 'contradiction', operation, reason: 'against-issued' };
    }
    switch (found.state) {
      case 'issued':
        return this.#adopt(operation, claim, found.invoice);
      case 'failed':
        return this.#fail(operation, claim, found.error);
      case 'in-progress': {
        const open = MAY_BECOME_SUBMITTED.has(operation.state) ? await this.#record(operation, { state: 'submitted' }) : operation;
        return open === undefined ? undefined : stillOpen(open, claim, 'in-progress');
      }
      case 'waiting-for-person': {
        const waiting = MAY_BECOME_REJECTED.has(operation.state) ? await this.#record(operation, { state: 'waiting-for-person' }) : operation;
        return waiting === undefined ? undefined : { status: 'open', operation: waiting, reason: 'in-progress', error: found.error };
      }
      case 'needs-review':
        return this.#review(operation, found.error, found.invoice);
      case 'not-found':
        if (claim.says === 'failed' && (operation.state === 'rejected' || operation.state === 'accepted')) return { status: 'settled', operation };
        return stillOpen(operation, claim, 'not-found');
      case 'cannot-tell':
        return stillOpen(operation, claim, 'cannot-tell', found.error);
    }
  }

  /** The invoice is a fact, whatever was recorded before; but only if it is the one that was asked for. */
  async #adopt(operation: Operation, claim: InvoiceClaim, invoice: Invoice): Promise<RefreshResult | undefined> {
    const { expected, serialNo, state } = operation;
    if (expected === undefined) return { status: 'open', operation, reason: 'not-comparable' };
    const difference = compareWithExpected(serialNo, expected, invoice);
    if (difference !== undefined) {
      const kept = state === 'needs-review' ? operation : await this.#record(operation, { state: 'needs-review', invoice });
      return kept === undefined ? undefined : { status: 'contradiction', operation: kept, reason: 'differs', error: difference };
    }
    const issued = await this.#record(operation, { state: 'issued', invoice });
    if (issued === undefined) return undefined;
    if (!sameNumber(claim, invoice)) return { status: 'contradiction', operation: issued, reason: 'other-number' };
    // An earlier failure that is told late says nothing against the invoice that came after it.
    return { status: 'settled', operation: issued };
  }

  async #fail(operation: Operation, claim: InvoiceClaim, error: PiaozoneError): Promise<RefreshResult | undefined> {
    // The answer may be older than the claim (F48); "refused" would set the serial number free, so it waits until both agree.
    if (claim.says === 'issued') return { status: 'open', operation, reason: 'claim-ahead', error };
    if (!MAY_BECOME_REJECTED.has(operation.state)) {
      const final = operation.state === 'accepted' || operation.state === 'rejected';
      return final ? { status: 'settled', operation } : { status: 'open', operation, reason: 'in-progress', error };
    }
    const rejected = await this.#record(operation, { state: 'rejected' });
    return rejected === undefined ? undefined : { status: 'settled', operation: rejected };
  }

  async #review(operation: Operation, error: PiaozoneError, invoice: Invoice | undefined): Promise<RefreshResult | undefined> {
    const known = operation.state === 'needs-review' && invoice === undefined;
    if (known || !MAY_BECOME_REVIEWED.has(operation.state)) return { status: 'open', operation, reason: 'needs-review', error };
    const kept = await this.#record(operation, { state: 'needs-review', ...(invoice === undefined ? {} : { invoice }) });
    return kept === undefined ? undefined : { status: 'open', operation: kept, reason: 'needs-review', error };
  }

  async #record(operation: Operation, patch: OperationPatch): Promise<Operation | undefined> {
    try {
      return await this.#options.store.update(operation.key, operation.version, patch);
    } catch (error) {
      throw classified(error, STORE_FAILED);
    }
  }

  async #ask(operation: Operation, call: Call): Promise<QueryResult | PiaozoneError> {
    const running = this.#asking.get(operation.key);
    if (running !== undefined) return running;
    const asking = this.#query(operation, call).finally(() => this.#asking.delete(operation.key));
    this.#asking.set(operation.key, asking);
    return asking;
  }

  async #query({ serialNo, expected, key }: Operation, call: Call): Promise<QueryResult | PiaozoneError> {
    // Records of older versions hold no colour; the key does.
    const color = expected?.color ?? (key.split('/').at(-2) === 'red' ? 'red' : 'blue');
    try {
      const known = expected === undefined ? {} : { expected };
      return await this.#options.route.query({ serialNo, sellerTaxNo: expected?.sellerTaxNo, color, ...known }, call);
    } catch (error) {
      return classified(error, ROUTE_FAILED);
    }
  }
}

function stillOpen(operation: Operation, claim: InvoiceClaim, reason: OpenReason, error?: PiaozoneError): RefreshResult {
  const ahead = claim.says !== undefined && reason !== 'cannot-tell';
  return { status: 'open', operation, reason: ahead ? 'claim-ahead' : reason, ...(error === undefined ? {} : { error }) };
}

function agrees(claim: InvoiceClaim, invoice: Invoice): boolean {
  return claim.says !== 'failed' && sameNumber(claim, invoice);
}

/** Of a split bill each part is called back by itself. */
function sameNumber({ invoiceNumber }: InvoiceClaim, invoice: Invoice): boolean {
  const claimed = invoiceNumber?.trim() ?? '';
  return claimed === '' || invoicesOf(invoice).some(({ number }) => number.trim() === claimed);
}
