/** 企业信息 (基础资料→企业管理) as the ERP keeps it: what stands there, whether it is right or not. Texts keep their blanks and widths. */
export interface EnterpriseRecord {
  /** 组织编码 of the organization it was imported from. */
  readonly number: string;
  /** 企业名称. */
  readonly name?: string;
  readonly taxNo?: string;
  /** 开票通道: a `TaxChannel`, or the ERP's own word where the field map does not translate it. */
  readonly issuingChannel?: string;
  /** 收票通道; as above. */
  readonly receivingChannel?: string;
  /** 许可授权 was done; absent = the ERP does not say. */
  readonly licensed?: boolean;
}
