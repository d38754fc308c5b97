import type { Locale } from '../i18n/locale.js';
import { localize } from '../i18n/locale.js';
import type { Finding } from '../model/finding.js';
import type { WireResponse } from '../transport/types.js';
import { findingFor, type Line, okFinding, skippedFinding } from './findings.js';

export const clockLine: Line = { code: 'piaozone.clock', title: { zh: '本机时间', en: 'clock of this machine' } };
/** ±5 minutes is what Kingdee's platform allows a timestamp (flagship-and-cosmic §2.2); nothing is published for 标准版. */
const ALLOWED_MS = 5 * 60_000;

/** The clock here against the `Date` of an answer that just came. @param now epoch milliseconds here, as it arrived */
export function clockFinding({ headers }: WireResponse, now: number, locale: Locale): Finding {
  const theirs = Date.parse(headers['date'] ?? '');
  if (!Number.isFinite(theirs))
    return skippedFinding(clockLine, { zh: '应答没有 Date 头，无法比较', en: 'the answer has no Date header to compare with' });
  const difference = now - theirs;
  const seconds = Math.round(Math.abs(difference) / 1000);
  const off =
    seconds === 0
      ? SAME
      : difference > 0
        ? { zh: `本机快 ${seconds} 秒`, en: `${seconds} s ahead` }
        : { zh: `本机慢 ${seconds} 秒`, en: `${seconds} s behind` };
  const evidence = localize(
    {
      zh: `本机 ${stamp(now)}，对方 ${stamp(theirs)}，${off.zh}`,
      en: `here ${stamp(now)}, there ${stamp(theirs)}: ${off.en}`,
    },
    locale,
  );
  return Math.abs(difference) > ALLOWED_MS ? findingFor(clockLine, 'CLOCK_SKEW', evidence) : okFinding(clockLine, evidence);
}

const SAME = { zh: '一致', en: 'the same' };

function stamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
