import { type CredentialLevel, configError, type Locale, type Problem } from '@piaozone/core';
import { VERIFICATION_CODES, type VerificationCodes } from './codes.js';
import { CHECKS_PER_DAY } from './daily-checks.js';
import type { RuleLevel } from './elements.js';
import { MAX_FILE_BYTES } from './file-input.js';
import { type CheckLedger, createMemoryCheckLedger, createMemoryResultCache, type ResultCache } from './ports.js';

/** How verification and recognition behave where the reference leaves a choice. */
export interface VerificationSettings {
  /** Where checks are counted. @default a count of this process */
  readonly ledger?: CheckLedger;
  /** Where passed verifications of the same Shanghai day are kept; `false` = nowhere. @default in this process */
  readonly cache?: ResultCache | false;
  /** Checks of one invoice per Shanghai day. @default 5 */
  readonly checksPerDay?: number;
  /** Missing elements, dates too old or in the future. @default 'warn' */
  readonly elementRules?: RuleLevel;
  /** Bytes of a file. @default 8 MiB */
  readonly maxFileBytes?: number;
  /** Path of verification by elements; `/m3/bill/invoice/sys/check` is the older one. @default '/m13/bill/invoice/sys/check' */
  readonly elementsPath?: '/m13/bill/invoice/sys/check' | '/m3/bill/invoice/sys/check';
  /** Groups of codes; those left out keep their default. */
  readonly codes?: Partial<VerificationCodes>;
  /** The level is not documented for these calls. @default enterprise */
  readonly level?: CredentialLevel;
}

export interface ReadSettings {
  readonly ledger: CheckLedger;
  readonly cache: ResultCache | undefined;
  readonly checksPerDay: number;
  readonly elementRules: RuleLevel;
  readonly maxFileBytes: number;
  readonly elementsPath: string;
  readonly codes: VerificationCodes;
  readonly level: CredentialLevel | undefined;
}

/** @throws config_invalid */
export function readSettings(given: VerificationSettings, locale: Locale): ReadSettings {
  const { checksPerDay = CHECKS_PER_DAY, maxFileBytes = MAX_FILE_BYTES, cache } = given;
  const problems: Problem[] = Object.entries({ checksPerDay, maxFileBytes })
    .filter(([, value]) => !Number.isSafeInteger(value) || value < 1)
    .map(([path]) => ({ path, message: { zh: '须为正整数', en: 'must be a whole number of at least 1' } }));
  if (problems.length > 0) throw configError(problems, locale);
  return {
    ledger: given.ledger ?? createMemoryCheckLedger(),
    cache: cache === false ? undefined : (cache ?? createMemoryResultCache()),
    checksPerDay,
    maxFileBytes,
    elementRules: given.elementRules ?? 'warn',
    elementsPath: given.elementsPath ?? '/m13/bill/invoice/sys/check',
    codes: { ...VERIFICATION_CODES, ...given.codes },
    level: given.level,
  };
}
