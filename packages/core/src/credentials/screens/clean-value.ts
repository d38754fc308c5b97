import type { Bilingual } from '../../i18n/locale.js';
import { isBlank, isInvisible } from '../characters.js';
import { isSecret, type SecretInput } from '../secret.js';

/** What a copy had brought along. */
export type Residue = 'blanks' | 'invisible' | 'quotes' | 'blanks-inside';

export interface CleanValue {
  /** UTF-8; whoever has made use of it zeroes it. */
  readonly bytes: Buffer;
  readonly residues: readonly Residue[];
}

const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['‘', '’'],
  ['「', '」'],
]);

/**
 * Takes off what a copy brings along: blanks around (full-width ones too), zero-width and control characters anywhere, quotes around.
 * Works on code points, so that a value given as bytes does not become a string.
 * @param size length in bytes the value must have: quotes that make up this length belong to it
 */
export function cleanValue(value: SecretInput, size?: number): CleanValue {
  const given = typeof value === 'string' ? Buffer.from(value, 'utf8') : isSecret(value) ? value.bytes() : Buffer.from(value);
  const residues = new Set<Residue>();
  const visible = letters(given).filter((letter) => {
    const keep = isBlank(letter.point) || !isInvisible(letter.point);
    if (!keep) residues.add('invisible');
    return keep;
  });
  let kept = trimmed(visible, residues);
  const [first, last] = [kept[0]?.point ?? 0, kept.at(-1)?.point ?? 0];
  if (kept.length > 2 && QUOTES.get(String.fromCodePoint(first)) === String.fromCodePoint(last) && lengthOf(kept) !== size) {
    residues.add('quotes');
    kept = trimmed(kept.slice(1, -1), residues);
  }
  if (kept.some(({ point }) => isBlank(point))) residues.add('blanks-inside');
  const bytes = Buffer.concat(kept.map((letter) => letter.bytes));
  given.fill(0);
  return { bytes, residues: [...residues] };
}

interface Letter {
  readonly point: number;
  readonly bytes: Buffer;
}

/** One after the other: a single character tells nothing. */
function letters(bytes: Buffer): Letter[] {
  const list: Letter[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const letter = bytes.subarray(at, at + size);
    list.push({ bytes: letter, point: letter.toString('utf8').codePointAt(0) ?? 0 });
    at += size;
  }
  return list;
}

function trimmed(list: readonly Letter[], residues: Set<Residue>): readonly Letter[] {
  const solid = (letter: Letter) => !isBlank(letter.point);
  const start = list.findIndex(solid);
  const end = list.findLastIndex(solid) + 1;
  if (start > 0 || end < list.length) residues.add('blanks');
  return start < 0 ? [] : list.slice(start, end);
}

function lengthOf(list: readonly Letter[]): number {
  return list.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** How a residue is told to a person. */
export const RESIDUE_TEXTS: Record<Residue, Bilingual> = {
  blanks: { zh: '首尾有空格或换行（含全角空格），已去掉', en: 'had blanks or line breaks around it (full-width ones count); they were removed' },
  invisible: { zh: '含有零宽或控制字符，已去掉', en: 'held zero-width or control characters; they were removed' },
  quotes: { zh: '首尾有引号，已去掉', en: 'had quotes around it; they were removed' },
  'blanks-inside': { zh: '中间有空格，请核对是否复制了多余内容', en: 'has blanks inside; check whether too much was copied' },
};
