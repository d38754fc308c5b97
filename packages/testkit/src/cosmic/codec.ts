import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

/** How the record of a business system has its payloads travel (flagship-and-cosmic §5). */
export type PayloadEncryption = { readonly kind: 'base64' } | { readonly kind: 'aes'; readonly password: string };

const IV_BYTES = 12;
const TAG_BYTES = 16;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The 16 key bytes of a password: Java's SHA1PRNG seeded with it, which is SHA-1 applied twice and cut. */
export function aesKey(password: string): Buffer {
  const once = createHash('sha1').update(password, 'utf8').digest();
  return createHash('sha1').update(once).digest().subarray(0, 16);
}

/**
 * Text as it stands in `data`: base64 of its UTF-8 bytes, or of IV, AES-128-GCM ciphertext and tag.
 * @param iv 12 bytes, needed for `aes` only; the caller draws them
 */
export function encodePayload(text: string, encryption: PayloadEncryption, iv: Buffer): string {
  const plain = Buffer.from(text, 'utf8');
  if (encryption.kind === 'base64') return plain.toString('base64');
  if (iv.length !== IV_BYTES) throw new TypeError('iv: 12 bytes');
  const cipher = createCipheriv('aes-128-gcm', aesKey(encryption.password), iv);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/**
 * The text in a wire `data`.
 * @throws Error for anything but one unbroken line of standard base64, for a wrong key or tag, for bytes that are no UTF-8
 */
export function decodePayload(wire: string, encryption: PayloadEncryption): string {
  if (!BASE64.test(wire)) throw new TypeError('not base64');
  const bytes = Buffer.from(wire, 'base64');
  const plain = encryption.kind === 'base64' ? bytes : openGcm(bytes, encryption.password);
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain);
}

function openGcm(bytes: Buffer, password: string): Buffer {
  if (bytes.length < IV_BYTES + TAG_BYTES) throw new TypeError('shorter than IV and tag');
  const decipher = createDecipheriv('aes-128-gcm', aesKey(password), bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
}
