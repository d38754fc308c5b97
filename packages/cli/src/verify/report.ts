import type { BulkSummary } from '@piaozone/standard';
import { oneLine } from '../failure.js';
import { displayWidth } from '../mock/table.js';
import { csvLine } from './csv.js';
import { COLUMNS, cellsOf, type Row } from './rows.js';

/** Excel takes a file for UTF-8 only with it. */
const BOM = '\uFEFF';

export function reportCsv(rows: readonly Row[]): string {
  return `${BOM}${csvLine(COLUMNS)}${rows.map((row) => csvLine(cellsOf(row))).join('')}`;
}

/** One line; amounts and numbers are texts. Everything the cloud gave of an invoice is in `raw`. */
export function reportJson(rows: readonly Row[], summary: BulkSummary): string {
  const results = rows.map(({ file, result, invoice, message }) => ({ file, result, message, invoice: invoice ?? null }));
  return `${JSON.stringify({ summary, results })}\n`;
}

/** What comes from files and from the cloud may hold anything, also what moves a cursor. */
export function reportTable(rows: readonly Row[], summary: BulkSummary): string {
  const lines = [[...COLUMNS], ...rows.map((row) => cellsOf(row).map(oneLine))];
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((cells) => displayWidth(cells[column] ?? ''))));
  const table = lines.map((cells) =>
    cells
      .map((text, column) => text + ' '.repeat((widths[column] ?? 0) - displayWidth(text)))
      .join('  ')
      .trimEnd(),
  );
  const { done, failed, restored } = summary;
  const total = `${done + failed} 个文件，失败 ${failed}，取自断点 ${restored} / ${done + failed} files, ${failed} failed, ${restored} from the checkpoint`;
  return `${[...table, '', total].join('\n')}\n`;
}
