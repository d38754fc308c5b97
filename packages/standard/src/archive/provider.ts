/** What the cloud asks for, checked. */
export interface ArchiveQuery {
  /** Whose token the request carried; one ERP may serve several enterprises. */
  readonly clientId: string;
  /** 组织编码 `organizationNo`. */
  readonly organizationNo: string | undefined;
  /** 会计期间 `period`, `yyyy-MM`. */
  readonly period: string | undefined;
  /** At least 1. */
  readonly pageSize: number;
  /** From 1. */
  readonly currentPage: number;
  /** The whole body as exact JSON: what else an operation asks for (ids, numbers) is not in the reference. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** One page of rows, and how many rows there are in all pages together. */
export interface ArchivePage<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/** A file of a voucher, bill or book: `file[]` of the template. */
export interface ArchiveFile {
  readonly fileName: string;
  /** `isMainFile`: written 0 for the main file, 1 for an attachment. */
  readonly main: boolean;
  /** Written `srcNanme`, as the template spells it. */
  readonly sourceName?: string;
  /** Written as it is. The template does not say more than the name. */
  readonly download?: string;
}

/**
 * One row. Its names are those of the vendor's template, which the reference does not hold; amounts are decimal text or `exactNumber`, since a JavaScript
 * fraction is refused when the answer is written. `file` is put into the template's form.
 */
export type ArchiveRecord = Readonly<Record<string, unknown>> & { readonly file?: readonly ArchiveFile[] };

/** The invoice of a voucher or bill. */
export interface ArchiveInvoice extends Readonly<Record<string, unknown>> {
  /** 发票流水号 of the cloud. */
  readonly serialNo?: string;
  /** 发票代码; a 数电 invoice has none. */
  readonly invoiceCode?: string;
  /** 发票号码. */
  readonly invoiceNo?: string;
}

type Question<T> = (query: ArchiveQuery) => Promise<ArchivePage<T>>;

/** 凭证. */
export interface ArchiveVouchers {
  /** `voucher/list`. */
  readonly list: Question<ArchiveRecord>;
  /** `voucher/invoice`. */
  readonly invoices: Question<ArchiveInvoice>;
  /** `voucher/getIds`. */
  readonly ids?: Question<string | ArchiveRecord>;
  /** `voucher/file/download`. */
  readonly files?: Question<ArchiveRecord>;
  /** `voucher/billRelation`: the bills of vouchers. */
  readonly billRelations?: Question<ArchiveRecord>;
}

/** 单据. */
export interface ArchiveBills {
  /** `bill/List`. */
  readonly list: Question<ArchiveRecord>;
  /** `bill/invoice`. */
  readonly invoices: Question<ArchiveInvoice>;
  /** `bill/Ids`. */
  readonly ids?: Question<string | ArchiveRecord>;
  /** `bill/file/download`. */
  readonly files?: Question<ArchiveRecord>;
  /** `bill/voucherRelation`: the vouchers of bills. */
  readonly voucherRelations?: Question<ArchiveRecord>;
}

/** One kind of book: 总账 `ledger`, 明细账 `detail`, month, quarter, year, 资产卡片 `assetscard`. */
export interface ArchiveBooks {
  /** `…/List`. */
  readonly list: Question<ArchiveRecord>;
  /** `…/file/download`. */
  readonly files?: Question<ArchiveRecord>;
}

/** 银行回单 and statements. */
export interface ArchiveBank {
  /** `bank/List`. */
  readonly list: Question<ArchiveRecord>;
  /** `bank/Ids`. */
  readonly ids?: Question<string | ArchiveRecord>;
  /** `bank/file/download`. */
  readonly files?: Question<ArchiveRecord>;
}

/**
 * What an ERP provides for the electronic archive (电子档案, template v1.0, standard-edition §6.11). The template's minimum: vouchers and bills with their lists
 * and invoices, and one of the two relations between them. What is absent is answered as not provided.
 */
export interface ArchiveProvider {
  readonly vouchers: ArchiveVouchers;
  readonly bills: ArchiveBills;
  /** `base/getOrganization`. */
  readonly organizations?: Question<ArchiveRecord>;
  readonly ledger?: ArchiveBooks;
  readonly detail?: ArchiveBooks;
  readonly month?: ArchiveBooks;
  readonly quarter?: ArchiveBooks;
  readonly year?: ArchiveBooks;
  readonly assetsCard?: ArchiveBooks;
  readonly bank?: ArchiveBank;
}
