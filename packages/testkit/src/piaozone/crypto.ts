import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';

/** 0 = MD5, 1 = SHA-256, 2 = HMAC-SHA256 keyed with the client secret (standard-edition §2). */
export type EncType = 0 | 1 | 2;

/** The sign the cloud expects: lower-case hex over clientId + clientSecret + the timestamp as it was written. */
export function expectedSign(credential: { readonly clientId: string; readonly clientSecret: string }, timestamp: string, encType: EncType): string {
  const plain = credential.clientId + credential.clientSecret + timestamp;
  switch (encType) {
    case 0:
      return createHash('md5').update(plain, 'utf8').digest('hex');
    case 1:
      return createHash('sha256').update(plain, 'utf8').digest('hex');
    case 2:
      return createHmac('sha256', credential.clientSecret).update(plain, 'utf8').digest('hex');
  }
}

function keyBytes(key: string): Buffer {
  const bytes = Buffer.from(key, 'utf8');
  if (bytes.length !== 16) throw new TypeError('key must be exactly 16 bytes of UTF-8');
  return bytes;
}

/** AES-128-ECB, PKCS#7, Base64 in one line (standard-edition §3). */
export function sealBody(key: string, plaintext: string): string {
  const cipher = createCipheriv('aes-128-ecb', keyBytes(key), null);
  return Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]).toString('base64');
}

/** The plaintext of a sealed body; throws on anything that is not one line of Base64 over whole blocks (Node checks them and the padding) and UTF-8. */
export function openBody(key: string, base64: string): string {
  if (base64.length === 0) throw new TypeError('no ciphertext');
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw new TypeError('not Base64');
  const decipher = createDecipheriv('aes-128-ecb', keyBytes(key), null);
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat([decipher.update(base64, 'base64'), decipher.final()]));
}
