import { type Bilingual, type Locale, localize } from '../i18n/locale.js';
import type { Finding } from '../model/finding.js';
import { findingFor, type Line } from './findings.js';

/** One thing that is wrong with one of many records. */
export interface Trouble {
  /** Code of a catalogue. */
  readonly diagnosis: string;
  readonly status: 'failed' | 'warning';
  /** Which record and what; holds no secret. */
  readonly text: Bilingual;
}

const NAMED = 10;

/** One line for each kind of trouble, naming the first records: thousands of records must not become thousands of lines. */
export function groupedFindings(line: Line, troubles: readonly Trouble[], locale: Locale): Finding[] {
  const groups = new Map<string, Trouble[]>();
  for (const one of troubles) {
    const key = `${one.status} ${one.diagnosis}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const named = group.slice(0, NAMED).map(({ text }) => localize(text, locale));
    const more = group.length > NAMED ? ` … (${group.length})` : '';
    return [findingFor(line, first.diagnosis, `${named.join('; ')}${more}`, first.status)];
  });
}
