import { totalsOf, totalTexts } from './lines.js';
import { isRed, type OrderState, type SimChannel, type SimOrder } from './order.js';

/** A bill or serial as a test sees it. */
export interface ShownOrder {
  /** billNo or serialNo. */
  readonly key: string;
  readonly channel: SimChannel;
  readonly businessSystemCode: string;
  readonly kind: 'blue' | 'red';
  readonly state: OrderState;
  /** Decimal texts: what the business system asked for. */
  readonly totalAmount: string;
  readonly totalTaxAmount: string;
  readonly includeTaxAmount: string;
  /** Numbers of the invoices it became. */
  readonly invoices: readonly string[];
  /** Texts of the parts that failed. */
  readonly failures: readonly string[];
  /** Number of invoices it is to become; 0 = not decided yet. */
  readonly parts: number;
  /** Number of the red confirmation it is tied to. */
  readonly confirmation: string | undefined;
}

export function shownOrder(order: SimOrder): ShownOrder {
  const { key, channel, businessSystemCode, state, content, parts, confirmation } = order;
  return {
    ...{ key, channel, businessSystemCode, state, confirmation },
    kind: isRed(order) ? 'red' : 'blue',
    ...totalTexts(totalsOf(content.lines)),
    invoices: parts.map(({ invoiceNum }) => invoiceNum).filter((number) => number !== undefined),
    failures: parts.map(({ failure }) => failure).filter((failure) => failure !== undefined),
    parts: parts.length,
  };
}
