import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/credentials/secret.js';
import { Seal } from '../../src/session/seal.js';
import { readPayload, writePayload } from '../../src/session/sealed-payload.js';
import { storeName } from '../../src/session/session-key.js';
import { CANARY } from '../support/canary.js';
import { everythingShown } from '../support/everything.js';
import { REFUSAL } from './support/cloud.js';

const secret = new Secret(`${CANARY}-a`);
const TEXT = `${CANARY}-token 令牌`;

describe('what lies in a shared store', () => {
  it('opens for who has the secret and the name, as text or as bytes', () => {
    const sealed = new Seal(secret, 'name').seal(TEXT);
    expect(new Seal(secret, 'name').open(sealed)).toBe(TEXT);
    expect(new Seal(new Secret(Buffer.from(`${CANARY}-a`)), 'name').open(sealed)).toBe(TEXT);
    expect(sealed).toMatch(/^1\.[\w-]+$/);
    expect(sealed).not.toContain(CANARY);
  });

  it('is never the same twice', () => {
    const seal = new Seal(secret, 'name');
    expect(new Set(Array.from({ length: 50 }, () => seal.seal(TEXT).slice(0, 16))).size).toBe(50);
  });

  it('opens for nobody else', () => {
    const sealed = new Seal(secret, 'name').seal(TEXT);
    expect(new Seal(new Secret(`${CANARY}-b`), 'name').open(sealed)).toBeUndefined();
    expect(new Seal(secret, 'other').open(sealed)).toBeUndefined();
  });

  it('counts as absent once any character is changed', () => {
    const seal = new Seal(secret, 'name');
    const sealed = seal.seal(TEXT);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'Q' : 'A') + sealed.slice(at + 1);
      expect([undefined, TEXT]).toContain(seal.open(changed));
      if (at < sealed.length - 1) expect(seal.open(changed)).toBeUndefined();
    }
    for (const text of ['', '1.', '1.AAAA', sealed.slice(0, -4), `2${sealed.slice(1)}`, 'plain']) expect(seal.open(text)).toBeUndefined();
  });

  it('shows neither key nor token', () => {
    expect(everythingShown(new Seal(secret, 'name'))).not.toContain(CANARY);
  });

  it('lies under a name that tells nothing', () => {
    expect(storeName('clientId=abc')).toMatch(/^session-[0-9a-f]{64}$/);
    expect(storeName('clientId=abc')).not.toBe(storeName('clientId=abd'));
  });

  it('is a session or a refusal', () => {
    expect(readPayload(writePayload({ kind: 'session', value: 'v', suspect: true }))).toEqual({ kind: 'session', value: 'v', suspect: true });
    const read = readPayload(writePayload({ kind: 'refusal', error: REFUSAL }));
    const { text, hintText, upstreamCode, upstreamMessage, traceId } = REFUSAL;
    expect(read).toMatchObject({ kind: 'refusal', error: { code: 'credentials_rejected', text, hintText, upstreamCode, upstreamMessage, traceId } });
  });

  it.each(['', '[]', '{}', '{"value":""}', '{"value":1}', '{"refusal":{}}', '{"refusal":{"text":{"zh":"x"}}}', 'no json'])(
    'or nothing: %s',
    (text) => {
      expect(readPayload(text)).toBeUndefined();
    },
  );
});
