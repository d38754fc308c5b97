import { syntheticTaxNo } from '../common/tax-number.js';
import { checkDates, type MockEntitlement, type MockLicence } from './entitlement.js';
import type { SeededRandom } from './seeded-random.js';

export interface MockTriple {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Exactly 16 bytes of UTF-8. */
  readonly encryptKey: string;
}

export interface MockEnterprise extends MockTriple {
  readonly taxNo: string;
  readonly name: string;
  /** May change while the mock runs. */
  entitlements: readonly MockEntitlement[];
  /** 许可授权, where the edition has it; default none, so that only products count. May change too. */
  licences: readonly MockLicence[];
  /** Invoice numbers left (余量); falls by one per issued invoice. */
  quota: number;
}

/** Whoever a token was given to. */
export type Grant =
  | { readonly level: 'tenant'; readonly triple: MockTriple }
  | { readonly level: 'enterprise'; readonly triple: MockTriple; readonly enterprise: MockEnterprise };

const DEFAULT_NAMES = ['模拟一号科技有限公司', '模拟二号贸易有限公司'];

/** One tenant and the enterprises below it: all the mock knows. */
export class Directory {
  readonly tenant: MockTriple;
  readonly enterprises: readonly MockEnterprise[];
  readonly #grants = new Map<string, Grant>();

  constructor(random: SeededRandom, tenant: Partial<MockTriple> = {}, enterprises?: readonly Partial<MockEnterprise>[]) {
    this.tenant = triple(random, 'TN_mock-', tenant);
    this.enterprises = (enterprises ?? [{}, {}]).map((given, index) => ({
      taxNo: given.taxNo ?? syntheticTaxNo(index + 1),
      name: given.name ?? DEFAULT_NAMES[index] ?? `模拟${index + 1}号有限公司`,
      entitlements: given.entitlements ?? ['开票管理', '收票管理'],
      licences: given.licences ?? [],
      quota: given.quota ?? 1_000_000,
      ...triple(random, 'mock-', given),
    }));
    for (const enterprise of this.enterprises) checkDates(enterprise);
    this.#grants.set(this.tenant.clientId, { level: 'tenant', triple: this.tenant });
    for (const enterprise of this.enterprises) {
      if (this.#grants.has(enterprise.clientId)) throw new TypeError(`two grants share the client id ${enterprise.clientId}`);
      this.#grants.set(enterprise.clientId, { level: 'enterprise', triple: enterprise, enterprise });
    }
    const taxNumbers = new Set(this.enterprises.map(({ taxNo }) => taxNo));
    if (taxNumbers.size !== this.enterprises.length) throw new TypeError('two enterprises share a tax number');
  }

  grant(clientId: string): Grant | undefined {
    return this.#grants.get(clientId);
  }

  enterprise(taxNo: string): MockEnterprise | undefined {
    return this.enterprises.find((enterprise) => enterprise.taxNo === taxNo);
  }
}

function triple(random: SeededRandom, prefix: string, given: Partial<MockTriple>): MockTriple {
  // All three are always drawn, so that giving one leaves the others unchanged.
  const [id, secret, key] = [random.hex(12), random.hex(32), random.key(16)];
  const { clientId = prefix + id, clientSecret = secret, encryptKey = key } = given;
  if (Buffer.byteLength(encryptKey) !== 16) throw new TypeError(`encryptKey of ${clientId} must be exactly 16 bytes`);
  return { clientId, clientSecret, encryptKey };
}
