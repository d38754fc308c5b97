import { EnterpriseDirectory } from '@piaozone/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { directories } from '../../../core/test/entitlement/arbitrary.js';
import { fromSheets } from '../../src/enterprises/from-sheets.js';
import { toSheets } from '../../src/enterprises/to-sheets.js';
import { joinUnits, splitUnits } from '../../src/enterprises/unit-list.js';
import { readWorkbook, writeWorkbook } from '../../src/enterprises/workbook.js';

it('a workbook loses nothing', async () => {
  await fc.assert(
    fc.asyncProperty(directories, async (data) => {
      const directory = new EnterpriseDirectory(data);
      const reading = fromSheets(await readWorkbook(await writeWorkbook(toSheets(directory))));
      expect(reading.errors).toEqual([]);
      expect(reading.directory?.toJSON()).toEqual(data);
    }),
    { numRuns: 60 },
  );
});

it('the sheets themselves lose nothing, in many more cases', () => {
  fc.assert(
    fc.property(directories, (data) => {
      const sheets = toSheets(new EnterpriseDirectory(data)).map(({ name, rows }) => ({
        name,
        rows: rows.map((row) => row.map((text) => text ?? null)),
      }));
      expect(fromSheets(sheets).directory?.toJSON()).toEqual(data);
    }),
    { numRuns: 500 },
  );
});

it('several units in one cell, whatever they hold', () => {
  expect(joinUnits(['U1', '01.02', 'a,b', 'say "x"'])).toBe('U1,01.02,"a,b","say ""x"""');
  expect(splitUnits(' U1、U2；U3 , ,"a,b"')).toEqual(['U1', 'U2', 'U3', 'a,b']);
  expect([splitUnits('"a'), splitUnits('a"b'), splitUnits('"a"b')]).toEqual([undefined, undefined, undefined]);
  expect(splitUnits('')).toEqual([]);
});
