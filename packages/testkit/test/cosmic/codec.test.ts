import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aesKey, decodePayload, encodePayload } from '../../src/cosmic/index.js';

interface Vector {
  readonly name: string;
  readonly kind: string;
  readonly input: { readonly password: string; readonly ivHex: string; readonly plaintext: string; readonly base64: string };
  readonly expected: { readonly keyHex: string; readonly base64: string };
}

const vectors = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')) as Vector[];
const of = (kind: string) => vectors.filter((vector) => vector.kind === kind).map((vector) => [vector.name, vector] as const);
const NO_IV = Buffer.alloc(0);

describe('payloads', () => {
  it.each(of('sha1prng-key'))('derives the key: %s', (_, { input, expected }) => {
    expect(aesKey(input.password).toString('hex')).toBe(expected.keyHex);
  });

  it.each(of('aes-gcm-sha1prng'))('seals and opens: %s', (_, { input, expected }) => {
    const encryption = { kind: 'aes', password: input.password } as const;
    expect(encodePayload(input.plaintext, encryption, Buffer.from(input.ivHex, 'hex'))).toBe(expected.base64);
    expect(decodePayload(expected.base64, encryption)).toBe(input.plaintext);
  });

  it.each(of('aes-gcm-reject'))('refuses: %s', (_, { input }) => {
    expect(() => decodePayload(input.base64, { kind: 'aes', password: input.password })).toThrow();
  });

  it('has the vectors of the reference', () => {
    expect([of('sha1prng-key'), of('aes-gcm-sha1prng'), of('aes-gcm-reject')].map((list) => list.length)).toEqual([4, 4, 3]);
  });

  it('carries plain base64 of UTF-8', () => {
    const text = '{"名":"测试𠮷","amount":0.10}';
    expect(decodePayload(encodePayload(text, { kind: 'base64' }, NO_IV), { kind: 'base64' })).toBe(text);
    expect(encodePayload('é', { kind: 'base64' }, NO_IV)).toBe('w6k=');
  });

  it.each(['e30', 'e30=\n', ' e30=', 'e3_-', '{}', '/w=='])('refuses as base64 of UTF-8: %j', (wire) => {
    expect(() => decodePayload(wire, { kind: 'base64' })).toThrow();
  });

  it('wants an IV of twelve bytes', () => {
    expect(() => encodePayload('x', { kind: 'aes', password: 'p' }, Buffer.alloc(16))).toThrow('12');
  });
});
