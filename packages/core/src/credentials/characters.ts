import { isUtf8 } from 'node:buffer';

/** What a copied value may carry along without anybody seeing it. */
export type StrayCharacter = 'not-utf8' | 'blank-at-edge' | 'invisible';

/**
 * Looks for what a copy brings along, by bytes, so that a secret given as bytes need not become a string. Blanks count at the edges only; zero-width and
 * control characters (a byte order mark among them) anywhere, since no credential holds one.
 */
export function strayCharacter(text: string | Uint8Array): StrayCharacter | undefined {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  if (!isUtf8(bytes)) return 'not-utf8';
  let invisible = false;
  let first: number | undefined;
  let last = 0;
  for (let i = 0; i < bytes.length; i += sizeOf(bytes[i] ?? 0)) {
    last = codePointAt(bytes, i);
    first ??= last;
    if (isInvisible(last)) invisible = true;
  }
  if (first !== undefined && (isBlank(first) || isBlank(last))) return 'blank-at-edge';
  return invisible ? 'invisible' : undefined;
}

function sizeOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** Of valid UTF-8. */
function codePointAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const size = sizeOf(lead);
  if (size === 1) return lead;
  let point = lead & (0x7f >> size);
  for (let i = 1; i < size; i += 1) point = (point << 6) | ((bytes[at + i] ?? 0) & 0x3f);
  return point;
}

/** The white space of JavaScript's `trim`, the full-width blank (U+3000) among it. */
export function isBlank(point: number): boolean {
  if (point <= 0x20) return point === 0x20 || (point >= 0x09 && point <= 0x0d);
  if (point >= 0x2000 && point <= 0x200a) return true;
  return BLANKS.has(point);
}

/** Zero-width characters, direction marks and controls; not the blanks above. */
export function isInvisible(point: number): boolean {
  if (point < 0x20 || (point >= 0x7f && point <= 0x9f)) return true;
  if (point >= 0x200b && point <= 0x200f) return true;
  if (point >= 0x202a && point <= 0x202e) return true;
  return (point >= 0x2060 && point <= 0x2064) || point === 0xad || point === 0xfeff;
}

const BLANKS: ReadonlySet<number> = new Set([0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff]);
