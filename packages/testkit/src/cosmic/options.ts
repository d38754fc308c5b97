import type { BillTable, BillTableOptions, Row, WriteOutcome } from '../erp/bill-table.js';
import type { MockClock } from '../server/clock.js';
import type { TokenCarrier } from './auth/state.js';
import type { BusinessSystem } from './business-systems.js';
import type { CosmicAppOptions } from './platform/apps.js';
import type { RateRule } from './platform/limits.js';
import type { CosmicUser, UserType } from './platform/users.js';
import type { DeductionOptions } from './rim/deduction/desk.js';
import type { MessageOptions } from './rim/message/desk.js';
import type { SimOptions } from './sim/index.js';

/** What the platform says to a business call; missing members are those of a success. */
export interface PlatformReply {
  readonly data?: unknown;
  /** Default `"0"`. */
  readonly errorCode?: string;
  readonly message?: string;
}

/** How far `lastPage` can be trusted; it was measured to be unreliable (flagship-and-cosmic §4.3). */
export type LastPageBehaviour = 'right' | 'always' | 'never' | 'missing';

/** A published query API. Path, row fields and filter are the caller's: the reference knows none of them for bos_org. */
export interface CosmicQueryOptions {
  /** Below the base, e.g. starting with `/kapi/v2/`. */
  readonly path: string;
  readonly rows: readonly Row[] | (() => readonly Row[]);
  /** Text of the server's filter, echoed in every reply, e.g. `[structure.view.id = 1]`. Default empty. */
  readonly filter?: string;
  /** The server's filter itself; `data` is the request's. Default: every row passes. */
  readonly keep?: (row: Row, data: Row) => boolean;
  /** Default `right`. */
  readonly lastPage?: LastPageBehaviour;
  /** Default POST only. GET beside it: paging and conditions in the query string. */
  readonly methods?: readonly ('GET' | 'POST')[];
  /** Columns of the older form `/kapi/sys/{form}/query`, which answers `{success, data: {count, header, rows}}`. Absent: the form of today. */
  readonly v1Columns?: readonly QueryColumn[];
}

export interface QueryColumn {
  /** Member of the row. */
  readonly name: string;
  readonly caption: string;
  readonly type: string;
}

export interface CosmicBillOptions extends BillTableOptions {
  readonly queryPath: string;
  readonly writeBackPath: string;
  /** Reads one write-back body and does it, usually by `table.write(…)`; what it returns becomes the reply. */
  readonly apply: (body: Row, table: BillTable) => WriteOutcome | PlatformReply;
  /** Echo of the server's filter on the bill query. Default empty. */
  readonly filter?: string;
  /** Default `right`. */
  readonly lastPage?: LastPageBehaviour;
}

/** Members of {@link CosmicAppOptions} describe the default app. Its `enhanced` is off unless given, so that two-step login works. */
export interface MockCosmicOptions extends Omit<CosmicAppOptions, 'gatewayIdentity'> {
  readonly host?: '127.0.0.1' | '::1' | 'localhost';
  /** Default 0: any free port. */
  readonly port?: number;
  readonly clock?: MockClock;
  /** Decides every generated name, secret and token. Default `cosmic`. */
  readonly seed?: string;
  /** Tenant path or `/ierp`; any other prefix is answered 404. Default none. */
  readonly basePath?: string;
  readonly accountId?: string;
  readonly user?: string;
  /** When given, login demands this kind of `user`. */
  readonly userType?: UserType;
  /** Further users; the default one is known under `user`. */
  readonly users?: readonly CosmicUser[];
  /** Further third-party apps beside the default one. */
  readonly apps?: readonly CosmicAppOptions[];
  /** The default app's `x-acgw-identity`, `true` for a generated one. Absent: no gateway stands before the platform (星瀚). */
  readonly gatewayIdentity?: string | true;
  /** Whether getAppToken, login and logout need the identity too: unknown of the real gateway, so both can be had. Default false. */
  readonly requiredOnToken?: boolean;
  /** Field the app secret is read from; manuals have both spellings. Default `either`. */
  readonly secretSpelling?: 'appSecret' | 'appSecuret' | 'either';
  /** `status` beside `data` in token replies; failures show inside `data` only. `always-true` says true even then. Default `present`. */
  readonly topLevelStatus?: 'present' | 'missing' | 'always-true';
  /** Where an access token is read. Default both headers, not the query; without `access_token` = nginx dropping underscores. */
  readonly carriers?: readonly TokenCarrier[];
  /** Life of the single-use app_token. Default 2 h. */
  readonly appTokenLifeMs?: number;
  /** Life of the access_token. Default 2 h. */
  readonly accessTokenLifeMs?: number;
  /** 是否允许API1.0授权. Default true. */
  readonly api1Allowed?: boolean;
  /** How getToken says the life of its token: milliseconds as text (default), or as the number the manual declares. */
  readonly expiresInType?: 'text' | 'number';
  /** Whether getToken also reads ISO-UTC timestamps, as from 苍穹 7.0.13 on. Default false. */
  readonly isoTimestamps?: boolean;
  /** Rate limits of business calls, e.g. `GALAXY_RATES`. Default none. */
  readonly rateLimits?: RateRule;
  /** Who refuses what is over the limit: the platform (429) or the gateway (2526 second, 2528 day). Default `platform`. */
  readonly rateRefusedBy?: 'platform' | 'gateway';
  /** Default 20 MB. */
  readonly maxBodyBytes?: number;
  /** Who refuses a path that is not granted: the platform (403) or the gateway (2505). Default `platform`. */
  readonly grantRefusedBy?: 'platform' | 'gateway';
  /** HTTP status of refusals in the platform envelope: always 200 (default), or the code where it is an HTTP status. */
  readonly refusalStatus?: 'ok' | 'code';
  /** Most rows a page may have. Default 1000. */
  readonly maxPageSize?: number;
  readonly queries?: readonly CosmicQueryOptions[];
  readonly bills?: readonly CosmicBillOptions[];
  /** Third-party systems that `sim` and `rim/deduction` know. Default none: every businessSystemCode is unknown. */
  readonly businessSystems?: readonly BusinessSystem[];
  /** `rim/message`. */
  readonly message?: MessageOptions;
  /** `rim/deduction`. */
  readonly deduction?: DeductionOptions;
  /** The issuing part. */
  readonly sim?: SimOptions;
}

/** What a client has to be given to reach the mock. */
export interface CosmicPublicData {
  /** Origin and base path, without a trailing slash. */
  readonly baseUrl: string;
  readonly accountId: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly user: string;
  readonly gatewayIdentity?: string;
  /** Key of the default app's digest card. */
  readonly digestKey?: string;
}
