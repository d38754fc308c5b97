import type { ConformanceCase } from './case.js';
import { adapterCases } from './cases/index.js';
import { recordResult, recordStart } from './record.js';
import { checkSkips, runCase } from './run.js';
import type { AdapterHarness, ConformanceCore } from './types.js';

/** Above the watchdog of a case and of what is closed after it, so that a failure says which rule it is about. */
const TEST_TIMEOUT_MS = 60_000;

/** The part of a test runner that is needed: `import { describe, it } from 'vitest'`; others with the same shape will do. */
export interface TestRunner {
  readonly describe: (name: string, define: () => void) => unknown;
  readonly it: ((name: string, run: (context: TestContext) => Promise<void>, timeoutMs?: number) => unknown) &
    Partial<Readonly<Record<'skip', unknown>>>;
}

export interface TestContext {
  /** Ends a test as skipped, with the reason. */
  readonly skip?: (reason?: string) => unknown;
}

/**
 * One test per case; a skipped one, or a warning of a case that is new, shows its reason. Where the environment names a file
 * (`PIAOZONE_CONFORMANCE_REPORT`, as `piaozone adapter check` does), every result is written there as well.
 */
export function describeAdapter(harness: AdapterHarness, core: ConformanceCore, { describe, it }: TestRunner): void {
  checkSkips(harness);
  recordStart(harness, adapterCases);
  describe(`conformance of ${harness.name}`, () => {
    for (const one of adapterCases) it(title(one), async (context) => judge(one, harness, core, context), TEST_TIMEOUT_MS);
  });
}

function title({ id, rule }: ConformanceCase): string {
  return `${id}: ${rule.en}`;
}

async function judge(one: ConformanceCase, harness: AdapterHarness, core: ConformanceCore, context: TestContext): Promise<void> {
  const result = await runCase(one, harness, core);
  recordResult(harness, result);
  const { status, detail } = result;
  if (status === 'failed') throw new Error(detail);
  if (status !== 'passed') context.skip?.(detail);
}
