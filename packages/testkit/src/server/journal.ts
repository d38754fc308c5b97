/** One request as it reached the mock, kept for assertions. Bodies are raw bytes; nothing is redacted: it lives in the test only. */
export interface JournalEntry {
  readonly seq: number;
  /** Epoch milliseconds by the mock's clock. */
  readonly at: number;
  readonly method: string;
  /** Path below the mount prefix, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Filled when the answer was decided; absent while the request is being handled or was dropped. */
  status?: number;
  /** What a fault did to this exchange, e.g. `drop-after`. */
  fault?: string;
}

export class Journal {
  readonly entries: JournalEntry[] = [];

  add(entry: Omit<JournalEntry, 'seq'>): JournalEntry {
    const kept: JournalEntry = { ...entry, seq: this.entries.length + 1 };
    this.entries.push(kept);
    return kept;
  }

  /** Requests whose path ends with `path`. */
  to(path: string): JournalEntry[] {
    return this.entries.filter((entry) => entry.path.endsWith(path));
  }

  clear(): void {
    this.entries.length = 0;
  }
}
