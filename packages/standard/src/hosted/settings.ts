import type { CredentialLevel, Deduplication, TaxPreference } from '@piaozone/core';

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
  /** Names of the links in the PDF answer; undocumented, so `pdf()` needs them. */
  readonly pdfFields?: { readonly pdf: string; readonly snapshot?: string };
}
