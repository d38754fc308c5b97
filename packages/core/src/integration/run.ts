import { checkBillDates } from '../adapter/bill-dates.js';
import type { ErpAdapter, ErpConnection } from '../adapter/contract.js';
import type { Call } from '../call.js';
import type { Warning } from '../i18n/log.js';
import type { Bill } from '../model/bill.js';
import type { BillIssuer } from './issue-bill.js';
import { eachItem } from './paging.js';
import type { BillResult, BillStatus, IssueOptions, IssueSummary } from './results.js';

/**
 * A run that has started. Awaiting it gives the summary; `stream()` gives each result as it comes, from the first on.
 * Nothing depends on anybody listening: a forgotten loop loses no bill.
 */
export type IssuingRun = Promise<IssueSummary> & { stream(): AsyncIterable<BillResult> };

export interface RunParts {
  readonly adapter: Pick<ErpAdapter, 'id' | 'capabilities'>;
  readonly connection: ErpConnection;
  readonly issuer: BillIssuer;
  readonly newCall: (signal: AbortSignal | undefined, warn: Call['warn']) => Call;
  readonly options: IssueOptions;
}

const DEFAULT_CONCURRENCY = 4;

export function startIssuingRun(parts: RunParts): IssuingRun {
  const results: BillResult[] = [];
  const progress = new Progress();
  const summary = work(parts, (result) => {
    results.push(result);
    progress.step();
  }).finally(() => progress.end());
  return Object.assign(summary, {
    async *stream() {
      // Whoever streams learns of a failure here, not from the promise they may never look at.
      summary.catch(() => {});
      for (let next = 0; ; ) {
        for (; next < results.length; next += 1) yield results[next] as BillResult;
        if (progress.ended) break;
        await progress.next();
      }
      await summary;
    },
  });
}

async function work({ adapter, connection, issuer, newCall, options }: RunParts, onResult: (result: BillResult) => void): Promise<IssueSummary> {
  const { concurrency = DEFAULT_CONCURRENCY, signal } = options;
  checkBillDates(options, adapter.capabilities, adapter.id);
  const warnings: Warning[] = [];
  const listing = newCall(signal, (warning) => warnings.push(warning));
  const counts: Record<BillStatus, number> = {
    issued: 0,
    refused: 0,
    failed: 0,
    'in-progress': 0,
    unknown: 0,
    'needs-review': 0,
    'waiting-for-person': 0,
  };
  const results: BillResult[] = [];
  const running = new Set<Promise<void>>();
  let broken: { readonly error: unknown } | undefined;

  const take = async (bill: Bill) => {
    options.onBill?.(bill);
    const result = await issuer.issue(bill, (warn) => newCall(signal, warn));
    counts[result.status] += 1;
    results.push(result);
    onResult(result);
    options.onResult?.(result);
  };

  // The whole list first: a bill that is written back leaves the ERP's list, and pages counted by number would then skip others.
  const bills = new Map<string, Bill>();
  for await (const bill of eachItem((query) => connection.fetchBills({ ...query, ...selectionOf(options) }, listing))) {
    // Listed twice is still one bill.
    bills.set(`${bill.type.length}:${bill.type}${bill.number}`, bill);
  }
  try {
    for (const bill of bills.values()) {
      if (signal?.aborted || broken !== undefined) break;
      const task = take(bill)
        .catch((error: unknown) => {
          broken ??= { error };
        })
        .finally(() => running.delete(task));
      running.add(task);
      if (running.size >= concurrency) await Promise.race(running);
    }
  } finally {
    // Bills in work are never abandoned: their outcome must be recorded.
    await Promise.all(running);
  }
  if (broken !== undefined) throw broken.error;
  return {
    fetched: bills.size,
    counts,
    writtenBack: results.filter(({ writeBack }) => writeBack === 'written' || writeBack === 'already-written').length,
    results,
    warnings,
  };
}

function selectionOf({ billTypes, dateFrom, dateTo }: IssueOptions) {
  return {
    ...(billTypes === undefined ? {} : { billTypes }),
    ...(dateFrom === undefined ? {} : { dateFrom }),
    ...(dateTo === undefined ? {} : { dateTo }),
  };
}

/** Wakes streams when something happened. */
class Progress {
  ended = false;
  #wake: () => void = () => {};
  #next = this.#fresh();

  next(): Promise<void> {
    return this.#next;
  }

  step(): void {
    const wake = this.#wake;
    this.#next = this.#fresh();
    wake();
  }

  end(): void {
    this.ended = true;
    this.step();
  }

  #fresh(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
