import { toUnicodeMap, unicodeCodes } from './pdf-text.js';

/**
 * A one-page PDF 1.4 with one text line per entry, any Unicode. Nothing is embedded: readers show the text with a font of their own,
 * and what programs extract is exact, because every character has its entry in `/ToUnicode`.
 */
export function invoicePdf(lines: readonly string[]): Buffer {
  const codes = unicodeCodes(lines);
  const shown = lines.map((line) => `<${[...line].map((character) => codes.get(character) ?? '').join('')}> Tj T*`);
  // Every character is as wide as the font is high: the longest line decides, because readers cut off what leaves the page.
  const size = Math.min(12, Math.floor((515 * 100) / Math.max(1, ...lines.map((line) => [...line].length))) / 100);
  const content = `BT /F1 ${size} Tf 16 TL 40 380 Td ${shown.join(' ')} ET`;
  const font = '/STSong-Light';
  return document([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 420] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    stream(content),
    `<< /Type /Font /Subtype /Type0 /BaseFont ${font} /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 8 0 R >>`,
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont ${font} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /FontDescriptor 7 0 R >>`,
    `<< /Type /FontDescriptor /FontName ${font} /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>`,
    stream(toUnicodeMap(codes)),
  ]);
}

function stream(content: string): string {
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

/** Objects are numbered from 1; the first is the catalogue. All of it is ASCII, so that characters are bytes. */
function document(objects: readonly string[]): Buffer {
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return Buffer.from(
    `${file}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`,
    'latin1',
  );
}
