import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CryptoBackend } from '../../src/crypto/backend.js';
import { nodeBackend } from '../../src/crypto/node-backend.js';
import { type EncType, sign } from '../../src/crypto/signer.js';
import { cryptoJsBackend } from '../../src/crypto-js.js';

interface Vector<Input, Expected> {
  readonly name: string;
  readonly input: Input;
  readonly expected: Expected;
}

function vectors<Input, Expected>(kind: string): Vector<Input, Expected>[] {
  return JSON.parse(readFileSync(new URL(`../vectors/${kind}.json`, import.meta.url), 'utf8')) as Vector<Input, Expected>[];
}

const signs = vectors<{ clientId: string; clientSecret: string; timestamp: string | number; encType: EncType }, { sign: string }>('sign');
const ecb = vectors<{ key: string; plaintext: string; plaintextBytes: number }, { base64: string }>('aes-ecb');
const rejects = vectors<{ key: string; plaintext?: string; base64?: string }, { error: string }>('aes-ecb-reject');
const badKeys = rejects.filter(({ input }) => input.plaintext !== undefined);
const badTexts = rejects.filter(({ input }) => input.base64 !== undefined);

const importKey = (backend: CryptoBackend, key: string) => backend.importAesKey(Buffer.from(key, 'utf8'), 'authorization.encryptKey');

describe.each([nodeBackend, cryptoJsBackend])('vectors on $name', (backend) => {
  it('has all of them', () => {
    expect([signs.length, ecb.length, badKeys.length, badTexts.length]).toEqual([12, 14, 4, 4]);
  });

  it.each(signs)('$name', ({ input, expected }) => {
    expect(sign(input, backend)).toBe(expected.sign);
  });

  it.each(ecb)('$name encrypts', ({ input, expected }) => {
    expect(Buffer.byteLength(input.plaintext)).toBe(input.plaintextBytes);
    expect(backend.encryptEcb(importKey(backend, input.key), input.plaintext).toString('latin1')).toBe(expected.base64);
    expect(backend.encryptEcb(importKey(backend, input.key), Buffer.from(input.plaintext)).toString('latin1')).toBe(expected.base64);
  });

  it.each(ecb)('$name decrypts', ({ input, expected }) => {
    expect(backend.decryptEcb(importKey(backend, input.key), expected.base64)).toBe(input.plaintext);
    expect(backend.decryptEcb(importKey(backend, input.key), Buffer.from(expected.base64))).toBe(input.plaintext);
  });

  it.each(badKeys)('$name is refused with the field and the length', ({ input }) => {
    expect(() => importKey(backend, input.key)).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        outcome: 'not-sent',
        problems: [expect.objectContaining({ path: 'authorization.encryptKey' })],
      }),
    );
    expect(() => importKey(backend, input.key)).toThrow(new RegExp(`现在是 ${Buffer.byteLength(input.key)} 字节`));
    expect(() => importKey(backend, input.key)).not.toThrow(new RegExp(input.key.slice(0, 8)));
  });

  it.each(badTexts)('$name is refused', ({ input }) => {
    expect(() => backend.decryptEcb(importKey(backend, input.key), input.base64 ?? '')).toThrow(expect.objectContaining({ code: 'request_invalid' }));
  });
});
