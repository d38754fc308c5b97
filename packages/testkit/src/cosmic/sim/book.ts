import { cents } from '../../common/amounts.js';
import { type Totals, totalsOf, totalTexts } from './lines.js';
import { isDigital, isRed, type OrderPart, type SimChannel, type SimOrder } from './order.js';

export interface RecordedLine {
  readonly detailId: string;
  readonly goodsName: string;
  /** Decimal texts. */
  readonly amount: string;
  readonly taxAmount: string;
}

/** One invoice as it was at its birth; never changed afterwards. */
export interface FlagshipInvoice {
  readonly kind: 'blue' | 'red';
  readonly channel: SimChannel;
  /** billNo or serialNo of the business system. */
  readonly key: string;
  /** Which of the invoices of this bill, from 1, and how many there are. */
  readonly part: number;
  readonly parts: number;
  readonly businessSystemCode: string;
  /** Empty for 数电. */
  readonly invoiceCode: string;
  readonly invoiceNum: string;
  readonly invoiceType: string;
  readonly taxNo: string;
  readonly sellerName: string;
  readonly buyer: { readonly name: string; readonly taxNo: string };
  /** Decimal texts with two places: net, tax, both; negative on red ones. */
  readonly totalAmount: string;
  readonly totalTaxAmount: string;
  readonly includeTaxAmount: string;
  readonly lines: readonly RecordedLine[];
  /** Epoch milliseconds by the mock's clock. */
  readonly at: number;
  /** On a red one. */
  readonly blueNum?: string;
}

/** `0` normal, `3` fully reversed, `6` void (flagship-and-cosmic §9, 5.1.03). */
export type FlagshipStatus = '0' | '3' | '6';

export interface HeldFlagshipInvoice {
  readonly issued: FlagshipInvoice;
  readonly order: SimOrder;
  readonly part: OrderPart;
  status: FlagshipStatus;
}

/** Everything issued: the append-only record and the present state of each invoice. */
export class FlagshipBook {
  readonly record: FlagshipInvoice[] = [];
  readonly #held: HeldFlagshipInvoice[] = [];
  readonly #byNumber = new Map<string, HeldFlagshipInvoice>();
  readonly #byKey = new Map<string, FlagshipInvoice[]>();

  /** @param at epoch milliseconds */
  issue(order: SimOrder, part: OrderPart, at: number): HeldFlagshipInvoice {
    const { content, key, channel, businessSystemCode } = order;
    const { seller, buyer, invoiceType, blueNum } = content;
    const issued = deepFreeze<FlagshipInvoice>({
      kind: isRed(order) ? 'red' : 'blue',
      ...{ channel, key, part: part.number, parts: order.parts.length, businessSystemCode },
      ...this.#nextNumber(invoiceType),
      invoiceType,
      taxNo: seller.taxNo,
      sellerName: seller.name,
      buyer: { ...buyer },
      ...totalTexts(totalsOf(part.lines)),
      lines: part.lines.map((line) => {
        const { totalAmount: amount, totalTaxAmount: taxAmount } = totalTexts(totalsOf([line]));
        return { detailId: line.detailId, goodsName: line.goodsName, amount, taxAmount };
      }),
      at,
      ...(blueNum === undefined ? {} : { blueNum }),
    });
    const held: HeldFlagshipInvoice = { issued, order, part, status: '0' };
    part.invoiceNum = issued.invoiceNum;
    part.failure = undefined;
    this.record.push(issued);
    this.#held.push(held);
    this.#byNumber.set(issued.invoiceNum, held);
    this.#byKey.set(key, [...this.invoicesOf(key), issued]);
    const blue = blueNum === undefined ? undefined : this.find(blueNum);
    if (blue !== undefined && this.remaining(blue).gross === 0n) blue.status = '3';
    return held;
  }

  find(invoiceNum: string): HeldFlagshipInvoice | undefined {
    return this.#byNumber.get(invoiceNum);
  }

  /** Present state, oldest first. */
  all(): readonly HeldFlagshipInvoice[] {
    return this.#held;
  }

  invoicesOf(key: string): readonly FlagshipInvoice[] {
    return this.#byKey.get(key) ?? [];
  }

  /** How often what was asked for under this key became an invoice: the parts of a split bill count once, the same part again counts twice. */
  issuedTimes(key: string): number {
    const times = new Map<number, number>();
    for (const { part } of this.invoicesOf(key)) times.set(part, (times.get(part) ?? 0) + 1);
    return Math.max(0, ...times.values());
  }

  /** What red invoices have left of a blue one. */
  remaining({ issued }: HeldFlagshipInvoice): Totals {
    const reds = this.record.filter(({ blueNum }) => blueNum === issued.invoiceNum);
    return totalsOf([issued, ...reds].map((one) => ({ net: cents(one.totalAmount) ?? 0n, tax: cents(one.totalTaxAmount) ?? 0n })));
  }

  // 数电: 20 digits, no code (business-rules §10); else 12 digits of code (§6.2: ≤ 12) and 8 of number. The leading digits are mock-defined.
  #nextNumber(invoiceType: string): { invoiceCode: string; invoiceNum: string } {
    const sequence = this.record.length + 1;
    return isDigital(invoiceType)
      ? { invoiceCode: '', invoiceNum: `2544${String(sequence).padStart(16, '0')}` }
      : { invoiceCode: '044000000112', invoiceNum: String(sequence).padStart(8, '0') };
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  return Object.freeze(value);
}
