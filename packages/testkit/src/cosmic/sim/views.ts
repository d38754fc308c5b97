import { shanghaiTime } from '../../common/shanghai-time.js';
import type { Row } from '../../erp/bill-table.js';
import { ExactNumber } from '../../erp/exact-json.js';
import type { HeldFlagshipInvoice } from './book.js';
import type { RedConfirmation } from './confirmations.js';
import { totalsOf, totalTexts } from './lines.js';
import { isDigital, isRed, type OrderPart, type SimOrder } from './order.js';
import type { SimSettings } from './settings.js';

/** Where invoice files are served, below the base; mock-defined. */
export const FILES = '/mock/invoices/';

export interface ViewContext {
  readonly baseUrl: string;
  readonly settings: Pick<SimSettings, 'amountsAs'>;
  /** Without: the files are not ready yet. Default with. */
  readonly files?: boolean;
  /** invoiceStatus for direct issuing: in queries only, 2.1.02 does not name it. */
  readonly status?: boolean;
}

/** The names of callback 2.1.02 (flagship-and-cosmic §9) for a red confirmation. */
export function confirmationView({ number, uuid, state, blueNum }: RedConfirmation): Row {
  return { redInfoBillNo: number, govRedConfirmBillUuid: uuid, redConfirmBillStatus: state, originalInvoiceNumber: blueNum };
}

/** One invoice, or one part that is none, with the names of element 5.1.03 (§9). */
export function billElement(context: ViewContext, order: SimOrder, part: OrderPart, invoice: HeldFlagshipInvoice | undefined): Row {
  const { content, key } = order;
  return {
    ...content.handedBack,
    billNo: key,
    serialNo: part.serialNo,
    invoiceProperty: isRed(order) ? '1' : '0',
    ...common(context, order, part),
    ...(invoice === undefined ? {} : { invoiceStatus: invoice.status, ...issuedFields(invoice) }),
    ...(part.failure === undefined ? {} : { issueErrorMessage: part.failure }),
    ...(content.redInfoBillNo === undefined ? {} : { redInfoBillNo: content.redInfoBillNo }),
    ...(content.blueNum === undefined ? {} : { originalInvoiceNumber: content.blueNum }),
    ...(invoice === undefined || context.files === false ? {} : billFiles(context, invoice)),
  };
}

/** The object of callback 2.1.02; also the result of ALLE.INVOICE.QUERY, whose shape the reference does not hold: there `2` (pending) is what is no invoice yet. */
export function directElement(
  context: ViewContext,
  order: SimOrder,
  part: OrderPart,
  invoice: HeldFlagshipInvoice | undefined,
  confirmation: RedConfirmation | undefined,
): Row {
  return {
    serialNo: order.key,
    invoiceProperty: isRed(order) ? '1' : '0',
    ...common(context, order, part),
    ...(invoice === undefined ? {} : issuedFields(invoice)),
    ...(context.status === true ? { invoiceStatus: invoice?.status ?? '2' } : {}),
    ...(part.failure === undefined ? {} : { issueErrorMessage: part.failure }),
    ...(confirmation === undefined ? {} : confirmationView(confirmation)),
    ...(invoice === undefined || context.files === false ? {} : directFiles(context, invoice)),
  };
}

function common(context: ViewContext, { content }: SimOrder, { lines }: OrderPart): Row {
  const amount = (text: string) => (context.settings.amountsAs === 'number' ? new ExactNumber(text) : text);
  const totals = totalTexts(totalsOf(lines));
  return {
    invoiceType: content.invoiceType,
    sellerName: content.seller.name,
    sellerTaxpayerId: content.seller.taxNo,
    buyerName: content.buyer.name,
    buyerTaxpayerId: content.buyer.taxNo,
    totalAmount: amount(totals.totalAmount),
    totalTaxAmount: amount(totals.totalTaxAmount),
    includeTaxAmount: amount(totals.includeTaxAmount),
    invoiceDetail: lines.map((line) => {
      const { totalAmount, totalTaxAmount } = totalTexts(totalsOf([line]));
      const { detailId, goodsName, revenueCode, taxRate, quantity, price } = line;
      const back = detailId === '' ? {} : { billSourceId: detailId };
      const counted = quantity === '' ? {} : { quantity: amount(quantity), price: amount(price) };
      return { ...back, goodsName, revenueCode, taxRate, ...counted, amount: amount(totalAmount), taxAmount: amount(totalTaxAmount) };
    }),
  };
}

/** 数电 has a number only. The format of invoiceDate is mock-defined. */
function issuedFields({ issued }: HeldFlagshipInvoice): Row {
  const { invoiceCode, invoiceNum, at } = issued;
  return { ...(invoiceCode === '' ? {} : { invoiceCode }), invoiceNum, invoiceDate: shanghaiTime(at) };
}

function billFiles({ baseUrl }: ViewContext, { issued }: HeldFlagshipInvoice): Row {
  const file = `${baseUrl}${FILES}${issued.invoiceNum}`;
  const digital = isDigital(issued.invoiceType);
  return { invoiceFileUrl: `${file}.pdf`, invoicePdfFileUrl: `${file}.pdf`, ...(digital ? { invoiceXmlFileUrl: `${file}.xml` } : {}) };
}

function directFiles({ baseUrl }: ViewContext, { issued }: HeldFlagshipInvoice): Row {
  const file = `${baseUrl}${FILES}${issued.invoiceNum}`;
  return { invoiceFileUrl: `${file}.pdf`, xmlFileUrl: `${file}.xml`, ofdFileUrl: `${file}.ofd` };
}
