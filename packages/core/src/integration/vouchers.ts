import type { ErpConnection } from '../adapter/contract.js';
import type { Call } from '../call.js';
import type { EnvironmentKind } from '../environments.js';
import { inLocale, isPiaozoneError, PiaozoneError, type Problem } from '../errors.js';
import type { Locale } from '../i18n/locale.js';
import type { Warning } from '../i18n/log.js';
import type { Operation, OperationStore } from '../issuing/operation-store.js';
import { voucherFingerprint, voucherKey } from '../issuing/voucher-key.js';
import { checkVoucher } from '../model/check-voucher.js';
import type { Voucher } from '../model/voucher.js';
import type { Runtime } from '../runtime.js';
import type { SettleOptions } from './operation-runner.js';
import { classified, STORE_FAILED } from './unclassified.js';
import { voucherConflict, vouchersMissing } from './voucher-errors.js';
import type { VoucherOptions, VoucherResult } from './voucher-results.js';
import { VoucherRunner } from './voucher-runner.js';

export interface VoucherContext {
  readonly environment: EnvironmentKind;
  readonly erpId: string;
  readonly connection: ErpConnection;
  readonly store: OperationStore;
  readonly runtime: Runtime;
  readonly settle: SettleOptions;
  readonly locale: Locale;
  readonly newCall: (signal: AbortSignal | undefined, warn: Call['warn']) => Call;
}

/** The vouchers of one integration, one after the other: a ledger numbers them in turn, and a lost reply leaves one to look for. */
export class Vouchers {
  readonly #context: VoucherContext;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(context: VoucherContext) {
    this.#context = context;
  }

  /** Every end is a result. @throws capability_missing */
  async create(voucher: Voucher, options: VoucherOptions): Promise<VoucherResult> {
    const runner = this.#runner();
    const turn = this.#tail.then(() => this.#one(runner, voucher, options));
    this.#tail = turn;
    return turn;
  }

  #runner(): VoucherRunner {
    const { connection, erpId, store, runtime, settle, locale } = this.#context;
    if (connection.createVoucher === undefined || connection.findVoucher === undefined) throw vouchersMissing(erpId).with({ locale });
    const ledger = { createVoucher: connection.createVoucher.bind(connection), findVoucher: connection.findVoucher.bind(connection) };
    return new VoucherRunner({ ledger, store, runtime, settle });
  }

  async #one(runner: VoucherRunner, voucher: Voucher, { signal, confirmedAbsent = false }: VoucherOptions): Promise<VoucherResult> {
    const warnings: Warning[] = [];
    const call = this.#context.newCall(signal, (warning) => warnings.push(warning));
    const base = { key: String(voucher?.key), problems: [], warnings };
    const problems = checkVoucher(voucher);
    if (problems.length > 0) return { ...base, status: 'refused', problems, error: this.#invalid(problems, call) };
    try {
      const outcome = await runner.run(voucher, await this.#accept(voucher), confirmedAbsent, call);
      const { error } = outcome;
      if (error === undefined) return { ...base, ...outcome };
      return { ...base, ...outcome, problems: error.problems, error: inLocale(error, this.#context.locale) as PiaozoneError };
    } catch (thrown) {
      const error = inLocale(classified(thrown, STORE_FAILED), this.#context.locale) as PiaozoneError;
      const status = error.code === 'operation_conflict' ? 'needs-review' : error.outcome === 'unknown' ? 'unknown' : 'failed';
      return { ...base, status, error };
    }
  }

  async #accept(voucher: Voucher): Promise<Operation> {
    const key = voucherKey({ ...this.#context, accountSet: this.#context.connection.accountSet }, voucher);
    try {
      const { operation } = await this.#context.store.accept({ key, serialNo: voucher.key, fingerprint: voucherFingerprint(voucher) });
      return operation;
    } catch (error) {
      if (isPiaozoneError(error, 'operation_conflict')) throw voucherConflict(voucher, error);
      // Nothing was sent for this call, whatever an earlier one did.
      throw classified(error, STORE_FAILED).with({ outcome: 'not-sent' });
    }
  }

  #invalid(problems: readonly Problem[], call: Call): PiaozoneError {
    return new PiaozoneError({
      code: 'request_invalid',
      outcome: 'not-sent',
      message: { zh: '凭证未通过校验，没有发送', en: 'the voucher did not pass the checks and was not sent' },
      problems,
      locale: this.#context.locale,
      requestId: call.requestId,
    });
  }
}
