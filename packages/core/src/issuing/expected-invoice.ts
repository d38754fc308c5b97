import type { Decimal } from '../model/decimal.js';
import type { InvoiceRequest } from '../model/invoice.js';

/**
 * What was asked for, as far as the cloud reports it back: kept with the operation, so that an invoice found later can be compared without the bill.
 */
export interface ExpectedInvoice {
  readonly color: 'blue' | 'red';
  readonly sellerTaxNo?: string;
  readonly buyerName: string;
  /** 价税合计 and 税额合计. */
  readonly totalAmount: Decimal;
  readonly taxAmount: Decimal;
}

export function expectedOf({ color, seller, buyer, totals }: InvoiceRequest): ExpectedInvoice {
  const { totalAmount, taxAmount } = totals;
  return { color, ...(seller.taxNo === undefined ? {} : { sellerTaxNo: seller.taxNo }), buyerName: buyer.name, totalAmount, taxAmount };
}
