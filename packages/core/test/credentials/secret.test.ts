import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecret, Secret, toSecret } from '../../src/credentials/secret.js';
import { nodeBackend } from '../../src/crypto/node-backend.js';
import { sign } from '../../src/crypto/signer.js';
import { cryptoJsBackend } from '../../src/crypto-js.js';
import { CANARY } from '../support/canary.js';
import { everythingShown } from '../support/everything.js';

const forms = { text: (text: string) => new Secret(text), bytes: (text: string) => new Secret(Buffer.from(text)) };

describe.each(Object.entries(forms))('a secret given as %s', (_name, make) => {
  it('gives out what it was given, and nothing unasked', () => {
    const secret = make(`${CANARY}-密`);
    expect(secret.reveal()).toBe(`${CANARY}-密`);
    expect(secret.bytes().equals(Buffer.from(`${CANARY}-密`))).toBe(true);
    expect(everythingShown({ secret, list: [secret] })).not.toContain(CANARY);
    expect(`${secret}`).toBe('[secret]');
    expect(Object.keys(secret)).toEqual([]);
  });

  it('hands out a new copy each time, so that one may be zeroed', () => {
    const secret = make('abc');
    secret.bytes().fill(0);
    expect(secret.reveal()).toBe('abc');
  });

  it('zeroes what it lends, also when the borrower fails', () => {
    const secret = make('abc');
    const lent: Buffer[] = [];
    expect(secret.use((bytes) => lent.push(bytes))).toBe(1);
    expect(() =>
      secret.use((bytes) => {
        lent.push(bytes);
        throw new Error('x');
      }),
    ).toThrow('x');
    expect(lent.map((bytes) => bytes.toString('hex'))).toEqual(['000000', '000000']);
    expect(secret.reveal()).toBe('abc');
  });

  it('has the fingerprint of its bytes', () => {
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect([make('abc').fingerprint(), make('abc').fingerprint(16)]).toEqual([sha256, sha256.slice(0, 16)]);
  });

  it('may be empty', () => {
    expect([make('').reveal(), make('').bytes().length]).toEqual(['', 0]);
  });
});

it('a secret of another copy of the package is one too', () => {
  const foreign = Object.create({ [Symbol.for('@piaozone/core/secret')]: true, reveal: () => 'x' }) as unknown;
  expect([isSecret(foreign), isSecret({}), isSecret('x'), isSecret(null)]).toEqual([true, false, false, false]);
  const secret = new Secret('x');
  expect(toSecret(secret)).toBe(secret);
});

describe.each([nodeBackend, cryptoJsBackend])('signing on $name', (backend) => {
  it('is the same for text, bytes and secrets', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(text, text, fc.constantFrom(0 as const, 1 as const, 2 as const), (clientId, clientSecret, encType) => {
        const input = { clientId, timestamp: '1700000000000', encType };
        const expected = sign({ ...input, clientSecret }, backend);
        const bytes = Buffer.from(clientSecret);
        for (const given of [bytes, new Uint8Array(bytes), new Secret(clientSecret), new Secret(bytes)]) {
          expect(sign({ ...input, clientSecret: given }, backend)).toBe(expected);
        }
      }),
    );
  });

  it('makes no text of a secret given as bytes', () => {
    const hashed: unknown[] = [];
    const spy = {
      ...backend,
      md5Hex: (plain: unknown) => String(hashed.push(plain)),
      sha256Hex: (plain: unknown) => String(hashed.push(plain)),
      hmacSha256Hex: (key: unknown, plain: unknown) => String(hashed.push(key, plain)),
    };
    const clientSecret = new Secret(Buffer.from('abc'));
    for (const encType of [0, 1, 2] as const) sign({ clientId: 'id', clientSecret, timestamp: 1, encType }, spy);
    expect(hashed.every((value) => value instanceof Uint8Array)).toBe(true);
    // Zeroed again by now.
    expect(hashed.map((value) => Buffer.from(value as Uint8Array).some((byte) => byte !== 0))).toEqual([false, false, false, false]);
  });
});
