import { PiaozoneError, type Problem } from '../errors.js';
import type { Bilingual, Locale } from '../i18n/locale.js';
import { checkTaxNumber } from '../model/tax-number.js';
import type { Runtime } from '../runtime.js';
import { Authorization, type AuthorizationInput, Retirements } from './authorization.js';
import { DirectorySlots, isCredentialDirectory } from './directory.js';
import { organizationMissing, tenantOfUnknown } from './refusals.js';
import { type CredentialSlot, FixedSlot, RotatingSlot, type SlotEnvironment, type SlotPlace } from './slot.js';
import { tripleVariables, type Variables } from './sources/environment.js';
import { isEnvironmentSource, isReloadableSource } from './sources/source.js';
import { type Credential, type CredentialLevel, isMockClientId, readVersions } from './triple.js';

export interface AuthorizationReading {
  readonly locale: Locale;
  readonly path: string;
  readonly variables: Variables;
  readonly runtime: Runtime;
  /** Whether the environment is the production cloud: credentials of the mock are refused there. */
  readonly production: boolean;
  readonly warn: (problem: Problem) => void;
}

/** Checks all triples of `input`, adding what is wrong to `problems`. Sources other than variables are read later, and checked then. */
export function readAuthorization(input: unknown, reading: AuthorizationReading, problems: Problem[]): Authorization | undefined {
  const { path, locale } = reading;
  const given = input as AuthorizationInput | undefined;
  if (given?.mode !== 'shared' && given?.mode !== 'per-organization') {
    problems.push({ path, message: NO_MODE });
    return undefined;
  }
  const before = problems.length;
  const retirements = new Retirements();
  const closing = new AbortController();
  const reader = new SlotReader(reading, problems, {
    runtime: reading.runtime,
    warn: reading.warn,
    refuse: (credential) => (reading.production && isMockClientId(credential.clientId) ? MOCK_IN_PRODUCTION : undefined),
    retire: (credential) => retirements.retire(credential),
    closed: closing.signal,
  });
  const main = given.mode === 'shared' ? reader.slot(given.enterprise, 'enterprise', 'enterprise') : reader.slot(given.main, 'enterprise', 'main');
  const organizations = given.mode === 'shared' ? new Map<string, CredentialSlot>() : reader.organizations(given.organizations);
  const tenant = given.tenant === undefined ? undefined : reader.tenant(given.tenant);
  if (problems.length > before || main === undefined) return undefined;
  return new Authorization({ mode: given.mode, main, organizations, tenant, locale, retirements, close: () => closing.abort(closedReason()) });
}

class SlotReader {
  readonly #reading: AuthorizationReading;
  readonly #problems: Problem[];
  readonly #shared: SlotEnvironment;

  constructor(reading: AuthorizationReading, problems: Problem[], shared: SlotEnvironment) {
    this.#reading = reading;
    this.#problems = problems;
    this.#shared = shared;
  }

  slot(input: unknown, level: CredentialLevel, name: string): CredentialSlot | undefined {
    const place: SlotPlace = { level, path: `${this.#reading.path}.${name}` };
    if (isReloadableSource(input)) return new RotatingSlot(this.#shared, place, [], input);
    const versions = readVersions(this.#literal(input), level, place.path, this.#problems);
    for (const credential of versions) {
      const message = this.#shared.refuse(credential);
      // One line for the whole authorization is enough: it is the wrong set.
      if (message !== undefined && !this.#problems.some(({ message: known }) => known === message)) {
        this.#problems.push({ path: this.#reading.path, message });
      }
    }
    const [newest] = versions;
    if (newest === undefined) return undefined;
    return versions.length === 1 ? new FixedSlot(newest) : new RotatingSlot(this.#shared, place, versions);
  }

  tenant(input: unknown): CredentialSlot | DirectorySlots | undefined {
    if (!isCredentialDirectory(input)) return this.slot(input, 'tenant', 'tenant');
    const place: SlotPlace = { level: 'tenant', path: `${this.#reading.path}.tenant` };
    return new DirectorySlots(this.#shared, place, input, tenantOfUnknown);
  }

  organizations(input: unknown): ReadonlyMap<string, CredentialSlot> | DirectorySlots {
    const path = `${this.#reading.path}.organizations`;
    if (isCredentialDirectory(input)) return new DirectorySlots(this.#shared, { level: 'enterprise', path }, input, organizationMissing);
    const slots = new Map<string, CredentialSlot>();
    if (typeof input !== 'object' || input === null) {
      this.#problems.push({ path, message: NO_ORGANIZATIONS });
      return slots;
    }
    for (const [key, triple] of Object.entries(input)) {
      const slot = this.slot(triple, 'enterprise', `organizations.${key}`);
      const taxNo = this.#taxNumber(key, path);
      if (taxNo !== undefined && slots.has(taxNo)) this.#problems.push({ path: `${path}.${key}`, message: repeated(taxNo) });
      else if (taxNo !== undefined && slot !== undefined) slots.set(taxNo, slot);
    }
    this.#warnOfCopies(slots, path);
    return slots;
  }

  /** Blanks around a key come with copying and mean nothing; anything else that no tax number can be is a mistake the first call would trip over. */
  #taxNumber(key: string, path: string): string | undefined {
    const taxNo = key.trim();
    if (taxNo !== key) this.#shared.warn({ path: `${path}.${key}`, message: TRIMMED });
    const { errors } = checkTaxNumber(taxNo, `${path}.${key}`);
    this.#problems.push(...errors);
    return errors.length > 0 ? undefined : taxNo;
  }

  /** In this mode every tax number has its own triple, so one that stands twice was copied to the wrong place. */
  #warnOfCopies(slots: ReadonlyMap<string, CredentialSlot>, path: string): void {
    const owners = new Map<string, string>();
    for (const [taxNo, slot] of slots) {
      for (const clientId of new Set(slot.versions.map((version: Credential) => version.clientId))) {
        const owner = owners.get(clientId);
        if (owner !== undefined) this.#shared.warn({ path: `${path}.${taxNo}`, message: copied(owner) });
        owners.set(clientId, taxNo);
      }
    }
  }

  #literal(input: unknown): unknown {
    if (!isEnvironmentSource(input)) return input;
    const versions = tripleVariables(input.prefix, this.#reading.variables);
    return versions.length < 2 ? versions[0] : versions;
  }
}

const NO_MODE: Bilingual = {
  zh: '请用 sharedAuthorization(…)（是否使用原授权：否）或 perOrganizationAuthorization(…)（是）给出授权',
  en: 'give it as sharedAuthorization(…) (是否使用原授权: 否) or perOrganizationAuthorization(…) (是)',
};

const NO_ORGANIZATIONS: Bilingual = {
  zh: '须为“税号 → 三项授权”的对象，或 credentialDirectory(…)',
  en: 'must be an object of tax number → triple, or credentialDirectory(…)',
};

const MOCK_IN_PRODUCTION: Bilingual = {
  zh: '这是模拟环境（mock）的授权，不能用于生产环境',
  en: 'these are credentials of the mock; they are refused by the production environment',
};

const TRIMMED: Bilingual = { zh: '税号首尾有空格，已去掉', en: 'the tax number has blanks at its start or end; they were removed' };

function repeated(taxNo: string): Bilingual {
  return { zh: `税号 ${taxNo} 出现了两次`, en: `the tax number ${taxNo} stands there twice` };
}

function copied(owner: string): Bilingual {
  return {
    zh: `与税号 ${owner} 使用同一个 ClientID：原授权模式下每个税号各有一组，请核对是否填错`,
    en: `has the same client id as tax number ${owner}: in this mode every tax number has its own, check for a copy in the wrong place`,
  };
}

function closedReason(): PiaozoneError {
  return new PiaozoneError({ code: 'closed', outcome: 'not-sent', message: { zh: '客户端已关闭', en: 'the client is closed' } });
}
