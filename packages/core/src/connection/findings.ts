import { finding as entryOf } from '@piaozone/diagnosis';
import type { PiaozoneError, Problem } from '../errors.js';
import { type Bilingual, type Locale, localize } from '../i18n/locale.js';
import type { Finding } from '../model/finding.js';
import { printable } from '../protocol/excerpt.js';
import { diagnosisOf } from './diagnosis-of.js';

/** What one line of the connection test is about. */
export interface Line {
  /** Stable, e.g. `piaozone.token`. */
  readonly code: string;
  readonly title: Bilingual;
}

const SHOWN_TEXT = 300;

export function okFinding({ code, title }: Line, evidence?: string): Finding {
  return { code, status: 'ok', title, ...(evidence === undefined ? {} : { evidence }) };
}

/** A line that was not tested. @param cause why, where the lines before do not say it */
export function skippedFinding({ code, title }: Line, cause?: Bilingual, evidence?: string): Finding {
  return { code, status: 'skipped', title, ...(evidence === undefined ? {} : { evidence }), ...(cause === undefined ? {} : { cause }) };
}

/**
 * A line with cause and remedy of the catalogue.
 * @param diagnosis a code of our own findings in `@piaozone/diagnosis`
 * @throws RangeError for a code that is in no catalogue
 */
export function findingFor({ code, title }: Line, diagnosis: string, evidence: string, status: 'failed' | 'warning' | 'skipped' = 'failed'): Finding {
  const { cause, remedy } = entryOf(diagnosis);
  return { code, status, title, diagnosis, evidence, cause, remedy };
}

/**
 * A line that failed by `error`: what its text or its place is known to mean, else its own words.
 * @param fallback code of our own findings for an error nothing is known about
 */
export function findingOfError(
  line: Line,
  error: PiaozoneError,
  locale: Locale,
  fallback?: string,
  status: 'failed' | 'warning' = 'failed',
): Finding {
  const known = diagnosisOf(error) ?? (fallback === undefined ? undefined : entryOf(fallback));
  const { code, title } = line;
  const evidence = evidenceOf(error, locale);
  if (known !== undefined) return { code, status, title, diagnosis: known.code, evidence, cause: known.cause, remedy: known.remedy };
  return { code, status, title, evidence, cause: error.text, ...(error.hintText === undefined ? {} : { remedy: error.hintText }) };
}

/** What was seen, on one line: the other side's code and words, else ours. */
export function evidenceOf(error: PiaozoneError, locale: Locale): string {
  const { upstreamCode, upstreamMessage, status, problems } = error;
  const theirs = [upstreamCode, upstreamMessage].filter((part) => part !== undefined && part !== '').join(' ');
  const parts = [
    theirs === '' ? localize(error.text, locale) : printable(theirs, SHOWN_TEXT),
    ...(status === undefined ? [] : [`HTTP ${status}`]),
    ...problems.map((problem) => problemText(problem, locale)),
  ];
  return parts.join('; ');
}

export function problemText({ path, message }: Problem, locale: Locale): string {
  return `${path}: ${localize(message, locale)}`;
}
