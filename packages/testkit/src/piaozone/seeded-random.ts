import { createHash } from 'node:crypto';

const KEY_CHARACTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/** Reproducible ids and secrets: the same seed gives the same sequence. Never for real secrets. */
export class SeededRandom {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: number | string) {
    this.#seed = String(seed);
  }

  #bytes(): Buffer {
    this.#drawn += 1;
    return createHash('sha512').update(`${this.#seed}:${this.#drawn}`).digest();
  }

  /** Lower-case hex, up to 128 characters. */
  hex(length: number): string {
    return this.#bytes().toString('hex').slice(0, length);
  }

  /** Decimal digits, up to 64. */
  digits(length: number): string {
    return [...this.#bytes()]
      .map((byte) => String(byte % 10))
      .slice(0, length)
      .join('');
  }

  /** Letters and digits that are not easily confused, up to 64. */
  key(length: number): string {
    return [...this.#bytes()]
      .map((byte) => KEY_CHARACTERS.charAt(byte % KEY_CHARACTERS.length))
      .slice(0, length)
      .join('');
  }
}
