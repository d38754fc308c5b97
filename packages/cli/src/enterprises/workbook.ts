import { Failure } from '../failure.js';
import type { Cell, NumberCell, SheetCells } from './sheet-table.js';
import type { TextSheet } from './to-sheets.js';
import { assertHarmless } from './zip-guard.js';

/** Character widths of the columns on screen. */
const WIDTH = 22;

/** Reads a workbook. The libraries are loaded at first use: most commands need none. @throws Failure */
export async function readWorkbook(file: Buffer): Promise<SheetCells[]> {
  assertHarmless(file);
  const { default: readSheets } = await import('read-excel-file/universal');
  // A copy of its own: a small Buffer shares its memory with others.
  const bytes = new Uint8Array(file).buffer as ArrayBuffer;
  try {
    const sheets = await readSheets<NumberCell>(bytes, { trim: false, parseNumber: (number) => ({ number }) });
    return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data as unknown as Cell[][] }));
  } catch {
    // Its texts may quote cells.
    throw new Failure({
      zh: '读不出这个 xlsx 文件，或其中有公式错误的单元格',
      en: 'this xlsx file cannot be read, or one of its cells is a failed formula',
    });
  }
}

/** Every cell a text: nothing in it is a formula, whatever it begins with, and no tax number loses a zero (threat T26). */
export async function writeWorkbook(sheets: readonly TextSheet[]): Promise<Buffer> {
  const { default: writeSheets } = await import('write-excel-file/node');
  return writeSheets(
    sheets.map(({ name, rows }) => ({
      sheet: name,
      stickyRowsCount: 1,
      columns: (rows[0] ?? []).map(() => ({ width: WIDTH })),
      data: rows.map((row, index) => row.map((text) => textCell(text, index === 0))),
    })),
  ).toBuffer();
}

function textCell(text: string | undefined, title: boolean) {
  if (text === undefined) return null;
  return { type: String, value: escaped(text), format: '@', ...(title ? { fontWeight: 'bold' as const } : {}) };
}

/**
 * `_x0041_` is an escape in these files (ECMA-376 §22.9.2.19), so a text that looks like one has its underscore escaped. The first letter of a name every
 * object has (`constructor`) is written as an escape too: write-excel-file 4.1.1 looks texts up in a plain object and would write nonsense for it.
 */
function escaped(text: string): string {
  const safe = text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
  return safe in {} ? `_x${safe.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_${safe.slice(1)}` : safe;
}
