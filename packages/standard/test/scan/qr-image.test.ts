import { loadXml } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { qrPng, qrSvg } from '../../src/scan/qr-image.js';
import { scanLink } from '../../src/scan/scan-link.js';
import { failureOf, paths } from '../support/issuing-cloud.js';
import { type Modules, readPng, readQr, trimmed } from '../support/qr-reader.js';

const LINK = scanLink('production', { key: 'demoShop01', saleNo: 'SO20240101001', amount: '100.00', timestamp: '1700000000000', publicKey: 'demo' });

/** The horizontal strokes of the dark path, as modules. */
async function svgModules(svg: string, margin: number): Promise<Modules> {
  const root = (await loadXml()).parse(svg);
  const size = Number(root.attribute('viewBox')?.split(' ')[2]);
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const path =
    root
      .elements('path')
      .find((each) => each.attribute('stroke') === '#000000')
      ?.attribute('d') ?? '';
  let [x, y] = [0, 0];
  for (const [, command, a = '', b = ''] of path.matchAll(/([Mmh])(-?[\d.]+)(?:[ ,](-?[\d.]+))?/g)) {
    if (command === 'M') [x, y] = [Number(a), Math.floor(Number(b))];
    else if (command === 'm') [x, y] = [x + Number(a), y + Number(b)];
    else for (let end = x + Number(a); x < end; x += 1) (rows[y] ?? [])[x] = true;
  }
  return trimmed(rows, 1, margin);
}

describe('a code', () => {
  it.each([
    ['a self-built link', LINK],
    ['one digit', '1'],
    ['an amount', '12345678.90'],
    ['Chinese', 'https://example.com/发票?单=𠮷🧾'],
    ['capitals', 'HTTP://EXAMPLE.COM/ABC-123'],
    ['a long link', `https://example.com/${'aB3-'.repeat(38)}`],
  ])('of %s reads back, as PNG and as SVG', async (_, text) => {
    const png = trimmed(readPng(await qrPng(text)), 8, 4);
    expect(readQr(png)).toEqual({ text, level: 'M' });
    expect(await svgModules(await qrSvg(text), 4)).toEqual(png);
  });

  it.each(['L', 'M', 'Q', 'H'] as const)('of level %s says so, at any scale and margin', async (errorCorrection) => {
    const options = { errorCorrection, margin: 2, scale: 3 };
    const png = trimmed(readPng(await qrPng(LINK, options)), 3, 2);
    expect(readQr(png)).toEqual({ text: LINK, level: errorCorrection });
    expect(await svgModules(await qrSvg(LINK, options), 2)).toEqual(png);
  });

  it.each([
    ['an empty text', '', {}, ['text']],
    ['1025 characters', 'x'.repeat(1025), {}, ['text']],
    ['half a margin', LINK, { margin: 0.5 }, ['margin']],
    ['a huge margin', LINK, { margin: 65 }, ['margin']],
    ['no scale', LINK, { scale: 0 }, ['scale']],
    ['a huge scale', LINK, { scale: 65 }, ['scale']],
  ])('of %s is refused', async (_, text, options, expected) => {
    for (const draw of [qrPng, qrSvg]) {
      const error = await failureOf(() => draw(text, options));
      expect([error.code, paths(error.problems)]).toEqual(['request_invalid', expected]);
    }
  });
});
