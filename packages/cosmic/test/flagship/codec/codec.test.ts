import { inspect } from 'node:util';
import { exactNumber, Secret } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { CANARY } from '../../../../core/test/support/canary.js';
import { encryptingCodec, plainCodec } from '../../../src/flagship.js';
import vectors from '../../vectors.json' with { type: 'json' };

interface Vector {
  readonly name: string;
  readonly kind: string;
  readonly input: { readonly password: string; readonly ivHex?: string; readonly plaintext?: string; readonly base64?: string };
  readonly expected: { readonly base64?: string; readonly keyHex?: string };
}

const all = vectors as unknown as readonly Vector[];
const gcm = all.filter(({ kind }) => kind === 'aes-gcm-sha1prng');
const rejects = all.filter(({ kind }) => kind === 'aes-gcm-reject');
const codecOf = ({ input: { password, ivHex = '' } }: Vector) => encryptingCodec(password, () => Buffer.from(ivHex, 'hex'));
const failure = (fn: () => unknown): { code: string; outcome: string; reason: string; message: string } => {
  try {
    fn();
  } catch (error) {
    return (error as { toJSON(): never }).toJSON();
  }
  throw new Error('nothing was thrown');
};

describe('encrypted data', () => {
  it('the vectors are there', () => {
    expect([gcm.length, rejects.length, all.filter(({ kind }) => kind === 'sha1prng-key').length]).toEqual([4, 3, 4]);
  });

  it.each(gcm.filter(({ input }) => (input.plaintext ?? '').length > 0))('$name both ways', (vector) => {
    const { plaintext = '' } = vector.input;
    const codec = codecOf(vector);
    // Through parseExact, so that 0.10 is seen to stay 0.10.
    const value = plainCodec.decode(Buffer.from(plaintext).toString('base64'));
    expect(codec.encode(value)).toBe(vector.expected.base64);
    expect(codec.decode(vector.expected.base64 ?? '')).toEqual(value);
  });

  it('decrypts nothing to no JSON', () => {
    const [empty] = gcm.filter(({ name }) => name === 'gcm-empty');
    expect(failure(() => codecOf(empty as Vector).decode(empty?.expected.base64 ?? ''))).toMatchObject({
      code: 'response_invalid',
      reason: 'encoding',
    });
  });

  it.each(all.filter(({ kind }) => kind === 'sha1prng-key'))(
    '$name: the key opens what an independent cipher sealed',
    async ({ input, expected }) => {
      const { createCipheriv } = await import('node:crypto');
      const iv = Buffer.alloc(12, 7);
      const cipher = createCipheriv('aes-128-gcm', Buffer.from(expected.keyHex ?? '', 'hex'), iv);
      const sealed = Buffer.concat([iv, cipher.update('{"a":1.50}'), cipher.final(), cipher.getAuthTag()]).toString('base64');
      expect(encryptingCodec(input.password).decode(sealed)).toEqual({ a: exactNumber('1.50') });
      expect(encryptingCodec(new Secret(input.password)).decode(sealed)).toEqual({ a: exactNumber('1.50') });
      expect(encryptingCodec(Buffer.from(input.password)).decode(sealed)).toEqual({ a: exactNumber('1.50') });
    },
  );

  it.each(rejects)('$name', ({ input }) => {
    const error = failure(() => encryptingCodec(input.password).decode(input.base64 ?? ''));
    expect(error).toMatchObject({ code: 'response_invalid', outcome: 'unknown', reason: 'decryption', diagnosis: 'PAYLOAD_DECRYPTION_FAILED' });
    expect(error.message).not.toContain((input.base64 ?? '').slice(0, 12));
  });

  it.each(['', 'SO-0001', 'not base64!', 'AAEC', Buffer.from('{"a":1}').toString('base64'), Buffer.alloc(27).toString('base64')])(
    'refuses %j',
    (text) => {
      expect(failure(() => encryptingCodec('synthetic-key').decode(text))).toMatchObject({ reason: 'decryption' });
    },
  );

  it('takes another IV for every message', () => {
    const codec = encryptingCodec('synthetic-key');
    const ivs = Array.from({ length: 50 }, () =>
      Buffer.from(codec.encode({ a: 1 }), 'base64')
        .subarray(0, 12)
        .toString('hex'),
    );
    expect(new Set(ivs).size).toBe(50);
  });

  it('leaves the caller his bytes and prints nothing', () => {
    const password = Buffer.from(`p-${CANARY}`);
    const codec = encryptingCodec(password);
    expect(password.toString()).toContain('CANARY');
    expect(`${inspect(codec, { depth: 9, showHidden: true })}${JSON.stringify(codec)}`).not.toContain('CANARY');
  });
});

describe('plain data', () => {
  it('is base64 of UTF-8 JSON with exact numbers', () => {
    const text = plainCodec.encode({ amount: exactNumber('0.10'), name: '测试', absent: undefined });
    expect(Buffer.from(text, 'base64').toString('utf8')).toBe('{"amount":0.10,"name":"测试"}');
    expect(plainCodec.decode(text)).toEqual({ amount: exactNumber('0.10'), name: '测试' });
  });

  it('may be wrapped by line breaks', () => {
    expect(plainCodec.decode('eyJh\r\nIjoi\nYiJ9')).toEqual({ a: 'b' });
  });

  it.each([
    ['cut', 'eyJhIjoiYi'],
    ['cut at a group', 'eyJhIjoi'],
    ['another alphabet', 'eyJhIjoiPz8_In0='],
    ['raw', '{"a":"b"}'],
    ['no JSON', Buffer.from('hello').toString('base64')],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]).toString('base64')],
    ['no text', ''],
  ])('refuses what is %s, and shows nothing of it', (_name, text) => {
    const error = failure(() => plainCodec.decode(text));
    expect(error).toMatchObject({ code: 'response_invalid', outcome: 'unknown', reason: 'encoding' });
    if (text.length > 5) expect(error.message).not.toContain(text.slice(0, 6));
  });

  it('names the switch when it looks encrypted', () => {
    const sealed = encryptingCodec('synthetic-key').encode({ a: 1 });
    expect(failure(() => plainCodec.decode(sealed)).message).toContain('encryption.password');
    expect(failure(() => plainCodec.decode('eyJh')).message).not.toContain('encryption.password');
  });
});
