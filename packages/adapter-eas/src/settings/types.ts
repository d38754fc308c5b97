import type { BillFields, BillSource, Fields, JsonObject, UnitFields, WriteBackSource } from '@piaozone/core/adapter';
import type { EasLoginSettings } from '../session/login-settings.js';
import type { VoucherSettings } from './voucher-types.js';

export type { BillSource, UnitFields, WriteBackSource };

/** How to reach and read one EAS. */
export interface EasSettings extends EasLoginSettings {
  /** EAS version, e.g. `8.6.1`; refused below 8.5. */
  readonly version?: string;
  readonly facade: FacadeSettings;
  /** With it vouchers can be created. */
  readonly vouchers?: VoucherSettings;
}

/**
 * A web service facade of the EAS that takes and returns JSON texts. No reference holds a standard one for bills, so all of its names are settings
 * (eas-and-imaging §4.1, §12).
 */
export interface FacadeSettings {
  /** Last part of the address, `WS…`. */
  readonly service: string;
  /** Namespace of the operations: `http://` and the reversed Java package. */
  readonly namespace: string;
  readonly businessUnits: UnitQuery;
  readonly bills: BillQuerySettings;
  readonly writeBack: WriteBackSettings;
}

/** One operation: its parts stand in the order of its signature. */
export interface FacadeOperation<S extends string> {
  readonly name: string;
  readonly parts: readonly FacadePart<S>[];
  /** A state in the answer that must be one of `values`; without it every JSON answer counts as success. */
  readonly success?: AnswerMatch;
  /** Where the answer explains a refusal. */
  readonly messagePath?: string;
}

/** A part holds one value, a constant, or a JSON object. */
export type FacadePart<S extends string> =
  | { readonly name: string; readonly value: S }
  | { readonly name: string; readonly constant: string }
  | { readonly name: string; readonly json: JsonPart<S> };

export interface JsonPart<S extends string> {
  /** Source → property of the JSON object, e.g. `{ 'bill.number': 'billNo' }`. Sources without a value are left out. */
  readonly body: Readonly<Partial<Record<S, JsonTarget>>>;
  /** Properties sent as they are. */
  readonly constants?: JsonObject;
}

/** A property; with `values` the value is translated, with `number` it is written as a JSON number. */
export type JsonTarget = string | { readonly property: string; readonly values?: Readonly<Record<string, string>>; readonly number?: boolean };

export interface AnswerMatch {
  /** Property path in the answer; `true` and `false` are compared as texts. */
  readonly path: string;
  readonly values: readonly string[];
}

export type PageSource = 'page.fromRow' | 'page.toRow' | 'page.limit' | 'page.after';
/** `dateFrom`, `dateTo`: first and last day wanted, `yyyy-MM-dd`; what comes is filtered again. */
export type BillQuerySource = PageSource | 'billTypes' | 'dateFrom' | 'dateTo';

/** Without `paging` the operation is called once and answers everything. */
export interface FacadeQuery<S extends string> extends FacadeOperation<S> {
  /** Property path of the rows; absent = the answer is the list. */
  readonly rowsPath?: string;
  readonly paging?: PagingSettings;
}

export interface PagingSettings {
  /** Rows asked for at once, 1 to 10 000. */
  readonly pageSize: number;
  /** Number of the first row, for `page.fromRow` and `page.toRow` (inclusive). Default 0. */
  readonly firstRow?: 0 | 1;
  /**
   * Property path of a row: pages continue behind its last value (`page.after`) instead of by row number. The better way for bills: a bill that was
   * written back leaves the list, and row numbers behind it shift.
   */
  readonly continueAfter?: string;
}

export interface UnitQuery extends FacadeQuery<PageSource> {
  /** 企业名称 is `registeredName`. */
  readonly fields: UnitFields;
  /** Where a row holds the unit's own authorization, for `easOrganizationTriples`; never read otherwise. */
  readonly authorization?: UnitAuthorizationFields;
}

/** 发票云授权id (or 授权码) and 发票云授权密钥 are needed; 组织单元 has no encrypt key. */
export type UnitAuthorizationFields = Fields<'clientId' | 'clientSecret' | 'encryptKey'>;

export interface BillQuerySettings extends FacadeQuery<BillQuerySource> {
  /** With `date`, bills can be selected by date. */
  readonly fields: BillFields;
  /** Declared as the adapter's bill types. */
  readonly billTypes?: readonly string[];
}

/**
 * The write-back. The facade must be idempotent: a write whose fate is unknown is written again by the next run, never by this one.
 */
export interface WriteBackSettings extends FacadeOperation<WriteBackSource> {
  readonly result: {
    readonly path: string;
    /** Values that mean: written now. */
    readonly written: readonly string[];
    /** Values that mean: the bill carried this invoice already. */
    readonly alreadyWritten: readonly string[];
    /** Values that mean: refused, nothing was written, e.g. because the bill carries another invoice. */
    readonly rejected?: readonly string[];
  };
}
