/** Keys beyond this warn no more that day: memory stays bounded, and nobody reads so many warnings. */
const MAX_KEYS = 10_000;

/** Lets each key through once per calendar day. */
export class OnceADay {
  #day = '';
  readonly #seen = new Set<string>();

  /** @param day any text that changes with the day */
  first(day: string, key: string): boolean {
    if (day !== this.#day) {
      this.#day = day;
      this.#seen.clear();
    }
    if (this.#seen.has(key) || this.#seen.size >= MAX_KEYS) return false;
    this.#seen.add(key);
    return true;
  }
}
