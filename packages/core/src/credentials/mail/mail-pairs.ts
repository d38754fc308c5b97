import type { CredentialLevel } from '../triple.js';
import { headingLevel, type MailLabel, mailLabel } from './mail-labels.js';

/** What the lines of a mail say, in their order. */
export type MailToken =
  | { readonly kind: 'pair'; readonly label: MailLabel; readonly value: string }
  | { readonly kind: 'heading'; readonly level: CredentialLevel }
  /** The next row of a table that has its labels in the first row. */
  | { readonly kind: 'record' }
  /** A row with another number of cells than its header. */
  | { readonly kind: 'misfit' }
  /** A label nobody could find the value of. */
  | { readonly kind: 'unanswered'; readonly label: MailLabel };

/** Between the cells of a table as it is pasted: a tab, a bar, or a gap. One tab, one cell: an empty cell must not shift the others. */
const CELLS = /\t|[|｜]| {2,}|\u3000{2,}/;
/** A label ends at the first of these. */
const COLON = /[:：=]/g;

/** Pairs of label and value in all the ways a mail may set them out. A value without a label is never taken. */
export function mailPairs(lines: readonly string[]): readonly MailToken[] {
  const tokens: MailToken[] = [];
  let row: Row | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    const cells = cellsOf(line);
    const header = headerOf(cells);
    if (header !== undefined) row = header;
    else if (row !== undefined && isDataRow(cells)) tokens.push(...rowTokens(row, cells));
    else {
      row = undefined;
      const level = headingLevel(line);
      if (level !== undefined) tokens.push({ kind: 'heading', level });
      else at += takeLine(line, cells, lines.slice(at + 1, at + 4), tokens);
    }
  }
  return tokens;
}

/** The labels of a table's columns. */
type Row = readonly (MailLabel | undefined)[];

function cellsOf(line: string): readonly string[] {
  return line.split(CELLS).map((cell) => cell.trim());
}

/** Two or more labels side by side without a value between: the first row of a table. */
function headerOf(cells: readonly string[]): Row | undefined {
  const labels = cells.map((cell) => mailLabel(cell));
  const known = labels.filter((label) => label !== undefined);
  const distinct = new Set(known.map((label) => label?.means)).size;
  const filled = cells.filter((cell) => cell !== '').length;
  return distinct >= 2 && distinct === known.length && known.length * 2 > filled ? labels : undefined;
}

function isDataRow(cells: readonly string[]): boolean {
  return cells.length > 1 && cells.every((cell) => mailLabel(cell) === undefined && inlinePairs(cell).length === 0);
}

/** A row that does not fit its header is not guessed at. */
function rowTokens(row: Row, cells: readonly string[]): readonly MailToken[] {
  if (cells.length !== row.length) return [{ kind: 'misfit' }];
  const pairs = cells.flatMap((value, i) => {
    const label = row[i];
    return label === undefined || value === '' ? [] : [{ kind: 'pair' as const, label, value }];
  });
  return [{ kind: 'record' }, ...pairs];
}

/** @returns lines taken beyond this one */
function takeLine(line: string, cells: readonly string[], following: readonly string[], tokens: MailToken[]): number {
  const inline = inlinePairs(line);
  const pairs = inline.length > 0 ? inline : cellPairs(cells);
  tokens.push(...pairs.filter(({ value }) => value !== '').map((pair) => ({ kind: 'pair' as const, ...pair })));
  const last = pairs.at(-1);
  return last?.value === '' ? takeNext(last.label, following, tokens) : 0;
}

/** Labels and values in turn; the value of the last may be missing. */
function cellPairs(cells: readonly string[]): readonly InlinePair[] {
  const filled = cells.filter((cell) => cell !== '');
  const pairs: InlinePair[] = [];
  for (let i = 0; i < filled.length; i += 1) {
    const label = mailLabel(filled[i] ?? '');
    const value = filled[i + 1] ?? '';
    if (label === undefined || (value !== '' && mailLabel(value) !== undefined)) continue;
    pairs.push({ label, value });
    i += 1;
  }
  return pairs;
}

/**
 * The value on the next line that is not empty, unless that is a label or a heading itself. After another label without value it is not taken: in a column of
 * labels followed by a column of values it would be that of the first label.
 */
function takeNext(label: MailLabel, following: readonly string[], tokens: MailToken[]): number {
  const at = following.findIndex((line) => line.trim() !== '');
  const line = (following[at] ?? '').trim();
  const isOpen = tokens.at(-1)?.kind !== 'unanswered' && isValueOf(label, line);
  tokens.push(isOpen ? { kind: 'pair', label, value: line } : { kind: 'unanswered', label });
  return isOpen ? at + 1 : 0;
}

/** A line of its own that can be nothing else. Names may be of any letters, credentials are one word of ASCII. */
function isValueOf({ means }: MailLabel, line: string): boolean {
  if (line === '' || mailLabel(line) !== undefined || headingLevel(line) !== undefined || inlinePairs(line).length > 0) return false;
  return means === 'companyName' || means === 'tenantName' ? cellsOf(line).length === 1 : /^[\x21-\x7e]+$/.test(line);
}

interface InlinePair {
  readonly label: MailLabel;
  readonly value: string;
}

/** `label: value`, also several in a line: a colon counts only with a known label right before it. */
function inlinePairs(line: string): readonly InlinePair[] {
  const found: { readonly label: MailLabel; readonly from: number; readonly valueAt: number }[] = [];
  for (const { index } of line.matchAll(COLON)) {
    const before = labelBefore(line, index, found.at(-1)?.valueAt ?? 0);
    if (before !== undefined) found.push({ ...before, valueAt: index + 1 });
  }
  return found.map(({ label, valueAt }, i) => {
    const next = found[i + 1];
    const value = line.slice(valueAt, next?.from).trim();
    // What separates one pair from the next is no part of the value; at the end of a line it may be.
    return { label, value: next === undefined ? value : value.replace(/[，；、;,|｜]$/, '').trim() };
  });
}

/** Words that a label is made of at most, e.g. `Client id （授权码）`. */
const MOST_WORDS = 4;

/** The longest label that ends at `end`, beginning at a word. */
function labelBefore(line: string, end: number, start: number): { readonly label: MailLabel; readonly from: number } | undefined {
  const text = line.slice(Math.max(start, end - 60), end);
  const offset = end - text.length;
  const starts = [...text.matchAll(/[^\s，；。、,;|｜]+/g)].map(({ index }) => index).slice(-MOST_WORDS);
  for (const at of starts) {
    const label = mailLabel(text.slice(at));
    if (label !== undefined) return { label, from: offset + at };
  }
  return undefined;
}
