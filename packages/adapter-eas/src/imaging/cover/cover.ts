import { configError, type Problem } from '@piaozone/core/adapter';
import { isPrintable, MAX_IMAGE_NUMBER } from '../image-number.js';

/** Where imaging looks for the code. */
export type CoverCorner = 'top-left' | 'top-right';

/** 影像封面: one QR code with the image number and nothing else in it; never a bar code, which imaging cannot read. */
export interface ImageCover {
  /** 影像编号, in upper case, as {@link imageNumber} makes it. */
  readonly imageNumber: string;
  /** Default `top-left`. */
  readonly corner?: CoverCorner;
  /** Printed under the number; other characters than ASCII need a font. At most 60 characters. */
  readonly title?: string;
  /** At most 20 lines of at most 60 characters, as `title`. */
  readonly lines?: readonly string[];
}

/** A TrueType or OpenType font (a file or its bytes; of a collection its first font), for what is not ASCII. */
export type CoverFont = string | Uint8Array;

/** Checked, with its defaults. */
export interface CheckedCover {
  readonly imageNumber: string;
  readonly corner: CoverCorner;
  readonly title: string | undefined;
  readonly lines: readonly string[];
}

/** Bounds of a page, ours. */
export const MAX_LINES = 20;
export const MAX_LINE = 60;

/** @throws config_invalid with every problem at once */
export function readCover({ imageNumber, corner = 'top-left', title, lines = [] }: ImageCover): CheckedCover {
  const problems: Problem[] = [];
  const refuse = (path: string, zh: string, en: string) => problems.push({ path, message: { zh, en } });
  if (typeof imageNumber !== 'string' || !isPrintable(imageNumber) || imageNumber.length > MAX_IMAGE_NUMBER) {
    refuse(
      'imageNumber',
      `须为 1 到 ${MAX_IMAGE_NUMBER} 位可打印的英文字符，不含空格`,
      `must be 1 to ${MAX_IMAGE_NUMBER} printable ASCII characters without blanks`,
    );
  } else if (imageNumber !== imageNumber.toUpperCase()) refuse('imageNumber', '影像编号须为大写', 'must be in upper case');
  if (corner !== 'top-left' && corner !== 'top-right')
    refuse('corner', '二维码只能在左上角或右上角', 'the code stands at the top left or top right only');
  if (lines.length > MAX_LINES) refuse('lines', `最多 ${MAX_LINES} 行`, `at most ${MAX_LINES} lines`);
  for (const [path, text] of textsOf({ title, lines })) {
    if (/\p{Cc}/u.test(text)) refuse(path, '含有换行等控制字符', 'holds control characters such as line breaks');
    else if ([...text].length > MAX_LINE) refuse(path, `超过 ${MAX_LINE} 个字符`, `has more than ${MAX_LINE} characters`);
  }
  if (problems.length > 0) throw configError(problems);
  return { imageNumber, corner, title, lines };
}

/** Title and lines with the paths they are complained about under. */
export function textsOf({ title, lines }: Pick<CheckedCover, 'title' | 'lines'>): [path: string, text: string][] {
  return [
    ...(title === undefined ? [] : [['title', title] as [string, string]]),
    ...lines.map((line, index): [string, string] => [`lines[${index}]`, line]),
  ];
}
