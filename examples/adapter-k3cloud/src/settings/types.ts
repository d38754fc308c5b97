import type { BillFields, SecretInput, WriteBackSource } from '@piaozone/core/adapter';

/** How calls are authorized (k3cloud §2.1, §3). */
export type K3Login =
  /** LoginBySign, which Kingdee prefers: the secret does not travel. */
  | {
      readonly method: 'sign';
      readonly appId: string;
      readonly appSecret: SecretInput;
      /** SHA-1 before PT-146911 `8.0.0.202205`, SHA-256 from then on. */
      readonly digest: 'SHA-256' | 'SHA-1';
    }
  /** LoginByAppSecret. */
  | { readonly method: 'app-secret'; readonly appId: string; readonly appSecret: SecretInput }
  /** ValidateUser. */
  | { readonly method: 'password'; readonly password: SecretInput }
  /** No login: every call is signed; the only way through the public-cloud gateway. */
  | {
      readonly method: 'signed-calls';
      readonly appId: string;
      readonly appSecret: SecretInput;
      /** Of `x-api-timestamp`. Kingdee's own SDKs differ. Default `seconds`. */
      readonly timestamps?: 'seconds' | 'milliseconds';
      /** Number of the organization the calls act for; only with 多组织. Default `0`. */
      readonly organizationNumber?: string;
    };

/** Columns of 金税连接设置 (`IV_GTSetting`) or of any other form that says which organization is which taxpayer. */
export interface K3TaxpayerColumns {
  readonly formId: string;
  /** Code of the organization, e.g. `{key of 业务组织}.FNumber`. */
  readonly organizationNumber: string;
  /** 企业名称. */
  readonly companyName: string;
  /** 纳税人识别号. */
  readonly taxNo: string;
  /** FilterString. Default: all rows. */
  readonly filter?: string;
}

/** Whose tax number an organization has. No form of the ERP is known to hold it under published keys, so one of the two must be given. */
export type K3Taxpayers =
  | { readonly columns: K3TaxpayerColumns }
  /** Organization number → taxpayer, as in 金税连接设置. */
  | { readonly organizations: Readonly<Record<string, { readonly taxNo: string; readonly companyName: string }>> };

/** One form whose bills are issued. Start from `salesInvoice` where it fits. */
export interface K3BillForm {
  /** E.g. `IV_SALESIC`; also the bill type. */
  readonly formId: string;
  /** FilterString of the bills that wait, e.g. `FCancelStatus='A'`. */
  readonly waiting: string;
  /**
   * Keys that hold an invoice number, e.g. `FINVOICENO`, `FIVNUMBER`: a bill with a value in one of them waits for nothing and is never overwritten.
   */
  readonly invoiceNumbers: readonly string[];
  /** The field by which the ERP says that it does not issue the bill itself, e.g. FBILLINGWAY `1` 手动. A bill with another value is never taken. */
  readonly manual?: { readonly key: string; readonly value: string };
  /** Key of 单据日期, for `dateFrom` and `dateTo`. */
  readonly date: string;
  /**
   * Where the neutral values stand, as keys of the form. `lines.path` is the entry's key, e.g. `FSALESICENTRY`; in a plain path a tax rate is in per cent.
   * `seller` is that of the unit's taxpayer; `type` and `id` are the form's and FID.
   */
  readonly fields: Omit<BillFields, 'type' | 'id' | 'seller' | 'date'>;
}

/** What goes back into a bill. */
export interface K3WriteBack {
  /** What is written → key of the form's head. One must be a key of `invoiceNumbers`. A date is written as `yyyy-MM-dd`. */
  readonly fields: Readonly<Partial<Record<WriteBackSource, string>>>;
  /**
   * Bills that are 已审核. `leave-out`: they are not issued, with a warning. `save`: tried, as whether the ERP takes Save in that state is not known.
   */
  readonly audited: 'leave-out' | 'save';
}

/** Settings of `k3cloudAdapter`. */
export interface K3CloudSettings {
  /** Ends in `/k3cloud/`, or is the gateway's address (k3cloud §9). */
  readonly baseUrl: string;
  /** 数据中心ID, not its name. */
  readonly acctId: string;
  /** 集成用户. */
  readonly username: string;
  readonly login: K3Login;
  /** 2052 simplified (default), 3076 traditional, 1033 English. */
  readonly lcid?: 2052 | 3076 | 1033;
  readonly taxpayers: K3Taxpayers;
  readonly bills: readonly K3BillForm[];
  readonly writeBack: K3WriteBack;
  /** Rows of one answer, 1–2000. Default 2000. */
  readonly maxRows?: number;
  /** How a date stands in a FilterString. `oracle`: `TO_DATE(…)`. Default `plain`. */
  readonly dateLiterals?: 'plain' | 'oracle';
}
