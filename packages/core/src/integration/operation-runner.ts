import type { Call } from '../call.js';
import { PiaozoneError } from '../errors.js';
import type { Operation, OperationPatch, OperationState, OperationStore } from '../issuing/operation-store.js';
import type { IssuingKey, IssuingRoute, PreparedRedRequest, PreparedRequest, QueryResult, SubmitResult } from '../issuing/route.js';
import type { Invoice } from '../model/invoice.js';
import { type Runtime, sleep } from '../runtime.js';
import { compareWithRequest } from './compare.js';
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
  | { readonly status: Exclude<BillStatus, 'issued'>; readonly error?: PiaozoneError };

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
    if (found.state === 'issued' || found.state === 'in-progress') return this.#adopt(request, operation, found);
    return this.#send(request, operation, call);
  }

  /** Something may have been sent before: query, adopt what exists, repeat only what cannot double. */
  async #settleOpen(request: PreparedRequest, operation: Operation, call: Call): Promise<OperationOutcome> {
    const found = await this.#query(request, call);
    if (found.state === 'issued' || found.state === 'in-progress' || found.state === 'failed') return this.#adopt(request, operation, found);
    if (this.#repeatIsSafe()) return this.#send(request, operation, call);
    await this.#record(operation, { state: 'needs-review' });
    return { status: 'needs-review', error: reviewError(request, found) };
  }

  async #send(request: PreparedRequest, operation: Operation, call: Call): Promise<OperationOutcome> {
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
      return this.#afterFailure(request, sending, classified(error, ROUTE_FAILED), call);
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
    if (!isRedPrepared(request)) throw originalUnknown(request);
    return route.red(request, call);
  }

  async #afterFailure(request: PreparedRequest, operation: Operation, error: PiaozoneError, call: Call): Promise<OperationOutcome> {
    if (error.code === 'person_action_required') {
      await this.#record(operation, { state: 'waiting-for-person' });
      return { status: 'waiting-for-person', error };
    }
    if (error.outcome === 'unknown') return this.#settleInRun(request, operation, 'unknown', error, call);
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
      if (found.state === 'issued' || found.state === 'failed') return this.#adopt(request, open, found);
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
    if (found.state !== 'issued') {
      await this.#record(operation, { state: 'submitted' });
      return { status: 'in-progress' };
    }
    const difference = compareWithRequest(request, found.invoice);
    if (difference !== undefined) {
      await this.#record(operation, { state: 'needs-review', invoice: found.invoice });
      return { status: 'needs-review', error: difference };
    }
    // Losing the race against another writer is harmless here: the invoice is a fact, whoever records it.
    await this.#record(operation, { state: 'issued', invoice: found.invoice });
    return { status: 'issued', invoice: found.invoice };
  }

  /** A query that fails proves nothing. */
  async #query(request: PreparedRequest, call: Call): Promise<QueryResult> {
    const key: IssuingKey = { serialNo: request.serialNo, sellerTaxNo: request.seller.taxNo, color: request.color };
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

/** Refusals that say nothing about the bill: the next run may try again. */
const PASSING: ReadonlySet<string> = new Set([
  'credentials_rejected',
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

function originalUnknown(request: PreparedRequest): PiaozoneError {
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'rejected',
    message: { zh: `红字请求 ${request.serialNo} 没有指明原蓝票`, en: `the red request ${request.serialNo} does not name its blue invoice` },
    hint: { zh: '给出原蓝字单据号、流水号或发票号码', en: 'give the number of the blue bill, its serial number or its invoice number' },
  });
}

function reviewError(request: PreparedRequest, found: QueryResult): PiaozoneError {
  return new PiaozoneError({
    code: 'business_unrecognised',
    outcome: 'unknown',
    message: {
      zh: `流水号 ${request.serialNo} 曾经发送但查不到结果，且该开票通道没有声明重复流水号会被拦截`,
      en: `serial number ${request.serialNo} was sent before, no result can be found, and this route does not declare that a repeated serial number is caught`,
    },
    hint: {
      zh: '请在电子税局或发票云查看是否已开具后再处理；绝不要换流水号重开。确认云端会拦截重复流水号时，在开票通道设置 dedup',
      en: 'look at the tax bureau or the invoice cloud first; never send it under another serial number. If the cloud is known to catch repeats, set `dedup` of the route',
    },
    ...('error' in found ? { cause: found.error } : {}),
  });
}

function takenByAnother(request: PreparedRequest): PiaozoneError {
  return new PiaozoneError({
    code: 'operation_conflict',
    outcome: 'not-sent',
    message: { zh: `流水号 ${request.serialNo} 正由另一进程处理`, en: `serial number ${request.serialNo} is being worked on by another process` },
  });
}
