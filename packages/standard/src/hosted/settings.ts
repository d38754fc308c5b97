import type { CredentialLevel, Deduplication, InvoiceLine, PreparedRequest, TaxPreference } from '@piaozone/core';

/** Wire fields of a line under a tax preference; which values the cloud wants is not documented for this interface. */
export interface TaxPreferenceCodes {
  readonly preferentialPolicy: '0' | '1';
  readonly vatException?: string;
  readonly zeroTaxRateFlag?: string;
  /** Rate written instead of the line's own, where a preference demands one. */
  readonly taxRate?: string;
}

/** How the cloud says that it does not know a serial number. Undocumented (standard-edition §11): without it a fruitless query proves nothing. */
export interface UnknownSerialAnswer {
  readonly codes?: readonly string[];
  /** Parts of `description`. */
  readonly texts?: readonly string[];
  /** A successful answer without data means "unknown". */
  readonly emptyData?: boolean;
}

/** Fields of 托管开票 that a neutral request has no place for; what is not given is not sent. Values are text. */
export interface HostedExtraFields {
  /** 清单标志; only `0` is proved, which is also what is sent without it. */
  readonly inventoryFlag?: string;
  /** 清单名称 */
  readonly inventoryProjectName?: string;
  /** 销方开户行, beside `salerAccount` */
  readonly salerCardName?: string;
  /** 销方账号, beside `salerAccount` */
  readonly salerCardNumber?: string;
  /** 收购票标志; its values are not published. */
  readonly purchaseFlag?: string;
}

/** The same for a line. */
export interface HostedExtraLineFields {
  /** 扣除额 */
  readonly deduction?: string;
}

/** What the reference leaves open about hosted issuing (托管电票). Nothing here has a default that pretends to know. */
export interface HostedSettings {
  /**
   * What the cloud does with a repeated serial number; the sources disagree between refusing it and answering with the first invoice.
   * Default `unknown`: an open bill waits for a person unless a query finds it.
   */
  readonly dedup?: Deduplication;
  readonly unknownSerial?: UnknownSerialAnswer;
  /** `discountType` of discounted and discount lines; only `0` (ordinary) is proved. Without it such bills are refused here. */
  readonly discountTypes?: { readonly discounted: string; readonly discount: string };
  /** Tax preference → wire fields. A line with a preference that is not here is refused. */
  readonly taxPreferences?: Readonly<Partial<Record<TaxPreference, TaxPreferenceCodes>>>;
  /** After the 数电 upgrade types 1 / 3 yield 数电普票 and 2 / 4 数电专票 through the unchanged interface: lets `digital-*` bills pass. Default false. */
  readonly digitalUpgraded?: boolean;
  /** The sources disagree on enterprise or tenant authorization here. Default `enterprise`, as the ERP manuals write. */
  readonly level?: CredentialLevel;
  /**
   * Asks 余量 before a tax number's first write in ten minutes and sends nothing while it is 0. Only for organizations with triples of their own, before the
   * 数电 upgrade: no source says what 余量 answers after it. Default false.
   */
  readonly probeQuota?: boolean;
  /** Fields beyond the neutral request, e.g. those of a 清单 or a 收购票. */
  readonly fields?: (request: PreparedRequest) => HostedExtraFields;
  readonly lineFields?: (line: InvoiceLine, index: number, request: PreparedRequest) => HostedExtraLineFields;
  /** What breaks a limit of the bureau's channels that this interface does not publish: lengths, lines, rate 0 on a 专票. Default `warning`. */
  readonly unpublishedRules?: 'warning' | 'error';
  /** Name of the phone number in the mail request; undocumented, so `sendMail` needs it for a `mobile`. */
  readonly phoneField?: string;
  /** Names of the links in the PDF answer; undocumented, so `pdf()` needs them. */
  readonly pdfFields?: { readonly pdf: string; readonly snapshot?: string };
}
