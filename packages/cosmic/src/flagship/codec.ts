import { createCipheriv, createDecipheriv, createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { TextDecoder } from 'node:util';
import { diagnose, isSecret, type JsonValue, PiaozoneError, parseExact, type SecretInput, stringifyExact } from '@piaozone/core';

/** How `data` travels, both ways: one text, as the record of the business system (业务系统) has it (flagship-and-cosmic §5). */
export interface PayloadCodec {
  /** Whether `data` is encrypted. */
  readonly encrypted: boolean;
  /** @throws request_invalid for what JSON cannot hold exactly */
  encode(value: unknown): string;
  /** @throws response_invalid for anything `encode` of the other side cannot have made; the error shows nothing of `text` */
  decode(text: string): JsonValue;
}

const CIPHER = 'aes-128-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 16;

/** `data` as base64 of UTF-8 JSON. */
export const plainCodec: PayloadCodec = Object.freeze({
  encrypted: false,
  encode: (value: unknown) => Buffer.from(stringifyExact(value), 'utf8').toString('base64'),
  decode: (text: string) => {
    const bytes = base64Bytes(text);
    const value = bytes === undefined ? undefined : jsonOf(bytes);
    if (value !== undefined) return value;
    const sealed = bytes !== undefined && bytes.length >= IV_BYTES + TAG_BYTES;
    throw unreadable('encoding', sealed ? { ...NOT_PLAIN, hint: MAY_BE_ENCRYPTED } : NOT_PLAIN);
  },
});

/**
 * `data` as base64 of IV (12) ‖ AES-128-GCM ‖ tag (16), no additional data; the key is the first half of SHA-1(SHA-1(password)) (flagship-and-cosmic §5).
 * @param password 加密密码 of the business system
 * @param newIv twelve bytes, never the same twice under one password; for tests
 */
export function encryptingCodec(password: SecretInput, newIv: () => Buffer = () => randomBytes(IV_BYTES)): PayloadCodec {
  const key = deriveKey(password);
  return Object.freeze({
    encrypted: true,
    encode: (value: unknown) => seal(key, newIv(), Buffer.from(stringifyExact(value), 'utf8')),
    decode: (text: string) => {
      const plain = open(key, base64Bytes(text));
      if (plain === undefined) throw unreadable('decryption', NOT_OURS);
      const value = jsonOf(plain);
      if (value === undefined) throw unreadable('encoding', NOT_JSON);
      return value;
    },
  });
}

function seal(key: KeyObject, iv: Buffer, plain: Buffer): string {
  const cipher = createCipheriv(CIPHER, key, iv);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** `undefined` whatever is wrong: which part it was helps an attacker only. */
function open(key: KeyObject, bytes: Buffer | undefined): Buffer | undefined {
  if (bytes === undefined || bytes.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** What Java's KeyGenerator makes of a SHA1PRNG seeded with the password. Held as a key object, so that nothing prints it. */
function deriveKey(password: SecretInput): KeyObject {
  const secret = isSecret(password) ? password.bytes() : Buffer.from(password);
  const once = createHash('sha1').update(secret).digest();
  const twice = createHash('sha1').update(once).digest();
  const key = createSecretKey(twice.subarray(0, KEY_BYTES));
  for (const bytes of [secret, once, twice]) bytes.fill(0);
  return key;
}

/** Line breaks inside are allowed, as MIME encoders make them; `undefined` for anything that is not standard base64. */
function base64Bytes(text: string): Buffer | undefined {
  const packed = text.replace(/[\r\n]+/g, '');
  const bytes = Buffer.from(packed, 'base64');
  // Node's decoder skips what it does not know, so only the way back proves the text.
  return packed !== '' && bytes.toString('base64') === packed ? bytes : undefined;
}

/** Numbers as text. `undefined` for what is no UTF-8 JSON: the parser's own error quotes the text, which must not show here. */
function jsonOf(bytes: Buffer): JsonValue | undefined {
  try {
    return parseExact(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const NOT_PLAIN = {
  zh: '应答的 data 不是 JSON 的 base64',
  en: 'data of the answer is not the base64 of a JSON text',
};
const NOT_JSON = { zh: '解密后的 data 不是 JSON', en: 'the decrypted data is not a JSON text' };
const NOT_OURS = {
  zh: '无法用所配置的密码解密 data：密码不符，或内容被截断、改动，或对方没有加密',
  en: 'data cannot be decrypted with the configured password: it is another one, the text was cut or changed, or the other side does not encrypt',
};
const MAY_BE_ENCRYPTED = {
  zh: '若该业务系统（发票云→系统管理→业务系统）设置了报文加密，请配置 encryption.password',
  en: 'if 报文加密 is switched on for the business system (发票云→系统管理→业务系统), set encryption.password',
};

interface Unreadable {
  readonly zh: string;
  readonly en: string;
  readonly hint?: { readonly zh: string; readonly en: string };
}

/** `reason`: `decryption` or `encoding`. */
function unreadable(reason: 'decryption' | 'encoding', { zh, en, hint }: Unreadable): PiaozoneError {
  const diagnosis = reason === 'decryption' ? diagnose({ diagnosis: 'PAYLOAD_DECRYPTION_FAILED' }) : undefined;
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'unknown',
    reason,
    message: { zh, en },
    ...(hint === undefined ? {} : { hint }),
    ...(diagnosis === undefined ? {} : { diagnosis }),
  });
}
