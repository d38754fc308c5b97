import { type Answer, invalidRequest, Refusal } from '../answers.js';
import { EXPENSE_ANSWERS } from '../expense/answers.js';
import { type PooledInvoice, text } from '../expense/pool.js';

/** Whom the invoices of a bill must be made out to. */
export interface Buyer {
  readonly taxNo: string;
  readonly name: string;
}

/**
 * What `ticketParam` refuses: `0` refuses, `1` allows; reimbursed before, buyer name differs, buyer tax number differs,
 * check not passed, personal invoice (standard-edition §6.9). Four digits are the older form without the last.
 * Absent = only an invoice another bill uses is refused (mock-defined).
 */
export function refusedByTicket(ticketParam: string, invoice: PooledInvoice, bill: string, buyer: Buyer): Answer | undefined {
  const flags = ticketParam === '' ? '01111' : ticketParam.padEnd(5, '1');
  const buyerName = text(invoice.fields, 'buyerName');
  const buyerTaxNo = text(invoice.fields, 'buyerTaxNo');
  const findings: readonly (readonly [boolean, Answer])[] = [
    [invoice.bill !== undefined && invoice.bill !== bill, EXPENSE_ANSWERS.reimbursedBefore],
    [buyerName !== '' && buyerName !== buyer.name, EXPENSE_ANSWERS.buyerNameDiffers],
    [buyerTaxNo !== '' && buyerTaxNo !== buyer.taxNo, EXPENSE_ANSWERS.buyerTaxNoDiffers],
    [invoice.checkStatus !== '1', EXPENSE_ANSWERS.checkNotPassed],
    // A buyer without a tax number counts as a person (diagnosis.json PERSONAL_INVOICE_BLOCKED).
    [buyerName !== '' && buyerTaxNo === '', EXPENSE_ANSWERS.personalInvoice],
  ];
  return findings.find(([found], index) => found && flags[index] === '0')?.[1];
}

/** @throws Refusal for anything but four or five flags; empty is absent */
export function checkTicketParam(ticketParam: string): string {
  if (ticketParam !== '' && !/^[01]{4,5}$/.test(ticketParam)) throw new Refusal(invalidRequest(`ticketParam的值不支持：${ticketParam}`)); // mock-defined text
  return ticketParam;
}
