import { isUtf8 } from 'node:buffer';
import { configError, PiaozoneError } from '../errors.js';

/** An imported AES key. Holds the key bytes out of reach of `inspect`, JSON and iteration; only the backend that made it can use it. */
export interface AesKey {
  readonly backend: CryptoBackend['name'];
}

/**
 * What the standard edition needs of a crypto library (standard-edition §2, §3). Texts are UTF-8, hashes lower-case hex,
 * the cipher is AES-128-ECB with PKCS#7 and standard Base64 without line breaks. Whatever may hold a secret is taken as bytes too, and then
 * no string may be made of it.
 */
export interface CryptoBackend {
  readonly name: 'node' | 'crypto-js';
  md5Hex(text: string | Uint8Array): string;
  sha256Hex(text: string | Uint8Array): string;
  hmacSha256Hex(key: string | Uint8Array, text: string | Uint8Array): string;
  /** @throws config_invalid unless `bytes` are exactly 16; `path` names the setting in the message (default `encryptKey`). */
  importAesKey(bytes: Uint8Array, path?: string): AesKey;
  /** The ASCII bytes of the Base64 text, ready to be sent as a body. */
  encryptEcb(key: AesKey, plain: string | Buffer): Buffer;
  /** @throws request_invalid with one and the same text whether Base64, length, padding or UTF-8 is wrong (no padding oracle). */
  decryptEcb(key: AesKey, base64: Buffer | string): string;
}

export const AES_BLOCK_BYTES = 16;

/** @throws config_invalid naming `path`; the message holds the length, never the key. */
export function assertAesKeyBytes(bytes: Uint8Array, path = 'encryptKey'): void {
  if (bytes.length === AES_BLOCK_BYTES) return;
  throw configError([
    {
      path,
      message: {
        zh: `加密密钥必须正好是 16 字节（UTF-8），现在是 ${bytes.length} 字节`,
        en: `the encrypt key must be exactly 16 bytes of UTF-8, it is ${bytes.length}`,
      },
    },
  ]);
}

/** For a key that another backend, or another copy of this package, imported. */
export function foreignKeyError(expected: CryptoBackend['name']): PiaozoneError {
  return new PiaozoneError({
    code: 'config_invalid',
    outcome: 'not-sent',
    message: {
      zh: `这个 AES 密钥不是由 ${expected} 加密后端导入的`,
      en: `this AES key was not imported by the ${expected} crypto backend`,
    },
  });
}

/** Base64 to whole cipher blocks; `undefined` for anything but canonical standard Base64 of at least one block. */
export function cipherBlocks(base64: Buffer | string): Buffer | undefined {
  const text = typeof base64 === 'string' ? base64 : base64.toString('latin1');
  const blocks = Buffer.from(text, 'base64');
  if (blocks.length === 0 || blocks.length % AES_BLOCK_BYTES !== 0) return undefined;
  // Node's decoder skips what it does not know and takes the URL alphabet too, so only the way back proves the text.
  return blocks.toString('base64') === text ? blocks : undefined;
}

/** Padded plaintext to text; `undefined` unless padding and UTF-8 are both right. A byte order mark is kept. */
export function unpadUtf8(padded: Buffer): string | undefined {
  const count = padded.at(-1) ?? 0;
  if (count < 1 || count > AES_BLOCK_BYTES || count > padded.length) return undefined;
  const end = padded.length - count;
  for (let i = end; i < padded.length; i += 1) if (padded[i] !== count) return undefined;
  const plain = padded.subarray(0, end);
  return isUtf8(plain) ? plain.toString('utf8') : undefined;
}

/** Runs `decrypt` on the blocks; every kind of failure ends at the one throw below, so that no two can be told apart. */
export function decryptUniformly(base64: Buffer | string, decrypt: (blocks: Buffer) => Buffer): string {
  const blocks = cipherBlocks(base64);
  const plain = blocks === undefined ? undefined : unpadUtf8(decrypt(blocks));
  if (plain !== undefined) return plain;
  throw new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: {
      zh: '解密失败：不是用此密钥加密的 UTF-8 文本（AES-128-ECB，标准 Base64）',
      en: 'decryption failed: not UTF-8 text encrypted with this key (AES-128-ECB, standard Base64)',
    },
    hint: {
      zh: '请检查加密密钥与环境（测试 / 生产）是否一致，以及内容是否完整、没有空白或引号',
      en: 'check that the encrypt key belongs to this environment, and that the text is complete and has no blanks or quotes',
    },
  });
}
