import type { ConformanceCase } from './case.js';
import { adapterCases } from './cases/index.js';
import { Judge } from './failure.js';
import { Stage } from './stage.js';
import type { AdapterHarness, ConformanceCore, Rule } from './types.js';

/** How one case ended. */
export interface CaseResult {
  readonly id: string;
  readonly rule: Rule;
  /** `warned`: broken, but the case is new and fails only from a later version of the kit on. */
  readonly status: 'passed' | 'failed' | 'warned' | 'skipped';
  /** Why it was skipped, or what was seen instead of what the rule asks. */
  readonly detail?: string;
}

export interface ConformanceReport {
  readonly adapter: string;
  readonly passed: number;
  readonly failed: number;
  readonly warned: number;
  readonly skipped: number;
  readonly results: readonly CaseResult[];
}

export interface ConformanceOptions {
  /** Only cases whose id begins with one of these. Default: all. */
  readonly only?: readonly string[];
  readonly onResult?: (result: CaseResult) => void;
  /** How long one case is waited for before it counts as failed, milliseconds; a watchdog. Default 30 000. */
  readonly caseTimeoutMs?: number;
}

/** An adapter with an HTTP stack of its own may wait for ever. */
const CASE_TIMEOUT_MS = 30_000;
/** What is closed after a case has no say in its verdict. */
const CLOSE_TIMEOUT_MS = 10_000;

/**
 * Runs the suite, each case on an ERP of its own. Never throws for what it judges.
 * @throws Error for a harness that skips a case that does not exist, or without a reason
 */
export async function runConformance(harness: AdapterHarness, core: ConformanceCore, options: ConformanceOptions = {}): Promise<ConformanceReport> {
  checkSkips(harness);
  const { only, onResult, caseTimeoutMs } = options;
  const chosen = adapterCases.filter(({ id }) => only === undefined || only.some((start) => id.startsWith(start)));
  const results: CaseResult[] = [];
  for (const one of chosen) {
    const result = await runCase(one, harness, core, caseTimeoutMs);
    results.push(result);
    onResult?.(result);
  }
  const count = (status: CaseResult['status']) => results.filter((result) => result.status === status).length;
  return { adapter: harness.name, passed: count('passed'), failed: count('failed'), warned: count('warned'), skipped: count('skipped'), results };
}

/** One case on an ERP of its own. Never throws. */
export async function runCase(
  one: ConformanceCase,
  harness: AdapterHarness,
  core: ConformanceCore,
  timeoutMs: number = CASE_TIMEOUT_MS,
): Promise<CaseResult> {
  const { id, rule } = one;
  const reason = harness.skips?.[id];
  if (reason !== undefined) return { id, rule, status: 'skipped', detail: reason };
  let stage: Stage | undefined;
  try {
    const judge = new Judge(rule);
    stage = new Stage(await harness.start(), harness, core, judge);
    const skipped = await within(timeoutMs, one.run(stage), () => judge.fail(`the case did not end within ${timeoutMs} ms`));
    return skipped === undefined ? { id, rule, status: 'passed' } : { id, rule, status: 'skipped', detail: skipped };
  } catch (error) {
    return { id, rule, ...verdictOf(one, error instanceof Error ? error.message : String(error)) };
  } finally {
    await within(CLOSE_TIMEOUT_MS, stage?.close() ?? Promise.resolve(), () => undefined);
  }
}

async function within<T>(ms: number, work: Promise<T>, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const watchdog = new Promise<T>((resolve, reject) => {
    timer = setTimeout(() => {
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    }, ms);
  });
  try {
    return await Promise.race([work, watchdog]);
  } finally {
    clearTimeout(timer);
  }
}

function verdictOf({ warnsUntil }: ConformanceCase, seen: string): Pick<CaseResult, 'status' | 'detail'> {
  if (warnsUntil === undefined) return { status: 'failed', detail: seen };
  return { status: 'warned', detail: `${seen}\n  fails from kit ${warnsUntil} on / 自 ${warnsUntil} 版起为失败` };
}

export function checkSkips({ skips = {} }: AdapterHarness): void {
  for (const [id, reason] of Object.entries(skips)) {
    if (!adapterCases.some((one) => one.id === id)) throw new Error(`skips: there is no case ${id} / 没有用例 ${id}`);
    if (reason.trim() === '') throw new Error(`skips: ${id} needs a reason / 跳过 ${id} 须说明原因`);
  }
}
