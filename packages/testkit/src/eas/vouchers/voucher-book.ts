import type { SeededRandom } from '../../erp/random.js';
import type { BeanValue } from '../part-types.js';

/** One voucher as it was sent: neighbouring rows with the same head. */
export interface SentVoucher {
  readonly companyNumber: string;
  readonly periodYear: number;
  readonly periodNumber: number;
  readonly voucherType: string;
  /** The sender's own number; may be empty. */
  readonly sentNumber: string;
  readonly rows: readonly BeanValue[];
  /** `service.operation` it came by. */
  readonly via: string;
  /** The flags sent with it, in signature order; the parameters of nImportVoucher. */
  readonly flags: readonly unknown[];
  /** Whose session it came in. */
  readonly userName: string | undefined;
}

export interface StoredVoucher extends SentVoucher {
  readonly id: string;
  /** The number EAS gave it. */
  readonly number: string;
}

/** What became of one voucher of an import; `refusal` where it was not stored. */
export type VoucherOutcome =
  | { readonly sent: SentVoucher; readonly stored: StoredVoucher; readonly refusal?: undefined }
  | { readonly sent: SentVoucher; readonly stored?: undefined; readonly refusal: string };

export interface BookOptions {
  /** A reason not to store it. Vouchers before and after it in the same import stay: nothing is rolled back. */
  readonly refuse?: (sent: SentVoucher, book: VoucherBook) => string | undefined;
  /** The number EAS gives; `nth` counts within company, period and type from 1. Default four digits, mock-defined. */
  readonly number?: (sent: SentVoucher, nth: number) => string;
}

/** The vouchers of one mock EAS. The same voucher sent twice is stored twice, unless `refuse` says otherwise: that is how a blind repeat shows. */
export class VoucherBook {
  readonly vouchers: StoredVoucher[] = [];
  /** Every import attempt in order, kept for ever. */
  readonly outcomes: VoucherOutcome[] = [];
  readonly #options: BookOptions;
  readonly #random: SeededRandom;
  readonly #counts = new Map<string, number>();

  constructor(options: BookOptions, random: SeededRandom) {
    this.#options = options;
    this.#random = random;
  }

  import(rows: readonly BeanValue[], meta: Pick<SentVoucher, 'via' | 'flags' | 'userName'>): VoucherOutcome[] {
    const outcomes = grouped(rows).map((group) => this.#one({ ...headOf(group), ...meta, rows: group }));
    this.outcomes.push(...outcomes);
    return outcomes;
  }

  /** By company number, year and month, where given; `number` is that of EAS or the sender's own. */
  find(by: Readonly<Partial<Pick<StoredVoucher, 'companyNumber' | 'periodYear' | 'periodNumber' | 'voucherType' | 'number'>>>): StoredVoucher[] {
    const { number, ...head } = by;
    return this.vouchers.filter(
      (voucher) =>
        Object.entries(head).every(([name, value]) => voucher[name as keyof StoredVoucher] === value) &&
        (number === undefined || voucher.number === number || voucher.sentNumber === number),
    );
  }

  /** True if it was there. */
  remove(voucher: StoredVoucher | undefined): boolean {
    const at = voucher === undefined ? -1 : this.vouchers.indexOf(voucher);
    if (at >= 0) this.vouchers.splice(at, 1);
    return at >= 0;
  }

  #one(sent: SentVoucher): VoucherOutcome {
    const refusal = this.#options.refuse?.(sent, this);
    if (refusal !== undefined) return { sent, refusal };
    const stored = { ...sent, id: this.#random.uuid(), number: this.#numberOf(sent) };
    this.vouchers.push(stored);
    return { sent, stored };
  }

  #numberOf(sent: SentVoucher): string {
    const key = [sent.companyNumber, sent.periodYear, sent.periodNumber, sent.voucherType].join('|');
    const nth = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, nth);
    return this.#options.number?.(sent, nth) ?? String(nth).padStart(4, '0'); // mock-defined
  }
}

/** Head fields are repeated on every row of a voucher, whose rows are neighbours (eas-and-imaging §4.3). */
function grouped(rows: readonly BeanValue[]): BeanValue[][] {
  const groups: BeanValue[][] = [];
  let key: string | undefined;
  for (const row of rows) {
    const { companyNumber, periodYear, periodNumber, voucherType, sentNumber } = headOf([row]);
    const own = String(row['importKey'] ?? '');
    const next = JSON.stringify(own === '' ? [companyNumber, periodYear, periodNumber, voucherType, sentNumber] : own);
    if (next === key) groups.at(-1)?.push(row);
    else groups.push([row]);
    key = next;
  }
  return groups;
}

function headOf([first = {}]: readonly BeanValue[]) {
  return {
    companyNumber: String(first['companyNumber'] ?? ''),
    periodYear: Number(first['periodYear'] ?? 0),
    periodNumber: Number(first['periodNumber'] ?? 0),
    voucherType: String(first['voucherType'] ?? ''),
    sentNumber: String(first['voucherNumber'] ?? ''),
  };
}
