import type { Call } from '../call.js';
import { isPiaozoneError, type PiaozoneError } from '../errors.js';
import type { Operation, OperationPatch, OperationStore } from '../issuing/operation-store.js';
import type { CreatedVoucher, Voucher, VoucherSearch } from '../model/voucher.js';
import { type Runtime, sleep } from '../runtime.js';
import type { SettleOptions } from './operation-runner.js';
import { classified, STORE_FAILED } from './unclassified.js';
import { voucherOpen, voucherTaken } from './voucher-errors.js';
import type { VoucherResult } from './voucher-results.js';

/** The ERP's side: one write, one read. */
export interface VoucherLedger {
  createVoucher(voucher: Voucher, call: Call): Promise<CreatedVoucher>;
  findVoucher(voucher: Voucher, call: Call): Promise<VoucherSearch>;
}

export interface VoucherRunnerOptions {
  readonly ledger: VoucherLedger;
  readonly store: OperationStore;
  readonly runtime: Runtime;
  readonly settle: SettleOptions;
}

export type VoucherOutcome = Pick<VoucherResult, 'status' | 'number' | 'existed' | 'error'>;

/** Longer than any send with its settling lasts: a younger `sending` is another process at work, an older one a process that died. */
const SENDING_MS = 15 * 60_000;
const MAX_RECORD_ATTEMPTS = 3;

/**
 * One voucher, driven through the store. `sending` is written before the first byte leaves; what may have been made is looked for and never sent again
 * unless a person has confirmed that it is not there: no ERP is known to catch a repeated voucher.
 */
export class VoucherRunner {
  readonly #options: VoucherRunnerOptions;

  constructor(options: VoucherRunnerOptions) {
    this.#options = options;
  }

  async run(voucher: Voucher, operation: Operation, confirmedAbsent: boolean, call: Call): Promise<VoucherOutcome> {
    switch (operation.state) {
      case 'issued':
        return { status: 'created', existed: true };
      case 'accepted':
      case 'rejected':
        return this.#first(voucher, operation, call);
      default:
        return this.#open(voucher, operation, confirmedAbsent, call);
    }
  }

  /** A store that forgets knows nothing of an earlier process: look before sending. */
  async #first(voucher: Voucher, operation: Operation, call: Call): Promise<VoucherOutcome> {
    if (this.#options.store.durable) return this.#send(voucher, operation, call);
    const search = await this.#find(voucher, call);
    if (search.state === 'found') return this.#adopt(operation, search, true);
    if (search.state === 'cannot-tell' && search.error !== undefined) return { status: 'failed', error: search.error };
    return this.#send(voucher, operation, call);
  }

  /** It may have been made by an earlier call. */
  async #open(voucher: Voucher, operation: Operation, confirmedAbsent: boolean, call: Call): Promise<VoucherOutcome> {
    const search = await this.#find(voucher, call);
    if (search.state === 'found') return this.#adopt(operation, search, true);
    const age = this.#options.runtime.now() - (operation.lastSentAt ?? 0);
    if (operation.state === 'sending' && age < SENDING_MS) return { status: 'in-progress', error: voucherTaken(voucher) };
    if (confirmedAbsent) return this.#send(voucher, operation, call);
    if (search.state === 'cannot-tell' && search.error !== undefined) return { status: 'unknown', error: search.error };
    await this.#record(operation, { state: 'needs-review' });
    return { status: 'needs-review', error: voucherOpen(voucher, search) };
  }

  async #send(voucher: Voucher, operation: Operation, call: Call): Promise<VoucherOutcome> {
    const patch: OperationPatch = { state: 'sending', lastSentAt: this.#options.runtime.now(), attempts: operation.attempts + 1 };
    const sending = await this.#record(operation, patch).catch((error: PiaozoneError) => {
      // What cannot be recorded is not sent.
      throw error.with({ outcome: 'not-sent' });
    });
    if (sending === undefined) return { status: 'in-progress', error: voucherTaken(voucher) };
    const made = await this.#create(voucher, call);
    if (!isPiaozoneError(made)) return this.#adopt(sending, made, false);
    const error = made;
    if (error.outcome === 'unknown') return this.#settle(voucher, sending, error, call);
    const passing = error.outcome === 'not-sent' || PASSING.has(error.code);
    // A voucher that cannot be written down as an ERP's rows was not sent, and will not be the next time either.
    const refused = !passing || error.code === 'request_invalid';
    await this.#record(sending, { state: refused ? 'rejected' : 'accepted' });
    return { status: refused ? 'refused' : 'failed', error };
  }

  /** Looks for it within this call; never sends. Not to be seen yet proves nothing. */
  async #settle(voucher: Voucher, sending: Operation, error: PiaozoneError, call: Call): Promise<VoucherOutcome> {
    const { runtime, settle } = this.#options;
    for (const pauseMs of [0, ...settle.pausesMs]) {
      try {
        if (pauseMs > 0) await sleep(runtime, pauseMs, call.signal);
      } catch {
        break;
      }
      const search = await this.#find(voucher, call);
      if (search.state === 'found') return this.#adopt(sending, search, false);
      if (search.state === 'cannot-tell' && search.error === undefined) break;
    }
    await this.#record(sending, { state: 'unknown' });
    return { status: 'unknown', error };
  }

  /** The voucher is a fact, whoever else writes to its record. */
  async #adopt(operation: Operation, { number }: CreatedVoucher, existed: boolean): Promise<VoucherOutcome> {
    let known: Operation | undefined = operation;
    for (let attempt = 0; attempt < MAX_RECORD_ATTEMPTS && known !== undefined && known.state !== 'issued'; attempt += 1) {
      if ((await this.#record(known, { state: 'issued' })) !== undefined) break;
      known = await this.#options.store.find(operation.key).catch((error: unknown) => {
        throw classified(error, STORE_FAILED);
      });
    }
    return { status: 'created', ...(number === undefined ? {} : { number }), ...(existed ? { existed } : {}) };
  }

  async #create(voucher: Voucher, call: Call): Promise<CreatedVoucher | PiaozoneError> {
    try {
      return await this.#options.ledger.createVoucher(voucher, call);
    } catch (error) {
      return classified(error, LEDGER_FAILED);
    }
  }

  /** A search that fails proves nothing. */
  async #find(voucher: Voucher, call: Call): Promise<VoucherSearch> {
    try {
      return await this.#options.ledger.findVoucher(voucher, call);
    } catch (error) {
      return { state: 'cannot-tell', error: classified(error, LEDGER_FAILED) };
    }
  }

  async #record(operation: Operation, patch: OperationPatch): Promise<Operation | undefined> {
    try {
      return await this.#options.store.update(operation.key, operation.version, patch);
    } catch (error) {
      throw classified(error, STORE_FAILED);
    }
  }
}

/** Refusals that say nothing about the voucher: the next call may try again. */
const PASSING: ReadonlySet<string> = new Set(['credentials_rejected', 'erp_session_expired', 'rate_limited', 'server', 'proxy', 'closed']);

const LEDGER_FAILED = {
  code: 'adapter_contract_violation',
  outcome: 'unknown',
  message: { zh: '适配器抛出了未分类的错误', en: 'the adapter threw an error of no known kind' },
} as const;
