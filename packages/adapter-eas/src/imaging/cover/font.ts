import { readFile } from 'node:fs/promises';
import { configError, type PiaozoneError, type Problem } from '@piaozone/core/adapter';
import { type CheckedCover, type CoverFont, textsOf } from './cover.js';
import { type FontFacts, readFontFacts } from './font-facts.js';

export interface LoadedFont extends FontFacts {
  readonly bytes: Buffer;
}

/**
 * The font for title and lines, when there is one. Characters it lacks would be printed as empty boxes, which nobody notices before the paper is there.
 * @throws config_invalid for a file that is no font, and naming the characters that cannot be printed
 */
export async function fontFor(cover: CheckedCover, font: CoverFont | undefined): Promise<LoadedFont | undefined> {
  const loaded = font === undefined ? undefined : await load(font);
  const problems: Problem[] = [];
  for (const [path, text] of textsOf(cover)) {
    const lacking = [...new Set(text)].filter(
      (character) => !(loaded === undefined ? isAscii(character) : loaded.covers(character.codePointAt(0) ?? 0)),
    );
    if (lacking.length > 0) problems.push({ path, message: missing(lacking.join(' '), loaded !== undefined) });
  }
  if (problems.length > 0) throw configError(problems);
  return loaded;
}

function isAscii(character: string): boolean {
  return character >= ' ' && character <= '~';
}

function missing(characters: string, hasFont: boolean): Problem['message'] {
  if (hasFont) return { zh: `字体中没有这些字符：${characters}`, en: `the font lacks these characters: ${characters}` };
  return {
    zh: `这些字符需要字体：${characters}；请用 font 指定一个含中文的字体文件`,
    en: `these characters need a font: ${characters}; give a font file that has them as "font"`,
  };
}

async function load(font: CoverFont): Promise<LoadedFont> {
  const bytes = await bytesOf(font);
  const facts = bytes === undefined ? undefined : readFontFacts(bytes);
  if (bytes !== undefined && facts !== undefined) return { bytes, ...facts };
  throw bytes === undefined ? fontError('字体文件读不到', 'the font file cannot be read') : noFont();
}

/** For a file whose tables the drawing library does not understand. */
export function noFont(): PiaozoneError {
  return fontError('不是可用的 TrueType 或 OpenType 字体', 'is no usable TrueType or OpenType font');
}

function fontError(zh: string, en: string): PiaozoneError {
  return configError([{ path: 'font', message: { zh, en } }]);
}

async function bytesOf(font: CoverFont): Promise<Buffer | undefined> {
  if (typeof font !== 'string') return Buffer.from(font.buffer, font.byteOffset, font.byteLength);
  try {
    return await readFile(font);
  } catch {
    return undefined;
  }
}
