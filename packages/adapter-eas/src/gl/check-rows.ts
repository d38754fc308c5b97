import type { Problem } from '@piaozone/core/adapter';
import { add, refuse } from '../soap/typed-parts.js';

/** What tells one voucher from another. */
const HEAD = ['companyNumber', 'periodYear', 'periodNumber', 'voucherType', 'voucherNumber', 'tempNumber'] as const;
type HeadRow = { readonly [F in (typeof HEAD)[number] | 'entrySeq']?: unknown };

/**
 * One voucher per call: EAS' rollback of a batch is unreliable, and a lost reply must leave one voucher to look up. Head fields repeat on every row,
 * `voucherNumber` is there even when it is empty, rows of one entry stand together (eas-and-imaging §4.2, §4.3).
 * @param path of the rows, as the operation calls them
 * @throws request_invalid
 */
export function checkVoucherRows(path: string, rows: readonly HeadRow[]): void {
  const problems: Problem[] = [];
  if (!Array.isArray(rows)) return;
  const [first] = rows;
  if (first === undefined) add(problems, path, '没有任何行', 'holds no row');
  const seen = new Set<unknown>();
  let entry: unknown;
  for (const [index, row] of rows.entries()) {
    // What is no object at all is said by the check of the fields.
    if (typeof row !== 'object' || row === null || typeof first !== 'object' || first === null) continue;
    const at = `${path}[${index}]`;
    if (row.voucherNumber === undefined)
      add(problems, `${at}.voucherNumber`, '必须有这个字段（可以为空文本）', 'must be there (it may be an empty text)');
    for (const field of HEAD) {
      if (row[field] !== first[field])
        add(
          problems,
          `${at}.${field}`,
          '与第一行不同：一次只能导入一张凭证，表头字段每行重复',
          'differs from the first row: one voucher per call, its head on every row',
        );
    }
    if (row.entrySeq !== entry && seen.has(row.entrySeq)) {
      add(problems, `${at}.entrySeq`, '同一分录的行必须相邻', 'rows of one entry must stand together');
    }
    entry = row.entrySeq;
    seen.add(entry);
  }
  refuse(problems);
}
