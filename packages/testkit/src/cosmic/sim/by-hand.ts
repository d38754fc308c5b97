import type { RedConfirmation } from './confirmations.js';
import { isDigital } from './order.js';
import type { SimState } from './state.js';

/** What a person enters after the scan; what is missing stays as the bill has it. */
export interface Buyer {
  readonly name?: string;
  readonly taxNo?: string;
}

/** @throws TypeError where there is no such bill, or nothing to issue */
export function issueByHand({ orders }: SimState, billNo: string): void {
  const order = orders.bill(billNo) ?? orders.direct(billNo);
  if (order === undefined) throw new TypeError(`no bill ${billNo}`);
  const failed = order.state === 'decided' && order.parts.some(({ invoiceNum }) => invoiceNum === undefined);
  if (order.state !== 'held' && !failed) throw new TypeError(`${billNo} is ${order.state}: nothing to issue`);
  orders.start(order);
}

/** @throws TypeError where no QR code waits under this number */
export function scanBill({ orders }: SimState, billNo: string, { name, taxNo }: Buyer): void {
  const order = orders.bill(billNo);
  if (order?.channel !== 'scan' || order.state !== 'held') throw new TypeError(`no QR code of ${billNo} waits`);
  const { buyer } = order.content;
  order.content = { ...order.content, buyer: { name: name ?? buyer.name, taxNo: taxNo ?? buyer.taxNo } };
  orders.start(order);
}

/** @throws TypeError for 数电, which cannot be voided (flagship-and-cosmic §6.3), and for what is not valid any more */
export function voidInvoice({ book, planner }: SimState, invoiceNum: string): void {
  const invoice = book.find(invoiceNum);
  if (invoice === undefined) throw new TypeError(`no invoice ${invoiceNum}`);
  if (isDigital(invoice.issued.invoiceType)) throw new TypeError(`${invoiceNum} is 数电 and cannot be voided`);
  if (invoice.status !== '0') throw new TypeError(`${invoiceNum} has the status ${invoice.status}`);
  invoice.status = '6';
  planner.voided(invoice);
}

/** The buyer starts a confirmation: 03 购方录入待销方确认. @throws TypeError for what cannot be reversed */
export function enterByBuyer({ book, confirmations }: SimState, invoiceNum: string): RedConfirmation {
  const blue = book.find(invoiceNum);
  if (blue === undefined || blue.issued.kind === 'red' || blue.status !== '0') throw new TypeError(`${invoiceNum} cannot be reversed`);
  const lines = blue.part.lines.map((line) => ({ ...line, net: -line.net, tax: -line.tax }));
  const { taxNo, buyer } = blue.issued;
  return confirmations.apply({ blueNum: invoiceNum, sellerTaxNo: taxNo, buyerTaxNo: buyer.taxNo, lines, appliedBy: 'buyer', state: '03' });
}
