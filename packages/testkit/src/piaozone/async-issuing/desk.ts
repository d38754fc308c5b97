import type { MockClock } from '../../server/clock.js';
import type { HeldInvoice } from '../ledger.js';

/** `status` as the vendor's own clients read it (standard-edition §6.3, `X`): 1 开具成功 2 开具中 3 开具异常 4 开票串号 5 校验开票数据异常 6 失败允许重试. */
export type AsyncStatus = '1' | '2' | '3' | '4' | '5' | '6';

export interface AsyncOutcome {
  /** Default `1`. */
  readonly status?: Exclude<AsyncStatus, '2'>;
  /** Default: the setting `decidedAfterMs`. */
  readonly afterMs?: number;
  /** Shown with a failure. */
  readonly message?: string;
}

export interface AsyncRequest {
  readonly serialNo: string;
  readonly taxNo: string;
  readonly decidedAt: number;
  readonly outcome: Required<Omit<AsyncOutcome, 'afterMs'>>;
  invoice?: HeldInvoice;
}

/** What was submitted asynchronously. Synchronous invoices are not here, and so are not found. */
export class AsyncDesk {
  readonly #clock: MockClock;
  readonly #requests = new Map<string, AsyncRequest>();
  readonly #plans = new Map<string, AsyncOutcome>();

  constructor(clock: MockClock) {
    this.#clock = clock;
  }

  /** What becomes of the next request with this serial. */
  plan(serialNo: string, outcome: AsyncOutcome): void {
    this.#plans.set(serialNo, outcome);
  }

  /** Notes a request and says how it will end; the plan is used up. */
  accept(serialNo: string, taxNo: string, decidedAfterMs: number): AsyncRequest {
    const { status = '1', afterMs = decidedAfterMs, message = '' } = this.#plans.get(serialNo) ?? {};
    this.#plans.delete(serialNo);
    const request: AsyncRequest = { serialNo, taxNo, decidedAt: this.#clock.now() + afterMs, outcome: { status, message } };
    this.#requests.set(serialNo, request);
    return request;
  }

  find(serialNo: string): AsyncRequest | undefined {
    return this.#requests.get(serialNo);
  }

  status({ decidedAt, outcome }: AsyncRequest): AsyncStatus {
    return this.#clock.now() < decidedAt ? '2' : outcome.status;
  }
}
