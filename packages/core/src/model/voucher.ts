import type { PiaozoneError } from '../errors.js';
import type { Decimal } from './decimal.js';

/** 会计凭证 as a general ledger takes it; texts travel as they are. An ERP may not keep every member: see its adapter. */
export interface Voucher {
  /**
   * Names this voucher among all of the company for ever, e.g. by the number of its bill: what was sent is remembered under it. At most 128 characters.
   */
  readonly key: string;
  /** Number of the company whose books these are. */
  readonly company: string;
  /** 会计期间. */
  readonly period: { readonly year: number; readonly number: number };
  /** 记账日期, `yyyy-MM-dd`. */
  readonly date: string;
  /** 业务日期, `yyyy-MM-dd`. Default: `date`. */
  readonly businessDate?: string;
  /** 凭证类型, e.g. `记`. */
  readonly type: string;
  /** The number wished; the ERP may give another one. */
  readonly number?: string;
  /** 摘要 of every line that has none of its own. */
  readonly summary?: string;
  /** 附件数. */
  readonly attachments?: number;
  /** Two or more; debit and credit are equal in sum. */
  readonly lines: readonly VoucherLine[];
}

/** 分录: either a debit or a credit. */
export interface VoucherLine {
  /** Number of the account (科目). */
  readonly account: string;
  /** In the currency of the books; negative in a red entry (红字). */
  readonly debit?: Decimal;
  readonly credit?: Decimal;
  /** Number of the currency in the ERP. */
  readonly currency?: string;
  /** In that currency. Default: the amount of the line. */
  readonly originalAmount?: Decimal;
  readonly rate?: Decimal;
  readonly summary?: string;
  /** 辅助核算. */
  readonly assists?: readonly AssistItem[];
  /** The invoice it is about. */
  readonly invoiceNumber?: string;
}

export interface AssistItem {
  /** 核算项目类型 as the ERP names it, e.g. `客户`. */
  readonly type: string;
  readonly number?: string;
  readonly name?: string;
}

/** What an ERP says of a voucher it made. */
export interface CreatedVoucher {
  /** The number the ERP gave it, where it is told. */
  readonly number?: string;
}

/**
 * What an ERP shows of a voucher that was sent before. `cannot-tell` with an error: asking failed or the answer is not known; without one: nothing can be asked.
 */
export type VoucherSearch =
  | ({ readonly state: 'found' } & CreatedVoucher)
  | { readonly state: 'absent' }
  | { readonly state: 'cannot-tell'; readonly error?: PiaozoneError };
