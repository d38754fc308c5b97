import type { Answer } from './answers.js';

export interface DelayOptions {
  /** How long the issue is in progress, by the mock's clock; absent = it stays so. */
  readonly afterMs?: number;
  /** What becomes of it then; default `issued`. `failed` leaves nothing, and the serial free. */
  readonly outcome?: 'issued' | 'failed';
  /** What the request that starts it is answered with; default `内部错误。请稍后再试`, an open outcome (business-rules §11.2). */
  readonly answer?: Answer;
}

// Text: business-rules §11.2, diagnosis.json ISSUE_INTERNAL_ERROR_OUTCOME_UNKNOWN; that hosted issuing hands it on, and with which code, is mock-defined.
const OPEN_OUTCOME: Answer = { errcode: 'MOCK_INTERNAL', description: '内部错误。请稍后再试' };

/** Serial numbers whose next issue is not decided at once. */
export class DelayPlans {
  readonly #plans = new Map<string, DelayOptions>();

  plan(serialNo: string, options: DelayOptions): void {
    this.#plans.set(serialNo, options);
  }

  /** The plan for this serial, used up by being taken. */
  take(serialNo: string): (Required<Omit<DelayOptions, 'afterMs'>> & { afterMs: number }) | undefined {
    const plan = this.#plans.get(serialNo);
    if (plan === undefined) return undefined;
    this.#plans.delete(serialNo);
    const { afterMs = Number.POSITIVE_INFINITY, outcome = 'issued', answer = OPEN_OUTCOME } = plan;
    return { afterMs, outcome, answer };
  }
}
