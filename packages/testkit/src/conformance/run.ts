import type { ConformanceCase } from './case.js';
import { adapterCases } from './cases/index.js';
import { Judge } from './failure.js';
import { Stage } from './stage.js';
import type { AdapterHarness, ConformanceCore, Rule } from './types.js';

/** How one case ended. */
export interface CaseResult {
  readonly id: string;
  readonly rule: Rule;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped, or what was seen instead of what the rule asks. */
  readonly detail?: string;
}

export interface ConformanceReport {
  readonly adapter: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly results: readonly CaseResult[];
}

export interface ConformanceOptions {
  /** Only cases whose id begins with one of these. Default: all. */
  readonly only?: readonly string[];
  readonly onResult?: (result: CaseResult) => void;
}

/**
 * Runs the suite, each case on an ERP of its own. Never throws for what it judges.
 * @throws Error for a harness that skips a case that does not exist, or without a reason
 */
export async function runConformance(harness: AdapterHarness, core: ConformanceCore, options: ConformanceOptions = {}): Promise<ConformanceReport> {
  checkSkips(harness);
  const { only, onResult } = options;
  const chosen = adapterCases.filter(({ id }) => only === undefined || only.some((start) => id.startsWith(start)));
  const results: CaseResult[] = [];
  for (const one of chosen) {
    const result = await runCase(one, harness, core);
    results.push(result);
    onResult?.(result);
  }
  const count = (status: CaseResult['status']) => results.filter((result) => result.status === status).length;
  return { adapter: harness.name, passed: count('passed'), failed: count('failed'), skipped: count('skipped'), results };
}

/** One case on an ERP of its own. Never throws. */
export async function runCase(one: ConformanceCase, harness: AdapterHarness, core: ConformanceCore): Promise<CaseResult> {
  const { id, rule } = one;
  const reason = harness.skips?.[id];
  if (reason !== undefined) return { id, rule, status: 'skipped', detail: reason };
  let stage: Stage | undefined;
  try {
    stage = new Stage(await harness.start(), harness, core, new Judge(rule));
    const skipped = await one.run(stage);
    return skipped === undefined ? { id, rule, status: 'passed' } : { id, rule, status: 'skipped', detail: skipped };
  } catch (error) {
    return { id, rule, status: 'failed', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    await stage?.close();
  }
}

export function checkSkips({ skips = {} }: AdapterHarness): void {
  for (const [id, reason] of Object.entries(skips)) {
    if (!adapterCases.some((one) => one.id === id)) throw new Error(`skips: there is no case ${id} / 没有用例 ${id}`);
    if (reason.trim() === '') throw new Error(`skips: ${id} needs a reason / 跳过 ${id} 须说明原因`);
  }
}
