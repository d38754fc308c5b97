/** 行政组织: a node of the ERP's HR tree. */
export interface Organization {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly parentNumber?: string;
  readonly enabled?: boolean;
}

/** 业务单元 / 组织单元. Whether it may become an enterprise of the invoice cloud is the adapter's rule. */
export interface BusinessUnit {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  /** 纳税人识别号 as maintained in the ERP. */
  readonly taxNo?: string;
  /** 企业工商登记名, where the ERP keeps it apart from the unit's name. */
  readonly registeredName?: string;
  readonly importability: Importability;
}

export type Importability = { readonly importable: true } | { readonly importable: false; readonly reason: import('../i18n/locale.js').Bilingual };

/** 企业: a tax number with its registered name and the ERP units mapped to it. */
export interface Enterprise {
  readonly taxNo: string;
  readonly name: string;
  readonly unitNumbers: readonly string[];
}
