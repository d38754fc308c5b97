import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveSerialNo, type SerialNumberParts } from '../../src/issuing/serial-number.js';

const PARTS: SerialNumberParts = {
  environment: 'production',
  erp: 'eas',
  accountSet: 'DC01',
  billType: '开票申请单',
  billNumber: 'KP-2026-11-001',
  color: 'blue',
};

describe('deriveSerialNo', () => {
  // Golden, computed by a second implementation (Python): a change here would issue every open bill a second time.
  it('is what it always was', () => {
    expect(deriveSerialNo(PARTS)).toBe('P1B9D68E5BBC6BC184FA97DA0A02D0C0');
    expect(deriveSerialNo({ ...PARTS, color: 'red' })).toBe('P1R9EB50BB9ACE406FC254DE62DDB6BE');
    expect(deriveSerialNo({ ...PARTS, environment: 'test', billNumber: '𠮷-1' })).toBe('P1B351199FDF141A5D61ED98146CE822');
  });

  it('differs in every part, also where parts flow into each other', () => {
    const part = fc.string({ minLength: 0, maxLength: 8 });
    const parts = fc.record({ erp: part, accountSet: part, billType: part, billNumber: part });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const same = Object.entries(a).every(([name, value]) => b[name as keyof typeof b] === value);
        expect(deriveSerialNo({ ...PARTS, ...a }) === deriveSerialNo({ ...PARTS, ...b })).toBe(same);
      }),
    );
    expect(deriveSerialNo({ ...PARTS, erp: 'a', accountSet: 'bc' })).not.toBe(deriveSerialNo({ ...PARTS, erp: 'ab', accountSet: 'c' }));
  });

  it('has 32 letters and digits: above the 20 of a reversal, below the 36 that are stored', () => {
    fc.assert(fc.property(fc.string(), (billNumber) => /^P1[BR][0-9A-F]{29}$/.test(deriveSerialNo({ ...PARTS, billNumber }))));
  });
});
