import { isDecimal, sum } from './decimal.js';
import type { Invoice, InvoiceTotals } from './invoice.js';

/**
 * The invoices one request was split into (拆分), as one record: number and texts of the first, sums of all, each kept in `parts`.
 * Totals are absent unless every part states its own: a sum with a gap would pass for the whole. One invoice alone stays as it is.
 */
export function joinInvoices(first: Invoice, others: readonly Invoice[], raw: unknown): Invoice {
  if (others.length === 0) return first;
  const parts = [first, ...others];
  const totals = totalsOf(parts);
  const { totals: _, pdfUrl: __, parts: ___, ...texts } = first;
  return { ...texts, ...(totals === undefined ? {} : { totals }), parts, raw };
}

/** Every legal document of the record: its parts, or itself. */
export function invoicesOf(invoice: Invoice): readonly Invoice[] {
  return invoice.parts === undefined || invoice.parts.length === 0 ? [invoice] : invoice.parts;
}

function totalsOf(parts: readonly Invoice[]): InvoiceTotals | undefined {
  const totals = parts.flatMap(({ totals: own }) => (own !== undefined && Object.values(own).every(isDecimal) ? [own] : []));
  if (totals.length < parts.length) return undefined;
  return {
    amount: sum(totals.map(({ amount }) => amount)),
    taxAmount: sum(totals.map(({ taxAmount }) => taxAmount)),
    totalAmount: sum(totals.map(({ totalAmount }) => totalAmount)),
  };
}
