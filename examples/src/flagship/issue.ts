import { setTimeout } from 'node:timers/promises';
import type { BillResult, BillStatus, Integration, IssueSummary } from '@piaozone/core';
import type { MockCosmic } from '@piaozone/testkit';
import { businessSystem, type FlagshipErpId } from './business-systems.js';
import { receiveCallbacks } from './callbacks.js';

export interface FlagshipRun {
  readonly id: FlagshipErpId;
  readonly mock: MockCosmic;
  readonly integration: Integration;
  readonly onResult: (result: BillResult) => void;
  readonly print: (line: string) => void;
}

/**
 * The flagship way: a first run hands the bills over, callbacks tell when there is something to ask, a second run writes the invoices back.
 * @returns one result per bill, the last one
 */
export async function issueWithCallbacks({ id, mock, integration, onResult, print }: FlagshipRun): Promise<IssueSummary> {
  const open = new Set<string>();
  let wake: () => void = () => {};
  const callbacks = await receiveCallbacks(id, integration, (serialNo, state) => {
    print(`回调 callback ${serialNo} → ${state}`);
    open.delete(serialNo);
    if (open.size === 0) wake();
  });
  try {
    mock.businessSystems.set(businessSystem(id, callbacks.url));
    const first = await integration.issueBills({ onResult });
    for (const { status, serialNo } of first.results) if (status === 'in-progress' && serialNo !== undefined) open.add(serialNo);
    const settled = new Promise<void>((resolve) => {
      wake = resolve;
    });
    issueHeldBills(mock, print);
    await mock.sim.flush();
    // A callback that does not come is no reason to wait for ever: the next run asks by itself.
    if (open.size > 0) await Promise.race([settled, setTimeout(LONGEST_WAIT_MS, undefined, { ref: false })]);
    return together(first, await integration.issueBills({ onResult }));
  } finally {
    await callbacks.close();
  }
}

/** Most of the time callbacks of a mock on this machine take. */
const LONGEST_WAIT_MS = 30_000;

/** Negative bills are not issued by themselves: somebody presses 开票 in the invoice cloud. */
function issueHeldBills({ sim }: MockCosmic, print: (line: string) => void): void {
  for (const { key, state } of sim.orders()) {
    if (state !== 'held') continue;
    print(`开票人在发票云中开具 somebody issues it in the invoice cloud: ${key}`);
    sim.issue(key);
  }
}

function together(first: IssueSummary, second: IssueSummary): IssueSummary {
  const last = new Map([...first.results, ...second.results].map((result) => [result.bill.number, result]));
  const results = [...last.values()];
  const counts: Record<BillStatus, number> = { ...second.counts };
  for (const status of Object.keys(counts) as BillStatus[]) counts[status] = results.filter((result) => result.status === status).length;
  const writtenBack = first.writtenBack + second.writtenBack;
  return { fetched: first.fetched, counts, writtenBack, results, warnings: [...first.warnings, ...second.warnings] };
}
