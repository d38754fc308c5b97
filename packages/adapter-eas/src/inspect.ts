import { inspectAdapter, type Problem, type TestedErp, withoutBlanks } from '@piaozone/core/adapter';
import { easAdapter } from './adapter.js';
import type { EasSettings } from './settings/types.js';

/** Settings of {@link easAdapter} that may be wrong, for a connection test. Does no I/O. */
export function inspectEas(settings: unknown): TestedErp {
  return inspectAdapter(
    () => easAdapter(settings as EasSettings),
    () => easAdapter(withoutBlanks(settings) as EasSettings),
    diagnosisOfProblem,
  );
}

function diagnosisOfProblem({ path }: Problem): string | undefined {
  if (path === 'version') return 'ERP_VERSION_TOO_OLD';
  return path === 'servicesUrl' ? 'EAS_ADDRESS_WRONG' : undefined;
}
