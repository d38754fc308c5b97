import type { InvoiceLine, Party, PreparedRequest, RedReference } from '@piaozone/core';
import { amountWriter, type WriteAmount } from '../amounts.js';
import { BILL_LINES, DIRECT_LINES, isDigital, kindCode, preferenceOf } from './codes.js';
import type { IssuingConfig } from './settings.js';

export type Body = Readonly<Record<string, unknown>>;

/** `data` of `BILL.PUSH`: one 开票申请单 in a list (flagship-and-cosmic §6.2). Members that are undefined are left out when it is written. */
export function billPushData(request: PreparedRequest, config: IssuingConfig): readonly Body[] {
  const { color, seller, buyer } = request;
  return [
    {
      ...config.fields?.(request),
      billNo: request.serialNo,
      invoiceProperty: color === 'blue' ? '0' : '1',
      invoiceType: kindCode(request.kind, config),
      // Amounts without tax, as the lines have them.
      includeTaxFlag: '0',
      // A merged bill would share its invoice with bills of other serial numbers.
      autoMerge: '0',
      // Acts on positive bills only (business-rules §6).
      autoInvoice: color === 'blue' ? (config.autoInvoice ?? '1') : undefined,
      ...company(request, config),
      sellerName: seller.name,
      sellerAddressAndTel: together(seller.address, seller.phone),
      sellerBankAndAccount: together(seller.bankName, seller.bankAccount),
      ...buyerFields(buyer),
      buyerAddressAndTel: together(buyer.address, buyer.phone),
      buyerBankAndAccount: together(buyer.bankName, buyer.bankAccount),
      ...people(request),
      ...(request.red === undefined ? {} : blueReference(request, request.red, config)),
      billDetail: lines(request, BILL_LINES, config, true),
    },
  ];
}

/** `data` of `ALLE.INVOICE.OPEN` (§6.3). Its lines have the names of a bill's; addresses and banks have others there, which no reference holds. */
export function directOpenData(request: PreparedRequest, config: IssuingConfig): Body {
  return {
    ...config.fields?.(request),
    serialNo: request.serialNo,
    invoiceType: kindCode(request.kind, config),
    ...company(request, config),
    sellerName: request.seller.name,
    ...buyerFields(request.buyer),
    ...people(request),
    invoiceDetail: lines(request, DIRECT_LINES, config, false),
  };
}

/** `data` of `ALLE.INVOICE.RED` (§6.3): the whole blue invoice, no lines. */
export function directRedData(request: PreparedRequest, blueNumber: string, redReason: string, config: IssuingConfig): Body {
  return {
    ...config.fields?.(request),
    serialNo: request.serialNo,
    invoiceNum: blueNumber,
    redReason,
    invoiceType: kindCode(request.kind, config),
    sellerTaxpayerId: request.seller.taxNo,
  };
}

/** One of both names the company (§6.2). */
function company(request: PreparedRequest, { orgCode }: IssuingConfig): Body {
  const code = orgCode?.(request);
  return code === undefined ? { sellerTaxpayerId: request.seller.taxNo } : { orgCode: code };
}

function buyerFields({ name, taxNo, mobile, email }: Party): Body {
  return {
    buyerName: name,
    buyerTaxpayerId: taxNo,
    // Without a tax number it may be a person or a company abroad: not for us to say.
    buyerProperty: taxNo === undefined ? undefined : '0',
    buyerRecipientPhone: mobile,
    buyerRecipientMail: email,
  };
}

function people({ drawer, payee, reviewer, remark }: PreparedRequest): Body {
  return { drawer, payee, reviewer, remark };
}

/** A 数电 blue invoice has no code: the field is sent empty (§6.2). */
function blueReference(request: PreparedRequest, red: RedReference, config: IssuingConfig): Body {
  const { blueNumberField } = config;
  const { originalInvoiceNo: number, originalInvoiceCode: code } = red;
  if (!isDigital(request.kind)) return { originalInvoiceCode: code, originalInvoiceNumber: number };
  return {
    blueInvoiceCode: '',
    blueInvoiceType: kindCode(request.kind, config),
    ...(blueNumberField === undefined ? {} : { [blueNumberField]: number }),
  };
}

/** @param numbered whether each line carries its `detailId`, which comes back as `billSourceId` */
function lines(
  request: PreparedRequest,
  natures: Readonly<Record<InvoiceLine['nature'], string>>,
  config: IssuingConfig,
  numbered: boolean,
): readonly Body[] {
  const write = amountWriter(config.amounts);
  return request.lines.map((line, index) => ({
    ...config.lineFields?.(line, index, request),
    ...(numbered ? { detailId: String(index + 1) } : {}),
    ...lineBody(line, natures, write),
    ...preferenceOf(line, config),
  }));
}

function lineBody(line: InvoiceLine, natures: Readonly<Record<InvoiceLine['nature'], string>>, write: WriteAmount): Body {
  return {
    lineProperty: natures[line.nature],
    goodsName: line.goodsName,
    revenueCode: line.taxCode,
    specification: line.specification,
    units: line.unit,
    quantity: write(line.quantity),
    price: write(line.unitPrice),
    amount: write(line.amount),
    taxRate: line.taxRate,
    taxAmount: write(line.taxAmount),
  };
}

/** Two values that share one field on the invoice, with a blank between (business-rules §9). */
export function together(first: string | undefined, second: string | undefined): string | undefined {
  return first === undefined || second === undefined ? (first ?? second) : `${first} ${second}`;
}
