import type { Locale } from '../i18n/locale.js';
import type { CredentialDirectory, DirectorySlots } from './directory.js';
import { notReadYet, organizationMissing, tenantMissing, tenantNeedsTaxNo, wrongLevel } from './refusals.js';
import type { CredentialSlot } from './slot.js';
import type { TripleInput } from './sources/source.js';
import type { Credential, CredentialLevel } from './triple.js';

/** What an operation is documented for; for `disputed` the sources disagree and the caller chooses, with a warning. */
export type DocumentedLevel = CredentialLevel | 'disputed';

/** Input of {@link sharedAuthorization}. */
export interface SharedAuthorizationInput {
  /** Any one enterprise triple of the purchase; it serves all its tax numbers. A tax number outside it is the cloud's refusal. */
  readonly enterprise: TripleInput;
  /** Tenant triple (`TN_…`), for the operations documented at tenant level. */
  readonly tenant?: TripleInput | CredentialDirectory;
}

/** Input of {@link perOrganizationAuthorization}. */
export interface PerOrganizationAuthorizationInput {
  /** Main configuration (发票云授权配置): public services such as mail push always use it. */
  readonly main: TripleInput;
  /** Tax number → the triple of that organization (发票云配置); for very many of them a {@link credentialDirectory}. */
  readonly organizations: Readonly<Record<string, TripleInput>> | CredentialDirectory;
  /** For organizations of several tenants a {@link credentialDirectory} by tax number. */
  readonly tenant?: TripleInput | CredentialDirectory;
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

export interface AuthorizationParts {
  readonly mode: 'shared' | 'per-organization';
  readonly main: CredentialSlot;
  readonly organizations: ReadonlyMap<string, CredentialSlot> | DirectorySlots;
  readonly tenant: CredentialSlot | DirectorySlots | undefined;
  readonly locale: Locale;
  readonly retirements: Retirements;
  readonly close: () => void;
}

/** Resolved authorization of one client. Prints without secrets. */
export class Authorization {
  readonly mode: 'shared' | 'per-organization';
  readonly #parts: AuthorizationParts;

  constructor(parts: AuthorizationParts) {
    this.mode = parts.mode;
    this.#parts = parts;
  }

  /** Every credential known by now, each once; one that a source holds is known after `load` or its first use. */
  all(): Credential[] {
    const { main, organizations, tenant } = this.#parts;
    const places = [main, ...(organizations instanceof Map ? organizations.values() : [organizations]), ...(tenant === undefined ? [] : [tenant])];
    return [...new Set((places as (CredentialSlot | DirectorySlots)[]).flatMap(knownOf))];
  }

  /**
   * Reads every source, except what only a tax number can be looked up by.
   * @throws config_invalid, credentials_unavailable of the first source that fails
   */
  async load(): Promise<readonly Credential[]> {
    const { main, organizations, tenant } = this.#parts;
    const slots = [
      main,
      ...(organizations instanceof Map ? organizations.values() : []),
      ...(tenant === undefined || isDirectory(tenant) ? [] : [tenant]),
    ];
    await Promise.all(slots.map((slot: CredentialSlot) => slot.obtain()));
    return this.all();
  }

  /**
   * The place whose triple an operation travels with. A call takes one version from it and stays with it: token, client id and key belong together.
   * @throws credential_level when the level it needs, or the organization's own triple, is not configured
   */
  slotFor(query: CredentialQuery): CredentialSlot {
    const slot = this.#find(query);
    if ('rotates' in slot) return slot;
    throw slot.with({ operation: query.operation, locale: this.#parts.locale });
  }

  /**
   * The credential an operation travels with, as far as it is known without waiting.
   * @throws credential_level as `slotFor`, and where a source has not been read yet
   */
  credentialFor(query: CredentialQuery): Credential {
    const credential = this.slotFor(query).peek();
    if (credential === undefined) throw notReadYet().with({ operation: query.operation, locale: this.#parts.locale });
    return credential;
  }

  /**
   * Runs `drop` whenever `credential` is replaced by another version: what was derived from it, its token above all, is not to be used any more.
   * @param owner one callback per owner and credential; the newest stays
   */
  onRetire(credential: Credential, owner: string, drop: () => void): void {
    this.#parts.retirements.add(credential, owner, drop);
  }

  /** Ends readings under way. */
  close(): void {
    this.#parts.close();
  }

  #find(query: CredentialQuery): CredentialSlot | ReturnType<typeof tenantMissing> {
    const { main, organizations, tenant } = this.#parts;
    const level = query.level === 'disputed' ? (query.preferred ?? 'enterprise') : query.level;
    if (query.level !== 'disputed' && query.preferred !== undefined && query.preferred !== query.level) return wrongLevel(query.level);
    if (level === 'tenant') {
      if (tenant === undefined) return tenantMissing();
      if (!isDirectory(tenant)) return tenant;
      return query.taxNo === undefined ? tenantNeedsTaxNo() : tenant.slot(query.taxNo);
    }
    if (this.mode === 'shared' || query.taxNo === undefined) return main;
    if (isDirectory(organizations)) return organizations.slot(query.taxNo);
    return organizations.get(query.taxNo) ?? organizationMissing(query.taxNo);
  }
}

function isDirectory(place: CredentialSlot | DirectorySlots | ReadonlyMap<string, CredentialSlot>): place is DirectorySlots {
  return 'known' in place;
}

function knownOf(place: CredentialSlot | DirectorySlots): readonly Credential[] {
  if (isDirectory(place)) return place.known();
  return place.versions;
}

/** Who wants to know when a version is replaced. Held by the credential itself, so that it goes with it. */
export class Retirements {
  readonly #drops = new WeakMap<Credential, Map<string, () => void>>();

  add(credential: Credential, owner: string, drop: () => void): void {
    const drops = this.#drops.get(credential) ?? new Map<string, () => void>();
    this.#drops.set(credential, drops.set(owner, drop));
  }

  retire(credential: Credential): void {
    for (const drop of this.#drops.get(credential)?.values() ?? []) drop();
  }
}
