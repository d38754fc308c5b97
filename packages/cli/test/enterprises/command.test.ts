import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli } from '../support/cli.js';
import { temporaryFiles } from '../support/folder.js';
import { handMade } from './workbooks.js';

const TAX_A = '91440300MCK0000198';
const DATA = {
  format: 'piaozone-enterprises',
  version: 1,
  enterprises: [
    {
      taxNo: TAX_A,
      name: '甲公司',
      products: [{ product: '开票管理', validUntil: '2026-12-31' }],
      licences: [{ group: 'issuing', state: 'authorized' }],
      unitNumbers: ['U1'],
    },
  ],
};

describe('piaozone enterprises convert', () => {
  const path = temporaryFiles();

  it('goes both ways without loss', async () => {
    const [json, xlsx, back] = [path('a.json'), path('a.xlsx'), path('b.json')];
    writeFileSync(json, JSON.stringify(DATA));
    expect(await cli(['enterprises', 'convert', json, xlsx])).toMatchObject({
      code: 0,
      text: '1 家企业，0 处错误，0 处提醒 / 1 enterprises, 0 errors, 0 warnings\n',
      stderr: '',
    });
    expect((await cli(['enterprises', 'convert', xlsx, back])).code).toBe(0);
    expect(JSON.parse(readFileSync(back, 'utf8'))).toEqual(DATA);
  });

  it('replaces a file only when told to, and leaves nothing half written', async () => {
    const [json, out] = [path('a.json'), path('b.xlsx')];
    writeFileSync(json, JSON.stringify(DATA));
    writeFileSync(out, 'mine');
    expect(await cli(['enterprises', 'convert', json, out])).toMatchObject({ code: 1, stderr: expect.stringContaining('--force') });
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expect((await cli(['enterprises', 'convert', json, out, '--force'])).code).toBe(0);
    expect(readFileSync(out).subarray(0, 2).toString()).toBe('PK');
    expect(readdirSync(dirname(out))).toEqual(['b.xlsx']);
  });

  it('writes nothing while anything is wrong, and says what', async () => {
    const [json, out] = [path('a.json'), path('b.xlsx')];
    writeFileSync(json, JSON.stringify({ ...DATA, enterprises: [{ taxNo: TAX_A, name: '\u001b[2J' }] }));
    const { code, stderr, text } = await cli(['enterprises', 'convert', json, out]);
    expect({ code, text, written: existsSync(out) }).toEqual({ code: 1, text: '', written: false });
    expect(stderr).toMatch(/^✖ enterprises\[0\]\.name：.* \/ .*\n错误：企业目录有 1 处错误 \/ error: the enterprise directory has 1 errors\n$/);
  });

  it.each([
    [['a.txt', 'b.json'], 2, '.json'],
    [['missing.json', 'b.xlsx'], 1, 'ENOENT'],
  ])('%j', async ([input = '', output = ''], code, part) => {
    expect(await cli(['enterprises', 'convert', path(input), path(output)])).toMatchObject({ code, stderr: expect.stringContaining(part) });
  });

  it('refuses a name it cannot write before it reads', async () => {
    expect(await cli(['enterprises', 'convert', path('missing.json'), path('b.csv')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('.xlsx'),
    });
  });
});

describe('piaozone enterprises check', () => {
  const path = temporaryFiles();

  async function workbook(rows: (string | null)[][]): Promise<string> {
    const file = path('a.xlsx');
    writeFileSync(file, await handMade({ 企业: [['企业名称', '企业税号', '产品'], ...rows] }));
    return file;
  }

  it('names every cell that is wrong or doubtful, in both languages', async () => {
    const { code, text, stderr } = await cli([
      'enterprises',
      'check',
      await workbook([
        ['甲公司', '1', '新产品'],
        [null, '2', null],
      ]),
    ]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^✖ 企业!A3 企业名称：.*[\u4e00-\u9fff].* \/ [ -~]+$/);
    expect(lines.slice(1, -1).map((line) => line.slice(0, 12))).toEqual(
      ['! 企业!B2 企业税号', '! 企业!C2 产品：未知', '! 企业!B3 企业税号'].map((line) => line.slice(0, 12)),
    );
    expect(lines.at(-1)).toBe('1 处错误，3 处提醒 / 1 errors, 3 warnings');
  });

  it('--json prints one line', async () => {
    const good = await cli(['enterprises', 'check', await workbook([['甲公司', TAX_A, '影像']]), '--json']);
    expect({ ...good, stdout: undefined, text: JSON.parse(good.text) }).toMatchObject({
      code: 0,
      text: { enterprises: 1, errors: [], warnings: [] },
    });
    const bad = await cli(['enterprises', 'check', await workbook([['甲公司', null, '影像']]), '--json']);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.text)).toMatchObject({
      enterprises: null,
      errors: [{ where: '企业!B2 企业税号', message: { zh: expect.any(String), en: expect.any(String) } }],
    });
  });

  it('--previous holds an authorized enterprise to its name', async () => {
    const before = path('before.json');
    writeFileSync(before, JSON.stringify(DATA));
    const now = await workbook([['改名公司', TAX_A, null]]);
    expect((await cli(['enterprises', 'check', now])).code).toBe(0);
    expect(await cli(['enterprises', 'check', now, '--previous', before])).toMatchObject({
      code: 1,
      text: expect.stringContaining('企业!A2 企业名称：已做许可授权'),
    });
    writeFileSync(before, '{}');
    expect(await cli(['enterprises', 'check', now, '--previous', before])).toMatchObject({ code: 1, stderr: expect.stringContaining('--previous') });
  });

  it('a file over the cap is not opened', async () => {
    const file = path('a.json');
    writeFileSync(file, Buffer.alloc(10 * 1024 * 1024 + 1, 0x20));
    expect(await cli(['enterprises', 'check', file])).toMatchObject({ code: 1, stderr: expect.stringContaining('10485760') });
  });

  it('a file that is no workbook', async () => {
    const file = path('a.xlsx');
    writeFileSync(file, 'PK');
    expect(await cli(['enterprises', 'check', file])).toMatchObject({ code: 1, stderr: expect.stringContaining('no sound xlsx') });
  });

  it('has help in both languages', async () => {
    const { text } = await cli(['enterprises', 'convert', '--help']);
    for (const part of ['--force', '--previous', '许可授权', 'commas']) expect(text).toContain(part);
    expect(await cli(['enterprises', 'chek'])).toMatchObject({ code: 2, stderr: expect.stringContaining('unknown command') });
  });
});
