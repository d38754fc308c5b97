import { PiaozoneError } from '@piaozone/core';

/** How a code is drawn. */
export interface QrImageOptions {
  /** How much of the picture may be spoiled: L 7 %, M 15 %, Q 25 %, H 30 %. Default M. */
  readonly errorCorrection?: 'L' | 'M' | 'Q' | 'H';
  /** White border, in modules. Default 4, the least that the standard (ISO/IEC 18004) wants. */
  readonly margin?: number;
  /** Pixels per module of a PNG; an SVG has no size of its own. Default 8. */
  readonly scale?: number;
}

/** More characters are a mistake: such a code is not read off a receipt any more. */
const MAX_CHARACTERS = 1_024;

/** `text` as a PNG, black on white. @throws request_invalid for an empty text, one over 1024 characters, and measures that are no whole numbers */
export async function qrPng(text: string, options: QrImageOptions = {}): Promise<Buffer> {
  const settings = read(text, options);
  return (await library()).toBuffer(text, { ...settings, type: 'png' });
}

/** The same as an SVG document. @throws as `qrPng` */
export async function qrSvg(text: string, options: QrImageOptions = {}): Promise<string> {
  const settings = read(text, options);
  return (await library()).toString(text, { ...settings, type: 'svg' });
}

/** What is used of the library. Spelled out, so that no type of it becomes part of ours. */
interface QrLibrary {
  toBuffer(text: string, options: Settings & { readonly type: 'png' }): Promise<Buffer>;
  toString(text: string, options: Settings & { readonly type: 'svg' }): Promise<string>;
}

/** Loaded by those who draw. */
async function library(): Promise<QrLibrary> {
  // The cast keeps the library's own types out of ours.
  const loaded = (await import('qrcode' as string)) as QrLibrary & { readonly default?: QrLibrary };
  return loaded.default ?? loaded;
}

interface Settings {
  readonly errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H';
  readonly margin: number;
  readonly scale: number;
}

function read(text: string, { errorCorrection = 'M', margin = 4, scale = 8 }: QrImageOptions): Settings {
  const wrong = (path: string, zh: string, en: string): never => {
    throw new PiaozoneError({
      code: 'request_invalid',
      outcome: 'not-sent',
      message: { zh: '二维码无法生成', en: 'the code cannot be drawn' },
      problems: [{ path, message: { zh, en } }],
    });
  };
  if (text === '' || text.length > MAX_CHARACTERS) wrong('text', `须有 1 到 ${MAX_CHARACTERS} 个字符`, `must have 1 to ${MAX_CHARACTERS} characters`);
  if (!Number.isInteger(margin) || margin < 0 || margin > 64) wrong('margin', '须为 0 到 64 的整数', 'must be a whole number from 0 to 64');
  if (!Number.isInteger(scale) || scale < 1 || scale > 64) wrong('scale', '须为 1 到 64 的整数', 'must be a whole number from 1 to 64');
  return { errorCorrectionLevel: errorCorrection, margin, scale };
}
