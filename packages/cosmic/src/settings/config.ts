import type { CallRate, Secret } from '@piaozone/core/adapter';
import type {
  Authentication,
  BillSettings,
  BusinessUnitSettings,
  EnterpriseSettings,
  OrganizationSettings,
  TokenCarrier,
  UserType,
  WriteBackSettings,
} from './types.js';

/** How to reach an account set and log in; prints without secrets. */
export interface CosmicAccess {
  /** Without trailing slash. */
  readonly baseUrl: string;
  readonly accountId: string;
  readonly authentication: Authentication;
  readonly app: { readonly id: string; readonly secret: Secret };
  /** Empty with `basic` only. */
  readonly user: string;
  readonly userType: UserType;
  readonly tenantId: string | undefined;
  readonly gatewayIdentity: Secret | undefined;
  readonly gatewayIdentityOnLogin: boolean;
  readonly language: string | undefined;
  readonly legacySecretField: boolean;
  readonly tokenCarrier: TokenCarrier;
  /** Defined with `jwt` only. */
  readonly jwtField: string | undefined;
  /** `undefined` where calls need not wait for each other. */
  readonly rate: CallRate | undefined;
  readonly maxRequestBytes: number;
}

/** Checked settings. */
export interface CosmicConfig {
  readonly access: CosmicAccess;
  readonly organizations: OrganizationSettings | undefined;
  readonly businessUnits: BusinessUnitSettings;
  readonly enterprises: EnterpriseSettings | undefined;
  readonly bills: BillSettings;
  readonly writeBack: WriteBackSettings;
  readonly maxPages: number;
}
