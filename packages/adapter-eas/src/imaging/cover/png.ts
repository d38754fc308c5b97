import { configError, escapeXml } from '@piaozone/core/adapter';
import { type CoverFont, type ImageCover, readCover } from './cover.js';
import { fontFor, type LoadedFont } from './font.js';
import { glyphPath } from './glyphs.js';
import { type CoverLayout, darkRuns, layoutCover, type PlacedText, type QrModules } from './layout.js';
import { loadRenderer } from './load.js';
import { qrModules } from './qr.js';

export interface CoverPngOptions {
  readonly font?: CoverFont;
  /** 100 to 600. Default 200. */
  readonly dpi?: number;
  /** The bytes of `@resvg/resvg-wasm/index_bg.wasm`, where the file cannot be found beside the program. */
  readonly wasm?: Uint8Array;
}

const MM_PER_INCH = 25.4;

/** The same page as a PNG, black on white; the same cover gives the same bytes. @throws config_invalid as `coverPdf`, here for @resvg/resvg-wasm */
export async function coverPng(cover: ImageCover, { font, dpi = 200, wasm }: CoverPngOptions = {}): Promise<Buffer> {
  const checked = readCover(cover);
  if (!Number.isInteger(dpi) || dpi < 100 || dpi > 600) {
    throw configError([{ path: 'dpi', message: { zh: '须为 100 到 600 的整数', en: 'must be a whole number from 100 to 600' } }]);
  }
  const loaded = await fontFor(checked, font);
  const modules = await qrModules(checked.imageNumber);
  const svg = svgOf(layoutCover(checked, modules, dpi / MM_PER_INCH, Math.round), modules, loaded);
  const Renderer = await loadRenderer(wasm);
  const drawing = new Renderer(svg, loaded === undefined ? {} : { font: { fontBuffers: [loaded.bytes] } });
  try {
    const image = drawing.render();
    const png = Buffer.from(image.asPng());
    image.free();
    return png;
  } finally {
    drawing.free();
  }
}

function svgOf({ width, height, code, number, texts }: CoverLayout, modules: QrModules, font: LoadedFont | undefined): string {
  const dark = darkRuns(modules).map(({ row, column, length }) => {
    const [x, y, run] = [code.x + column * code.module, code.y + row * code.module, length * code.module];
    return `M${x} ${y}h${run}v${code.module}h-${run}z`;
  });
  const lines = texts.map((text) => (font === undefined ? dots(text) : written(text)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<path shape-rendering="crispEdges" d="${dark.join('')}"/>`,
    dots(number),
    ...lines,
    '</svg>',
  ].join('');
}

/** No font comes with the renderer: ASCII is drawn by us. */
function dots(text: PlacedText): string {
  return `<path d="${glyphPath(text)}"/>`;
}

/** The line's top is given, SVG wants its base. */
function written({ text, x, y, size }: PlacedText): string {
  return `<text xml:space="preserve" x="${x}" y="${y + size}" font-size="${size}">${escapeXml(text, 'text')}</text>`;
}
