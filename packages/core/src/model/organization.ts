/** 行政组织: a node of the ERP's HR tree. */
export interface Organization {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly parentNumber?: string;
  readonly enabled?: boolean;
  /** Stands in other views only: it has no place in the tree of the chosen one, and `parentNumber` is left out. */
  readonly outsideView?: true;
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

/** How the cloud reaches the tax bureau (开/收票通道): 新电子服务平台, 乐企, or 乐企联用. */
export type TaxChannel = 'e-tax' | 'leqi' | 'leqi-joint';

/** The two columns of 许可授权: 开票 and 收票. */
export type ServiceGroup = 'issuing' | 'receiving';

/** 授权状态: 未授权, 已授权, 授权失败. */
export type LicenceState = 'not-authorized' | 'authorized' | 'failed';

/** 同步状态; the page shows nothing where nothing was synchronized. */
export type LicenceSync = 'synced' | 'failed';

/** One product allocated to a tax number (去分配). Dates are `YYYY-MM-DD` in Asia/Shanghai, both included; a renewal is a second entry. */
export interface AllocatedProduct {
  /** Exact name, e.g. 开票管理; see `PRODUCTS`. */
  readonly product: string;
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly productSerialNumber?: string;
}

/** 许可授权 of one tax number for one service group (business-rules §3.3). While `authorized`, name and tax number of the enterprise are frozen. */
export interface Licence {
  readonly group: ServiceGroup;
  readonly state: LicenceState;
  readonly sync?: LicenceSync;
  readonly productSerialNumber?: string;
  /** Of the nearest order that has not ended, as the page shows it; information only. */
  readonly validFrom?: string;
  readonly validUntil?: string;
  /** Day of 取消授权: the tax number is blocked for 60 days from it, unless it is authorized again. */
  readonly cancelledOn?: string;
}

/** 企业: a tax number with its registered name and the ERP units mapped to it. */
export interface Enterprise {
  readonly taxNo: string;
  readonly name: string;
  readonly unitNumbers: readonly string[];
  readonly taxChannel?: TaxChannel;
  /** Id of the tenant it belongs to; a tax number belongs to exactly one. Absent = the only tenant there is. */
  readonly tenant?: string;
  /** All products allocated to it; absent = not known. */
  readonly products?: readonly AllocatedProduct[];
  /** At most one per service group; absent = not known, or an edition without 许可授权. */
  readonly licences?: readonly Licence[];
}
