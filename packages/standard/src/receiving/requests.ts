import { asText, isObject, type JsonObject, type JsonValue, type SecretInput } from '@piaozone/core';

/** What every numbered interface takes. */
export interface ReceivingTarget {
  /** 税号, in the query and in the body. */
  readonly taxNo: string;
  /** 电子税局账号. Default: the cloud's choice. */
  readonly account?: string;
  /** 税盘模式: name of the long link. It carries the client secret. */
  readonly longLinkName?: SecretInput;
}

/** `searchOpt` of a header collection; the list goes on in the documentation, so further fields are passed on. */
export interface HeaderSearch extends Readonly<Record<string, unknown>> {
  readonly invoiceCode?: string;
  readonly invoiceNo?: string;
  readonly salerTaxNo?: string;
  /** 勾选状态, a comma list. */
  readonly authenticateFlags?: string;
  readonly invoiceStatus?: string;
  readonly invoiceType?: string;
}

/** 2、进项发票表头采集. */
export interface HeaderRequest extends ReceivingTarget {
  /** Batch: the same for all pages. */
  readonly serialNo: string;
  readonly dataFromIndex: number;
  readonly dataIndex: number;
  /** Whether it goes on with a batch. */
  readonly continueFlag: boolean;
  readonly search: HeaderSearch;
}

/** One answer of a header collection; where its rows are is not published. */
export interface HeaderPage {
  /** Batch, as the cloud names it. */
  readonly serialNo: string | undefined;
  readonly data: JsonValue | undefined;
  readonly traceId: string | undefined;
}

/** One of `invoices[]` of 不抵扣勾选: seven of its eleven fields are published, others are passed on. */
export interface NotDeductibleInvoice extends Readonly<Record<string, unknown>> {
  /** 不抵扣原因. */
  readonly notDeductibleType: string;
  readonly salerName?: string;
  readonly salerTaxNo?: string;
  /** Code of the table of §8. */
  readonly invoiceType: number;
  readonly invoiceCode?: string;
  /** 纸质数电票号码. */
  readonly etaxInvoiceNo?: string;
  readonly invoiceNo: string;
}

/** 3、发票不抵扣勾选. */
export interface NotDeductibleRequest extends ReceivingTarget {
  readonly authenticateFlag: number;
  /** At most 2 000: the bureau takes no more at a time (business-rules §4.7). */
  readonly invoices: readonly NotDeductibleInvoice[];
}

/** 7、全量发票查询. Further fields are not published; `fields` is passed on. */
export interface FullQueryRequest extends ReceivingTarget {
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** What a numbered interface answered; its fields are not published. */
export interface ReceivingAnswer {
  readonly description: string;
  readonly data: JsonValue | undefined;
  readonly traceId: string | undefined;
}

/** 全量数据查询: the invoices of a download batch. */
export interface DigitalInvoiceQuery {
  readonly taxNo: string;
  /** 下载任务批次号. */
  readonly batchNo: string;
  /** Default 100. */
  readonly pageSize?: number;
  /** From 1. Default 1. */
  readonly currentPage?: number;
}

/** One of `data[]`. `checkCode` to `remark` come empty for now, says the documentation. All are text. */
export interface DigitalInvoice {
  readonly invoiceType?: string;
  readonly invoiceCode?: string;
  readonly invoiceNo?: string;
  readonly invoiceDate?: string;
  readonly invoiceStatus?: string;
  readonly salerTaxNo?: string;
  readonly salerName?: string;
  readonly buyerTaxNo?: string;
  readonly buyerName?: string;
  /** 不含税金额. */
  readonly invoiceAmount?: string;
  readonly totalTaxAmount?: string;
  readonly totalAmount?: string;
  readonly checkCode?: string;
  readonly salerAddressPhone?: string;
  readonly salerAccount?: string;
  readonly buyerAddressPhone?: string;
  readonly buyerAccount?: string;
  /** 密码区. */
  readonly password?: string;
  readonly remark?: string;
  readonly machineNo?: string;
  /** As it came. */
  readonly raw: JsonObject;
}

export interface DigitalInvoicePage {
  readonly invoices: readonly DigitalInvoice[];
  readonly currentPage: number;
  readonly totalPage: number | undefined;
  readonly totalElement: number | undefined;
}

const FIELDS = [
  ...(['invoiceType', 'invoiceCode', 'invoiceNo', 'invoiceDate', 'invoiceStatus', 'salerTaxNo', 'salerName', 'buyerTaxNo', 'buyerName'] as const),
  ...(['invoiceAmount', 'totalTaxAmount', 'totalAmount', 'checkCode', 'salerAddressPhone', 'salerAccount', 'buyerAddressPhone'] as const),
  ...(['buyerAccount', 'password', 'remark', 'machineNo'] as const),
] satisfies readonly (keyof DigitalInvoice)[];

export function readDigitalInvoices(data: JsonValue | undefined): DigitalInvoice[] {
  return Array.isArray(data) ? data.filter(isObject).map(readDigitalInvoice) : [];
}

function readDigitalInvoice(raw: JsonObject): DigitalInvoice {
  const invoice: { -readonly [K in keyof DigitalInvoice]: DigitalInvoice[K] } = { raw };
  for (const name of FIELDS) {
    const text = asText(raw[name]);
    if (text !== undefined && text !== '') invoice[name] = text;
  }
  return invoice;
}
