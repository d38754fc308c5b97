import { configError, type Problem } from '../errors.js';
import { type Decimal, sum } from '../model/decimal.js';
import type { Enterprise } from '../model/organization.js';
import { type JsonValue, parseExact } from '../protocol/json.js';
import { checkDirectory, checkFrozen } from './check-directory.js';
import type { EnterpriseDirectoryData, FlowPackage, Tenant } from './directory-data.js';
import { readDirectoryShape } from './read-directory.js';

export interface EnterpriseDirectoryOptions {
  /** What was declared before: an enterprise with a 许可授权 keeps name and tax number. */
  readonly previous?: EnterpriseDirectory;
}

export interface EnterpriseDirectoryReading {
  /** Absent if there are errors. */
  readonly directory: EnterpriseDirectory | undefined;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Reads plain data, everything that is wrong at once. Never throws. */
export function readEnterpriseDirectory(data: unknown, options: EnterpriseDirectoryOptions = {}): EnterpriseDirectoryReading {
  const { data: canonical, errors, warnings } = check(data, options);
  return { directory: errors.length === 0 ? new EnterpriseDirectory(canonical) : undefined, errors, warnings };
}

/** Reads the JSON text of a directory; `JSON.stringify(directory)` writes one. Never throws. */
export function parseEnterpriseDirectory(text: string, options: EnterpriseDirectoryOptions = {}): EnterpriseDirectoryReading {
  let data: JsonValue;
  try {
    data = parseExact(text);
  } catch {
    const message = {
      zh: '不是有效的 JSON，或同一个键出现两次、嵌套过深',
      en: 'is no valid JSON, or holds a key twice, or is nested too deeply',
    };
    return { directory: undefined, errors: [{ path: '$', message }], warnings: [] };
  }
  return readEnterpriseDirectory(data, options);
}

function check(data: unknown, { previous }: EnterpriseDirectoryOptions) {
  const shape = readDirectoryShape(data);
  const cross = checkDirectory(shape.data);
  const frozen = previous === undefined ? [] : checkFrozen(previous.enterprises, shape.data.enterprises).errors;
  return { data: shape.data, errors: [...shape.errors, ...cross.errors, ...frozen], warnings: [...shape.warnings, ...cross.warnings] };
}

/**
 * The enterprises of a purchase: who is who, which units are mapped to whom, what was bought. A copy that people keep, so it can only refuse or warn;
 * what it allows the cloud still decides. Immutable.
 */
export class EnterpriseDirectory {
  readonly enterprises: readonly Enterprise[];
  readonly tenants: readonly Tenant[];
  readonly #data: EnterpriseDirectoryData;
  readonly #byTaxNo: ReadonlyMap<string, Enterprise>;
  readonly #byUnit: ReadonlyMap<string, Enterprise>;
  readonly #tenants: ReadonlyMap<string, Tenant>;

  /** @throws config_invalid listing every problem at once */
  constructor(given: EnterpriseDirectoryData, options: EnterpriseDirectoryOptions = {}) {
    const { data, errors } = check(given, options);
    if (errors.length > 0) throw configError(errors);
    this.#data = deepFreeze(data);
    this.enterprises = data.enterprises;
    this.tenants = data.tenants ?? [];
    this.#byTaxNo = new Map(data.enterprises.map((enterprise) => [enterprise.taxNo, enterprise]));
    this.#byUnit = new Map(data.enterprises.flatMap((enterprise) => enterprise.unitNumbers.map((unit) => [unit, enterprise] as const)));
    this.#tenants = new Map(this.tenants.map((tenant) => [tenant.id, tenant]));
  }

  byTaxNo(taxNo: string): Enterprise | undefined {
    return this.#byTaxNo.get(taxNo);
  }

  byUnit(unitNumber: string): Enterprise | undefined {
    return this.#byUnit.get(unitNumber);
  }

  /** The tenant an enterprise belongs to: the one it names, or the only one there is. */
  tenantOf({ tenant }: Enterprise): Tenant | undefined {
    if (tenant !== undefined) return this.#tenants.get(tenant);
    return this.tenants.length === 1 ? this.tenants[0] : undefined;
  }

  /** Packages of a shared product that an enterprise uses together with the others of its tenant. */
  packagesOf(enterprise: Enterprise, product: string): FlowPackage[] {
    return (this.tenantOf(enterprise)?.flowPackages ?? []).filter((flow) => flow.product === product);
  }

  /**
   * What a tenant has left of a shared product on a date, every package counted once, whoever uses it; `undefined` if none is valid or one does not say.
   * @param onDate `YYYY-MM-DD` in Asia/Shanghai
   */
  remaining(tenantId: string, product: string, onDate: string): Decimal | undefined {
    const packages = (this.#tenants.get(tenantId)?.flowPackages ?? []).filter(
      ({ product: name, validFrom = onDate, validUntil = onDate }) => name === product && validFrom <= onDate && onDate <= validUntil,
    );
    const amounts = packages.flatMap(({ remaining }) => remaining ?? []);
    return amounts.length === 0 || amounts.length < packages.length ? undefined : sum(amounts);
  }

  /** Plain data for JSON; reading it gives an equal directory. */
  toJSON(): EnterpriseDirectoryData {
    return this.#data;
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  return Object.freeze(value);
}
