/** What may be forgotten while nobody uses it. */
export interface Idle {
  readonly idle: boolean;
}

/**
 * At most `most` entries; the one unused for longest goes first. Entries in use stay, so there may be more for as long as more are in use.
 * Values are made on demand.
 */
export class Lru<V extends Idle> {
  readonly #most: number;
  readonly #make: (key: string) => V;
  readonly #entries = new Map<string, V>();
  #newest: string | undefined;

  constructor(most: number, make: (key: string) => V) {
    this.#most = most;
    this.#make = make;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): V {
    const known = this.#entries.get(key);
    if (known !== undefined && key === this.#newest) return known;
    this.#newest = key;
    if (known !== undefined) this.#entries.delete(key);
    else if (this.#entries.size >= this.#most) this.#evict();
    const value = known ?? this.#make(key);
    this.#entries.set(key, value);
    return value;
  }

  values(): IterableIterator<V> {
    return this.#entries.values();
  }

  #evict(): void {
    for (const [key, value] of this.#entries) {
      if (!value.idle) continue;
      this.#entries.delete(key);
      if (this.#entries.size < this.#most) return;
    }
  }
}
