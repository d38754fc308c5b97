import type { Runtime } from '../../runtime.js';
import { Lane, type TenantShare } from './lane.js';
import type { Limits } from './limits.js';
import { type Idle, Lru } from './lru.js';
import { RetryBudget } from './retry-budget.js';

/** Operation names are constants of the packages; the cap is for partners that make them up. */
const MAX_OPERATIONS = 128;
/** Repeats of one tenant that may be made before anything succeeds. */
const RETRY_RESERVE = 10;

/** One tenant's share: how many of its calls are under way, and which of its operations have calls waiting. */
export class Tenant implements Idle, TenantShare {
  readonly limits: Limits;
  readonly budget = new RetryBudget(RETRY_RESERVE);
  readonly #runtime: Runtime;
  readonly #lanes: Lru<Lane>;
  // In the order of their turns.
  readonly #waiting = new Set<Lane>();
  #inFlight = 0;

  constructor(limits: Limits, runtime: Runtime) {
    this.limits = limits;
    this.#runtime = runtime;
    this.#lanes = new Lru(MAX_OPERATIONS, (operation) => new Lane(this, operation, runtime));
  }

  get idle(): boolean {
    return this.#inFlight === 0 && this.#waiting.size === 0;
  }

  get free(): boolean {
    return this.#inFlight < this.limits.inFlightPerTenant;
  }

  lane(operation: string): Lane {
    return this.#lanes.get(operation);
  }

  enter(): void {
    this.#inFlight += 1;
  }

  leave(): void {
    this.#inFlight -= 1;
    if (this.#waiting.size > 0) this.wake();
  }

  startWaiting(lane: Lane): void {
    this.#waiting.add(lane);
  }

  stopWaiting(lane: Lane): void {
    this.#waiting.delete(lane);
  }

  /** Lets waiting calls go while there is room, the operations in turn: one with a long queue must not starve the others. */
  wake(): void {
    const now = this.#runtime.monotonic();
    // A lane that let one go is put last, and so met again by this very loop.
    for (const lane of this.#waiting) {
      if (!this.free) return;
      if (!lane.admitNext(now) || lane.waiting === 0) continue;
      this.#waiting.delete(lane);
      this.#waiting.add(lane);
    }
  }

  refuseAll(error: Error): void {
    for (const lane of this.#waiting) lane.refuseAll(error);
  }
}
