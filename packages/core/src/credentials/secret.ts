import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';

const HIDDEN = '[secret]';
/** Recognises a secret of another installed copy of the package, which `instanceof` would not. */
const MARKER = Symbol.for('@piaozone/core/secret');

/**
 * Holds a secret so that no log, template string, `inspect` or JSON shows it.
 * Given as bytes, it is kept outside the JavaScript heap and never becomes a string, unless `reveal()` is called: a string stays in the heap, and in every
 * heap snapshot, until the collector comes (reliability T6). The bytes are copied: the caller may zero its own.
 */
export class Secret {
  readonly #held: string | KeyObject;

  constructor(value: string | Uint8Array) {
    this.#held = typeof value === 'string' ? value : createSecretKey(value);
  }

  get [MARKER](): true {
    return true;
  }

  /** The plain value as text; call it where a text is sent, keep nothing of it. */
  reveal(): string {
    if (typeof this.#held === 'string') return this.#held;
    return this.use((bytes) => bytes.toString('utf8'));
  }

  /** A fresh copy in UTF-8. Whoever takes it zeroes it; {@link use} does so by itself. */
  bytes(): Buffer {
    return typeof this.#held === 'string' ? Buffer.from(this.#held, 'utf8') : this.#held.export();
  }

  /** Lends the UTF-8 bytes to `read`, which must not keep them: they are zeroed when it returns. */
  use<T>(read: (bytes: Buffer) => T): T {
    const bytes = this.bytes();
    try {
      return read(bytes);
    } finally {
      bytes.fill(0);
    }
  }

  /** SHA-256 in hex, the first `length` digits: tells versions of a secret apart without holding it. */
  fingerprint(length = 64): string {
    return this.use((bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, length));
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

/** What may be given where a secret is expected. */
export type SecretInput = string | Uint8Array | Secret;

/** True for a {@link Secret} of any installed copy of the package. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && MARKER in value;
}

/** The same secret as a {@link Secret}. */
export function toSecret(value: SecretInput): Secret {
  return isSecret(value) ? value : new Secret(value);
}
