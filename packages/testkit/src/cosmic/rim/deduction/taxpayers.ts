import type { Row } from '../../../erp/bill-table.js';
import { copyData } from '../../../erp/exact-json.js';

export interface DeductionTaxpayer {
  readonly taxNo: string;
  /** 小规模: refuses everything about selecting. Default false. */
  readonly smallScale?: boolean;
  /** 软证书模式. Default true. */
  readonly softCertificate?: boolean;
  /** 收票通道: 新电子平台 (default), 乐企, or another one. */
  readonly channel?: 'electronic' | 'leqi' | 'other';
  /** Password of statisticConfirm. */
  readonly password?: string;
  /** 属期 `yyyyMM`. */
  readonly taxPeriod?: string;
  /** Invoice headers at the bureau. Members are the caller's, but `invoiceNo` identifies one; a member called like a search field is searched. */
  readonly invoices?: readonly Row[];
}

/** An act of the bureau that a task or call has brought about; append-only, in order. */
export interface DeductionRecord {
  readonly kind: 'select' | 'statistic-create' | 'statistic-revoke' | 'statistic-confirm' | 'period' | 'recorded';
  readonly taxNo: string;
  readonly taskNo?: string;
  /** Epoch milliseconds by the mock's clock. */
  readonly at: number;
  /** The decoded request; the password of statisticConfirm is left out. */
  readonly request: Row;
  /** Numbers of the invoices it was about. */
  readonly invoiceNos: readonly string[];
}

const CACHE_MS = 30 * 60_000;

export type StatisticState = 'none' | 'created' | 'confirmed';

/** One taxpayer as the bureau knows it, and what the cloud remembers of it. */
export class TaxpayerState {
  readonly taxNo: string;
  readonly smallScale: boolean;
  readonly softCertificate: boolean;
  readonly channel: 'electronic' | 'leqi' | 'other';
  readonly password: string | undefined;
  readonly invoices: readonly Row[];
  taxPeriod: string;
  /** invoiceNo → the last selection that was done with it. */
  readonly selections = new Map<string, Row>();
  readonly #statistics = new Map<string, StatisticState>();
  #cached: { readonly exists: boolean; readonly until: number } | undefined;

  constructor(options: DeductionTaxpayer) {
    this.taxNo = options.taxNo;
    this.smallScale = options.smallScale ?? false;
    this.softCertificate = options.softCertificate ?? true;
    this.channel = options.channel ?? 'electronic';
    this.password = options.password;
    this.taxPeriod = options.taxPeriod ?? '202401'; // mock-defined
    this.invoices = copyData([...(options.invoices ?? [])]);
  }

  /** The statistic of the present 属期 at the bureau; a person may change it there without the cloud learning it. */
  get statistic(): StatisticState {
    return this.#statistics.get(this.taxPeriod) ?? 'none';
  }

  set statistic(state: StatisticState) {
    this.#statistics.set(this.taxPeriod, state);
  }

  /** Whether a statistic stands in the way of selecting, as the cloud believes: what it read is kept for 30 minutes (flagship-and-cosmic §8). */
  statisticBelieved(now: number): boolean {
    if (this.#cached === undefined || this.#cached.until <= now) this.readStatistic(now);
    return this.#cached?.exists ?? false;
  }

  /** The cloud asks the bureau and keeps the answer. */
  readStatistic(now: number): void {
    this.#cached = { exists: this.statistic !== 'none', until: now + CACHE_MS };
  }

  /** taxperiodChange clears the cached state. */
  forgetStatistic(): void {
    this.#cached = undefined;
  }

  /** The bureau's invoices that a search finds: every field is compared as text, a comma list holds its members, dates bound `invoiceDate`. */
  search(options: Row): Row[] {
    const { startTime, endTime, ...fields } = options;
    return this.invoices.filter((row) => {
      const date = String(row['invoiceDate'] ?? '').slice(0, 10);
      if (isGiven(startTime) && date < String(startTime)) return false;
      if (isGiven(endTime) && date > String(endTime)) return false;
      return Object.entries(fields).every(([name, wanted]) => !isGiven(wanted) || row[name] === undefined || listed(wanted, row[name]));
    });
  }

  /** The invoice a request means; digital invoices are named by `etaxInvoiceNo` too. */
  find(invoice: Row): Row | undefined {
    const number = invoiceNoOf(invoice);
    return this.invoices.find((row) => String(row['invoiceNo']) === number);
  }
}

export function invoiceNoOf(invoice: Row): string {
  return String(isGiven(invoice['invoiceNo']) ? invoice['invoiceNo'] : (invoice['etaxInvoiceNo'] ?? ''));
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function listed(wanted: unknown, value: unknown): boolean {
  return String(wanted).split(',').includes(String(value));
}
