import { type CoverFont, type ImageCover, readCover } from './cover.js';
import { fontFor, type LoadedFont, noFont } from './font.js';
import { type CoverLayout, darkRuns, layoutCover, type QrModules } from './layout.js';
import { loadPdf, type PdfLibrary } from './load.js';
import { qrModules } from './qr.js';

export interface CoverPdfOptions {
  readonly font?: CoverFont;
  /** Written into the file; without it there is no date, and the same cover gives the same bytes. */
  readonly createdAt?: Date;
}

const POINTS_PER_MM = 72 / 25.4;

/** A cover as one A4 page. @throws config_invalid for a cover that cannot be printed, and when npm pdfkit is not installed */
export async function coverPdf(cover: ImageCover, { font, createdAt }: CoverPdfOptions = {}): Promise<Buffer> {
  const checked = readCover(cover);
  const loaded = await fontFor(checked, font);
  const [Pdf, modules] = [await loadPdf(), await qrModules(checked.imageNumber)];
  const layout = layoutCover(checked, modules, POINTS_PER_MM, (length) => length);
  const date = createdAt ?? new Date(0);
  const document = new Pdf({ size: [layout.width, layout.height], margin: 0, info: { CreationDate: date } });
  // The library makes the file's id of the date, and writes what can be enumerated.
  Object.defineProperty(document.info, 'CreationDate', { value: date, enumerable: createdAt !== undefined });
  const whole = collect(document);
  draw(document, layout, modules, loaded);
  document.end();
  return whole;
}

function draw(document: InstanceType<PdfLibrary>, { code, number, texts }: CoverLayout, modules: QrModules, font: LoadedFont | undefined): void {
  for (const { row, column, length } of darkRuns(modules)) {
    document.rect(code.x + column * code.module, code.y + row * code.module, length * code.module, code.module);
  }
  document.fill('#000000');
  document.font('Courier').fontSize(number.size).text(number.text, number.x, number.y, { lineBreak: false });
  if (font !== undefined) choose(document, font);
  for (const { text, x, y, size } of texts) document.fontSize(size).text(text, x, y, { lineBreak: false });
}

function choose(document: InstanceType<PdfLibrary>, { bytes, member }: LoadedFont): void {
  try {
    if (member === undefined) document.font(bytes);
    else document.font(bytes, member);
  } catch {
    throw noFont();
  }
}

function collect(document: InstanceType<PdfLibrary>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    document.on('data', (part: Buffer) => parts.push(part));
    document.on('error', reject);
    document.on('end', () => resolve(Buffer.concat(parts)));
  });
}
