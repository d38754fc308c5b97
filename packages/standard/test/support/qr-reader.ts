import { inflateSync } from 'node:zlib';

/** `true` = dark. */
export type Modules = readonly (readonly boolean[])[];

/** Pixels of a PNG with 8 bits per channel, dark or not; written from the PNG specification (filters of §9). */
export function readPng(png: Buffer): Modules {
  if (png.subarray(0, 8).toString('latin1') !== '\x89PNG\r\n\x1a\n') throw new Error('no PNG');
  const [width, height, depth, colour] = [png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]];
  const channels = { 0: 1, 2: 3, 6: 4 }[colour ?? -1];
  if (depth !== 8 || channels === undefined) throw new Error(`depth ${depth}, colour type ${colour}`);
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * channels;
  let above = Buffer.alloc(stride);
  return Array.from({ length: height }, (_, y) => {
    const filter = raw[y * (stride + 1)] ?? 0;
    const row = Buffer.from(raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let i = 0; i < stride; i += 1) {
      const [left, up, corner] = [i < channels ? 0 : (row[i - channels] ?? 0), above[i] ?? 0, i < channels ? 0 : (above[i - channels] ?? 0)];
      row[i] = (row[i] ?? 0) + predict(filter, left, up, corner);
    }
    above = row;
    return Array.from({ length: width }, (__, x) => (row[x * channels] ?? 255) < 128);
  });
}

function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter < 3) return [0, left, up][filter] ?? 0;
  if (filter === 3) return (left + up) >> 1;
  const estimate = left + up - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** One value per module, without the border, which must be white. */
export function trimmed(pixels: Modules, scale: number, margin: number): Modules {
  const size = pixels.length / scale;
  const at = (y: number, x: number) => pixels[y * scale + (scale >> 1)]?.[x * scale + (scale >> 1)] === true;
  for (let i = 0; i < size; i += 1) {
    for (let edge = 0; edge < margin; edge += 1) {
      if (at(i, edge) || at(edge, i) || at(i, size - 1 - edge) || at(size - 1 - edge, i)) throw new Error('the border is not white');
    }
  }
  const inner = size - 2 * margin;
  return Array.from({ length: inner }, (_, y) => Array.from({ length: inner }, (__, x) => at(y + margin, x + margin)));
}

const LEVELS = ['M', 'L', 'H', 'Q'] as const;
type Level = (typeof LEVELS)[number];
/** Versions 1 to 10 (ISO/IEC 18004, tables 1, 9, E.1). */
const TOTAL = [26, 44, 70, 100, 134, 172, 196, 242, 292, 346];
const CHECK: Readonly<Record<Level, readonly number[]>> = {
  L: [7, 10, 15, 20, 26, 18, 20, 24, 30, 18],
  M: [10, 16, 26, 18, 24, 16, 18, 22, 22, 26],
  Q: [13, 22, 18, 26, 18, 24, 18, 22, 20, 24],
  H: [17, 28, 22, 16, 22, 28, 26, 26, 24, 28],
};
const BLOCKS: Readonly<Record<Level, readonly number[]>> = {
  L: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4],
  M: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5],
  Q: [1, 1, 2, 2, 4, 4, 6, 6, 8, 8],
  H: [1, 1, 2, 4, 4, 4, 5, 6, 8, 8],
};
const ALIGNMENT = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];
const MASKS: readonly ((y: number, x: number) => number)[] = [
  (y, x) => (y + x) % 2,
  (y) => y % 2,
  (_y, x) => x % 3,
  (y, x) => (y + x) % 3,
  (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2,
  (y, x) => ((y * x) % 2) + ((y * x) % 3),
  (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2,
  (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2,
];
const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Reads an undamaged code of version 1 to 10, without error correction. Shares nothing with what draws it. */
export function readQr(modules: Modules): { readonly text: string; readonly level: Level } {
  const size = modules.length;
  const version = (size - 17) / 4;
  const dark = (y: number, x: number) => modules[y]?.[x] === true;
  const along = [0, 1, 2, 3, 4, 5, 7, 8].map((x) => [8, x] as const);
  const formatAt = [...along, ...[7, 5, 4, 3, 2, 1, 0].map((y) => [y, 8] as const)];
  const format = formatAt.reduce((bits, [y, x]) => (bits << 1) | Number(dark(y, x)), 0) ^ 0x5412;
  const level = LEVELS[format >> 13] ?? 'M';
  const mask = MASKS[(format >> 10) & 7] ?? (() => 0);
  const bits: number[] = [];
  for (let right = size - 1, upward = true; right > 0; right -= 2, upward = !upward) {
    if (right === 6) right -= 1;
    for (let step = 0; step < size; step += 1) {
      const y = upward ? size - 1 - step : step;
      for (const x of [right, right - 1]) if (!isFunction(y, x, size, version)) bits.push(Number(dark(y, x)) ^ Number(mask(y, x) === 0));
    }
  }
  return { text: readSegments(dataBytes(bits, version, level), version), level };
}

function isFunction(y: number, x: number, size: number, version: number): boolean {
  if (y === 6 || x === 6) return true;
  if ((y < 9 && x < 9) || (y < 9 && x >= size - 8) || (y >= size - 8 && x < 9)) return true;
  if (version >= 7 && ((y < 6 && x >= size - 11) || (x < 6 && y >= size - 11))) return true;
  const centres = ALIGNMENT[version - 1] ?? [];
  const last = centres.at(-1);
  return centres.some((cy) =>
    centres.some((cx) => {
      const onFinder = (cy === 6 && cx === 6) || (cy === 6 && cx === last) || (cy === last && cx === 6);
      return !onFinder && Math.abs(cy - y) <= 2 && Math.abs(cx - x) <= 2;
    }),
  );
}

function dataBytes(bits: readonly number[], version: number, level: Level): number[] {
  const blocks = BLOCKS[level][version - 1] ?? 1;
  const total = (TOTAL[version - 1] ?? 0) - (CHECK[level][version - 1] ?? 0) * blocks;
  const bytes = Array.from({ length: total }, (_, i) => bits.slice(8 * i, 8 * i + 8).reduce((byte, bit) => (byte << 1) | bit, 0));
  const short = Math.floor(total / blocks);
  const parts: number[][] = Array.from({ length: blocks }, () => []);
  const lengths = parts.map((_, i) => short + Number(i >= blocks - (total % blocks)));
  let at = 0;
  for (let column = 0; column <= short; column += 1) {
    for (const [i, part] of parts.entries()) if (column < (lengths[i] ?? 0)) part.push(bytes[at++] ?? 0);
  }
  return parts.flat();
}

function readSegments(bytes: readonly number[], version: number): string {
  let at = 0;
  const take = (count: number) => {
    let value = 0;
    for (; count > 0; count -= 1, at += 1) value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    return value;
  };
  const wide = version >= 10;
  const out: Buffer[] = [];
  while (8 * bytes.length - at >= 4) {
    const mode = take(4);
    if (mode === 0) break;
    if (mode === 1) out.push(Buffer.from(numeric(take, take(wide ? 12 : 10))));
    else if (mode === 2) out.push(Buffer.from(alphanumeric(take, take(wide ? 11 : 9))));
    else if (mode === 4) out.push(Buffer.from(Array.from({ length: take(wide ? 16 : 8) }, () => take(8))));
    else throw new Error(`mode ${mode}`);
  }
  return Buffer.concat(out).toString('utf8');
}

function numeric(take: (count: number) => number, length: number): string {
  let text = '';
  for (let left = length; left > 0; left -= 3) {
    const digits = Math.min(left, 3);
    text += String(take([0, 4, 7, 10][digits] ?? 0)).padStart(digits, '0');
  }
  return text;
}

function alphanumeric(take: (count: number) => number, length: number): string {
  let text = '';
  for (let left = length; left > 0; left -= 2) {
    const value = take(left === 1 ? 6 : 11);
    text += left === 1 ? ALPHANUMERIC.charAt(value) : ALPHANUMERIC.charAt(Math.floor(value / 45)) + ALPHANUMERIC.charAt(value % 45);
  }
  return text;
}
