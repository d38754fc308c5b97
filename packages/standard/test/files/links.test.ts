import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../src/files/addresses.js';
import { Links } from '../../src/files/links.js';

const links = new Links(
  { allowedHosts: ['.piaozone.com', 'files.example.org'], innerOrigins: ['http://127.0.0.1:8080', 'https://[::1]:8443'] },
  'en',
);

describe('links that are followed', () => {
  it.each([
    'https://img.piaozone.com/public/pdf/1.pdf?sign=a%20b',
    'https://a.b.piaozone.com/1.ofd',
    'https://files.example.org/',
    'https://IMG.PIAOZONE.COM/1.pdf',
    'https://img.piaozone.com:443/1.pdf',
    'http://127.0.0.1:8080/1.pdf',
    'https://[::1]:8443/1.pdf',
  ])('%s', (link) => {
    expect(() => links.check(link)).not.toThrow();
  });
});

/** Hosts of others, inner hosts, and spellings that parsers read differently (reliability T19, T20). */
const CORPUS = [
  'http://img.piaozone.com/1.pdf',
  'https://piaozone.com/1.pdf',
  'https://evilpiaozone.com/1.pdf',
  'https://img.piaozone.com.evil.org/1.pdf',
  'https://img.piaozone.com.:443/1.pdf',
  'https://img.piaozone.com:8443/1.pdf',
  'https://img.piaozone.com@evil.org/1.pdf',
  'https://user:pass@img.piaozone.com/1.pdf',
  'https://evil.org/https://img.piaozone.com/1.pdf',
  'https://evil.org#@img.piaozone.com/',
  'https://evil.org?.piaozone.com',
  'https://evil.org\\.piaozone.com/',
  'https://evil.org\\@img.piaozone.com/',
  'https:\\\\img.piaozone.com/1.pdf',
  'https://img.piaozone.com\n.evil.org/',
  'https://img.piaozone.com\t/1.pdf',
  ' https://img.piaozone.com/1.pdf',
  'https://img.piaozone.com/1 .pdf',
  'https://img.piaozone.com/\u0000',
  'https://img。evil。org/',
  'https://files.example.org.piaozone.evil/',
  'https://sub.files.example.org/',
  'https://127.0.0.1/1.pdf',
  'https://127.1/1.pdf',
  'https://2130706433/1.pdf',
  'https://0x7f000001/1.pdf',
  'https://0177.0.0.1/1.pdf',
  'https://0/1.pdf',
  'https://[::1]/1.pdf',
  'https://[::ffff:127.0.0.1]/1.pdf',
  'https://[::ffff:7f00:1]/1.pdf',
  'https://[fe80::1]/1.pdf',
  'https://[fd00::1]/1.pdf',
  'https://169.254.169.254/latest/meta-data/',
  'http://169.254.169.254/latest/meta-data/',
  'https://100.100.100.200/latest/meta-data/',
  'https://10.0.0.1/',
  'https://192.168.0.1/',
  'https://172.16.0.1/',
  'https://localhost/',
  'https://localhost.piaozone.com.localhost/',
  'https://metadata.google.internal/',
  'http://127.0.0.1:8081/1.pdf',
  'https://127.0.0.1:8080/1.pdf',
  'http://127.0.0.1:8080@evil.org/',
  'http://127.0.0.1:8080.evil.org/',
  'http://localhost:8080/',
  'ftp://img.piaozone.com/1.pdf',
  'file:///etc/passwd',
  'data:application/pdf;base64,JVBERi0=',
  'javascript:alert(1)',
  'blob:https://img.piaozone.com/1',
  'gopher://img.piaozone.com/1',
  '//img.piaozone.com/1.pdf',
  '/1.pdf',
  '1.pdf',
  'img.piaozone.com/1.pdf',
  'https//img.piaozone.com/1.pdf',
  'https://',
  '',
  'https://xn--img-piaozone.com/',
  'https://img.piaozone.com%2eevil.org/',
  'https://img.piaozone.com%00.evil.org/',
];

describe('links that are not followed', () => {
  it.each(CORPUS)('%j', (link) => {
    const found = () => links.check(link);
    expect(found).toThrow(expect.objectContaining({ code: 'request_invalid', outcome: 'not-sent' }));
  });

  it.each(
    CORPUS.filter(
      (link) => !['/1.pdf', '1.pdf', '//img.piaozone.com/1.pdf', 'img.piaozone.com/1.pdf', 'https//img.piaozone.com/1.pdf', ''].includes(link),
    ),
  )('nor as the target of a redirect: %j', (link) => {
    expect(() => links.check(link, new URL('https://img.piaozone.com/a'))).toThrow();
  });

  it('a relative redirect stays at its host, a protocol-relative one is checked', () => {
    const base = new URL('https://img.piaozone.com/a/b');
    expect(links.check('../1.pdf', base).url.href).toBe('https://img.piaozone.com/1.pdf');
    expect(links.check('//files.example.org/x', base).url.host).toBe('files.example.org');
    expect(() => links.check('//evil.org/x', base)).toThrow();
  });

  it('the error names the host at most', () => {
    expect(() => links.check('https://evil.org/path?token=TOKEN')).toThrow(/evil\.org(?![\s\S]*TOKEN)/);
  });
});

it.each([
  [{ allowedHosts: ['.com'] }, /allowedHosts\[0\]/],
  [{ allowedHosts: ['https://img.piaozone.com'] }, /allowedHosts\[0\]/],
  [{ allowedHosts: ['IMG.piaozone.com'] }, /allowedHosts\[0\]/],
  [{ allowedHosts: ['10.0.0.1'] }, /allowedHosts\[0\]/],
  [{ allowedHosts: [''] }, /allowedHosts\[0\]/],
  [{ innerOrigins: ['http://10.0.0.1/path'] }, /innerOrigins\[0\]/],
  [{ innerOrigins: ['10.0.0.1:80'] }, /innerOrigins\[0\]/],
])('rules are checked: %j', (rules, text) => {
  expect(() => new Links(rules, 'en')).toThrow(text);
});

describe('addresses', () => {
  it.each(['8.8.8.8', '120.79.1.2', '172.15.255.255', '172.32.0.0', '100.63.255.255', '100.128.0.0', '2400:3200::1', '2606:4700::1111'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ...['0.0.0.0', '10.255.255.255', '100.64.0.1', '127.0.0.2', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1'],
    ...['192.88.99.1', '192.168.1.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.9', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::ffff:8.8.8.8',
      '::ffff:10.0.0.1',
      '::8.8.8.8',
      '64:ff9b::a00:1',
      '64:ff9b:1::1',
      'fc00::1',
      'fd12::1',
      'fe80::1',
      'fec0::1',
      'ff02::1',
    ],
    ...['2001::1', '2001:db8::1', '2002:7f00:1::', '2002:a00:1::', '3fff::1', '4000::1', 'fe80::1%eth0', 'localhost', ''],
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
