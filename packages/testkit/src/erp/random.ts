import { createHash } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Repeatable randomness: the same seed gives the same secrets, tokens and shuffles. Not for cryptography. */
export class SeededRandom {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** An integer from 0 to `below - 1`. */
  integer(below: number): number {
    this.#drawn += 1;
    return createHash('sha256').update(`${this.#seed}/${this.#drawn}`).digest().readUIntBE(0, 6) % below;
  }

  /** `length` letters and digits. */
  text(length: number): string {
    return Array.from({ length }, () => LETTERS.charAt(this.integer(LETTERS.length))).join('');
  }

  /** `length` digits, the first one not 0. */
  digits(length: number): string {
    return Array.from({ length }, (_, index) => String(index === 0 ? 1 + this.integer(9) : this.integer(10))).join('');
  }

  /** For initialisation vectors and the like. */
  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.integer(256)));
  }

  /** Shaped like a UUID. */
  uuid(): string {
    const hex = Array.from({ length: 32 }, () => this.integer(16).toString(16)).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  /** The same items in another order. */
  shuffle<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, at: this.integer(0x7fffffff) }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  }
}
