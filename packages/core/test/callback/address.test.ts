import { describe, expect, it } from 'vitest';
import { AddressList, senderAddress } from '../../src/callback/address.js';
import type { Problem } from '../../src/errors.js';

function list(...entries: string[]): AddressList {
  const problems: Problem[] = [];
  const made = new AddressList(entries, 'allow', problems);
  expect(problems).toEqual([]);
  return made;
}

describe('AddressList', () => {
  it.each([
    ['10.0.0.0/8', '10.255.1.2', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['192.0.2.7/32', '::FFFF:192.0.2.7', true],
    ['2001:db8::/32', '2001:db8:1::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:db8::1', '2001:0db8:0:0::1', true],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['::ffff:10.0.0.1', '10.0.0.1', true],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['10.0.0.0/8', 'not an address', false],
    ['10.0.0.0/8', '', false],
    ['10.0.0.0/8', '10.0.0.1, 10.0.0.2', false],
  ])('%s and %s: %s', (entry, address, expected) => {
    expect(list(entry).has(address)).toBe(expected);
  });

  it.each(['', 'localhost', '10.0.0.0/33', '2001:db8::/129', '10.0.0/8', '10.0.0.0/-1', '10.0.0.0/8/8', '10.0.0.0/ 8', '*', 7 as unknown as string])(
    'refuses %j in both languages',
    (entry) => {
      const problems: Problem[] = [];
      new AddressList(['10.0.0.1', entry], 'allow', problems);
      expect(problems).toEqual([{ path: 'allow[1]', message: { zh: expect.stringContaining('CIDR'), en: expect.stringContaining('CIDR') } }]);
    },
  );
});

describe('senderAddress', () => {
  const trusted = list('10.0.0.0/8', '2001:db8:aaaa::/48');

  it('never reads X-Forwarded-For unless it was told whom to trust', () => {
    expect(senderAddress('10.0.0.1', '203.0.113.9', undefined)).toBe('10.0.0.1');
  });

  it.each([
    // peer, header, sender
    ['203.0.113.9', '10.0.0.9', '203.0.113.9'],
    ['10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['::ffff:10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['10.0.0.1', '192.0.2.1, 203.0.113.9', '203.0.113.9'],
    ['10.0.0.1', '192.0.2.1, 203.0.113.9, 10.2.2.2', '203.0.113.9'],
    ['10.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
    ['10.0.0.1', '[2001:db8::7]:4711', '2001:db8::7'],
    ['2001:db8:aaaa::1', '2001:db8::7', '2001:db8::7'],
    ['10.0.0.1', ['192.0.2.1', '203.0.113.9'], '203.0.113.9'],
    // Nothing that could be believed: nobody.
    ['10.0.0.1', undefined, undefined],
    ['10.0.0.1', '', undefined],
    ['10.0.0.1', '10.0.0.3, 10.0.0.2', undefined],
    ['10.0.0.1', '203.0.113.9, unknown', undefined],
    ['10.0.0.1', '203.0.113.9,', undefined],
    [undefined, '203.0.113.9', undefined],
  ])('peer %s, header %j: %s', (peer, header, expected) => {
    expect(senderAddress(peer, header, trusted)).toBe(expected);
  });
});
