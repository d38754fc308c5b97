import { copyData, exactJson } from './exact-json.js';

/** A row as the caller defines it: the mocks know no field name of any ERP. */
export type Row = Record<string, unknown>;

/** `conflict`: the bill already carries another invoice. `no-such-bill`: no row has that key. */
export type WriteOutcome = 'written' | 'already-written' | 'conflict' | 'no-such-bill';

/** One attempt to write an invoice into a bill, kept in order for ever. */
export interface WriteRecord {
  readonly key: string;
  readonly invoice: Row;
  readonly outcome: WriteOutcome;
}

export interface BillTableOptions {
  /** Oldest first; copied, so the caller's own data stay as they are. */
  readonly rows: readonly Row[];
  /** Name of the field whose text identifies a bill. */
  readonly key: string;
  /** Whether a query shows `row`; `request` is what the client asked with. */
  readonly pending: (row: Row, request: Row) => boolean;
}

/** The bills of a mock ERP. Tests may read and change `rows` behind the adapter's back. */
export class BillTable {
  readonly key: string;
  readonly rows: Row[];
  readonly writes: WriteRecord[] = [];
  readonly #pending: BillTableOptions['pending'];

  constructor(options: BillTableOptions) {
    this.key = options.key;
    this.rows = copyData([...options.rows]);
    this.#pending = options.pending;
    const keys = this.rows.map((row) => String(row[this.key]));
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice !== undefined) throw new Error(`two rows have ${this.key} = ${twice}`);
  }

  find(key: string): Row | undefined {
    return this.rows.find((row) => String(row[this.key]) === key);
  }

  /** Rows a query shows, in table order. */
  pending(request: Row = {}): Row[] {
    return this.rows.filter((row) => this.#pending(row, request));
  }

  /**
   * Puts `invoice` (the fields that say which invoice it is) and `also` (whatever else changes) into the bill.
   * The same invoice again changes nothing; another one is a conflict and changes nothing.
   */
  write(key: string, invoice: Row, also: Row = {}): WriteOutcome {
    const outcome = this.#write(key, invoice, also);
    this.writes.push({ key, invoice: copyData(invoice), outcome });
    return outcome;
  }

  #write(key: string, invoice: Row, also: Row): WriteOutcome {
    const row = this.find(key);
    if (row === undefined) return 'no-such-bill';
    const fields = Object.entries(invoice);
    if (fields.length === 0) throw new Error('write: an invoice needs at least one field that identifies it');
    if (fields.some(([name, value]) => !isEmpty(row[name]) && !same(row[name], value))) return 'conflict';
    if (fields.every(([name, value]) => same(row[name], value))) return 'already-written';
    Object.assign(row, copyData(also), copyData(invoice));
    return 'written';
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function same(a: unknown, b: unknown): boolean {
  return a !== undefined && exactJson(a) === exactJson(b);
}
