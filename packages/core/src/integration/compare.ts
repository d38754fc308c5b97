import { PiaozoneError } from '../errors.js';
import { type ExpectedInvoice, expectedOf } from '../issuing/expected-invoice.js';
import { compare, isDecimal } from '../model/decimal.js';
import type { Invoice, InvoiceRequest } from '../model/invoice.js';
import { invoicesOf } from '../model/split-invoice.js';

/**
 * An invoice found under our serial number must be the one we asked for; another one means that two books share a numbering.
 * Only what both sides state is compared, and texts are compared without blanks, which the cloud trims (flagship-and-cosmic §6.3).
 * Of a split bill every part must fit, and the sums of all.
 */
export function compareWithRequest(request: InvoiceRequest & { readonly serialNo: string }, invoice: Invoice): PiaozoneError | undefined {
  return compareWithExpected(request.serialNo, expectedOf(request), invoice);
}

/** The same for an invoice that is found when the bill is not at hand. */
export function compareWithExpected(serialNo: string, expected: ExpectedInvoice, invoice: Invoice): PiaozoneError | undefined {
  const differences: string[] = [];
  const text = (name: string, asked: string | undefined, found: string | undefined) => {
    if (asked !== undefined && found !== undefined && found !== '' && squeeze(asked) !== squeeze(found))
      differences.push(`${name}: ${asked} ≠ ${found}`);
  };
  const amount = (name: string, asked: string, found: string | undefined) => {
    if (found !== undefined && isDecimal(found) && compare(asked, found) !== 0) differences.push(`${name}: ${asked} ≠ ${found}`);
  };
  for (const one of invoicesOf(invoice)) {
    text('seller.taxNo', expected.sellerTaxNo, one.sellerTaxNo);
    text('buyer.name', expected.buyerName, one.buyerName);
    if (one.color !== expected.color) differences.push(`color: ${expected.color} ≠ ${one.color}`);
  }
  amount('totals.totalAmount', expected.totalAmount, invoice.totals?.totalAmount);
  amount('totals.taxAmount', expected.taxAmount, invoice.totals?.taxAmount);
  if (differences.length === 0) return undefined;
  return new PiaozoneError({
    code: 'operation_conflict',
    outcome: 'unknown',
    message: {
      zh: `流水号 ${serialNo} 查到的发票与单据不一致：${differences.join('；')}`,
      en: `the invoice found under serial number ${serialNo} differs from the bill: ${differences.join('; ')}`,
    },
    hint: {
      zh: '该流水号可能被别的账套或程序用过；请人工核对，不要换号重开',
      en: 'another account set or program may use the same serial numbers; let a person compare, never send it under another one',
    },
  });
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}
