import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readXml } from '../../src/eas/xml-read.js';
import { crc32 } from '../../src/piaozone/files/crc32.js';
import { invoiceOfd } from '../../src/piaozone/files/ofd.js';
import { invoicePdf } from '../../src/piaozone/files/pdf.js';
import { xmlElement } from '../../src/piaozone/files/xml-text.js';
import { zip } from '../../src/piaozone/files/zip.js';

const LINES = ['MOCK (1) \\ <a>', '购方 测试𠮷🧾①', '金额 0.10', ''];

function missing(...programs: string[]): string[] {
  if (process.env['CI'] === 'true') return [];
  return programs.filter((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined);
}

/** Runs a program on a file with these bytes. */
function onFile(name: string, bytes: Buffer, program: string, args: (file: string) => string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'piaozone-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, name);
  writeFileSync(file, bytes);
  const { status, stdout, stderr, error } = spawnSync(program, args(file), { encoding: 'utf8' });
  if (error !== undefined) throw error;
  expect({ program, status, stderr }).toEqual({ program, status: 0, stderr: '' });
  return stdout;
}

describe('PDF', () => {
  it('has a right cross-reference table and right stream lengths', () => {
    const file = invoicePdf(LINES).toString('latin1');
    expect(file).toMatch(/^%PDF-1\.4\n[\s\S]*%%EOF\n$/);
    const table = file.slice(Number(/startxref\n(\d+)/.exec(file)?.[1]));
    const offsets = [...table.matchAll(/^(\d{10}) 00000 n $/gm)].map((entry) => Number(entry[1]));
    expect(offsets.map((offset) => file.slice(offset, offset + 7))).toEqual(Array.from({ length: 8 }, (_, index) => `${index + 1} 0 obj`));
    const streams = [...file.matchAll(/\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/g)];
    expect(streams).toHaveLength(2);
    for (const [, length, content] of streams) expect(content).toHaveLength(Number(length));
  });

  const lacking = missing('pdfinfo', 'pdftotext');
  it.skipIf(lacking.length > 0)(`opens in poppler, and every character comes out${lacking.length > 0 ? ' (poppler-utils is missing)' : ''}`, () => {
    // More than one section of a hundred characters.
    const many = Array.from({ length: 250 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
    const pdf = invoicePdf([...LINES, many]);
    expect(onFile('invoice.pdf', pdf, 'pdfinfo', (file) => [file])).toMatch(/^Pages:\s+1$/m);
    const text = onFile('invoice.pdf', pdf, 'pdftotext', (file) => ['-enc', 'UTF-8', '-raw', '-nopgbrk', file, '-']);
    const sections = [...pdf.toString('latin1').matchAll(/(\d+) beginbfchar/g)].map(([, count]) => Number(count));
    expect([sections.length > 1, Math.max(...sections) <= 100]).toEqual([true, true]);
    expect(text.split('\n').filter((line) => line !== '')).toEqual([...LINES.slice(0, 3), many]);
  });
});

describe('zip', () => {
  it('has the known checksum of 123456789', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  });

  const entries = [
    { name: 'a.txt', content: Buffer.from('stored 存'), stored: true },
    { name: '文件夹/b.txt', content: Buffer.from('deflated '.repeat(100)) },
    { name: 'empty', content: Buffer.alloc(0) },
  ];

  const lacking = missing('unzip');
  it.skipIf(lacking.length > 0)(`is accepted by unzip -t${lacking.length > 0 ? ' (unzip is missing)' : ''}`, () => {
    expect(onFile('a.zip', zip(entries), 'unzip', (file) => ['-t', file])).toContain('No errors detected');
  });

  const python = missing('python3');
  it.skipIf(python.length > 0)(`is read by Python, names and all${python.length > 0 ? ' (python3 is missing)' : ''}`, () => {
    const program =
      'import json,sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps({n:z.read(n).decode() for n in z.namelist()}))';
    const read: unknown = JSON.parse(onFile('a.zip', zip(entries), 'python3', (file) => ['-c', program, file]));
    expect(read).toEqual(Object.fromEntries(entries.map(({ name, content }) => [name, content.toString()])));
  });
});

describe('OFD', () => {
  it('is a zip of well-formed parts that name each other', () => {
    const parts = unpacked(invoiceOfd('0123456789abcdef', LINES));
    expect([...parts.keys()]).toEqual(['OFD.xml', 'Doc_0/Document.xml', 'Doc_0/PublicRes.xml', 'Doc_0/Pages/Page_0/Content.xml']);
    for (const [name, bytes] of parts) expect([name, readXml(bytes).namespace]).toEqual([name, 'http://www.ofdspec.org/2016']);
    const text = (name: string) => parts.get(name)?.toString() ?? '';
    expect(text('OFD.xml')).toContain('<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>');
    expect(text('Doc_0/Document.xml')).toContain('BaseLoc="Pages/Page_0/Content.xml"');
    expect(text('Doc_0/Pages/Page_0/Content.xml')).toContain('购方 测试𠮷🧾①');
    expect(text('Doc_0/Pages/Page_0/Content.xml')).toContain('MOCK (1) \\ &lt;a&gt;');
  });

  it('leaves out what XML does not allow', () => {
    expect(xmlElement('a', 'x\u0000\ud800<&>"y')).toBe('<a>x&lt;&amp;&gt;&quot;y</a>');
  });
});

/** Reads the local headers one after the other, as no program that goes by the directory does. */
function unpacked(file: Buffer): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  for (let at = 0; file.readUInt32LE(at) === 0x04034b50; ) {
    const [method, packed, nameLength] = [file.readUInt16LE(at + 8), file.readUInt32LE(at + 18), file.readUInt16LE(at + 26)];
    const start = at + 30 + nameLength;
    const bytes = file.subarray(start, start + packed);
    parts.set(file.toString('utf8', at + 30, start), method === 0 ? Buffer.from(bytes) : inflateRawSync(bytes));
    at = start + packed;
  }
  return parts;
}
