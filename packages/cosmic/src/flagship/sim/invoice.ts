import type { Decimal, JsonObject, JsonValue } from '@piaozone/core';
import { isObject } from '@piaozone/core';
import { readTexts, rowsOf } from '../rows.js';

/** Who sells or buys, in the groups of `ALLE.INVOICE.OPEN`. The reference names them as `seller…` and `buyer…` without a list: further members go into `more`. */
export interface AlleInvoice {
  /** 流水号, the business key: at most 50. */
  readonly serialNo: string;
  /** **01 专票, 02 普票**: not the codes of `BILL.*`. */
  readonly invoiceType: '01' | '02';
  readonly sellerTaxpayerId: string;
  readonly sellerName?: string;
  readonly buyerName: string;
  readonly buyerTaxpayerId?: string;
  /** 开票人. */
  readonly drawer?: string;
  readonly invoiceDetail: readonly AlleLine[];
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Of the members only `lineProperty` is listed for this interface; the others are taken over from `BILL.PUSH`. What is wrong there is corrected by `more`. */
export interface AlleLine {
  /** 行性质: **0 正常, 1 折扣行, 2 被折扣行**; `BILL.*` counts differently. */
  readonly lineProperty: '0' | '1' | '2';
  readonly goodsName: string;
  readonly revenueCode?: string;
  readonly amount: Decimal;
  readonly taxRate: string;
  readonly taxAmount?: Decimal;
  readonly quantity?: Decimal;
  readonly price?: Decimal;
  readonly specification?: string;
  readonly units?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** `ALLE.INVOICE.RED` (2.1.04). */
export interface AlleRed {
  readonly serialNo: string;
  /** 蓝票号码. */
  readonly invoiceNum: string;
  /** 冲红原因, two digits here (sample `01`), one at `REDCONFIRMBILL.APPLY`. */
  readonly redReason: string;
  readonly invoiceType: '01' | '02';
  readonly sellerTaxpayerId: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

const NAMES = [
  ...(['batch', 'billNo', 'serialNo', 'orderNo', 'systemSource', 'invoiceProperty', 'invoiceType', 'invoiceStatus'] as const),
  ...(['invoiceCode', 'invoiceNum', 'invoiceDate', 'totalAmount', 'totalTaxAmount', 'includeTaxAmount'] as const),
  ...(['sellerName', 'sellerTaxpayerId', 'buyerName', 'buyerTaxpayerId', 'issueErrorMessage', 'redInfoBillNo'] as const),
  ...(['originalInvoiceCode', 'originalInvoiceNumber', 'govRedConfirmBillUuid', 'redConfirmBillStatus'] as const),
  ...(['invoiceFileUrl', 'invoiceImageUrl', 'invoicePdfFileUrl', 'invoiceXmlFileUrl', 'xmlFileUrl', 'ofdFileUrl'] as const),
] as const;

/**
 * An invoice as queries and callbacks show it (flagship-and-cosmic §9); what is empty is absent. It exists when `invoiceNum` is there: 数电 have no
 * `invoiceCode`. `invoiceStatus`: 0 正常, 2 待开, 3 红冲, 6 作废. Links live 60 days.
 */
export type FlagshipInvoice = { readonly [N in (typeof NAMES)[number]]?: string } & { readonly raw: JsonObject };

export function readFlagshipInvoice(raw: JsonObject): FlagshipInvoice {
  return { ...readTexts(raw, NAMES), raw };
}

/** Answers come as one object or as a list. */
export function readFlagshipInvoices(data: JsonValue | undefined): readonly FlagshipInvoice[] {
  return (rowsOf(data) ?? (isObject(data) ? [data] : [])).map(readFlagshipInvoice);
}

/** One element of `BILL.INVOICE.QUERY`: a bill and what was issued of it, several invoices where it was split. */
export interface BillInvoices {
  readonly billNo: string | undefined;
  readonly invoices: readonly FlagshipInvoice[];
  readonly raw: JsonObject;
}

export function readBillInvoices(raw: JsonObject): BillInvoices {
  const { billNo } = readTexts(raw, ['billNo']);
  return { billNo, invoices: rowsOf(raw, 'invoiceList')?.map(readFlagshipInvoice) ?? [], raw };
}
