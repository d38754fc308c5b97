import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import type { Secret } from '../credentials/secret.js';

const CIPHER = 'aes-256-gcm';
/** Names the form; a later form gets another number and old processes then see no token. */
const VERSION = '1.';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals texts for a shared store (AES-256-GCM): who has the store but not the credential can neither read, forge nor move them to another key. */
export class Seal {
  readonly #key: KeyObject;
  readonly #name: Buffer;

  /** @param name the key's name in the store; a text sealed under one name does not open under another */
  constructor(secret: Secret, name: string) {
    this.#name = Buffer.from(name, 'utf8');
    const derived = secret.use((bytes) => new Uint8Array(hkdfSync('sha256', bytes, 'piaozone', 'session store 1', 32)));
    this.#key = createSecretKey(derived);
    derived.fill(0);
  }

  seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, iv).setAAD(this.#name);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return VERSION + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
  }

  /** @returns undefined for anything that was not sealed with this secret under this name */
  open(sealed: string): string | undefined {
    if (!sealed.startsWith(VERSION)) return undefined;
    const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
    if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
    try {
      const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(this.#name)
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}
