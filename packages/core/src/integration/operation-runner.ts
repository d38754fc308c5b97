import type { Call } from '../call.js';
import type { PiaozoneError } from '../errors.js';
import { expectedOf } from '../issuing/expected-invoice.js';
import type { Operation, OperationPatch, OperationState, OperationStore } from '../issuing/operation-store.js';
import type {
  IssuingKey,
  IssuingRoute,
  PreparedRedByNumber,
  PreparedRedRequest,
  PreparedRequest,
  QueryResult,
  SubmitResult,
} from '../issuing/route.js';
import type { Invoice } from '../model/invoice.js';
import { type Runtime, sleep } from '../runtime.js';
import { compareWithRequest } from './compare.js';
import { originalUnknown, recordedError, reviewError, takenByAnother } from './open-operation-errors.js';
import type { BillStatus } from './results.js';
import { classified, ROUTE_FAILED, STORE_FAILED } from './unclassified.js';

/** How long a run waits for an answer that is still open before it leaves the bill to the next run. */
export interface SettleOptions {
  /** Pause before each query, milliseconds; its length is the number of queries. */
  readonly pausesMs: readonly number[];
}

export const DEFAULT_SETTLE: SettleOptions = { pausesMs: [500, 2_000, 5_000] };

export type OperationOutcome =
  | { readonly status: 'issued'; readonly invoice: Invoice; readonly error?: undefined }
  /** `invoice`: what exists although a person must decide, e.g. the parts of a split bill that were issued. */
  | { readonly status: Exclude<BillStatus, 'issued'>; readonly error?: PiaozoneError; readonly invoice?: Invoice };

export interface OperationRunnerOptions {
  readonly route: IssuingRoute;
  readonly store: OperationStore;
  readonly runtime: Runtime;
  readonly settle: SettleOptions;
}

/**
 * One legal intent, driven through the store: what may be sent is decided by what is recorded, never by what is hoped.
 * `sending` is written before the first byte leaves; an open outcome is queried, and sent again only where the route declares that a repeat cannot issue twice.
 */
export class OperationRunner {
  readonly #options: OperationRunnerOptions;

  constructor(options: OperationRunnerOptions) {
    this.#options = options;
  }

  async run(request: PreparedRequest, operation: Operation, call: Call): Promise<OperationOutcome> {
    switch (operation.state) {
      case 'issued':
        if (operation.invoice !== undefined) return { status: 'issued', invoice: operation.invoice };
        return this.#settleOpen(request, operation, call);
      case 'accepted':
      case 'rejected':
        return this.#first(request, operation, call);
      case 'waiting-for-person':
        return this.#send(request, operation, call);
      default:
        return this.#settleOpen(request, operation, call);
    }
  }

  /**
   * Nothing is recorded as sent. With a store that forgets and a cloud that promises nothing about repeats, an earlier process may have sent it:
   * ask first, one query dearer than a second invoice.
   */
  async #first(request: PreparedRequest, operation: Operation, call: Call): Promise<OperationOutcome> {
    const { route, store } = this.#options;
    if (store.durable || route.capabilities.dedup !== 'unknown') return this.#send(request, operation, call);
    const found = await this.#query(request, call);
    if (KNOWN_TO_CLOUD.has(found.state)) return this.#adopt(request, operation, found);
    return this.#send(request, operation, call);
  }

  /** Something may have been sent before: query, adopt what exists, repeat only what cannot double. */
  async #settleOpen(request: PreparedRequest, operation: Operation, call: Call): Promise<OperationOutcome> {
    const found = await this.#query(request, call);
    if (found.state === 'failed' || KNOWN_TO_CLOUD.has(found.state)) return this.#adopt(request, operation, found);
    // An invoice that is recorded, in part or with differences, outweighs any answer that shows nothing.
    if (operation.invoice === undefined && this.#repeatIsSafe()) return this.#send(request, operation, call, found.state !== 'not-found');
    await this.#record(operation, { state: 'needs-review' });
    if (operation.invoice !== undefined) return { status: 'needs-review', error: recordedError(request, found), invoice: operation.invoice };
    return { status: 'needs-review', error: reviewError(request, found) };
  }

  /** @param open an earlier attempt may have been processed: what becomes of this one decides nothing about it */
  async #send(request: PreparedRequest, operation: Operation, call: Call, open = false): Promise<OperationOutcome> {
    const { runtime } = this.#options;
    const sending = await this.#record(operation, { state: 'sending', lastSentAt: runtime.now(), attempts: operation.attempts + 1 }).catch(
      (error: unknown) => {
        // What cannot be recorded is not sent.
        throw classified(error, STORE_FAILED).with({ outcome: 'not-sent' });
      },
    );
    if (sending === undefined) return { status: 'in-progress', error: takenByAnother(request) };
    let result: SubmitResult;
    try {
      result = await this.#submit(request, call);
    } catch (error) {
      return this.#afterFailure(request, sending, classified(error, ROUTE_FAILED), call, open);
    }
    switch (result.state) {
      case 'issued':
        return this.#adopt(request, sending, result);
      case 'accepted':
        return this.#settleInRun(request, sending, 'submitted', undefined, call);
      case 'duplicate':
        return this.#settleInRun(request, sending, 'unknown', result.error, call);
    }
  }

  #submit(request: PreparedRequest, call: Call): Promise<SubmitResult> {
    const { route } = this.#options;
    if (request.color === 'blue') return route.submit(request, call);
    if (isRedPrepared(request)) return route.red(request, call);
    if (route.redByNumber !== undefined && isRedByNumber(request)) return route.redByNumber(request, call);
    throw originalUnknown(request);
  }

  async #afterFailure(request: PreparedRequest, operation: Operation, error: PiaozoneError, call: Call, open: boolean): Promise<OperationOutcome> {
    if (error.code === 'person_action_required') {
      await this.#record(operation, { state: 'waiting-for-person' });
      return { status: 'waiting-for-person', error };
    }
    if (error.outcome === 'unknown') return this.#settleInRun(request, operation, 'unknown', error, call);
    if (open) {
      await this.#record(operation, { state: 'unknown' });
      return { status: 'unknown', error };
    }
    const passing = error.outcome === 'not-sent' || PASSING.has(error.code);
    await this.#record(operation, { state: passing ? 'accepted' : 'rejected' });
    return { status: passing ? 'failed' : 'refused', error };
  }

  /** Queries within this run; never sends. */
  async #settleInRun(
    request: PreparedRequest,
    operation: Operation,
    state: OperationState,
    error: PiaozoneError | undefined,
    call: Call,
  ): Promise<OperationOutcome> {
    const { runtime, settle } = this.#options;
    const open = (await this.#record(operation, { state })) ?? operation;
    let inProgress = state === 'submitted';
    for (const pauseMs of settle.pausesMs) {
      try {
        await sleep(runtime, pauseMs, call.signal);
      } catch {
        break;
      }
      const found = await this.#query(request, call);
      if (ENDS_RUN.has(found.state)) return this.#adopt(request, open, found);
      if (found.state === 'in-progress') inProgress = true;
    }
    if (inProgress) {
      if (state !== 'submitted') await this.#record(open, { state: 'submitted' });
      return { status: 'in-progress', ...(error === undefined ? {} : { error }) };
    }
    return { status: 'unknown', ...(error === undefined ? {} : { error }) };
  }

  async #adopt(request: PreparedRequest, operation: Operation, found: QueryResult | SubmitResult): Promise<OperationOutcome> {
    if (found.state === 'failed') {
      await this.#record(operation, { state: 'rejected' });
      return { status: 'refused', error: found.error };
    }
    if (found.state === 'waiting-for-person') {
      await this.#record(operation, { state: 'waiting-for-person' });
      return { status: 'waiting-for-person', error: found.error };
    }
    if (found.state === 'needs-review') {
      const part = found.invoice === undefined ? {} : { invoice: found.invoice };
      await this.#record(operation, { state: 'needs-review', ...part });
      return { status: 'needs-review', error: found.error, ...part };
    }
    if (found.state !== 'issued') {
      await this.#record(operation, { state: 'submitted' });
      return { status: 'in-progress' };
    }
    const { invoice } = found;
    const difference = compareWithRequest(request, invoice);
    if (difference !== undefined) {
      await this.#record(operation, { state: 'needs-review', invoice });
      return { status: 'needs-review', error: difference, invoice };
    }
    // Losing the race against another writer is harmless here: the invoice is a fact, whoever records it.
    await this.#record(operation, { state: 'issued', invoice });
    return { status: 'issued', invoice };
  }

  /** A query that fails proves nothing. */
  async #query(request: PreparedRequest, call: Call): Promise<QueryResult> {
    const { serialNo, seller, color } = request;
    const key: IssuingKey = { serialNo, sellerTaxNo: seller.taxNo, color, expected: expectedOf(request) };
    try {
      return await this.#options.route.query(key, call);
    } catch (error) {
      return { state: 'cannot-tell', error: classified(error, ROUTE_FAILED) };
    }
  }

  async #record(operation: Operation, patch: OperationPatch): Promise<Operation | undefined> {
    try {
      return await this.#options.store.update(operation.key, operation.version, patch);
    } catch (error) {
      throw classified(error, STORE_FAILED);
    }
  }

  #repeatIsSafe(): boolean {
    return this.#options.route.capabilities.dedup !== 'unknown';
  }
}

/** States that prove that the request has reached the cloud. */
const KNOWN_TO_CLOUD: ReadonlySet<QueryResult['state'] | SubmitResult['state']> = new Set([
  'issued',
  'in-progress',
  'needs-review',
  'waiting-for-person',
]);

/** Answers after which asking again within the run is of no use. */
const ENDS_RUN: ReadonlySet<QueryResult['state']> = new Set(['issued', 'failed', 'needs-review', 'waiting-for-person']);

/** Refusals that say nothing about the bill: the next run may try again. */
const PASSING: ReadonlySet<string> = new Set([
  'credentials_rejected',
  'erp_session_expired',
  'credential_level',
  'token_rejected',
  'rate_limited',
  'server',
  'proxy',
  'closed',
]);

function isRedPrepared(request: PreparedRequest): request is PreparedRedRequest {
  return request.red?.originalSerialNo !== undefined;
}

function isRedByNumber(request: PreparedRequest): request is PreparedRedByNumber {
  return request.red?.originalInvoiceNo !== undefined;
}
