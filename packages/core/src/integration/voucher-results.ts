import type { PiaozoneError, Problem } from '../errors.js';
import type { Warning } from '../i18n/log.js';

/**
 * How one voucher ended. `created`: it exists. `refused`: certainly not made, its content or a setting must change. `failed`: nothing was sent, or it was
 * refused for a passing reason; call again. `in-progress`: another process is sending it. `unknown`: it may exist; the next call looks for it.
 * `needs-review`: it may exist and the ERP does not show it; a person must look, see {@link VoucherOptions.confirmedAbsent}.
 */
export type VoucherStatus = 'created' | 'refused' | 'failed' | 'in-progress' | 'unknown' | 'needs-review';

export interface VoucherResult {
  readonly key: string;
  readonly status: VoucherStatus;
  /** The ERP's number, from the call that made or found it. */
  readonly number?: string;
  /** It was made before this call; nothing was sent. */
  readonly existed?: boolean;
  readonly error?: PiaozoneError;
  /** What is wrong with the voucher; for refused ones. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

export interface VoucherOptions {
  readonly signal?: AbortSignal;
  /**
   * A person has looked into the ERP and the voucher is not there: if it is open or under review and the ERP does not show it either, it is sent again.
   * Never set it in a program.
   */
  readonly confirmedAbsent?: boolean;
}
