import type { Decimal } from '../model/decimal.js';
import type { Enterprise, ServiceGroup } from '../model/organization.js';

/** A flow product bought for a tenant and used by all its tax numbers; it stands here once, however many enterprises use it. */
export interface FlowPackage {
  /** Exact name of a shared product, e.g. 发票校验流量包. */
  readonly product: string;
  readonly productSerialNumber?: string;
  /** `YYYY-MM-DD` in Asia/Shanghai, both included. */
  readonly validFrom?: string;
  readonly validUntil?: string;
  /** What is left as 租户看板 shows it; absent = not known. */
  readonly remaining?: Decimal;
}

/** A/AA of 许可授权: authorized / owned, for the tenant of the configured client id. */
export interface LicenceCount {
  readonly group: ServiceGroup;
  readonly authorized: number;
  readonly total: number;
}

/** What belongs to the tenant and not to one tax number. */
export interface Tenant {
  /** The caller's word for it, e.g. its name or tenant client id (`TN_…`). */
  readonly id: string;
  readonly licenceCounts?: readonly LicenceCount[];
  readonly flowPackages?: readonly FlowPackage[];
}

export const DIRECTORY_FORMAT = 'piaozone-enterprises';
export const DIRECTORY_VERSION = 1;

/** A directory as plain JSON. Unknown members are refused: a misspelt one would be lost in silence. */
export interface EnterpriseDirectoryData {
  readonly format: typeof DIRECTORY_FORMAT;
  readonly version: typeof DIRECTORY_VERSION;
  readonly tenants?: readonly Tenant[];
  readonly enterprises: readonly Enterprise[];
}
