import { type Finding, groupedFindings, type Line, type Locale, okFinding, type Problem } from '@piaozone/core/adapter';

/**
 * Lines of a connection test for settings that were typed into screens: one `ok`, or one for each kind of mistake.
 * @param fallback code of `@piaozone/diagnosis` for a problem that carries none
 */
export function problemFindings(line: Line, problems: readonly Problem[], fallback: string, locale: Locale): Finding[] {
  if (problems.length === 0) return [okFinding(line)];
  const troubles = problems.map(({ path, message, diagnosis = fallback }) => ({
    diagnosis,
    status: 'failed' as const,
    text: { zh: `${path}：${message.zh}`, en: `${path}: ${message.en}` },
  }));
  return groupedFindings(line, troubles, locale);
}
