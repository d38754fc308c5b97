import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkGbkLength, gbkByteLength } from '../../src/model/gbk.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('gbkByteLength', () => {
  it.each<[string, number]>([
    ['', 0],
    ['Abc 123~\n', 9],
    ['深圳测试科技有限公司', 20],
    ['金蝶（中国）', 12],
    ['，。；：“”—…', 16],
    ['ａＢ１', 6],
    ['镕喆堃', 6],
    ['鳣龥', 4],
    ['あァΩя①Ⅳ', 12],
    ['臺灣國際', 8],
    ['é', 2],
    ['ü', 2],
    ['ñ', 4],
    ['한', 4],
    ['㛃', 4],
    ['𠮷', 4],
    ['🧾', 4],
    ['a中🧾', 7],
    ['\ud800', 4],
  ])('%j has %i bytes', (text, bytes) => {
    expect(gbkByteLength(text)).toBe(bytes);
  });

  it('knows the whole double-byte part of GB 2312', () => {
    // Independent of the table: rows 16 to 87 (level 1 and 2 hanzi) read pair by pair, less the five empty cells of row 55.
    const decoder = new TextDecoder('gbk');
    let hanzi = '';
    for (let row = 16; row <= 87; row += 1)
      for (let cell = 1; cell <= (row === 55 ? 89 : 94); cell += 1) hanzi += decoder.decode(Uint8Array.of(row + 0xa0, cell + 0xa0));
    expect(hanzi).toHaveLength(6763);
    expect(gbkByteLength(hanzi)).toBe(2 * 6763);
  });

  it('says so where Node has no GBK table, and needs none for ASCII', async () => {
    vi.stubGlobal(
      'TextDecoder',
      class {
        constructor() {
          throw new RangeError('The "gbk" encoding is not supported');
        }
      },
    );
    vi.resetModules();
    const bare = await import('../../src/model/gbk.js');
    expect(bare.gbkByteLength('ascii')).toBe(5);
    expect(() => bare.gbkByteLength('票')).toThrow(expect.objectContaining({ code: 'config_invalid', outcome: 'not-sent' }));
    expect(() => bare.gbkByteLength('票')).toThrow(/ICU/);
  });
});

describe('checkGbkLength', () => {
  it('allows the limit and reports one byte more with both figures', () => {
    const name = '票'.repeat(50);
    expect(checkGbkLength(name, 100, 'buyer.name')).toBeUndefined();
    expect(checkGbkLength(`${name}a`, 100, 'buyer.name')).toEqual({
      path: 'buyer.name',
      message: { zh: '按 GBK 计 101 字节，最多 100 字节', en: '101 bytes in GBK, at most 100 are allowed' },
    });
  });
});
