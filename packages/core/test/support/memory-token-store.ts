import type { StoredToken, TokenLease, TokenStore } from '../../src/session/token-store.js';

interface Row {
  sealed?: string;
  storedAt: number;
  endsAt: number;
  fence: number;
  leasedUntil: number | undefined;
}

/** A token store on a clock of the test; several managers that share one stand for several processes. */
export class MemoryTokenStore implements TokenStore {
  readonly #now: () => number;
  readonly #rows = new Map<string, Row>();
  #fence = 0;
  /** What is asked fails with this, or never answers. */
  broken: Error | 'silent' | undefined;
  /** Names of the calls so far. */
  readonly asked: string[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  get rows(): ReadonlyMap<string, Readonly<Row>> {
    return this.#rows;
  }

  async get(key: string): Promise<StoredToken | undefined> {
    await this.#enter('get');
    const row = this.#rows.get(key);
    if (row?.sealed === undefined || row.endsAt <= this.#now()) return undefined;
    const remaining = row.endsAt - this.#now();
    return { sealed: row.sealed, ageMs: this.#now() - row.storedAt, ...(remaining === Number.POSITIVE_INFINITY ? {} : { remainingMs: remaining }) };
  }

  async lease(key: string, ttlMs: number): Promise<TokenLease | undefined> {
    await this.#enter('lease');
    const row = this.#rows.get(key) ?? { storedAt: 0, endsAt: 0, fence: 0, leasedUntil: undefined };
    if (row.leasedUntil !== undefined && row.leasedUntil > this.#now()) return undefined;
    this.#fence += 1;
    this.#rows.set(key, { ...row, fence: this.#fence, leasedUntil: this.#now() + ttlMs });
    return { key, fence: this.#fence };
  }

  async extend(lease: TokenLease, ttlMs: number): Promise<boolean> {
    await this.#enter('extend');
    const row = this.#newest(lease);
    if (row !== undefined) row.leasedUntil = this.#now() + ttlMs;
    return row !== undefined;
  }

  async putIfLeased(lease: TokenLease, sealed: string, lifetimeMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    await this.#enter('put');
    const row = this.#newest(lease);
    if (row !== undefined) Object.assign(row, { sealed, storedAt: this.#now(), endsAt: this.#now() + lifetimeMs, leasedUntil: undefined });
    return row !== undefined;
  }

  async release(lease: TokenLease): Promise<void> {
    await this.#enter('release');
    const row = this.#newest(lease);
    if (row !== undefined) row.leasedUntil = undefined;
  }

  async close(): Promise<void> {}

  /** Puts another text where a session lies. */
  overwrite(key: string, sealed: string): void {
    const row = this.#rows.get(key);
    if (row !== undefined) row.sealed = sealed;
  }

  #newest({ key, fence }: TokenLease): Row | undefined {
    const row = this.#rows.get(key);
    return row?.fence === fence && row.leasedUntil !== undefined ? row : undefined;
  }

  #enter(name: string): Promise<void> {
    this.asked.push(name);
    if (this.broken === 'silent') return new Promise(() => {});
    return this.broken === undefined ? Promise.resolve() : Promise.reject(this.broken);
  }
}
