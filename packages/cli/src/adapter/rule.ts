import type { Bilingual } from '@piaozone/core';
import type { PackageFolder } from './package-folder.js';

/** How a rule turned out; what is wrong is said line by line, a skip gives its reason. */
export interface RuleResult {
  readonly id: string;
  readonly rule: Bilingual;
  readonly status: 'passed' | 'failed' | 'warned' | 'skipped';
  readonly details: readonly string[];
}

/** One rule about the package itself. */
export interface PackageRule {
  /** Named in reports, so it never changes. */
  readonly id: string;
  readonly rule: Bilingual;
  /** @returns everything that breaks it; empty = it is kept */
  problems(folder: PackageFolder): readonly string[];
}

export function judged({ id, rule, problems }: PackageRule, folder: PackageFolder): RuleResult {
  const details = problems(folder);
  return { id, rule, status: details.length === 0 ? 'passed' : 'failed', details };
}
