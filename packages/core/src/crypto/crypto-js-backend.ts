import CryptoJS from 'crypto-js';
import { type AesKey, assertAesKeyBytes, type CryptoBackend, decryptUniformly, foreignKeyError } from './backend.js';

type WordArray = CryptoJS.lib.WordArray;

const words = (bytes: Uint8Array): WordArray =>
  CryptoJS.enc.Latin1.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'));
const utf8 = (text: string): WordArray => words(Buffer.from(text, 'utf8'));
const bytesOf = (array: WordArray): Buffer => Buffer.from(array.toString(CryptoJS.enc.Latin1), 'latin1');

class CryptoJsAesKey implements AesKey {
  readonly backend = 'crypto-js';
  // Always words: a string key would mean passphrase mode, with a random salt in the output.
  readonly #key: WordArray;

  constructor(bytes: Uint8Array) {
    this.#key = words(bytes);
  }

  static reveal(key: AesKey): WordArray {
    if (!(#key in key)) throw foreignKeyError('crypto-js');
    return key.#key;
  }
}

/**
 * {@link CryptoBackend} on crypto-js, bit for bit equal to the default one and 30 to 200 times slower (measured.md); crypto-js is discontinued.
 * For comparison, and for hosts whose policy forbids MD5 or ECB in OpenSSL.
 */
export const cryptoJsBackend: CryptoBackend = {
  name: 'crypto-js',
  md5Hex: (text) => CryptoJS.MD5(utf8(text)).toString(CryptoJS.enc.Hex),
  sha256Hex: (text) => CryptoJS.SHA256(utf8(text)).toString(CryptoJS.enc.Hex),
  hmacSha256Hex: (key, text) => CryptoJS.HmacSHA256(utf8(text), utf8(key)).toString(CryptoJS.enc.Hex),
  importAesKey(bytes, path) {
    assertAesKeyBytes(bytes, path);
    return new CryptoJsAesKey(bytes);
  },
  encryptEcb(key, plain) {
    const message = typeof plain === 'string' ? utf8(plain) : words(plain);
    const { ciphertext } = CryptoJS.AES.encrypt(message, CryptoJsAesKey.reveal(key), { mode: CryptoJS.mode.ECB, padding: CryptoJS.pad.Pkcs7 });
    return Buffer.from(ciphertext.toString(CryptoJS.enc.Base64), 'latin1');
  },
  decryptEcb(key, base64) {
    const secret = CryptoJsAesKey.reveal(key);
    // crypto-js trusts the last byte as the padding length; the shared check replaces it.
    return decryptUniformly(base64, (blocks) =>
      bytesOf(
        CryptoJS.AES.decrypt(CryptoJS.lib.CipherParams.create({ ciphertext: words(blocks) }), secret, {
          mode: CryptoJS.mode.ECB,
          padding: CryptoJS.pad.NoPadding,
        }),
      ),
    );
  },
};
