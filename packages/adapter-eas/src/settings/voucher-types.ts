import type { GlVoucherRow } from '../gl/beans.js';
import type { WsVoucherRow } from '../voucher/beans.js';

/**
 * How vouchers go into EAS. The codes EAS answers, the columns of its lists and what the flags do are unknown (eas-and-imaging §12): whatever is needed to
 * know that a voucher was made is a setting, and without it the outcome of every import is `unknown`.
 */
export interface VoucherSettings {
  readonly import: VoucherImportSettings;
  /** `entryDC` of a credit line; of a debit line it is 1. Default 0, as two of three published clients send it. */
  readonly creditValue?: 0 | 2;
  /** `currencyNumber` of lines that name none, e.g. `BB01`. Default: not sent. */
  readonly currency?: string;
  /** Field of the rows that carries the voucher's key, so that a person and `lookup` find it. Default: none. */
  readonly keyField?: VoucherKeyField;
  /** Sent on every row, e.g. `{ creator: '张三' }`. */
  readonly constants?: VoucherConstants;
  /** How the answer of the import is understood. Without it nothing is believed, and the voucher is looked up. */
  readonly result?: VoucherAnswerSettings;
  /** How a voucher is found again whose reply was lost. Without it a person has to look. */
  readonly lookup?: VoucherLookupSettings;
  /** Deadline of an import in milliseconds. Default 300 000: one that was given up may still end. */
  readonly timeoutMs?: number;
}

export type VoucherKeyField = 'bizNumber' | 'tempNumber' | 'description';
export type VoucherConstants = Readonly<Partial<Pick<WsVoucherRow & GlVoucherRow, ConstantField>>>;
export type ConstantField =
  | 'creator'
  | 'poster'
  | 'auditor'
  | 'description'
  | 'bizNumber'
  | 'tempNumber'
  | 'settlementType'
  | 'measurement'
  | 'type'
  | 'cussent'
  | 'itemFlag'
  | 'oppAccountSeq'
  | 'isCheck';

/** The flags are sent as they stand; a flag of WSWSVoucher is `1` or `0`, valid for int and boolean alike. */
export type VoucherImportSettings =
  | {
      readonly service: 'WSGLWebServiceFacade';
      /** Default 1, 0, 0, as a published client calls it. */
      readonly flags?: { readonly isSubmit: number; readonly isVerify: number; readonly isCashflow: number };
    }
  | {
      readonly service: 'WSWSVoucher';
      /** Of the operations. Default: that of the GL facade; Axis does not check it. */
      readonly namespace?: string;
      /** Which of the two overloads is meant. */
      readonly flags:
        | { readonly isVerify: boolean; readonly isImpCashflow: boolean }
        | { readonly isTempSave: boolean; readonly isVerify: boolean; readonly hasCashflow: boolean };
    };

export interface VoucherAnswerSettings {
  /**
   * Where the code stands: for WSGLWebServiceFacade a field of its `||` text (`errorCode`, `resultCode`, …), for WSWSVoucher a field of the bean
   * (`message`, …) or the number of a column from 0.
   */
  readonly field: string;
  /** Codes that mean: the voucher was made. */
  readonly successCodes: readonly string[];
  /** Codes that mean: surely none was made. Any other code leaves it open. */
  readonly refusedCodes?: readonly string[];
  /** Where EAS' own number stands. Default `voucherNumber` (GL), `easNumber` (bean), nowhere (columns). */
  readonly numberField?: string;
}

export type VoucherLookupSettings = VoucherListLookup | VoucherTextLookup;

/** Walks through the vouchers of the company's period. */
export interface VoucherListLookup {
  readonly operation: 'findVoucher' | 'getVoucher';
  /** Splits a text of `findVoucher` into columns; absent = it is column 0. */
  readonly separator?: string;
  /** Column that is compared, from 0. */
  readonly column: number;
  /**
   * With what: `key` needs `keyField`. With `number` any voucher of that number counts as ours: only where nobody else gives numbers in that period and EAS
   * keeps them.
   */
  readonly equals: 'key' | 'number';
  /** Column of EAS' own number. */
  readonly numberColumn?: number;
}

/** Asks for one voucher by the number that was wished. */
export interface VoucherTextLookup {
  readonly operation: 'exploreVoucher' | 'checkVoucher';
  /** Splits the text; absent = it is column 0. */
  readonly separator?: string;
  /** Column that is judged, from 0. Default 0. */
  readonly column?: number;
  /** Texts that mean: it is there. `any-other`: every text that is not empty and not among `absent`. */
  readonly found: readonly string[] | 'any-other';
  readonly absent?: readonly string[];
  /** A nil or empty answer means: it is not there. Default false: it says nothing. */
  readonly nothingMeansAbsent?: boolean;
  readonly numberColumn?: number;
  /** Company number → `companyId` of `exploreVoucher`. Default: the number itself; which one EAS takes is unknown. */
  readonly companyIds?: Readonly<Record<string, string>>;
}
