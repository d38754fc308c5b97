import type { PiaozoneError, Problem } from '../errors.js';
import type { Warning } from '../i18n/log.js';
import type { Bill } from '../model/bill.js';
import type { Finding } from '../model/finding.js';
import type { BillReference, Invoice, InvoiceTotals } from '../model/invoice.js';
import type { BusinessUnit, Enterprise } from '../model/organization.js';

/**
 * How one bill ended in this run. `issued`: the invoice exists. `refused`: certainly not issued, the bill or a setting must change.
 * `failed`: nothing was sent, or it was refused for a passing reason; the next run tries again. `in-progress`: taken in, not issued yet.
 * `unknown`: it may have been issued; the next run queries first. `needs-review`: a person must decide before anything is sent again.
 * `waiting-for-person`: a tax-bureau login or face scan is due; the next run goes on with the same serial number.
 */
export type BillStatus = 'issued' | 'refused' | 'failed' | 'in-progress' | 'unknown' | 'needs-review' | 'waiting-for-person';

export interface BillResult {
  readonly bill: BillReference;
  readonly status: BillStatus;
  readonly serialNo?: string;
  /** What was asked for; absent when the bill could not be read. */
  readonly totals?: InvoiceTotals;
  readonly invoice?: Invoice;
  /** Only for issued bills. `failed`: the invoice exists, the ERP does not know it yet; the next run writes it back. */
  readonly writeBack?: 'written' | 'already-written' | 'failed';
  readonly error?: PiaozoneError;
  /** What is wrong with the bill, by line and difference; for refused bills. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

export interface IssueSummary {
  readonly fetched: number;
  /** Bills per status. */
  readonly counts: Readonly<Record<BillStatus, number>>;
  /** Invoices the ERP now carries, newly or from before. */
  readonly writtenBack: number;
  readonly results: readonly BillResult[];
  /** Of the listing itself, e.g. that the ERP's own filter leaves nothing. */
  readonly warnings: readonly Warning[];
}

export interface IssueOptions {
  /** In the ERP's own words; default: all the adapter's settings name. */
  readonly billTypes?: readonly string[];
  /** First and last day of the bills, both included, `yyyy-MM-dd`. @throws capability_missing where the adapter cannot select by date */
  readonly dateFrom?: string;
  readonly dateTo?: string;
  /** Bills in work at the same time. Default 4. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  /** Called once per bill as it ends, in order of ending. An error thrown here ends the run after the bills in work. */
  readonly onResult?: (result: BillResult) => void;
  /** Called as each bill is taken up. */
  readonly onBill?: (bill: Bill) => void;
}

export interface UnitImport {
  readonly importable: readonly BusinessUnit[];
  /** Each with the adapter's reason. */
  readonly refused: readonly BusinessUnit[];
  /** Importable units by tax number, one enterprise to many units. */
  readonly enterprises: readonly Enterprise[];
  readonly warnings: readonly Warning[];
}

export interface ConnectionReport {
  /** No finding failed. */
  readonly ok: boolean;
  /** In the order of the manual: the cloud's side first, then the ERP's. */
  readonly findings: readonly Finding[];
}
