import { amountText } from '../../common/amounts.js';
import { ONE, roundedCents } from '../../common/exact-parse.js';
import { admit, commit } from '../issue.js';
import type { Fields, HeldInvoice } from '../ledger.js';
import type { PiaozoneState } from '../state.js';
import type { ScanOrder } from './desk.js';
import { decimal, type OrderDetails, text } from './details.js';
import { planPush } from './push.js';

/** What the person who scans fills in, in the names of hosted issuing. */
export interface ScanBuyer {
  readonly buyerName?: string;
  readonly buyerTaxNo?: string;
  readonly buyerEmail?: string;
  readonly buyerMobilePhone?: string;
}

/** Issues the invoice of an order, once; a further scan shows the same one. */
export function issueOrder(state: PiaozoneState, baseUrl: string, order: ScanOrder, buyer: ScanBuyer = {}): HeldInvoice {
  if (order.invoice !== undefined) return order.invoice;
  const enterprise = state.scan.enterprise(order.taxNo);
  // The serial of a scanned invoice is not told to the customer; its form is mock-defined.
  const serialNo = `SCAN${state.random.digits(20)}`;
  admit(state, enterprise, order.saleNo, baseUrl);
  const given = Object.fromEntries(Object.entries(buyer).filter(([, value]) => value !== undefined && value !== ''));
  const head: Fields = { buyerName: '个人', ...order.head, ...given, serialNo, type: '0' };
  const { digital } = state.settings;
  const issue = { enterprise, issuedBy: order.by, at: state.clock.now(), digital, channel: 'scan' } as const;
  order.invoice = commit(state, issue, { head, items: order.items });
  planPush(state, baseUrl, order, order.invoice);
  return order.invoice;
}

/** Head and lines of the customer's answer in the names of hosted issuing. taxFlag 1 = `mount` holds the tax. */
export function orderOfDetails({ lines, buyer, totalDiscount, remark }: OrderDetails): { head: Fields; items: Fields[] } {
  let [net, tax] = [-roundedCents(totalDiscount), 0n];
  const items = lines.map((line) => {
    const mount = decimal(line['mount'], 'mount');
    const rate = decimal(line['taxRate'], 'taxRate');
    const gross = text(line['taxFlag']) === '1';
    const lineNet = gross ? roundedCents((mount * ONE) / (ONE + rate)) : roundedCents(mount);
    const lineTax = gross ? roundedCents(mount) - lineNet : roundedCents((mount * rate) / ONE);
    net += lineNet;
    tax += lineTax;
    return {
      goodsName: text(line['name']),
      goodsCode: text(line['taxNumber']),
      detailAmount: amountText(lineNet),
      taxAmount: amountText(lineTax),
      taxRate: text(line['taxRate']),
      num: text(line['qrty']),
      unit: text(line['unit']),
      specModel: text(line['spec']),
      discountType: text(line['character']),
      preferentialPolicy: text(line['prePolicy']) || '0',
    };
  });
  const buyerFields = Object.fromEntries(Object.entries(buyer).map(([name, value]) => [name, text(value)] as const));
  const totals = { invoiceAmount: amountText(net), totalTaxAmount: amountText(tax), totalAmount: amountText(net + tax) };
  return { head: { ...buyerFields, ...totals, remark, invoiceType: '1' }, items };
}

/** A sales order says how much is invoiced, not how it splits into net and tax: all of it stands as net (mock-defined). */
export function headOfSalesOrder(fields: Fields, invoiced: bigint): Fields {
  const total = amountText(roundedCents(invoiced));
  return { ...fields, invoiceAmount: total, totalTaxAmount: '0.00', totalAmount: total };
}
