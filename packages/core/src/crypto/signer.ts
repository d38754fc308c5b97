import { PiaozoneError } from '../errors.js';
import type { CryptoBackend } from './backend.js';

/** Sign algorithm: `0` MD5, `1` SHA-256, `2` HMAC-SHA256 keyed with the client secret (standard-edition §2). */
export type EncType = 0 | 1 | 2;

export interface SignInput {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Exactly as it goes out; as text, because some forms exceed 2^53. A number is signed in its decimal form. */
  readonly timestamp: string | number;
  readonly encType: EncType;
}

/** Lower-case hex signature of clientId + clientSecret + timestamp in UTF-8. @throws config_invalid for an unknown `encType`. */
export function sign(input: SignInput, backend: CryptoBackend): string {
  const plain = `${input.clientId}${input.clientSecret}${input.timestamp}`;
  switch (input.encType) {
    case 0:
      return backend.md5Hex(plain);
    case 1:
      return backend.sha256Hex(plain);
    case 2:
      return backend.hmacSha256Hex(input.clientSecret, plain);
    default:
      throw new PiaozoneError({
        code: 'config_invalid',
        outcome: 'not-sent',
        message: { zh: 'encType 只能是 0（MD5）、1（SHA-256）或 2（HMAC-SHA256）', en: 'encType must be 0 (MD5), 1 (SHA-256) or 2 (HMAC-SHA256)' },
      });
  }
}
