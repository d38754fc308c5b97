import { configError, type Problem } from '@piaozone/core/adapter';
import { Complaints } from './plain-values.js';

/** How one entry of 「单据简码」 is written; the manual shows only that it starts with the bosType, so the sign after it must be said. */
export interface BillCodeSyntax {
  /** Between bosType and code. */
  readonly separator: string;
}

const ENTRIES = '#';

/** 「单据简码」: bosType → code, entries separated by `#`. @throws config_invalid with every problem at once; codes are told by their place in the list */
export function parseBillCodes(text: string, syntax: BillCodeSyntax): ReadonlyMap<string, string> {
  const read = readBillCodes(text, syntax, 'billCodes');
  if (read.problems.length > 0) throw configError(read.problems);
  return read.codes;
}

export function readBillCodes(
  text: unknown,
  syntax: BillCodeSyntax,
  path: string,
): { readonly codes: ReadonlyMap<string, string>; readonly problems: readonly Problem[] } {
  const complaints = new Complaints();
  const codes = new Map<string, string>();
  const list = complaints.text(text, path);
  const { separator } = syntax;
  if (typeof separator !== 'string' || separator === '' || separator.includes(ENTRIES)) {
    complaints.add(`${path}.separator`, `须填写，且不含 ${ENTRIES}`, `must be said and must not hold ${ENTRIES}`);
    return { codes, problems: complaints.problems };
  }
  for (const [index, entry] of list === '' ? [] : list.split(ENTRIES).entries()) {
    const at = `${path}[${index}]`;
    const cut = entry.indexOf(separator);
    // bosTypes are written in either case; the number they lead to is in upper case.
    const bosType = entry.slice(0, Math.max(cut, 0)).toUpperCase();
    const code = cut < 0 ? '' : entry.slice(cut + separator.length).toUpperCase();
    if (bosType === '' || code === '') complaints.add(at, '应为 bosType 加分隔符加单据简码', 'must be bosType, separator and code');
    else if (/\s/.test(entry)) complaints.add(at, '含有空格', 'has blanks');
    else if (codes.has(bosType)) complaints.add(at, '同一 bosType 出现两次', 'names a bosType for the second time');
    else codes.set(bosType, code);
  }
  return { codes, problems: complaints.problems };
}
