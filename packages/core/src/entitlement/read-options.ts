import type { Problem } from '../errors.js';
import { EnterpriseDirectory, readEnterpriseDirectory } from './directory.js';
import type { EnterpriseDirectoryData } from './directory-data.js';
import type { EntitlementMode } from './entitlements.js';

/** Part of the client's options. */
export interface EntitlementOptionsInput {
  /** Who is who, which units are mapped to whom, what was bought. Default none: the cloud decides about every call. */
  readonly enterprises?: EnterpriseDirectory | EnterpriseDirectoryData;
  /** `cloud-decides` (default) sends what is not known to be denied; `strict` sends only what is known to be allowed. */
  readonly entitlements?: EntitlementMode;
}

/** Checks both options, adding what is wrong to `problems`. */
export function readEntitlementOptions(
  { enterprises, entitlements = 'cloud-decides' }: EntitlementOptionsInput,
  problems: Problem[],
  warn: (problem: Problem) => void,
): { readonly enterprises: EnterpriseDirectory | undefined; readonly entitlements: EntitlementMode } {
  if (entitlements !== 'cloud-decides' && entitlements !== 'strict') {
    problems.push({ path: 'entitlements', message: { zh: '须为 "cloud-decides" 或 "strict"', en: 'must be "cloud-decides" or "strict"' } });
  }
  if (enterprises === undefined || enterprises instanceof EnterpriseDirectory) return { enterprises, entitlements };
  // A directory of another copy of this package is as good as its data.
  const { directory, errors, warnings } = readEnterpriseDirectory(dataOf(enterprises));
  const below = (problem: Problem): Problem => ({ ...problem, path: problem.path === '$' ? 'enterprises' : `enterprises: ${problem.path}` });
  for (const problem of errors) problems.push(below(problem));
  for (const problem of warnings) warn(below(problem));
  return { enterprises: directory, entitlements };
}

function dataOf(given: EnterpriseDirectoryData | { readonly toJSON: () => unknown }): unknown {
  return typeof given === 'object' && given !== null && 'toJSON' in given ? given.toJSON() : given;
}
