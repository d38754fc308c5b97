import { describe, expect, it } from 'vitest';
import { readWorkbook, writeWorkbook } from '../../src/enterprises/workbook.js';
import { assertHarmless } from '../../src/enterprises/zip-guard.js';
import { type Part, workbookParts, zip } from './workbooks.js';

const CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>';

function refusal(parts: readonly Part[]): string | undefined {
  try {
    assertHarmless(zip(parts));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const changed = (change: Partial<Part>): Part[] => [...workbookParts(CELL), { name: 'xl/x.xml', content: '<x/>', ...change }];

describe('a workbook', () => {
  it('that is sound is read', async () => {
    expect(refusal(changed({}))).toBeUndefined();
    expect(refusal(changed({ method: 0 }))).toBeUndefined();
    expect(await readWorkbook(zip(workbookParts(CELL)))).toEqual([{ name: '企业', rows: [['x']] }]);
  });

  it.each<[string, Part[]]>([
    ['too large when unpacked', changed({ content: 'x'.repeat(32 * 1024 * 1024) })],
    ['too large in sum', [1, 2].flatMap((n) => ({ name: `xl/${n}.xml`, content: 'x'.repeat(17 * 1024 * 1024) }))],
    ['with too many parts', Array.from({ length: 1_001 }, (_, n) => ({ name: `${n}.txt`, content: '' }))],
    ['with a row far away', workbookParts('<row r="4000000"><c r="A4000000"><v>1</v></c></row>')],
    ['with a cell far below', workbookParts('<row><c r="A50001"><v>1</v></c></row>')],
    ['with a cell far to the right', workbookParts('<row r="1"><c r="AY1"><v>1</v></c></row>')],
    ['with a prefix before the tag', workbookParts('<x:row r="4000000"></x:row>')],
    ['with the number behind a decoy', workbookParts(`<row spans=' r="1"' r="4000000"></row>`)],
    ['with the number behind a decoy in the other quotes', workbookParts(`<row spans=" r='1" r="4000000" x="'"></row>`)],
    ['with a number that is none', workbookParts('<row r="&#52;000000"></row>')],
  ])('%s is refused', (_, parts) => {
    expect(refusal(parts)).toMatch(/^the xlsx file is too large/);
  });

  it.each<[string, Part[]]>([
    ['a size smaller than the truth', changed({ content: 'x'.repeat(100_000), claimed: 10 })],
    ['a size larger than the truth', changed({ claimed: 1_000_000 })],
    ['one name twice', [...workbookParts(CELL), ...workbookParts(CELL)]],
    ['an encrypted part', changed({ flags: 1 })],
    ['another method', changed({ method: 12 })],
  ])('that lies is refused: %s', (_, parts) => {
    expect(refusal(parts)).toBe('the file is no sound xlsx workbook');
  });

  it('that is cut off or none at all is refused', async () => {
    const file = zip(workbookParts(CELL));
    for (let length = 0; length < file.length; length += 7) {
      expect(() => assertHarmless(file.subarray(0, length))).toThrow('no sound xlsx');
      const broken = Buffer.from(file);
      broken[length] = (broken[length] ?? 0) ^ 0xff;
      // Whatever a wrong byte does, the answer is a Failure, not a crash of the reader.
      await readWorkbook(broken).catch((error: Error) => expect(error.message).toMatch(/xlsx/));
    }
  });

  it('is large, but within the caps', async () => {
    const rows = Array.from({ length: 49_999 }, (_, n) => [`T${n}`, `名称${n}`]);
    const [sheet] = await readWorkbook(await writeWorkbook([{ name: '企业', rows: [['企业税号', '企业名称'], ...rows] }]));
    expect(sheet?.rows).toHaveLength(50_000);
    expect(sheet?.rows[49_999]).toEqual(['T49998', '名称49998']);
  });

  it('has no formula, whatever a text begins with', async () => {
    const texts = ['=1+1', '+1', '-1', '@A1', '\uff1d1', '1e5', '007', '2025-01-01', 'TRUE', 'constructor', '__proto__', '_x0041_x0042_'];
    const file = await writeWorkbook([{ name: 'x', rows: [['t'], ...texts.map((text) => [text])] }]);
    const [sheet] = await readWorkbook(file);
    expect(sheet?.rows.slice(1)).toEqual(texts.map((text) => [text]));
    const { unzipSync } = await import('fflate');
    const xml = Buffer.from(unzipSync(file)['xl/worksheets/sheet1.xml'] ?? []).toString('utf8');
    expect(xml).not.toMatch(/<f[\s>]/);
    expect([...xml.matchAll(/<c [^>]*>/g)].every(([cell]) => cell.includes('t="s"'))).toBe(true);
  });
});
