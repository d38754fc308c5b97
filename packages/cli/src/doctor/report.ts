import type { Bilingual, ConnectionReport, Finding } from '@piaozone/core';
import { oneLine } from '../failure.js';
import { displayWidth } from '../mock/table.js';

export type Language = 'zh' | 'en';

const MARKS: Readonly<Record<Finding['status'], string>> = { ok: '✔', failed: '✖', warning: '!', skipped: '–' };

/** One line of JSON with everything, in both languages. */
export function reportJson({ ok, findings }: ConnectionReport): string {
  const plain = findings.map(({ code, status, diagnosis, title, evidence, cause, remedy }) => ({
    code,
    status,
    diagnosis: diagnosis ?? null,
    title: both(title),
    evidence: evidence ?? null,
    cause: both(cause),
    remedy: both(remedy),
  }));
  return `${JSON.stringify({ ok, findings: plain })}\n`;
}

/** Lines for a person: what was tested, what was seen, and for what is not right its cause and remedy. */
export function reportText({ ok, findings }: ConnectionReport, lang: Language | undefined): string {
  const titles = findings.map(({ title }) => inLanguages(title, lang).join(' '));
  const width = Math.max(0, ...titles.map(displayWidth));
  const lines = findings.flatMap((finding, index) => {
    const title = titles[index] ?? '';
    const { status, diagnosis, evidence } = finding;
    const shown = [
      diagnosis === undefined || status === 'ok' || status === 'skipped' ? '' : `[${diagnosis}]`,
      evidence === undefined ? '' : oneLine(evidence),
    ];
    const seen = shown.filter((part) => part !== '').join(' ');
    const head = `${MARKS[status]} ${title}${seen === '' ? '' : `${' '.repeat(width - displayWidth(title))}  ${seen}`}`;
    return [head, ...advice(finding, lang)];
  });
  return `${[...lines, '', ...summary(ok, findings, lang)].join('\n')}\n`;
}

function advice({ cause, remedy }: Finding, lang: Language | undefined): string[] {
  return LANGUAGES.filter((one) => lang === undefined || one === lang).flatMap((one) => [
    ...(cause === undefined ? [] : [`    ${LABELS.cause[one]}${oneLine(cause[one])}`]),
    ...(remedy === undefined ? [] : [`    ${LABELS.remedy[one]}${oneLine(remedy[one])}`]),
  ]);
}

function summary(ok: boolean, findings: readonly Finding[], lang: Language | undefined): string[] {
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  const warnings = count('warning');
  if (!ok)
    return inLanguages({ zh: `${count('failed')} 项不通过，从第一个 ✖ 开始处理`, en: `${count('failed')} failed; begin with the first ✖` }, lang);
  // The words of the product's own connection test.
  if (warnings === 0) return inLanguages({ zh: '测试通过', en: 'passed' }, lang);
  return inLanguages({ zh: `测试通过，有 ${warnings} 项提醒`, en: `passed with ${warnings} warning(s)` }, lang);
}

const LANGUAGES = ['zh', 'en'] as const;
const LABELS = {
  cause: { zh: '原因：', en: 'cause:  ' },
  remedy: { zh: '解决：', en: 'remedy: ' },
} as const;

function inLanguages(text: Bilingual, lang: Language | undefined): string[] {
  return lang === undefined ? [text.zh, text.en] : [text[lang]];
}

function both(text: Bilingual | undefined): Bilingual | null {
  return text === undefined ? null : { zh: text.zh, en: text.en };
}
