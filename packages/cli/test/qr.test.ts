import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { qrPng } from '@piaozone/standard';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CANARY, cli } from './support/cli.js';

const KEY = 'demoPublicKey';
const ARGV = [
  'qr',
  '--environment',
  'test',
  '--shop',
  'demoShop01',
  '--sale-no',
  'SO20240101001',
  '--amount',
  '100.00',
  '--timestamp',
  '1700000000000',
];
/** vectors.json, scan-basic. */
const LINK = 'http://scan.piaozone.com/demo/tyqr?k=demoShop01,SO20240101001,100.00,1700000000000,251515530671c3fab54a731e0a73c9ad,$';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'piaozone-qr-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('piaozone qr', () => {
  it('prints the link, its key from wherever it is given', async () => {
    const result = { code: 0, text: `${LINK}\n`, stderr: '' };
    expect(await cli(ARGV, { env: { PIAOZONE_SCAN_PUBLIC_KEY: KEY } })).toMatchObject(result);
    expect(await cli([...ARGV, '--public-key', KEY])).toMatchObject(result);
    expect(await cli([...ARGV, '--public-key-stdin'], { stdin: `${KEY}\n` })).toMatchObject(result);
  });

  it('has production, the other channel and upper case', async () => {
    const argv = ARGV.map((word) => (word === 'test' ? 'production' : word));
    const { text } = await cli([...argv, '--channel', 'other', '--hex-case', 'upper', '--public-key', KEY]);
    expect(text).toBe('http://piaozone.com/scan/qr?k=demoShop01,SO20240101001,100.00,1700000000000,27F91957F470681C073CFA8D7232FC65,$\n');
  });

  it('takes the present time unless told', async () => {
    const before = Date.now();
    const { text } = await cli([...ARGV.slice(0, -2), '--public-key', KEY]);
    const timestamp = Number(text.split(',')[3]);
    expect(timestamp).toBeGreaterThanOrEqual(before);
    expect(timestamp).toBeLessThanOrEqual(Date.now());
  });

  it('draws a link that is given, and replaces nothing unasked', async () => {
    const png = join(folder, 'code.png');
    const given = ['qr', '--link', 'https://example.com/scan?id=1'];
    expect(await cli([...given, '--out', png])).toMatchObject({ code: 0, text: 'https://example.com/scan?id=1\n' });
    expect(readFileSync(png).equals(await qrPng('https://example.com/scan?id=1'))).toBe(true);
    writeFileSync(png, 'mine');
    expect(await cli([...given, '--out', png])).toMatchObject({ code: 1, text: '', stderr: expect.stringContaining('--force') });
    expect(readFileSync(png, 'utf8')).toBe('mine');
    await cli([...given, '--out', png, '--force', '--error-correction', 'H']);
    expect(readFileSync(png).equals(await qrPng('https://example.com/scan?id=1', { errorCorrection: 'H' }))).toBe(true);
    const svg = join(folder, 'CODE.SVG');
    await cli([...given, '--out', svg]);
    expect(readFileSync(svg, 'utf8')).toContain('<svg');
  });

  it('names a folder that is not there', async () => {
    const { code, stderr } = await cli(['qr', '--link', 'https://example.com', '--out', join(folder, 'no', 'code.png')]);
    expect([code, stderr]).toEqual([1, '错误：写不了文件（ENOENT） / error: the file cannot be written (ENOENT)\n']);
  });

  it.each([
    ['nothing', ['qr'], '--environment, --shop, --sale-no, --amount missing'],
    ['no environment', ['qr', ...ARGV.slice(3), '--public-key', CANARY], '--environment missing'],
    ['no key', ARGV, 'PIAOZONE_SCAN_PUBLIC_KEY'],
    ['two keys', [...ARGV, '--public-key', CANARY, '--public-key-stdin'], 'exclude each other'],
    ['a link and parts', [...ARGV, '--link', 'https://example.com'], '--link excludes --environment, --shop, --sale-no, --amount'],
    ['a link that is none', ['qr', '--link', CANARY], 'http or https'],
    ['another ending', ['qr', '--link', 'https://example.com', '--out', 'code.jpg'], '.png or .svg'],
  ])('refuses %s as wrong usage', async (_, argv, expected) => {
    const { code, text, stderr } = await cli(argv);
    expect({ code, text }).toEqual({ code: 2, text: '' });
    expect(stderr.includes(expected)).toBe(true);
    expect(stderr.includes(CANARY)).toBe(false);
  });

  it('names the part that cannot stand in a link', async () => {
    const { code, stderr } = await cli([...ARGV, '--public-key', CANARY].map((word) => (word === 'demoShop01' ? 'shop,1' : word)));
    expect([code, stderr.includes('key'), stderr.includes(CANARY)]).toEqual([1, true, false]);
  });

  it('is explained in both languages', async () => {
    const { text } = await cli(['qr', '--help']);
    for (const part of ['自建二维码', 'self-built', '--hex-case <case>', '进程列表', 'process list', 'keep it secret']) expect(text).toContain(part);
  });
});
