import type { BillFields, Secret } from '@piaozone/core/adapter';
import type { AppId } from '../auth/sign.js';
import type { K3BillForm, K3Taxpayers, K3WriteBack } from './types.js';

/** The login after its check; prints without secrets. */
export type LoginConfig =
  | { readonly method: 'sign'; readonly appId: string; readonly secret: Secret; readonly digest: 'SHA-256' | 'SHA-1' }
  | { readonly method: 'app-secret'; readonly appId: string; readonly secret: Secret }
  | { readonly method: 'password'; readonly secret: Secret }
  | SignedCallsConfig;

export interface SignedCallsConfig {
  readonly method: 'signed-calls';
  /** Holds a secret of its own, so it is asked for and kept nowhere else. */
  readonly appId: () => AppId;
  readonly secret: Secret;
  readonly timestamps: 'seconds' | 'milliseconds';
  readonly organizationNumber: string;
}

/** A form of bills with what is asked of the ERP for it. */
export interface BillPlan extends Omit<K3BillForm, 'fields'> {
  readonly fields: BillFields;
  readonly numberKey: string;
  /** Field keys of the head and of an entry, as they are queried. */
  readonly headKeys: readonly string[];
  readonly entryKeys: readonly string[];
  readonly entryIdKey: string;
}

/** The settings after their check; prints without secrets. */
export interface K3Config {
  readonly baseUrl: string;
  readonly acctId: string;
  readonly username: string;
  readonly lcid: number;
  readonly login: LoginConfig;
  readonly taxpayers: K3Taxpayers;
  readonly bills: readonly BillPlan[];
  readonly writeBack: K3WriteBack;
  readonly maxRows: number;
  readonly dateLiterals: 'plain' | 'oracle';
  /** For the log, at each connection. */
  readonly warnings: readonly string[];
}
