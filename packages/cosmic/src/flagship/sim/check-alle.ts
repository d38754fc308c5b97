import type { RequestChecker } from '../checks.js';
import type { AlleInvoice, AlleRed } from './invoice.js';

/** What the reference states about `ALLE.INVOICE.OPEN` (flagship-and-cosmic §6.3). */
export function checkAlle(checker: RequestChecker, invoice: AlleInvoice): void {
  for (const name of ['serialNo', 'invoiceType'] as const) checker.needed(invoice[name], name);
  checker.characters(invoice.serialNo, 50, 'serialNo');
  checker.oneOf(invoice.invoiceType, ['01', '02'], 'invoiceType');
  checker.some(invoice.invoiceDetail, Number.POSITIVE_INFINITY, 'invoiceDetail');
  for (const [index, line] of (invoice.invoiceDetail ?? []).entries()) {
    const path = `invoiceDetail[${index}]`;
    checker.needed(line.lineProperty, `${path}.lineProperty`);
    checker.oneOf(line.lineProperty, ['0', '1', '2'], `${path}.lineProperty`);
    for (const name of ['amount', 'taxAmount', 'price', 'quantity'] as const) checker.decimal(line[name], undefined, `${path}.${name}`);
    if (line.lineProperty === '1' && invoice.invoiceDetail[index - 1]?.lineProperty !== '2') {
      checker.add(
        `${path}.lineProperty`,
        '折扣行（1）须紧跟在被折扣行（2）之后',
        'a discount line (1) stands directly behind its discounted line (2)',
      );
    }
  }
}

export function checkRed(checker: RequestChecker, red: AlleRed): void {
  for (const name of ['serialNo', 'invoiceNum', 'redReason', 'invoiceType', 'sellerTaxpayerId'] as const) checker.needed(red[name], name);
  checker.characters(red.serialNo, 50, 'serialNo');
  checker.oneOf(red.invoiceType, ['01', '02'], 'invoiceType');
}
