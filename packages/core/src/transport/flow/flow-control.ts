import type { Runtime } from '../../runtime.js';
import type { CallRate } from '../types.js';
import type { Lane } from './lane.js';
import type { Limits } from './limits.js';
import { Lru } from './lru.js';
import { RateLimiter } from './rate-limiter.js';
import { flowClosed } from './refusals.js';
import { RetryBudget } from './retry-budget.js';
import { Tenant } from './tenant.js';

/** Repeats of one client that may be made before anything succeeds: in an outage of everything no tenant has successes of its own to pay with. */
const RETRY_RESERVE = 50;

/**
 * Limits of one client, per tenant and operation (reliability §11.4): calls under way, calls per minute, waits the other side asks for, circuit breakers,
 * and how many repeats may be made. One tenant's trouble stays its own.
 */
export class FlowControl {
  readonly #tenants: Lru<Tenant>;
  readonly #budget = new RetryBudget(RETRY_RESERVE);
  readonly #runtime: Runtime;
  /** As many as there are applications in the settings. */
  readonly #rates = new Map<string, RateLimiter>();
  readonly limits: Limits;
  #closed = false;

  constructor(limits: Limits, runtime: Runtime) {
    this.limits = limits;
    this.#runtime = runtime;
    this.#tenants = new Lru(limits.maxTenants, () => new Tenant(limits, runtime));
  }

  /** @param tenant absent = what is shared by all calls that name none. @throws closed */
  lane(tenant: string | undefined, operation: string): Lane {
    if (this.#closed) throw flowClosed();
    return this.#tenants.get(tenant ?? '').lane(operation);
  }

  /** The one limiter of a rate. @throws closed */
  rate({ key, windows }: CallRate): RateLimiter {
    if (this.#closed) throw flowClosed();
    const known = this.#rates.get(key);
    if (known !== undefined) return known;
    const limiter = new RateLimiter(windows, this.#runtime);
    this.#rates.set(key, limiter);
    return limiter;
  }

  /** Tenants whose state is kept now. */
  get tenants(): number {
    return this.#tenants.size;
  }

  /** A call has succeeded. */
  earn(): void {
    this.#budget.earn();
  }

  /** Pays for one repeat. @returns false when nothing is left for it */
  payRetry({ tenant }: Lane): boolean {
    if (this.#budget.spent || tenant.budget.spent) return false;
    this.#budget.pay();
    tenant.budget.pay();
    return true;
  }

  /** Calls that wait for their turn fail with `closed`. */
  close(): void {
    this.#closed = true;
    for (const tenant of this.#tenants.values()) tenant.refuseAll(flowClosed());
    for (const rate of this.#rates.values()) rate.close();
  }
}
