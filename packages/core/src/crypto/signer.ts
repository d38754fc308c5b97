import { isSecret, type Secret } from '../credentials/secret.js';
import { PiaozoneError } from '../errors.js';
import type { CryptoBackend } from './backend.js';

/** Sign algorithm: `0` MD5, `1` SHA-256, `2` HMAC-SHA256 keyed with the client secret (standard-edition §2). */
export type EncType = 0 | 1 | 2;

export interface SignInput {
  readonly clientId: string;
  /** A text, UTF-8 bytes, or a secret: of the latter two no string is made. */
  readonly clientSecret: string | Uint8Array | Secret;
  /** Exactly as it goes out; as text, because some forms exceed 2^53. A number is signed in its decimal form. */
  readonly timestamp: string | number;
  readonly encType: EncType;
}

/** Lower-case hex signature of clientId + clientSecret + timestamp in UTF-8. @throws config_invalid for an unknown `encType`. */
export function sign(input: SignInput, backend: CryptoBackend): string {
  const { clientId, clientSecret, timestamp, encType } = input;
  if (isSecret(clientSecret)) return clientSecret.use((bytes) => sign({ ...input, clientSecret: bytes }, backend));
  if (typeof clientSecret === 'string') return digest(encType, clientSecret, `${clientId}${clientSecret}${timestamp}`, backend);
  const plain = Buffer.concat([Buffer.from(clientId, 'utf8'), clientSecret, Buffer.from(String(timestamp), 'utf8')]);
  try {
    return digest(encType, clientSecret, plain, backend);
  } finally {
    plain.fill(0);
  }
}

function digest(encType: EncType, key: string | Uint8Array, plain: string | Uint8Array, backend: CryptoBackend): string {
  switch (encType) {
    case 0:
      return backend.md5Hex(plain);
    case 1:
      return backend.sha256Hex(plain);
    case 2:
      return backend.hmacSha256Hex(key, plain);
    default:
      throw new PiaozoneError({
        code: 'config_invalid',
        outcome: 'not-sent',
        message: { zh: 'encType 只能是 0（MD5）、1（SHA-256）或 2（HMAC-SHA256）', en: 'encType must be 0 (MD5), 1 (SHA-256) or 2 (HMAC-SHA256)' },
      });
  }
}
