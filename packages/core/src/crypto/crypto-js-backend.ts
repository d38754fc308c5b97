import CryptoJS from 'crypto-js';
import { type AesKey, assertAesKeyBytes, type CryptoBackend, decryptUniformly, foreignKeyError } from './backend.js';

type WordArray = CryptoJS.lib.WordArray;

/** Packed by hand: every decoder of crypto-js starts from a string, and a key must not become one. */
function words(bytes: Uint8Array): WordArray {
  const packed = new Array<number>(Math.ceil(bytes.length / 4)).fill(0);
  for (let i = 0; i < bytes.length; i += 1) packed[i >>> 2] = (packed[i >>> 2] ?? 0) | ((bytes[i] ?? 0) << (24 - (i % 4) * 8));
  return CryptoJS.lib.WordArray.create(packed, bytes.length);
}

const toWords = (text: string | Uint8Array): WordArray => words(typeof text === 'string' ? Buffer.from(text, 'utf8') : text);
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
 * For comparison, and for hosts whose policy forbids MD5 or ECB in OpenSSL. Keys never become strings here either, but crypto-js keeps them as numbers in the
 * JavaScript heap, where nobody can zero them: against memory dumps only the default backend helps.
 */
export const cryptoJsBackend: CryptoBackend = {
  name: 'crypto-js',
  md5Hex: (text) => CryptoJS.MD5(toWords(text)).toString(CryptoJS.enc.Hex),
  sha256Hex: (text) => CryptoJS.SHA256(toWords(text)).toString(CryptoJS.enc.Hex),
  hmacSha256Hex: (key, text) => CryptoJS.HmacSHA256(toWords(text), toWords(key)).toString(CryptoJS.enc.Hex),
  importAesKey(bytes, path) {
    assertAesKeyBytes(bytes, path);
    return new CryptoJsAesKey(bytes);
  },
  encryptEcb(key, plain) {
    const { ciphertext } = CryptoJS.AES.encrypt(toWords(plain), CryptoJsAesKey.reveal(key), { mode: CryptoJS.mode.ECB, padding: CryptoJS.pad.Pkcs7 });
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
