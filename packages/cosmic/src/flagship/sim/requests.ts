/** `BILL.WITHDRAW` (1.1.02): only while nothing is issued, unless the cloud is set to withdraw issued ones too. */
export interface BillWithdrawal {
  /** At most 20. */
  readonly sellerTaxpayerId?: string;
  /** At most 20. */
  readonly orgCode?: string;
  /** 单据编号; at most 50. */
  readonly serialNos: readonly string[];
}

/** `BILL.REISSUE.CREATE` (1.1.07): 重开单 of an issued invoice with other details of the buyer. */
export interface BillReissue {
  readonly invoiceCode: string;
  readonly invoiceNo: string;
  readonly reIssueBill: {
    readonly reIssueBillNo?: string;
    readonly buyerName?: string;
    readonly buyerTaxNo?: string;
    readonly buyerAddr?: string;
    readonly buyerBank?: string;
    readonly buyerEmail?: string;
    readonly buyerPhone?: string;
    readonly invoiceRemark?: string;
  };
}

/** `ALLE.INVOICE.QUERY` (4.1.04): by one of the two. */
export interface AlleInvoiceQuery {
  readonly sellerTaxpayerId: string;
  readonly serialNo?: string;
  readonly invoiceNum?: string;
}

/** `ALLE.BATCH.QUERY` (4.1.03). */
export interface AlleBatchQuery {
  readonly sellerTaxpayerId: string;
  readonly invoiceType?: string;
  /** Default 50, the sample's. */
  readonly pageSize?: number;
}

/** `INVOICE.QUERY` (4.1.01): 税控 or mixed. Value meanings of state and kind are not published for it. */
export interface IssuedInvoiceQuery {
  readonly sellerTaxpayerId: string;
  readonly serialNo?: string;
  /** 开票日期 from and to. */
  readonly invoiceDateS?: string;
  readonly invoiceDateE?: string;
  readonly invoiceCode?: string;
  /** 发票号码 from and to. */
  readonly invoiceNumberS?: string;
  readonly invoiceNumberE?: string;
  readonly invoiceStatus?: string;
  readonly invoiceType?: string;
  /** At most 50. Default 50. */
  readonly pageSize?: number;
}
