import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type EncType, expectedSign, openBody, sealBody } from '../../src/piaozone/crypto.js';

type Vector = { readonly name: string } & (
  | {
      readonly kind: 'sign';
      readonly input: { clientId: string; clientSecret: string; timestamp: string | number; encType: EncType };
      readonly expected: { sign: string };
    }
  | { readonly kind: 'aes-ecb'; readonly input: { key: string; plaintext: string }; readonly expected: { base64: string } }
  | { readonly kind: 'aes-ecb-reject'; readonly input: { key: string; plaintext?: string; base64?: string }; readonly expected: { error: string } }
);

const vectors = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')) as Vector[];

describe("the mock's own crypto against the reference vectors", () => {
  it('has all 34 of them', () => {
    expect(vectors).toHaveLength(34);
  });

  it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    switch (vector.kind) {
      case 'sign':
        expect(expectedSign(vector.input, String(vector.input.timestamp), vector.input.encType)).toBe(vector.expected.sign);
        break;
      case 'aes-ecb':
        expect(sealBody(vector.input.key, vector.input.plaintext)).toBe(vector.expected.base64);
        expect(openBody(vector.input.key, vector.expected.base64)).toBe(vector.input.plaintext);
        break;
      case 'aes-ecb-reject': {
        const { key, plaintext, base64 } = vector.input;
        expect(() => (base64 === undefined ? sealBody(key, plaintext ?? '') : openBody(key, base64))).toThrow();
        break;
      }
    }
  });
});
