import { isPiaozoneError, type Problem } from '../errors.js';
import type { ErpAdapter } from './contract.js';

/** Settings of an ERP looked at without being believed: what a connection test gets instead of a factory that throws. */
export interface TestedErp {
  /** What the factory refuses. */
  readonly problems: readonly Problem[];
  /** The factory's adapter, or one of repaired settings, good for the connection test and nothing else; absent when none can be made. */
  readonly adapter: ErpAdapter | undefined;
}

/**
 * Tries `make`, and if it is refused `repair`, whose adapter is used to look for evidence.
 * @param diagnose code of our own findings for a problem; `undefined` = an invalid setting
 */
export function inspectAdapter(
  make: () => ErpAdapter,
  repair: () => ErpAdapter,
  diagnose: (problem: Problem) => string | undefined = () => undefined,
): TestedErp {
  const made = attempt(make);
  if (made.adapter !== undefined) return { problems: [], adapter: made.adapter };
  const repaired = attempt(repair);
  const problems = made.problems.map((problem) => {
    const diagnosis = diagnose(problem);
    return diagnosis === undefined ? problem : { ...problem, diagnosis };
  });
  return { problems, adapter: repaired.adapter };
}

type Attempt =
  | { readonly adapter: ErpAdapter; readonly problems: readonly [] }
  | { readonly adapter: undefined; readonly problems: readonly Problem[] };

function attempt(make: () => ErpAdapter): Attempt {
  try {
    return { adapter: make(), problems: [] };
  } catch (error) {
    if (isPiaozoneError(error, 'config_invalid')) return { adapter: undefined, problems: error.problems };
    throw error;
  }
}
