import type { BillFields, BillSource, EnterpriseRecord, FieldRef, Fields, Organization, UnitFields, WriteBackSource } from '@piaozone/core/adapter';

export type { BillSource, WriteBackSource };

/** How a 苍穹 platform is reached and who calls it. All texts are refused when they carry blanks at their start or end. */
export interface CosmicAccessSettings {
  /** Browser address before `/index.html`, tenant path or `ierp` included; used as it is (flagship-and-cosmic §1). */
  readonly baseUrl: string;
  /** 数据中心id, from 第三方应用 → 获取token示例. Also the account set: must never change for the same books. */
  readonly accountId: string;
  /** Default `two-step`. New applications have the 增强型 switch on, which refuses it: those need `enhanced`. */
  readonly authentication?: Authentication;
  /** 第三方应用: 系统编码, and the key on the card of the chosen authentication (AccessToken 加密认证密钥, 摘要认证密钥, SecretKey). */
  readonly app: { readonly id: string; readonly secret: string };
  /**
   * The user the calls run as: phone, mail address or user name, as `userType` says; for `enhanced` the user name of the 代理用户.
   * Required except with `basic`, which sends none.
   */
  readonly user?: string;
  /** Default `Mobile`; with `enhanced` always `UserName`. */
  readonly userType?: UserType;
  readonly tenantId?: string;
  /** `x-acgw-identity` of the third-party app (认证凭证); sent with every call. */
  readonly gatewayIdentity?: string;
  /** Whether logins carry the identity too. Default true: no reference says that they must or must not (flagship-and-cosmic §17.8). */
  readonly gatewayIdentityOnLogin?: boolean;
  /** E.g. `zh_CN`; sent only when given. */
  readonly language?: string;
  /** Writes the secret as `appSecuret`, as older versions spell it. Default false. */
  readonly legacySecretField?: boolean;
  /** Where the token (for `basic`: the key) travels. Default `headers`; `query` only with `two-step` and `basic`, for servers that drop the headers (§2.3). */
  readonly tokenCarrier?: TokenCarrier;
  /** Only with `jwt`, and required there. */
  readonly jwt?: JwtSettings;
  /**
   * Calls that may leave per second, minute, hour and day, for all that use this address and application; those beyond wait for their turn. `false` = none.
   * Default: what is published for 星空旗舰版 (20, 500, 10 000, 200 000); none for others, since none is published (§12).
   */
  readonly limits?: false | CallLimits;
  /** Bytes of a request body above which it is refused before sending. Default 20 MB (§12). */
  readonly maxRequestBytes?: number;
}

/** The card of the third-party app that the calls go by (flagship-and-cosmic §2). 签名 is not offered: its paddings are not documented. */
export type Authentication = 'two-step' | 'enhanced' | 'digest' | 'jwt' | 'basic';

export type TokenCarrier = 'headers' | 'query';

export interface JwtSettings {
  /** Member of `data` in the answer of login.do that holds the JWT; no reference names it. */
  readonly tokenField: string;
}

export interface CallLimits {
  readonly perSecond?: number;
  readonly perMinute?: number;
  readonly perHour?: number;
  readonly perDay?: number;
}

/** Settings shared by the ERPs on the 苍穹 platform. */
export interface CosmicSettings extends CosmicAccessSettings {
  /** Without it the adapter does not offer the ability `organizations`. */
  readonly organizations?: OrganizationSettings;
  readonly businessUnits: BusinessUnitSettings;
  /** 企业信息. Without it the adapter does not offer the ability `enterprises`. */
  readonly enterprises?: EnterpriseSettings;
  readonly bills: BillSettings;
  readonly writeBack: WriteBackSettings;
  /** Pages after which a list that does not end is given up. Default 10 000. */
  readonly maxPages?: number;
}

/** JSON as it is sent: texts, flags, whole numbers, `ExactNumber` for decimals, and objects and lists of these. */
export type RequestFields = Readonly<Record<string, unknown>>;

export type UserType = 'Mobile' | 'Email' | 'UserName';

/** A published query API (OpenAPI of the ERP). No reference holds the standard paths, so they are settings (flagship-and-cosmic §17.2). */
export interface QuerySettings {
  /** Below the base, starting with `/kapi/`. */
  readonly path: string;
  /** Request fields that feed the conditions of the API's design. Default `{}`. */
  readonly data?: RequestFields;
  /** Rows per page, 1 to 1000. Default 100. */
  readonly pageSize?: number;
}

export interface OrganizationSettings extends QuerySettings {
  /** Default: the names measured on a live 星瀚 (flagship-and-cosmic §4.3). */
  readonly fields?: Fields<Exclude<keyof Organization, 'outsideView'>>;
  /** Which element counts where an organization stands in many views. Default: `structure` with `view_id` `1` (行政组织视图默认方案). */
  readonly view?: ViewChoice;
}

/**
 * Keeps of the array at `path` the one element whose `field` is `value`, so that a field map may name `path.something`. Without `path` the API answers a
 * row for each view, and `field` is the row's own; of a row of another view only the organization counts, not its parent.
 */
export interface ViewChoice {
  readonly path?: string;
  readonly field: string;
  readonly value: string;
}

export interface BusinessUnitSettings extends QuerySettings {
  readonly fields: UnitFields;
  readonly functions: UnitFunctions;
}

/** 职能类型 of a unit: where it stands, and what names 核算组织 there. */
export interface UnitFunctions {
  /** Property path; arrays on the way are searched, a text may hold several values parted by `, ; | 、`. */
  readonly path: string;
  /** Value or values that mean 核算组织; for a flag field e.g. `true` or `1`. */
  readonly accounting: string | readonly string[];
}

export interface EnterpriseSettings extends QuerySettings {
  readonly fields: EnterpriseFields;
}

/**
 * Field map of 企业信息; `number`, `name` and `taxNo` are needed. Channels may be translated to `e-tax`, `leqi`, `leqi-joint` by `values`, the flag
 * `licensed` to `true` and `false`.
 */
export type EnterpriseFields = Fields<keyof EnterpriseRecord>;

/** A query for 发票云配置, the record of expense and payables that holds the triple of one organization (flagship-and-cosmic §11.2). */
export interface TripleRecordSettings extends QuerySettings {
  readonly fields: TripleRecordFields;
  /** As of the adapter. */
  readonly maxPages?: number;
}

/** `clientId` 发票云授权标识, `clientSecret` 客户端标识, `encryptKey` 接入标识. */
export type TripleRecordFields = Fields<'organization' | 'taxNo' | 'companyName' | 'clientId' | 'clientSecret' | 'encryptKey'>;

export interface BillSettings extends QuerySettings {
  /** With `date`, bills can be selected by date. */
  readonly fields: BillFields;
  /** Request fields that feed the API's condition on the first and the last day. Without them every waiting bill is read and the others are left out here. */
  readonly dateFields?: { readonly from: string; readonly to: string };
}

/** A value found in an answer: true when any value at `path` is one of `values`. */
export interface FieldMatch {
  readonly path: string;
  readonly values: readonly string[];
}

export interface WriteBackSettings {
  readonly path: string;
  /** Source → property of the request, e.g. `{ 'bill.id': 'id', 'invoice.number': 'invoiceno' }`. Invoice values that are absent are left out. */
  readonly body: Readonly<Partial<Record<WriteBackSource, string>>>;
  /** Properties sent as they are, e.g. a state flag. */
  readonly constants?: RequestFields;
  /** Wraps the request as `{ [arrayKey]: [request] }`. */
  readonly arrayKey?: string;
  /** What says that the same invoice was there already. */
  readonly alreadyWritten?: {
    /** Codes this API answers only for the same invoice; a code that another invoice also causes does not belong here. */
    readonly codes?: readonly string[];
    /** In `data` of a successful answer. */
    readonly answer?: FieldMatch;
  };
  /** Asked of `data` of a successful answer, for APIs that report failures per row under a successful code. */
  readonly confirmedBy?: FieldMatch;
  /** Lets the adapter see which invoice the bill carries when the ERP reports a repeat (601, 604). */
  readonly readBack?: ReadBackSettings;
  /** Sends `Idempotency-Key`, which the platform remembers for 30 minutes (flagship-and-cosmic §3). Default true. */
  readonly idempotencyKey?: boolean;
}

export interface ReadBackSettings {
  readonly path: string;
  /** Source → request field that feeds the condition on the bill. */
  readonly data: Readonly<Partial<Record<BillSource, string>>>;
  /** `number` picks the bill's row among those answered, `invoiceNumber` is compared. */
  readonly fields: { readonly number: FieldRef; readonly invoiceNumber: FieldRef };
}
