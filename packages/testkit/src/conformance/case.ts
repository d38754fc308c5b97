import type { Stage } from './stage.js';
import type { Rule } from './types.js';

/** One rule of the contract and the play that proves it. Makes its own data; runs alone and in any order. */
export interface ConformanceCase {
  /** `group/name`; named in `skips` and in reports, so it never changes. */
  readonly id: string;
  /** The sentence an adapter is held to. */
  readonly rule: Rule;
  /** A new case only warns until this version of the kit, from which on it fails; absent = it fails. */
  readonly warnsUntil?: string;
  /** @returns a reason when it does not apply to this adapter, e.g. an ability it does not declare */
  run(stage: Stage): Promise<string | undefined>;
}

export function conformanceCase(
  id: string,
  zh: string,
  en: string,
  run: (stage: Stage) => Promise<unknown>,
  more: Pick<ConformanceCase, 'warnsUntil'> = {},
): ConformanceCase {
  const reasonOf = (result: unknown) => (typeof result === 'string' ? result : undefined);
  return { id, rule: { zh, en }, ...more, run: async (stage) => reasonOf(await run(stage)) };
}
