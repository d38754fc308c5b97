/** How to reach the mocks: the one line of `piaozone mock --json`. Every credential in it is the mocks' own. */
export interface MockAccess {
  readonly piaozone: {
    readonly baseUrl: string;
    readonly tenant: TripleAccess;
    readonly enterprises: readonly EnterpriseAccess[];
  };
  readonly xinghan: CosmicAccess;
  readonly galaxy: CosmicAccess & { readonly gatewayIdentity: string };
  readonly eas: EasAccess;
}

export interface TripleAccess {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly encryptKey: string;
}

export interface EnterpriseAccess extends TripleAccess {
  readonly taxNo: string;
  readonly name: string;
}

export interface CosmicAccess {
  /** Origin and base path; `/kapi/…` follows. */
  readonly baseUrl: string;
  readonly accountId: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly user: string;
  /** 业务系统 that `sim` and `rim/deduction` know; the first one where a module brings several. */
  readonly businessSystemCode: string;
}

export interface EasAccess {
  /** Origin and base path; `/ormrpc/services/…` follows. */
  readonly baseUrl: string;
  readonly userName: string;
  readonly password: string;
  readonly slnName: string;
  readonly dcName: string;
}
