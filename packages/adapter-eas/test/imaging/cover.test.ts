import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPiaozoneError } from '@piaozone/core';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { readPng } from '../../../standard/test/support/qr-reader.js';
import { loadPdf, loadRenderer } from '../../src/imaging/cover/load.js';
import { coverPdf, coverPng, type ImageCover, imageNumber } from '../../src/imaging.js';
import { findCode } from '../support/cover-reader.js';

const NUMBER = imageNumber({ prefix: 'EAS1', billCode: 'BX', billNumber: 'BX-202501-0001' });
const COVER: ImageCover = { imageNumber: NUMBER };
/** Debian's fonts-dejavu-core, and poppler-utils. */
const FONT = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf';
const poppler = spawnSync('pdftoppm', ['-v']).error === undefined && spawnSync('pdftotext', ['-v']).error === undefined;
const needed = (present: boolean) => !present && process.env['CI'] !== 'true';

const folder = mkdtempSync(join(tmpdir(), 'piaozone-cover-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function raster(pdf: Buffer, dpi = 150): Buffer {
  const file = join(folder, 'cover.pdf');
  writeFileSync(file, pdf);
  execFileSync('pdftoppm', ['-r', String(dpi), '-png', '-singlefile', file, join(folder, 'cover')]);
  return readFileSync(join(folder, 'cover.png'));
}

function textOf(pdf: Buffer): string {
  const file = join(folder, 'text.pdf');
  writeFileSync(file, pdf);
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
}

async function problemsOf(work: () => Promise<unknown>): Promise<[string, string][]> {
  try {
    await work();
  } catch (error) {
    if (isPiaozoneError(error, 'config_invalid')) return error.problems.map(({ path, message }) => [path, message.en]);
    throw error;
  }
  return [];
}

const NUMBERS = [NUMBER, 'A', 'EAS1BX/2025_01.#[7]', 'X'.repeat(100)];

describe('a cover as PNG', () => {
  it.each(NUMBERS)('gives back the number %s, at the top left', async (number) => {
    const { text, left, top, module } = findCode(await coverPng({ imageNumber: number }));
    expect(text).toBe(number);
    expect(Number.isInteger(module)).toBe(true);
    expect(left).toBeCloseTo(12 / 210, 2);
    expect(top).toBeCloseTo(12 / 297, 2);
  });

  it('puts the code at the top right', async () => {
    const { text, left, top } = findCode(await coverPng({ ...COVER, corner: 'top-right' }));
    expect([text, left > 0.7, top < 0.1]).toEqual([NUMBER, true, true]);
  });

  it.each([100, 300])('of %i dpi is an A4 page and is read', async (dpi) => {
    const png = await coverPng(COVER, { dpi });
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([Math.round((210 * dpi) / 25.4), Math.round((297 * dpi) / 25.4)]);
    expect(findCode(png).text).toBe(NUMBER);
  });

  it('is the same bytes for the same cover', async () => {
    expect(await coverPng(COVER)).toEqual(await coverPng({ ...COVER, corner: 'top-left', lines: [] }));
  });

  it('prints the number under the code, and title and lines under it', async () => {
    const plain = darkRows(await coverPng(COVER));
    const full = darkRows(await coverPng({ ...COVER, title: 'Expense report', lines: ['one', 'two'] }));
    expect(plain).toHaveLength(2);
    expect(full).toHaveLength(5);
  });

  it.skipIf(needed(existsSync(FONT)))('prints other scripts with a font, the same each time [fonts-dejavu-core]', async () => {
    const cover = { ...COVER, title: 'Отчёт Ωδή', lines: ['< & >'] };
    const png = await coverPng(cover, { font: FONT });
    expect(png).toEqual(await coverPng(cover, { font: readFileSync(FONT) }));
    expect(darkRows(png).length).toBeGreaterThan(darkRows(await coverPng(COVER)).length);
    expect(findCode(png).text).toBe(NUMBER);
  });

  it.each([99, 601, 150.5])('of %d dpi is refused', async (dpi) => {
    expect((await problemsOf(() => coverPng(COVER, { dpi }))).map(([path]) => path)).toEqual(['dpi']);
  });
});

describe('a cover as PDF', () => {
  it.skipIf(needed(poppler)).each(NUMBERS)('gives back the number %s, as code and as text [poppler-utils]', async (number) => {
    const pdf = await coverPdf({ imageNumber: number });
    expect(findCode(raster(pdf)).text).toBe(number);
    expect(textOf(pdf)).toContain(number);
  });

  it.skipIf(needed(poppler))('puts the code at either corner of one A4 page [poppler-utils]', async () => {
    const [left, right] = [findCode(raster(await coverPdf(COVER))), findCode(raster(await coverPdf({ ...COVER, corner: 'top-right' })))];
    expect([left.left < 0.1, right.left > 0.7, left.top < 0.1, right.top < 0.1]).toEqual([true, true, true, true]);
    const page = raster(await coverPdf(COVER), 72);
    expect([page.readUInt32BE(16), page.readUInt32BE(20)]).toEqual([596, 842]);
  });

  it.skipIf(needed(poppler && existsSync(FONT)))('prints title and lines [poppler-utils, fonts-dejavu-core]', async () => {
    expect(textOf(await coverPdf({ ...COVER, title: 'Expense report', lines: ['one', 'two'] }))).toMatch(/Expense report\s+one\s+two/);
    expect(textOf(await coverPdf({ ...COVER, title: 'Отчёт Ωδή', lines: ['ещё'] }, { font: FONT }))).toMatch(/Отчёт Ωδή\s+ещё/);
  });

  it('is the same bytes for the same cover, and has no date of its own', async () => {
    const pdf = await coverPdf(COVER);
    expect(pdf).toEqual(await coverPdf(COVER));
    expect(pdf.toString('latin1')).not.toContain('CreationDate');
  });

  it.skipIf(needed(existsSync(FONT)))('is the same bytes with a font [fonts-dejavu-core]', async () => {
    const cover = { ...COVER, title: 'Отчёт' };
    expect(await coverPdf(cover, { font: FONT })).toEqual(await coverPdf(cover, { font: FONT }));
  });

  it('carries the date it is given', async () => {
    const pdf = await coverPdf(COVER, { createdAt: new Date('2025-11-01T00:00:00Z') });
    expect(pdf.toString('latin1')).toContain('D:20251101000000Z');
  });
});

describe('a cover', () => {
  it.each<[string, ImageCover, [string, RegExp][]]>([
    ['no number', { imageNumber: '' }, [['imageNumber', /ASCII/]]],
    ['a number in lower case', { imageNumber: 'eas1' }, [['imageNumber', /upper case/]]],
    ['a number with a blank', { imageNumber: 'EAS 1' }, [['imageNumber', /blanks/]]],
    ['a Chinese number', { imageNumber: '影1' }, [['imageNumber', /ASCII/]]],
    ['a number of 101 characters', { imageNumber: 'X'.repeat(101) }, [['imageNumber', /100/]]],
    ['a corner below', { ...COVER, corner: 'bottom-left' as 'top-left' }, [['corner', /top/]]],
    ['21 lines', { ...COVER, lines: Array.from({ length: 21 }, () => 'x') }, [['lines', /20/]]],
    [
      'a long line',
      { ...COVER, title: 'x'.repeat(61), lines: ['y'.repeat(61)] },
      [
        ['title', /60/],
        ['lines[0]', /60/],
      ],
    ],
    ['a line break', { ...COVER, lines: ['a\nb'] }, [['lines[0]', /line breaks/]]],
    [
      'Chinese without a font',
      { ...COVER, title: '报销单封面', lines: ['OK', '单据 单'] },
      [
        ['title', /报 销 单 封 面/],
        ['lines[1]', /need a font: 单 据$|need a font: 单 据;/],
      ],
    ],
  ])('is refused for %s, in both forms', async (_, cover, expected) => {
    for (const draw of [coverPdf, coverPng]) {
      const problems = await problemsOf(() => draw(cover));
      expect(problems.map(([path]) => path)).toEqual(expected.map(([path]) => path));
      for (const [index, [, reason]] of expected.entries()) expect(problems[index]?.[1]).toMatch(reason);
    }
  });

  it.skipIf(needed(existsSync(FONT)))('names what the font given lacks [fonts-dejavu-core]', async () => {
    for (const draw of [coverPdf, coverPng]) {
      expect(await problemsOf(() => draw({ ...COVER, title: 'Ω报销' }, { font: FONT }))).toEqual([
        ['title', 'the font lacks these characters: 报 销'],
      ]);
    }
  });

  it.each([
    ['no file', '/nowhere/font.ttf', /cannot be read/],
    ['no font', Buffer.from('hello, this is no font at all'), /no usable TrueType/],
    ['nothing', Buffer.alloc(0), /no usable TrueType/],
  ] as const)('says of a font that it is %s', async (_, font, reason) => {
    expect(await problemsOf(() => coverPng(COVER, { font }))).toEqual([['font', expect.stringMatching(reason)]]);
  });

  it.skipIf(needed(existsSync(FONT)))('says of a font that cannot be drawn that it is none [fonts-dejavu-core]', async () => {
    const damaged = Buffer.from(readFileSync(FONT));
    // Its table "head" cannot be found any more; the character map can.
    damaged.write('xxxx', damaged.indexOf('head'), 'latin1');
    expect(await problemsOf(() => coverPdf({ ...COVER, title: 'Ω' }, { font: damaged }))).toEqual([['font', expect.stringMatching(/no usable/)]]);
  });

  it.skipIf(needed(existsSync(FONT)))('says of half a font that it is none [fonts-dejavu-core]', async () => {
    const half = readFileSync(FONT).subarray(0, 300);
    expect((await problemsOf(() => coverPng(COVER, { font: half }))).map(([path]) => path)).toEqual(['font']);
  });
});

describe('a library that is not installed', () => {
  const absent = () => Promise.reject(Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' }));

  it('is named', async () => {
    for (const [load, name] of [
      [() => loadPdf(absent), 'pdfkit'],
      [() => loadRenderer(undefined, absent), '@resvg/resvg-wasm'],
    ] as const) {
      const error = await load().catch((thrown: unknown) => thrown);
      expect(isPiaozoneError(error, 'config_invalid') && [error.outcome, error.text.en.includes(name), error.hintText?.en]).toEqual([
        'not-sent',
        true,
        `run npm install ${name}`,
      ]);
    }
    expect(findCode(await coverPng(COVER)).text).toBe(NUMBER);
  });
});

describe('the renderer', () => {
  it('that did not start is started again, and one that runs is taken', async () => {
    vi.resetModules();
    const { loadRenderer: fresh } = await import('../../src/imaging/cover/load.js');
    const Resvg = class {} as never;
    const starts: string[] = [];
    const library = (message: string | undefined) => async () => ({
      Resvg,
      initWasm: async () => {
        starts.push(message ?? 'ok');
        if (message !== undefined) throw new Error(message);
      },
    });
    const wasm = Buffer.from('wasm');
    expect(isPiaozoneError(await fresh(wasm, library('CompileError')).catch((error: unknown) => error), 'config_invalid')).toBe(true);
    expect(await fresh(wasm, library('Already initialized. The function can be used only once.'))).toBe(Resvg);
    expect(await fresh(wasm, library(undefined))).toBe(Resvg);
    expect(starts).toEqual(['CompileError', 'Already initialized. The function can be used only once.']);
  });
});

/** Bands of rows that hold something dark, from top to bottom. */
function darkRows(png: Buffer): number[] {
  const rows = readPng(png).map((row) => row.includes(true));
  // Gaps of a pixel or two lie between the dots of a glyph.
  return rows.flatMap((dark, y) => (dark && !rows.slice(Math.max(0, y - 6), y).includes(true) ? [y] : []));
}
