import type { Bilingual } from '@piaozone/core';
import { COLUMNS, type Column, REQUIRED, type SheetKey } from './columns.js';
import { type CellPlace, nameOf, type PlacedProblem } from './problems.js';

/** A number as the file spells it: JavaScript's own would lose digits. */
export interface NumberCell {
  readonly number: string;
}

/** What the reader of the file hands over. */
export type Cell = string | NumberCell | boolean | Date | null;

export interface SheetCells {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
}

const EXACT_DIGITS = /^\d{1,15}$/;

/** One sheet with a title row. Reads cells by the title of their column and notes what is wrong with them by row and column. */
export class SheetTable<K extends SheetKey> {
  readonly errors: PlacedProblem[];
  readonly warnings: PlacedProblem[];
  readonly #sheet: SheetCells;
  readonly #columns = new Map<string, number>();
  /** A cell may be read more than once; what is wrong with it is said once. */
  readonly #said = new Set<string>();

  constructor(key: K, sheet: SheetCells, errors: PlacedProblem[], warnings: PlacedProblem[]) {
    this.errors = errors;
    this.warnings = warnings;
    this.#sheet = sheet;
    this.#readTitles(COLUMNS[key], REQUIRED[key]);
  }

  #readTitles(known: readonly string[], required: readonly string[]): void {
    const { name, rows } = this.#sheet;
    (rows[0] ?? []).forEach((cell, column) => {
      const title = typeof cell === 'string' ? cell.trim().replaceAll('／', '/') : '';
      if (known.includes(title) && !this.#columns.has(title)) this.#columns.set(title, column);
      else if (title !== '' || rows.some((row, index) => index > 0 && !isBlank(row[column] ?? null))) {
        const place = { sheet: name, row: 1, column, title };
        this.#add(
          this.errors,
          place,
          known.includes(title)
            ? { zh: '列重复', en: 'this column stands here twice' }
            : {
                zh: `不认识的列，内容无法保留；可用的列：${known.join('、')}`,
                en: `is no known column, so its content would be lost; known are ${known.join(', ')}`,
              },
        );
      }
    });
    for (const title of required) {
      if (!this.#columns.has(title))
        this.#add(this.errors, { sheet: name, row: 1, column: 0, title }, { zh: '缺少这一列', en: 'this column is missing' });
    }
  }

  /** Numbers of the rows that hold anything, from 2 on. */
  get rows(): number[] {
    return this.#sheet.rows.flatMap((row, index) => (index > 0 && !row.every(isBlank) ? index + 1 : []));
  }

  place(row: number, title: Column<K>): CellPlace {
    return { sheet: this.#sheet.name, row, column: this.#columns.get(title) ?? 0, title };
  }

  error(row: number, title: Column<K>, zh: string, en: string): undefined {
    this.#add(this.errors, this.place(row, title), { zh, en });
    return undefined;
  }

  /** The text of a cell, `undefined` if it is blank. A number is taken where it cannot have lost anything but leading zeros. */
  text(row: number, title: Column<K>): string | undefined {
    const cell = this.#cell(row, title);
    if (isBlank(cell)) return undefined;
    if (typeof cell === 'string') return cell;
    if (!isNumber(cell)) return this.error(row, title, '须为文本', 'must be a text');
    if (!EXACT_DIGITS.test(cell.number)) {
      return this.error(
        row,
        title,
        '是数字格式，超过 15 位的数字已不准确；请把该列设为文本后重新填写',
        'is a number cell, which is not exact beyond 15 digits; format the column as text and enter it again',
      );
    }
    const message = {
      zh: `是数字格式，前导零可能已丢失，按 ${cell.number} 读取`,
      en: `is a number cell that may have lost leading zeros; read as ${cell.number}`,
    };
    this.#add(this.warnings, this.place(row, title), message);
    return cell.number;
  }

  /** A date as `YYYY-MM-DD`: a date cell, or text in that form or with slashes. */
  date(row: number, title: Column<K>): string | undefined {
    const cell = this.#cell(row, title);
    if (isBlank(cell)) return undefined;
    if (cell instanceof Date && cell.getTime() % 86_400_000 === 0) return cell.toISOString().slice(0, 10);
    const parts = typeof cell === 'string' ? /^\s*(\d{4})([-/])(\d{1,2})\2(\d{1,2})\s*$/.exec(cell) : null;
    if (parts !== null) return `${parts[1]}-${(parts[3] ?? '').padStart(2, '0')}-${(parts[4] ?? '').padStart(2, '0')}`;
    return this.error(row, title, '须为日期，如 2026-12-31', 'must be a date such as 2026-12-31');
  }

  /** A quantity: text, or a number cell within what such cells hold exactly. */
  quantity(row: number, title: Column<K>): string | undefined {
    const cell = this.#cell(row, title);
    if (!isNumber(cell)) return this.text(row, title)?.trim();
    if (/^\d+(?:\.\d+)?$/.test(cell.number) && cell.number.replace('.', '').length <= 15) return cell.number;
    return this.error(row, title, '须为不超过 15 位的数量', 'must be a quantity of at most 15 digits');
  }

  #cell(row: number, title: Column<K>): Cell {
    const column = this.#columns.get(title);
    return column === undefined ? null : (this.#sheet.rows[row - 1]?.[column] ?? null);
  }

  #add(to: PlacedProblem[], place: CellPlace, message: Bilingual): void {
    const where = nameOf(place);
    const key = `${where} ${message.en}`;
    if (!this.#said.has(key)) to.push({ where, message });
    this.#said.add(key);
  }
}

function isNumber(cell: Cell): cell is NumberCell {
  return typeof cell === 'object' && cell !== null && 'number' in cell;
}

function isBlank(cell: Cell): boolean {
  return cell === null || (typeof cell === 'string' && cell.trim() === '');
}
