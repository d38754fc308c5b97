import { PiaozoneError, type Problem } from '../errors.js';
import type { Bilingual, Locale } from '../i18n/locale.js';
import { type AuthorizationTriple, type Credential, type CredentialLevel, readTriple } from './triple.js';

/** What an operation is documented for; for `disputed` the sources disagree and the caller chooses, with a warning. */
export type DocumentedLevel = CredentialLevel | 'disputed';

/** Input of {@link sharedAuthorization}. */
export interface SharedAuthorizationInput {
  /** Any one enterprise triple of the purchase; it serves all its tax numbers. */
  readonly enterprise: AuthorizationTriple;
  /** Tenant triple (`TN_…`), for the operations documented at tenant level. */
  readonly tenant?: AuthorizationTriple;
}

/** Input of {@link perOrganizationAuthorization}. */
export interface PerOrganizationAuthorizationInput {
  /** Main configuration (发票云授权配置): public services such as mail push always use it. */
  readonly main: AuthorizationTriple;
  /** Tax number → the triple of that organization (发票云配置). */
  readonly organizations: Readonly<Record<string, AuthorizationTriple>>;
  readonly tenant?: AuthorizationTriple;
}

/** 是否使用原授权: a value made by {@link sharedAuthorization} or {@link perOrganizationAuthorization}. */
export type AuthorizationInput =
  | ({ readonly mode: 'shared' } & SharedAuthorizationInput)
  | ({ readonly mode: 'per-organization' } & PerOrganizationAuthorizationInput);

/** 是否使用原授权 = 否 (all new users): one enterprise triple covers every tax number of the purchase. Checked by `createPiaozone`. */
export function sharedAuthorization(input: SharedAuthorizationInput): AuthorizationInput {
  return { mode: 'shared', ...input };
}

/** 是否使用原授权 = 是: every organization carries its own triple. Checked by `createPiaozone`. */
export function perOrganizationAuthorization(input: PerOrganizationAuthorizationInput): AuthorizationInput {
  return { mode: 'per-organization', ...input };
}

/** Who the call is for. */
export interface CredentialQuery {
  readonly level: DocumentedLevel;
  /** Caller's choice where the level is disputed; default `enterprise`. */
  readonly preferred?: CredentialLevel;
  /** Tax number the call acts for; `undefined` = a public service, which uses the main configuration. */
  readonly taxNo?: string;
  readonly operation: string;
}

/** Resolved authorization of one client. Prints without secrets. */
export class Authorization {
  readonly mode: 'shared' | 'per-organization';
  readonly #main: Credential;
  readonly #organizations: ReadonlyMap<string, Credential>;
  readonly #tenant: Credential | undefined;
  readonly #locale: Locale;

  constructor(parts: {
    mode: 'shared' | 'per-organization';
    main: Credential;
    organizations: ReadonlyMap<string, Credential>;
    tenant: Credential | undefined;
    locale: Locale;
  }) {
    this.mode = parts.mode;
    this.#main = parts.main;
    this.#organizations = parts.organizations;
    this.#tenant = parts.tenant;
    this.#locale = parts.locale;
  }

  /** Every credential once, for checks that must see all of them. */
  all(): Credential[] {
    return [this.#main, ...this.#organizations.values(), ...(this.#tenant === undefined ? [] : [this.#tenant])];
  }

  /**
   * The credential an operation travels with.
   * @throws credential_level when the level it needs, or the organization's own triple, is not configured
   */
  credentialFor(query: CredentialQuery): Credential {
    const level = query.level === 'disputed' ? (query.preferred ?? 'enterprise') : query.level;
    if (query.level !== 'disputed' && query.preferred !== undefined && query.preferred !== query.level) {
      throw this.#refusal(query, WRONG_LEVEL[query.level]);
    }
    if (level === 'tenant') {
      if (this.#tenant === undefined) throw this.#refusal(query, TENANT_MISSING);
      return this.#tenant;
    }
    if (this.mode === 'shared' || query.taxNo === undefined) return this.#main;
    const own = this.#organizations.get(query.taxNo);
    if (own === undefined) throw this.#refusal(query, organizationMissing(query.taxNo));
    return own;
  }

  #refusal(query: CredentialQuery, text: { message: Bilingual; hint: Bilingual }): PiaozoneError {
    return new PiaozoneError({ code: 'credential_level', outcome: 'not-sent', operation: query.operation, locale: this.#locale, ...text });
  }
}

/** Checks all triples of `input`, adding what is wrong to `problems`. */
export function readAuthorization(input: unknown, locale: Locale, path: string, problems: Problem[]): Authorization | undefined {
  const given = input as AuthorizationInput | undefined;
  if (given?.mode !== 'shared' && given?.mode !== 'per-organization') {
    problems.push({
      path,
      message: {
        zh: '请用 sharedAuthorization(…)（是否使用原授权：否）或 perOrganizationAuthorization(…)（是）给出授权',
        en: 'give it as sharedAuthorization(…) (是否使用原授权: 否) or perOrganizationAuthorization(…) (是)',
      },
    });
    return undefined;
  }
  const before = problems.length;
  const main =
    given.mode === 'shared'
      ? readTriple(given.enterprise, 'enterprise', `${path}.enterprise`, problems)
      : readTriple(given.main, 'enterprise', `${path}.main`, problems);
  const organizations = new Map<string, Credential>();
  if (given.mode === 'per-organization') {
    for (const [taxNo, triple] of Object.entries(given.organizations ?? {})) {
      const credential = readTriple(triple, 'enterprise', `${path}.organizations.${taxNo}`, problems);
      if (credential !== undefined) organizations.set(taxNo, credential);
    }
  }
  const tenant = given.tenant === undefined ? undefined : readTriple(given.tenant, 'tenant', `${path}.tenant`, problems);
  if (problems.length > before || main === undefined) return undefined;
  return new Authorization({ mode: given.mode, main, organizations, tenant, locale });
}

const WRONG_LEVEL: Record<CredentialLevel, { message: Bilingual; hint: Bilingual }> = {
  enterprise: {
    message: { zh: '此接口只能用企业级授权', en: 'this operation is documented for the enterprise level only' },
    hint: { zh: '去掉 level: "tenant"，使用企业授权三元组', en: 'remove level: "tenant" and use the enterprise triple' },
  },
  tenant: {
    message: { zh: '此接口只能用租户级授权', en: 'this operation is documented for the tenant level only' },
    hint: {
      zh: '去掉 level: "enterprise"，并在 authorization.tenant 填租户授权（TN_ 开头）',
      en: 'remove level: "enterprise" and give the tenant triple (TN_…) as authorization.tenant',
    },
  },
};

const TENANT_MISSING = {
  message: { zh: '此接口需要租户级授权，但未配置', en: 'this operation needs the tenant-level authorization, which is not configured' },
  hint: {
    zh: '在 authorization.tenant 填授权邮件中的租户授权（ClientID 以 TN_ 开头）',
    en: 'give the tenant triple of the authorization mail (client id TN_…) as authorization.tenant',
  },
};

function organizationMissing(taxNo: string): { message: Bilingual; hint: Bilingual } {
  return {
    message: {
      zh: `当前组织没有发票云收票特性许可：税号 ${taxNo} 没有自己的授权`,
      en: `the organization with tax number ${taxNo} has no authorization of its own (无特性分组)`,
    },
    hint: {
      zh: '是否使用原授权为“是”时，每个组织都要在“系统服务云→基础资料→发票云配置”或“财务云→费用核算→发票设置→发票云配置”配置本企业的三项授权，并写入 authorization.organizations',
      en: 'with 是否使用原授权 = 是 every organization needs its own triple, kept in the ERP under 系统服务云→基础资料→发票云配置 or 财务云→费用核算→发票设置→发票云配置, and given as authorization.organizations',
    },
  };
}
