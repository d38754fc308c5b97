import type { Decimal } from './decimal.js';
import type { Party } from './party.js';

/**
 * 发票种类, neutral. Each issuing route maps it to its own codes and refuses what it has no code for.
 * `general` = 普通发票, `special` = 专用发票; `electronic` and `paper` are the pre-数电 media, `digital` is 数电票.
 */
export type InvoiceKind =
  | 'electronic-general'
  | 'electronic-special'
  | 'paper-general'
  | 'paper-special'
  | 'paper-roll'
  | 'digital-general'
  | 'digital-special';

/** 行性质: an ordinary line, a line that a discount follows, or the discount itself (negative, directly after its line). */
export type LineNature = 'normal' | 'discounted' | 'discount';

/** 优惠政策 and zero-rate cases; the wire codes differ per route and are settings where no reference holds them. */
export type TaxPreference = 'exempt' | 'not-taxed' | 'zero-rated' | 'export-refund' | (string & {});

export interface InvoiceLine {
  readonly nature: LineNature;
  /** 商品名称, without the `*简称*` prefix of the bureau unless the ERP already has it. */
  readonly goodsName: string;
  /** 税收分类编码, 19 digits. */
  readonly taxCode: string;
  readonly specification?: string;
  readonly unit?: string;
  /** Quantity and unit price: both or none. */
  readonly quantity?: Decimal;
  /** Without tax; up to 13 decimals. */
  readonly unitPrice?: Decimal;
  /** 不含税金额, 2 decimals; negative on discount lines and red invoices. */
  readonly amount: Decimal;
  /** As a fraction: `0.13`, `0.01`. */
  readonly taxRate: Decimal;
  readonly taxAmount: Decimal;
  readonly taxPreference?: TaxPreference;
}

export interface InvoiceTotals {
  /** 不含税合计 */
  readonly amount: Decimal;
  /** 税额合计 */
  readonly taxAmount: Decimal;
  /** 价税合计 */
  readonly totalAmount: Decimal;
}

/** 红冲原因 */
export type RedReason = 'sales-return' | 'issued-in-error' | 'service-ended' | 'sales-allowance';

/** Which blue invoice a red request reverses. At least one of bill number, serial number and invoice number is given. */
export interface RedReference {
  /** Number of the blue bill in the same ERP and account set; its serial number is derived from it. */
  readonly originalBillNumber?: string;
  readonly originalSerialNo?: string;
  readonly originalInvoiceNo?: string;
  readonly originalInvoiceCode?: string;
  readonly reason: RedReason;
}

/** 开票申请单: what one ERP bill asks to be issued, neutral, before any route sees it. */
export interface InvoiceRequest {
  /** 流水号. Set it only if the ERP keeps one of its own; otherwise it is derived and stays the same for ever. */
  readonly serialNo?: string;
  readonly bill: BillReference;
  readonly color: 'blue' | 'red';
  readonly kind: InvoiceKind;
  readonly seller: Party;
  readonly buyer: Party;
  readonly lines: readonly InvoiceLine[];
  readonly totals: InvoiceTotals;
  /** 开票人 */
  readonly drawer: string;
  /** 收款人 */
  readonly payee?: string;
  /** 复核人 */
  readonly reviewer?: string;
  readonly remark?: string;
  /** Present if and only if `color` is `red`. */
  readonly red?: RedReference;
}

/** Identifies the ERP document; together with the account set it is the business key of the operation. */
export interface BillReference {
  /** Bill type in the ERP's own words, e.g. `销售发票单`. */
  readonly type: string;
  /** Human-readable number, unique per type within the account set. */
  readonly number: string;
  /** Internal id, if write-back needs it. */
  readonly id?: string;
}

/** The legal document, as the cloud reports it. Texts are exact; unknown fields stay in `raw`. */
export interface Invoice {
  readonly serialNo: string;
  /** 发票号码; 20 digits for 数电票. */
  readonly number: string;
  /** 发票代码; absent or `0` for 数电票. */
  readonly code?: string;
  readonly color: 'blue' | 'red';
  /** As the cloud writes it (`yyyy-MM-dd HH:mm:ss`, Asia/Shanghai). */
  readonly issuedAt?: string;
  readonly sellerTaxNo?: string;
  readonly buyerName?: string;
  readonly buyerTaxNo?: string;
  readonly totals?: InvoiceTotals;
  /** Download link, alive about 60 days: store the file yourself. */
  readonly pdfUrl?: string;
  /** `normal`, `red-reversed` and so on, from the route's own code table; absent where the answer holds none. */
  readonly state?: 'normal' | 'lost' | 'void' | 'red-reversed' | 'abnormal';
  /**
   * 拆分: the cloud made several invoices of one request. All of them, in its order; this record then carries the first one's number and the sums of all.
   * Absent = one request, one invoice. Made by `joinInvoices`; a part has no parts.
   */
  readonly parts?: readonly Invoice[];
  /** The answer as received, numbers exact. */
  readonly raw: unknown;
}
