import type { Runtime } from '../../runtime.js';
import type { Deadline } from '../deadline.js';
import { SendFailure } from '../types.js';
import { backoffMs } from './backoff.js';
import { Breaker } from './breaker.js';
import type { Limits } from './limits.js';
import type { Idle } from './lru.js';
import { Pacer } from './pacer.js';
import { circuitOpen, tooLong } from './refusals.js';
import { MAX_RETRY_AFTER_MS } from './retry-after.js';
import type { RetryBudget } from './retry-budget.js';

/** What an attempt told about the other side: it answers, it does not, or nothing. Throttled attempts say by {@link Lane.throttled} how long to wait. */
export type AttemptEnd = 'answered' | 'failed' | 'unclear';

/** The right to send once; given back by {@link Lane.leave}. */
export interface Pass {
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  readonly probe: boolean;
}

type Wait = Pick<Deadline, 'onAbort' | 'remainingMs'>;

/** What a lane needs of its tenant. */
export interface TenantShare {
  readonly limits: Limits;
  readonly budget: RetryBudget;
  /** One more call may be under way. */
  readonly free: boolean;
  enter(): void;
  leave(): void;
  startWaiting(lane: Lane): void;
  stopWaiting(lane: Lane): void;
  /** Lets waiting calls go where there is room. */
  wake(): void;
}

interface Waiter {
  readonly wait: Wait;
  readonly admit: (pass: Pass) => void;
  readonly refuse: (error: Error) => void;
}

/** First wait after a throttle answer that names none, milliseconds; doubled by each further one. */
const FIRST_PENALTY_MS = 1_000;
const MAX_PENALTY_MS = 60_000;

/**
 * The calls of one tenant to one operation: who may send now, who waits, who is refused. What happens here holds up nobody else.
 * After a pause it opens slowly: one call, and one more with every answer, so that recovery is no second outage (reliability F24).
 */
export class Lane implements Idle {
  readonly tenant: TenantShare;
  readonly #operation: string;
  readonly #runtime: Runtime;
  readonly #breaker: Breaker | undefined;
  readonly #pacer: Pacer | undefined;
  readonly #waiting = new Set<Waiter>();
  #inFlight = 0;
  /** How many may be under way here; infinite except while it opens slowly. */
  #window = Number.POSITIVE_INFINITY;
  /** When the slow opening began, monotonic. Answers to earlier calls say nothing about now. */
  #slowSince = Number.NEGATIVE_INFINITY;
  /** Asked to wait until then, monotonic. */
  #penaltyUntil = Number.NEGATIVE_INFINITY;
  #throttles = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(tenant: TenantShare, operation: string, runtime: Runtime) {
    this.tenant = tenant;
    this.#operation = operation;
    this.#runtime = runtime;
    const { breaker, callsPerMinute } = tenant.limits;
    this.#breaker = breaker === undefined ? undefined : new Breaker(breaker, runtime);
    const rate = callsPerMinute[operation] ?? callsPerMinute['*'];
    this.#pacer = rate === undefined ? undefined : new Pacer(rate);
  }

  get idle(): boolean {
    return this.#inFlight === 0 && this.#waiting.size === 0;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * A pass, at once where one is free. Each must be given back.
   * @throws circuit_open · rate_limited when the turn would come after the call's end · SendFailure `aborted` when the call ends while it waits
   */
  enter(wait: Wait): Pass | Promise<Pass> {
    const now = this.#runtime.monotonic();
    const open = this.#refusal(now);
    if (open !== undefined) throw open;
    if (this.#waiting.size === 0 && this.#free && now >= this.#readyAt) return this.#admit(now);
    const waitMs = Math.max(0, this.#readyAt - now) + this.#waiting.size * (this.#pacer?.intervalMs ?? 0);
    if (waitMs >= wait.remainingMs()) throw this.#tooLong(waitMs);
    return this.#queue(wait, now);
  }

  /** Gives a pass back with what became of the attempt. */
  leave(pass: Pass, end: AttemptEnd): void {
    this.#inFlight -= 1;
    if (end === 'answered') this.#answered(pass);
    else if (end === 'failed') this.#failed(pass);
    else if (pass.probe) this.#breaker?.inconclusive();
    this.tenant.leave();
  }

  /** Gives a pass back after "too many requests". @param askedMs what the answer asked for, if it did */
  throttled(pass: Pass, askedMs: number | undefined): void {
    this.#inFlight -= 1;
    // It does answer.
    this.#breaker?.succeeded();
    const now = this.#runtime.monotonic();
    // Calls that were under way together are one event.
    if (pass.startedAt >= this.#slowSince || this.#throttles === 0) this.#throttles += 1;
    const leastMs = backoffMs(this.#throttles, this.#runtime);
    const ms = Math.max(leastMs, askedMs ?? Math.min(MAX_PENALTY_MS, FIRST_PENALTY_MS * 2 ** (this.#throttles - 1)));
    // Up to a tenth later by chance: processes that were throttled together must not come back together.
    const until = now + Math.min(MAX_RETRY_AFTER_MS, ms * (1 + this.#runtime.random() / 10));
    this.#penaltyUntil = Math.max(this.#penaltyUntil, until);
    this.#openSlowly(now);
    for (const waiter of this.#waiting)
      if (waiter.wait.remainingMs() <= this.#penaltyUntil - now) waiter.refuse(this.#tooLong(this.#penaltyUntil - now));
    this.tenant.leave();
  }

  /** Lets the first waiter go, if it may. @returns whether one went */
  admitNext(now: number): boolean {
    const open = this.#refusal(now);
    if (open !== undefined) this.refuseAll(open);
    const next = this.#next();
    if (next === undefined || !this.#free) return false;
    if (now < this.#readyAt) {
      this.#cancelTimer ??= this.#runtime.schedule(this.#readyAt - now, () => {
        this.#cancelTimer = undefined;
        this.tenant.wake();
      });
      return false;
    }
    next.admit(this.#admit(now));
    return true;
  }

  /** Whose time is up would be sent only to be aborted: its own timer ends it in a moment. */
  #next(): Waiter | undefined {
    for (const waiter of this.#waiting) if (waiter.wait.remainingMs() > 0) return waiter;
    return undefined;
  }

  refuseAll(error: Error): void {
    for (const waiter of this.#waiting) waiter.refuse(error);
  }

  get #free(): boolean {
    return this.#inFlight < this.#window && this.tenant.free;
  }

  get #readyAt(): number {
    return this.#pacer === undefined ? this.#penaltyUntil : Math.max(this.#penaltyUntil, this.#pacer.readyAt);
  }

  #admit(now: number): Pass {
    this.#inFlight += 1;
    this.tenant.enter();
    this.#pacer?.take(now);
    return { startedAt: now, probe: this.#breaker?.pass() ?? false };
  }

  #queue(wait: Wait, now: number): Promise<Pass> {
    return new Promise((resolve, reject) => {
      // Replaced below; a call that has ended already is refused before that.
      let stopListening = () => {};
      const leave = () => {
        stopListening();
        this.#waiting.delete(waiter);
        if (this.#waiting.size > 0) return;
        this.#cancelTimer?.();
        this.#cancelTimer = undefined;
        this.tenant.stopWaiting(this);
      };
      const refuse = (error: Error) => {
        leave();
        reject(error);
      };
      const waiter: Waiter = {
        wait,
        refuse,
        admit(pass) {
          leave();
          resolve(pass);
        },
      };
      this.#waiting.add(waiter);
      this.tenant.startWaiting(this);
      stopListening = wait.onAbort(() => refuse(new SendFailure('aborted', true, 'ABORT_ERR', { stage: 'queue' })));
      // For its timer; nobody can go yet.
      this.admitNext(now);
    });
  }

  #answered(pass: Pass): void {
    this.tenant.budget.earn();
    if (pass.startedAt >= this.#slowSince) {
      this.#throttles = 0;
      this.#window += 1;
    }
    this.#breaker?.succeeded();
  }

  #failed(pass: Pass): void {
    const now = this.#runtime.monotonic();
    if (this.#breaker?.failed(pass.startedAt, now, pass.probe) === true) this.#openSlowly(now);
  }

  #openSlowly(now: number): void {
    this.#window = 1;
    this.#slowSince = now;
  }

  #refusal(now: number): Error | undefined {
    const until = this.#breaker?.refusedUntil(now);
    return until === undefined ? undefined : circuitOpen(this.#operation, this.#breaker?.failures ?? 0, until - now, this.#runtime);
  }

  #tooLong(waitMs: number): Error {
    const asked = this.#penaltyUntil > this.#runtime.monotonic();
    return tooLong(asked ? 'asked-to-wait' : 'own-limit', this.#operation, waitMs, this.#runtime);
  }
}
