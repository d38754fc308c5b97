import { type Modules, readPng, readQr } from '../../../standard/test/support/qr-reader.js';

/** Where a code was found on a page, as parts of its width and height, and what it says. */
export interface FoundCode {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  /** Pixels of one square. */
  readonly module: number;
}

/**
 * Finds the one code of a page by its first dark row: it begins with a finder pattern, seven squares wide, and nothing stands above or beside it.
 * Fractions of a pixel, as of a rastered PDF, are evened out by looking at the middle of each square.
 */
export function findCode(png: Buffer): FoundCode {
  const pixels = readPng(png);
  const [width, height] = [pixels[0]?.length ?? 0, pixels.length];
  const top = pixels.findIndex((row) => row.includes(true));
  const first = pixels[top + 1] ?? [];
  const left = first.indexOf(true);
  let run = 0;
  while (first[left + run] === true) run += 1;
  const right = first.lastIndexOf(true);
  // Both upper finders are seven squares; the size of a code is 17 + 4 × version.
  const size = nearestSize(((right - left + 1) * 7) / run);
  const module = (right - left + 1) / size;
  const modules: Modules = Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (__, x) => pixels[Math.floor(top + (y + 0.5) * module)]?.[Math.floor(left + (x + 0.5) * module)] === true),
  );
  const quiet = Math.floor(4 * module) - 1;
  for (let y = Math.max(0, top - quiet); y < top + size * module + quiet; y += 1) {
    for (let x = Math.max(0, left - quiet); x < left + size * module + quiet; x += 1) {
      const inside = y >= top && y < top + size * module && x >= left && x < left + size * module;
      if (!inside && pixels[y]?.[x] === true) throw new Error('the border is not white');
    }
  }
  return { text: readQr(modules).text, left: left / width, top: top / height, module };
}

function nearestSize(size: number): number {
  return Math.round((size - 17) / 4) * 4 + 17;
}
