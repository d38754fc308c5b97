import { coverPdf, imageNumber } from '@piaozone/adapter-eas/imaging';
import type { Integration, IssueSummary } from '@piaozone/core';
import { saleVoucher } from './erps/eas.js';

/** What EAS gets besides invoices: a voucher in its ledger for each issued bill, and the cover that its paper is scanned under. */
export async function showEasExtras(integration: Integration, { results }: IssueSummary, print: (line: string) => void): Promise<void> {
  for (const { bill, totals, invoice } of results) {
    if (totals === undefined || invoice === undefined) continue;
    const { status, number = '', error } = await integration.createVoucher(saleVoucher(bill.number, totals, invoice.number));
    print(`凭证 voucher ${bill.number} → ${status} ${number}${error === undefined ? '' : `: ${error.message}`}`);
  }
  const [first] = results;
  if (first === undefined) return;
  const cover = imageNumber({ prefix: 'EX', billCode: 'KP', billNumber: first.bill.number });
  const pdf = await coverPdf({ imageNumber: cover });
  print(`影像封面 cover ${cover}: PDF, ${pdf.length} bytes`);
}
