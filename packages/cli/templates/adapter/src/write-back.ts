import { asText, type Call, isObject, type Locale, PiaozoneError, requireBillValues, type WriteBack, writeBackValues } from '@piaozone/core/adapter';
import type { MyErpClient } from './client.js';

/** What of a write-back goes into the ERP. */
const SOURCES = ['bill.number', 'invoice.numbers', 'invoice.issuedAt', 'serialNo'] as const;

/**
 * Looks before it writes: a run that was cut off repeats its write-backs, and the bill must carry the invoice once. `onlyIfEmpty` keeps two runs at the same
 * time from both writing; where an ERP has nothing like it, say so in the README.
 * @throws erp_rejected when the bill is unknown or carries another invoice; outcome `unknown` when the answer to the write is lost
 */
export async function writeBack(client: MyErpClient, result: WriteBack, locale: Locale, call: Call): Promise<'written' | 'already-written'> {
  requireBillValues(result, SOURCES, locale);
  const values = writeBackValues(result);
  const { type, number } = result.bill;
  const wanted = values['invoice.numbers'] ?? '';
  const carried = await carriedInvoices(client, type, number, call);
  if (carried === wanted) return 'already-written';
  if (carried !== '') throw conflict(result, carried, locale, call);
  const invoice = { invoiceNos: wanted.split(','), issuedAt: values['invoice.issuedAt'] ?? '', serialNo: result.serialNo };
  await client.post('invoice', { type, billNo: number, onlyIfEmpty: true, ...invoice }, 'write', call);
  return 'written';
}

/** Numbers of the invoices in the bill, parted by commas; empty while it waits. @throws erp_rejected for an unknown bill */
async function carriedInvoices(client: MyErpClient, type: string, billNo: string, call: Call): Promise<string> {
  const bill = await client.post('bill', { type, billNo }, 'read', call);
  const numbers = isObject(bill) ? bill['invoiceNos'] : undefined;
  if (Array.isArray(numbers)) return numbers.map((one) => asText(one) ?? '').join(',');
  const message = { zh: `无法读出单据 ${billNo} 的发票号码`, en: `the invoice numbers of bill ${billNo} cannot be read` };
  throw new PiaozoneError({ code: 'response_invalid', outcome: 'rejected', operation: 'myerp.bill', requestId: call.requestId, message });
}

function conflict({ bill, invoice }: WriteBack, carried: string, locale: Locale, { requestId }: Call): PiaozoneError {
  return new PiaozoneError({
    code: 'erp_rejected',
    outcome: 'rejected',
    operation: 'myerp.invoice',
    requestId,
    locale,
    message: {
      zh: `单据 ${bill.number} 在 MyErp 中已有另一张发票 ${carried}，没有写入 ${invoice.number}`,
      en: `bill ${bill.number} already carries another invoice ${carried} in MyErp; ${invoice.number} was not written`,
    },
    hint: { zh: '请人工核对两张发票，可能重复开票', en: 'let a person compare the two invoices: the bill may have been issued twice' },
  });
}
