/** Choices of scan-to-invoice where the reference is silent (standard-edition §6.4, §6.5, §7.1). */
export interface ScanSettings {
  /** Request name of the issuer's tax number; unknown, hence no default. Without it 0520 cannot happen and the grant's enterprise issues. */
  sellerTaxNoField: string | undefined;
  /** Names of a line beside `ownNumber`; unknown, hence no default. Without them lines are only counted. */
  itemFields: SalesOrderItemFields | undefined;
  /** Name of the issuing link in `data`; unknown, hence no default. Without it the answer has no `data`. */
  linkField: string | undefined;
  /** Limits the reference has codes for but no number (00579, 00544, 0581, 00581); absent = not checked. */
  limits: { readonly buyerEmail?: number; readonly buyerMobilePhone?: number; readonly buyerTaxNo?: number; readonly ownNumber?: number };
  /** Unit of the lengths: unknown (standard-edition §9.5). `gbk` counts two for everything beyond ASCII, four beyond the basic plane. */
  lengthUnit: 'characters' | 'gbk';
  /** Hex case of both MD5 of a self-built QR link; lower is assumed. */
  md5Case: 'lower' | 'upper' | 'either';
  push: PushSettings;
}

export interface SalesOrderItemFields {
  readonly name: string;
  readonly goodsCode: string;
  readonly amount: string;
  readonly taxRate: string;
  readonly unit: string;
  readonly specification: string;
  readonly preference: string;
  readonly vatSpecial: string;
  readonly zeroRateFlag: string;
}

export interface PushSettings {
  readonly format: 'json' | 'xml';
  /** Table: text; official sample: number. */
  readonly timestampAs: 'number' | 'string';
  /** Required as `InvoiceSouce` by the table, missing in the sample; `InvoiceSource` is the spelling a corrected cloud would use. */
  readonly source: 'InvoiceSouce' | 'InvoiceSource' | 'missing';
  /** A push that was not answered 2xx comes again this often and this long: what business-rules §6 says of failed scan requests; for pushes UNKNOWN. */
  readonly retryEveryMs: number;
  readonly retryForMs: number;
}

export function defaultScanSettings(): ScanSettings {
  return {
    sellerTaxNoField: undefined,
    itemFields: undefined,
    linkField: undefined,
    limits: {},
    lengthUnit: 'characters',
    md5Case: 'lower',
    push: { format: 'json', timestampAs: 'number', source: 'missing', retryEveryMs: 3_600_000, retryForMs: 7 * 86_400_000 },
  };
}
