import crypto, { type KeyObject } from 'node:crypto';
import { AES_BLOCK_BYTES, type AesKey, assertAesKeyBytes, type CryptoBackend, decryptUniformly, foreignKeyError } from './backend.js';

const CIPHER = 'aes-128-ecb';
/** Divisible by 3 and 16: no Base64 padding between chunks, no bytes kept back by the cipher; small enough to stay in the cache. */
const CHUNK_BYTES = 48 * 1024;
/** Bodies up to this size are encoded in a kept buffer; page faults of fresh ones cost more than the cipher. */
const SCRATCH_BYTES = 384 * 1024;

class NodeAesKey implements AesKey {
  readonly backend = 'node';
  readonly #key: KeyObject;

  constructor(bytes: Uint8Array) {
    this.#key = crypto.createSecretKey(bytes);
  }

  static reveal(key: AesKey): KeyObject {
    if (!(#key in key)) throw foreignKeyError('node');
    return key.#key;
  }
}

// `crypto.hash` came with Node 20.12 and is twice as fast; looked up, not imported by name, because 20.0 has to link too.
const hashHex: (algorithm: string, text: string | Uint8Array) => string =
  typeof crypto.hash === 'function'
    ? (algorithm, text) => crypto.hash(algorithm, text, 'hex')
    : (algorithm, text) => crypto.createHash(algorithm).update(text).digest('hex');

/** The default {@link CryptoBackend}: `node:crypto`. Each one owns a scratch buffer; calls are synchronous, so it is never shared between two. */
export function createNodeBackend(): CryptoBackend {
  const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

  function roomFor(plain: string | Buffer): Buffer {
    // Three bytes per UTF-16 unit is the most UTF-8 needs; counting exactly is a pass over the text, so only where it matters.
    if (typeof plain === 'string' && plain.length * 3 + AES_BLOCK_BYTES <= SCRATCH_BYTES) return scratch;
    const bytes = Buffer.byteLength(plain) + AES_BLOCK_BYTES;
    return bytes <= SCRATCH_BYTES ? scratch : Buffer.allocUnsafeSlow(bytes);
  }

  return {
    name: 'node',
    md5Hex: (text) => hashHex('md5', text),
    sha256Hex: (text) => hashHex('sha256', text),
    hmacSha256Hex: (key, text) => crypto.createHmac('sha256', key).update(text).digest('hex'),
    importAesKey(bytes, path) {
      assertAesKeyBytes(bytes, path);
      return new NodeAesKey(bytes);
    },
    encryptEcb(key, plain) {
      const cipher = crypto.createCipheriv(CIPHER, NodeAesKey.reveal(key), null).setAutoPadding(false);
      const room = roomFor(plain);
      const plainBytes = typeof plain === 'string' ? room.write(plain, 'utf8') : plain.copy(room);
      const padding = AES_BLOCK_BYTES - (plainBytes % AES_BLOCK_BYTES);
      const total = plainBytes + padding;
      room.fill(padding, plainBytes, total);
      const body = Buffer.allocUnsafe(Math.ceil(total / 3) * 4);
      let written = 0;
      for (let start = 0; start < total; start += CHUNK_BYTES) {
        const chunk = cipher.update(room.subarray(start, Math.min(start + CHUNK_BYTES, total)));
        written += body.write(chunk.toString('base64'), written, 'latin1');
      }
      return body;
    },
    decryptEcb(key, base64) {
      const secret = NodeAesKey.reveal(key);
      return decryptUniformly(base64, (blocks) => crypto.createDecipheriv(CIPHER, secret, null).setAutoPadding(false).update(blocks));
    },
  };
}

export const nodeBackend: CryptoBackend = createNodeBackend();
