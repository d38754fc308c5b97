import { inspect } from 'node:util';
import { Secret } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { longLinkName, redactLongLink, TAX_DISK_LINK, taxDiskLinkAddress } from '../../src/long-link/tax-disk.js';
import { CANARY, failureOf } from '../support/issuing-cloud.js';

describe('longLinkName', () => {
  // vectors.json, kind long-link-name
  it.each([
    ['long-link-name', '440000000001'],
    ['long-link-name-dash', '44-0000000001'],
    ['more than one hyphen', '44-00-00000001'],
  ])('%s', (_, diskNo) => {
    expect(longLinkName('demo_client_secret', diskNo).reveal()).toBe('demo_client_secret440000000001');
    expect(longLinkName(new Secret(Buffer.from('demo_client_secret')), diskNo).reveal()).toBe('demo_client_secret440000000001');
  });

  it.each(['', ' 44', '44 1', '-', '44/1', '44&x=1'])('refuses the disk number %j without showing the secret', async (diskNo) => {
    const error = await failureOf(() => longLinkName(CANARY, diskNo));
    expect(error.code).toBe('config_invalid');
    expect(inspect(error).includes(CANARY)).toBe(false);
  });
});

describe('taxDiskLinkAddress', () => {
  it('is a secret, its value encoded', () => {
    const address = taxDiskLinkAddress(`${CANARY}+&1`, '44-01');
    expect(`${address} ${JSON.stringify(address)} ${inspect(address)}`.includes(CANARY)).toBe(false);
    expect(address.reveal() === `${TAX_DISK_LINK}?name=${CANARY}%2B%261${'4401'}`).toBe(true);
    expect(taxDiskLinkAddress('s', '1', 'http://127.0.0.1:1/push').reveal()).toBe('http://127.0.0.1:1/push?name=s1');
  });
});

describe('redactLongLink', () => {
  it.each([
    [`${TAX_DISK_LINK}?name=${CANARY}4401&reqid=1`, `${TAX_DISK_LINK}?name=***&reqid=1`],
    [`${TAX_DISK_LINK}?reqid=1&NAME = ${CANARY} 44`, `${TAX_DISK_LINK}?reqid=1&NAME =***`],
    [`${TAX_DISK_LINK}?name=${CANARY}#x`, `${TAX_DISK_LINK}?name=***#x`],
    [`${TAX_DISK_LINK}?taxNo=1&clientId=c&nameLink=pc`, `${TAX_DISK_LINK}?taxNo=1&clientId=c&nameLink=pc`],
  ])('takes the value of name out (%#)', (address, expected) => {
    expect(redactLongLink(address) === expected).toBe(true);
  });
});
