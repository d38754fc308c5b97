import { createCipheriv } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AesKey, CryptoBackend } from '../../src/crypto/backend.js';
import { createNodeBackend, nodeBackend } from '../../src/crypto/node-backend.js';
import { sign } from '../../src/crypto/signer.js';
import { cryptoJsBackend } from '../../src/crypto-js.js';
import { isPiaozoneError } from '../../src/errors.js';

const KEY = Buffer.from('0123456789abcdef');
const backends: readonly CryptoBackend[] = [nodeBackend, cryptoJsBackend];
const text = fc.string({ unit: 'binary', maxLength: 200 });
const keyBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

/** Base64 of the raw blocks under KEY, without our padding. */
function rawBlocks(...blocks: Uint8Array[]): string {
  return createCipheriv('aes-128-ecb', KEY, null).setAutoPadding(false).update(Buffer.concat(blocks)).toString('base64');
}

function failureOf(run: () => unknown): unknown {
  try {
    return { returned: run() };
  } catch (error) {
    if (!isPiaozoneError(error)) return { threw: inspect(error) };
    return { ...error.toJSON(), cause: error.cause };
  }
}

describe.each(backends)('$name backend', (backend) => {
  const key = backend.importAesKey(KEY);

  it('gives back what it encrypted', () => {
    fc.assert(fc.property(text, (plain) => backend.decryptEcb(key, backend.encryptEcb(key, plain)) === plain));
  });

  it('is exact around every block, chunk and scratch boundary', () => {
    const full = 48 * 1024;
    const scratch = 384 * 1024;
    const lengths = [
      0,
      15,
      16,
      17,
      31,
      32,
      33,
      4095,
      full - 16,
      full - 1,
      full,
      full + 1,
      2 * full - 1,
      2 * full,
      scratch - 17,
      scratch - 16,
      scratch - 15,
      scratch,
      2 * scratch,
    ];
    for (const length of lengths) {
      for (const plain of ['a'.repeat(length), '票'.repeat(Math.ceil(length / 3)), `x${'🧾'.repeat(Math.ceil(length / 4))}`]) {
        const expected = createCipheriv('aes-128-ecb', KEY, null);
        const bytes = Buffer.concat([expected.update(plain, 'utf8'), expected.final()]);
        expect(backend.encryptEcb(key, plain).equals(Buffer.from(bytes.toString('base64')))).toBe(true);
        expect(backend.encryptEcb(key, Buffer.from(plain)).equals(Buffer.from(bytes.toString('base64')))).toBe(true);
      }
    }
  });

  it('does not let a later call change an earlier body', () => {
    const first = backend.encryptEcb(key, '第一张');
    const copy = Buffer.from(first);
    backend.encryptEcb(key, '第二张'.repeat(50));
    expect(first.equals(copy)).toBe(true);
  });

  it('answers every bad ciphertext with the same error', () => {
    const good = backend.encryptEcb(key, '{"a":"1234567"}').toString('latin1');
    const reference = failureOf(() => backend.decryptEcb(key, ''));
    expect(reference).toMatchObject({ code: 'request_invalid', outcome: 'not-sent', cause: undefined });
    const bad: Record<string, string> = {
      'line break': `${good.slice(0, 8)}\n${good.slice(8)}`,
      'trailing newline': `${good}\n`,
      quotes: `"${good}"`,
      'URL alphabet': 'cDiiD9d2LlCegK6_nGSyVTdyIuBhqSTFkc2cJ-oWPtQ=',
      'no Base64 padding': good.replace(/=+$/, ''),
      'spare bits set': good.replace(/A==$/, 'B=='),
      'letters beyond one byte': `\u0141${good.slice(1)}`,
      truncated: good.slice(0, -4),
      'bytes after the last block': `${rawBlocks(Buffer.alloc(16, 16)).replace('==', 'AA')}AAAA`,
      'padding count 0': rawBlocks(Buffer.alloc(16)),
      'padding count 17': rawBlocks(Buffer.alloc(16, 17), Buffer.alloc(16, 17)),
      'padding not repeated': rawBlocks(Buffer.from('aaaaaaaaaaaaa\x01\x03\x03', 'latin1')),
      'padding without content after a wrong byte': rawBlocks(Buffer.concat([Buffer.from([15]), Buffer.alloc(15, 16)])),
      'cut UTF-8': rawBlocks(Buffer.concat([Buffer.from([0xe7, 0xa5]), Buffer.alloc(14, 14)])),
      'UTF-8 surrogate': rawBlocks(Buffer.concat([Buffer.from([0xed, 0xa0, 0x80]), Buffer.alloc(13, 13)])),
      'overlong UTF-8': rawBlocks(Buffer.concat([Buffer.from([0xc0, 0x80]), Buffer.alloc(14, 14)])),
    };
    for (const [name, base64] of Object.entries(bad))
      expect(
        failureOf(() => backend.decryptEcb(key, base64)),
        name,
      ).toEqual(reference);
  });

  it('keeps a byte order mark and control characters', () => {
    const plain = '\uFEFF{"a":"\u0000\u007f"}';
    expect(backend.decryptEcb(key, backend.encryptEcb(key, plain))).toBe(plain);
  });

  it('shows no key byte in inspect, JSON or a list of properties', () => {
    const shown = inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key) + Object.keys(key).join();
    expect(shown).not.toMatch(/0123456789abcdef|30313233|808530483|0x30/i);
    expect(JSON.stringify(key)).toBe(JSON.stringify({ backend: backend.name }));
  });

  it('copies the key at import', () => {
    const bytes = Buffer.from(KEY);
    const imported = backend.importAesKey(bytes);
    bytes.fill(0);
    expect(backend.encryptEcb(imported, 'x').equals(backend.encryptEcb(key, 'x'))).toBe(true);
  });

  it('refuses a key of another backend', () => {
    const other = backends.find(({ name }) => name !== backend.name) ?? backend;
    const forged: AesKey = { backend: backend.name };
    for (const alien of [other.importAesKey(KEY), forged]) {
      expect(() => backend.encryptEcb(alien, 'x')).toThrow(expect.objectContaining({ code: 'config_invalid' }));
      expect(() => backend.decryptEcb(alien, 'x')).toThrow(expect.objectContaining({ code: 'config_invalid' }));
    }
  });

  it('refuses an encType that JavaScript callers may invent', () => {
    const input = { clientId: 'a', clientSecret: 'hidden-secret', timestamp: '1', encType: 3 as 2 };
    expect(() => sign(input, backend)).toThrow(/encType/);
    expect(() => sign(input, backend)).not.toThrow(/hidden-secret/);
  });
});

describe('both backends', () => {
  it('hash and sign alike', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(cryptoJsBackend.md5Hex(a)).toBe(nodeBackend.md5Hex(a));
        expect(cryptoJsBackend.sha256Hex(a)).toBe(nodeBackend.sha256Hex(a));
        expect(cryptoJsBackend.hmacSha256Hex(a, b)).toBe(nodeBackend.hmacSha256Hex(a, b));
      }),
    );
  });

  it('encrypt alike under any key', () => {
    fc.assert(
      fc.property(keyBytes, text, (bytes, plain) => {
        const ours = nodeBackend.encryptEcb(nodeBackend.importAesKey(bytes), plain);
        expect(cryptoJsBackend.encryptEcb(cryptoJsBackend.importAesKey(bytes), plain).equals(ours)).toBe(true);
      }),
    );
  });

  it('agree on every ciphertext, and mostly on refusing it, when the key is wrong', () => {
    const outcome = (backend: CryptoBackend, bytes: Uint8Array, base64: Buffer) =>
      failureOf(() => backend.decryptEcb(backend.importAesKey(bytes), base64));
    fc.assert(
      fc.property(keyBytes, text, (bytes, plain) => {
        const base64 = nodeBackend.encryptEcb(nodeBackend.importAesKey(KEY), plain);
        expect(outcome(cryptoJsBackend, bytes, base64)).toEqual(outcome(nodeBackend, bytes, base64));
      }),
      { numRuns: 300 },
    );
  });

  it('agree on arbitrary text as ciphertext', () => {
    fc.assert(
      fc.property(fc.oneof(fc.base64String({ maxLength: 80 }), text), (garbage) => {
        const results = backends.map((backend) => failureOf(() => backend.decryptEcb(backend.importAesKey(KEY), garbage)));
        expect(results[1]).toEqual(results[0]);
      }),
    );
  });

  it('of two node instances share their keys', () => {
    const one = createNodeBackend();
    const two = createNodeBackend();
    const key = one.importAesKey(KEY);
    expect(two.encryptEcb(key, 'x').equals(one.encryptEcb(key, 'x'))).toBe(true);
  });
});
