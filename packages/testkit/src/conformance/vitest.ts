import type { ConformanceCase } from './case.js';
import { adapterCases } from './cases/index.js';
import { checkSkips, runCase } from './run.js';
import type { AdapterHarness, ConformanceCore } from './types.js';

/** The part of a test runner that is needed: `import { describe, it } from 'vitest'`; others with the same shape will do. */
export interface TestRunner {
  readonly describe: (name: string, define: () => void) => unknown;
  readonly it: ((name: string, run: (context: TestContext) => Promise<void>) => unknown) & Partial<Readonly<Record<'skip', unknown>>>;
}

export interface TestContext {
  /** Ends a test as skipped, with the reason. */
  readonly skip?: (reason?: string) => unknown;
}

/** One test per case; a skipped one shows its reason. */
export function describeAdapter(harness: AdapterHarness, core: ConformanceCore, { describe, it }: TestRunner): void {
  checkSkips(harness);
  describe(`conformance of ${harness.name}`, () => {
    for (const one of adapterCases) it(title(one), async (context) => judge(one, harness, core, context));
  });
}

function title({ id, rule }: ConformanceCase): string {
  return `${id}: ${rule.en}`;
}

async function judge(one: ConformanceCase, harness: AdapterHarness, core: ConformanceCore, context: TestContext): Promise<void> {
  const { status, detail } = await runCase(one, harness, core);
  if (status === 'failed') throw new Error(detail);
  if (status === 'skipped') context.skip?.(detail);
}
