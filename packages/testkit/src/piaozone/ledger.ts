import type { SeededRandom } from './seeded-random.js';

export type Fields = Readonly<Record<string, string>>;

/** Which interface an invoice came through, other than hosted issuing. */
export type IssueChannel = 'long-link' | 'async' | 'scan';

/** One issued invoice as it was at its birth; never changed afterwards. */
export interface IssuedInvoice {
  readonly kind: 'blue' | 'red';
  readonly serialNo: string;
  readonly invoiceCode: string;
  readonly invoiceNo: string;
  /** `invoiceType` as requested. */
  readonly invoiceType: string;
  /** Seller. */
  readonly taxNo: string;
  readonly sellerName: string;
  readonly buyer: { readonly name: string; readonly taxNo: string };
  /** Decimal texts with two places; negative on a red invoice. */
  readonly invoiceAmount: string;
  readonly totalTaxAmount: string;
  readonly totalAmount: string;
  readonly items: readonly Fields[];
  /** Epoch milliseconds by the mock's clock. */
  readonly at: number;
  /** Client id of the grant it was issued with. */
  readonly issuedBy: string;
  /** On a red invoice: the blue one it reverses. */
  readonly blue?: { readonly serialNo: string; readonly invoiceCode: string; readonly invoiceNo: string };
  /** Absent: hosted issuing. */
  readonly channel?: IssueChannel;
  /** Long link only: `true` = made with `debugOpenInvoice` on the test base, `false` = a real invoice. */
  readonly simulated?: boolean;
}

/** An invoice with what may still change, and what only a query shows. */
export interface HeldInvoice {
  readonly issued: IssuedInvoice;
  /** The head as requested. */
  readonly head: Fields;
  /** `0` 正常, `3` 红冲. */
  status: '0' | '3';
  readonly linkId: string;
  readonly checkCode: string;
}

export type NewInvoice = Omit<IssuedInvoice, 'invoiceCode' | 'invoiceNo'>;

/** Everything issued: the append-only record, and the present state of each invoice. */
export class InvoiceLedger {
  readonly record: IssuedInvoice[] = [];
  readonly #held: HeldInvoice[] = [];
  readonly #bySerial = new Map<string, HeldInvoice>();
  readonly #byNumber = new Map<string, HeldInvoice>();
  readonly #byLink = new Map<string, HeldInvoice>();
  readonly #timesIssued = new Map<string, number>();
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  issue(invoice: NewInvoice, head: Fields, digital: boolean): HeldInvoice {
    const sequence = this.record.length + 1;
    // Lengths: standard-edition §9.6 (数电) and the sample of §6.1; the leading digits are mock-defined.
    const number = digital
      ? { invoiceCode: '0', invoiceNo: `2444${String(sequence).padStart(16, '0')}` }
      : { invoiceCode: '044000000111', invoiceNo: String(sequence).padStart(8, '0') };
    const issued = deepFreeze({ ...invoice, ...number });
    const held: HeldInvoice = { issued, head, status: '0', linkId: this.#random.hex(32), checkCode: digital ? '' : this.#random.digits(20) };
    this.record.push(issued);
    this.#held.push(held);
    if (!this.#bySerial.has(issued.serialNo)) this.#bySerial.set(issued.serialNo, held);
    this.#byNumber.set(`${number.invoiceCode}/${number.invoiceNo}`, held);
    this.#byLink.set(held.linkId, held);
    this.#timesIssued.set(issued.serialNo, this.issuedTimes(issued.serialNo) + 1);
    return held;
  }

  issuedTimes(serialNo: string): number {
    return this.#timesIssued.get(serialNo) ?? 0;
  }

  /** The first invoice issued under this serial. */
  bySerial(serialNo: string): HeldInvoice | undefined {
    return this.#bySerial.get(serialNo);
  }

  byNumber(invoiceCode: string, invoiceNo: string): HeldInvoice | undefined {
    return this.#byNumber.get(`${invoiceCode}/${invoiceNo}`);
  }

  byLink(linkId: string): HeldInvoice | undefined {
    return this.#byLink.get(linkId);
  }

  /** The red invoices of one blue one. */
  redsOf(blue: HeldInvoice): IssuedInvoice[] {
    const { invoiceCode, invoiceNo } = blue.issued;
    return this.record.filter((issued) => issued.blue?.invoiceNo === invoiceNo && issued.blue.invoiceCode === invoiceCode);
  }

  /** Present state, oldest first. */
  states(): { serialNo: string; invoiceCode: string; invoiceNo: string; invoiceStatus: string }[] {
    return this.#held.map(({ issued: { serialNo, invoiceCode, invoiceNo }, status }) => ({
      serialNo,
      invoiceCode,
      invoiceNo,
      invoiceStatus: status,
    }));
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  return Object.freeze(value);
}
