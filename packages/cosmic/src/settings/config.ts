import type { Secret } from '@piaozone/core/adapter';
import type { BillSettings, BusinessUnitSettings, OrganizationSettings, UserType, WriteBackSettings } from './types.js';

/** How to reach an account set and log in; prints without secrets. */
export interface CosmicAccess {
  /** Without trailing slash. */
  readonly baseUrl: string;
  readonly accountId: string;
  readonly app: { readonly id: string; readonly secret: Secret };
  readonly user: string;
  readonly userType: UserType;
  readonly tenantId: string | undefined;
  readonly gatewayIdentity: Secret | undefined;
  readonly language: string | undefined;
  readonly legacySecretField: boolean;
}

/** Checked settings. */
export interface CosmicConfig {
  readonly access: CosmicAccess;
  readonly organizations: OrganizationSettings | undefined;
  readonly businessUnits: BusinessUnitSettings;
  readonly bills: BillSettings;
  readonly writeBack: WriteBackSettings;
  readonly maxPages: number;
}
