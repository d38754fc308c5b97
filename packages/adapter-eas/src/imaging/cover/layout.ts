import type { CheckedCover } from './cover.js';

/** Dark squares of a code, without a border. */
export interface QrModules {
  readonly size: number;
  isDark(row: number, column: number): boolean;
}

/** A line of text: `y` is its top. */
export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** An A4 page in units of the target. */
export interface CoverLayout {
  readonly width: number;
  readonly height: number;
  /** The code: its corner and the side of one square. */
  readonly code: { readonly x: number; readonly y: number; readonly module: number };
  readonly number: PlacedText;
  readonly texts: readonly PlacedText[];
}

/** Advance of a fixed-width character, in sizes: of Courier and of the glyphs drawn here. */
export const FIXED_ADVANCE = 0.6;
/** A4, and the rest of the page, in millimetres. */
const PAGE = { width: 210, height: 297 } as const;
const MARGIN_MM = 12;
const CODE_MM = 36;
/** What the standard (ISO/IEC 18004) wants white around a code, in squares. */
const QUIET = 4;
const SIZES_MM = { number: 5, title: 7, line: 4.5 } as const;
const LEADING = 1.6;

/** @param perMm units of the target in a millimetre @param snap makes a length whole, where the target has pixels */
export function layoutCover(cover: CheckedCover, modules: QrModules, perMm: number, snap: (length: number) => number): CoverLayout {
  const [width, height, margin] = [snap(PAGE.width * perMm), snap(PAGE.height * perMm), snap(MARGIN_MM * perMm)];
  const module = snap((CODE_MM * perMm) / modules.size);
  const side = module * modules.size;
  const room = width - 2 * margin;
  const code = { x: cover.corner === 'top-left' ? margin : width - margin - side, y: margin, module };
  const size = Math.min(SIZES_MM.number * perMm, room / (FIXED_ADVANCE * cover.imageNumber.length));
  const length = size * FIXED_ADVANCE * cover.imageNumber.length;
  const y = margin + side + QUIET * module;
  const number = { text: cover.imageNumber, x: cover.corner === 'top-left' ? margin : width - margin - length, y, size };
  return { width, height, code, number, texts: placeTexts(cover, margin, y + 2 * LEADING * size, room, perMm) };
}

/** A size is made smaller until the line fits; no character is wider than its size. */
function placeTexts({ title, lines }: CheckedCover, x: number, top: number, room: number, perMm: number): PlacedText[] {
  const wanted = [...(title === undefined ? [] : [{ text: title, mm: SIZES_MM.title }]), ...lines.map((text) => ({ text, mm: SIZES_MM.line }))];
  let y = top;
  return wanted.map(({ text, mm }) => {
    const size = Math.min(mm * perMm, room / Math.max([...text].length, 1));
    const placed = { text, x, y, size };
    y += LEADING * size;
    return placed;
  });
}

/** Neighbouring squares of a row as one: fewer shapes, and no hairlines between them. */
export function darkRuns({ size, isDark }: QrModules): { readonly row: number; readonly column: number; readonly length: number }[] {
  const runs: { row: number; column: number; length: number }[] = [];
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (!isDark(row, column)) continue;
      const start = column;
      while (column < size && isDark(row, column)) column += 1;
      runs.push({ row, column: start, length: column - start });
    }
  }
  return runs;
}
