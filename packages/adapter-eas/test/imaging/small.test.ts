import { isPiaozoneError } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import {
  claimImageNumber,
  createMemoryImageNumberRegister,
  effectiveImagingMode,
  explainScanMenu,
  IMAGING_MODES,
  IMAGING_STATES,
  imageNumber,
  isImagingState,
  isRescanDecision,
  mayAmend,
  mayScanMore,
  OBSERVED_IMAGING_CODES,
  parseBillCodes,
  SCAN_MENU_CHECKS,
  scanMenuFinding,
  VIEW_PARAMETERS,
} from '../../src/imaging.js';

const PARTS = { prefix: 'eas1', billCode: 'BX', billNumber: 'bx-2025/0001' } as const;

function pathsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (isPiaozoneError(error, 'config_invalid')) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe('the image number', () => {
  it('is prefix, bill code and bill number in upper case', () => {
    expect(imageNumber(PARTS)).toBe('EAS1BXBX-2025/0001');
  });

  it.each([
    ['no prefix', { prefix: '' }, ['prefix']],
    ['a blank', { billNumber: 'BX 1' }, ['billNumber']],
    ['a blank at the end', { billCode: 'BX ' }, ['billCode']],
    ['Chinese', { billNumber: '费-1' }, ['billNumber']],
    ['more than 100 characters', { billNumber: 'X'.repeat(95) }, ['billNumber']],
    ['nothing at all', { prefix: '', billCode: '', billNumber: '' }, ['prefix', 'billCode', 'billNumber']],
  ])('is refused for %s', (_, change, paths) => {
    expect(pathsOf(() => imageNumber({ ...PARTS, ...change }))).toEqual(paths);
  });

  it('may have 100 characters', () => {
    expect(imageNumber({ ...PARTS, billNumber: 'X'.repeat(94) })).toHaveLength(100);
  });
});

describe('a claimed image number', () => {
  const bill = { bosType: '4A44F449', billId: 'id1' };

  it('stays that of its bill, however often it is submitted', async () => {
    const register = createMemoryImageNumberRegister();
    expect(await claimImageNumber(register, PARTS, bill)).toBe('EAS1BXBX-2025/0001');
    expect(await claimImageNumber(register, PARTS, { ...bill })).toBe('EAS1BXBX-2025/0001');
  });

  it.each([
    ['by the same parts', PARTS, { ...bill, billId: 'id2' }],
    ['by the same id of another type', PARTS, { ...bill, bosType: '5B55F55A' }],
    ['by other letters', { ...PARTS, billNumber: 'BX-2025/0001' }, { ...bill, billId: 'id2' }],
    ['by parts that are cut elsewhere', { prefix: 'EAS1B', billCode: 'X', billNumber: 'BX-2025/0001' }, { ...bill, billId: 'id2' }],
  ])('is refused to another bill %s', async (_, parts, other) => {
    const register = createMemoryImageNumberRegister();
    await claimImageNumber(register, PARTS, bill);
    const refused = await claimImageNumber(register, parts, other, 'en').catch((error: unknown) => error);
    expect(isPiaozoneError(refused, 'operation_conflict') && [refused.outcome, refused.message]).toEqual([
      'not-sent',
      expect.stringContaining('belongs to another bill'),
    ]);
    expect(await claimImageNumber(register, PARTS, bill)).toBe('EAS1BXBX-2025/0001');
  });
});

describe('「单据简码」', () => {
  it('is read by bosType', () => {
    expect([...parseBillCodes('4a44f449:bx#5B55F55A:FK', { separator: ':' })]).toEqual([
      ['4A44F449', 'BX'],
      ['5B55F55A', 'FK'],
    ]);
  });

  it.each([
    ['an empty list', '', ':', ['billCodes']],
    ['an entry without code', '4A44F449:#5B55F55A:FK', ':', ['billCodes[0]']],
    ['an entry without type', ':BX', ':', ['billCodes[0]']],
    ['an empty entry', '4A44F449:BX#', ':', ['billCodes[1]']],
    ['a blank', '4A44F449: BX', ':', ['billCodes[0]']],
    ['a type given twice', '4A44F449:BX#4a44f449:FK', ':', ['billCodes[1]']],
    ['another separator', '4A44F449=BX', ':', ['billCodes[0]']],
    ['no separator', '4A44F449BX', '', ['billCodes.separator']],
    ['the separator of entries', '4A44F449#BX', '#', ['billCodes.separator']],
  ])('is refused for %s', (_, text, separator, paths) => {
    expect(pathsOf(() => parseBillCodes(text, { separator }))).toEqual(paths);
  });
});

describe('modes and states', () => {
  it('a cover alone is stored as in basic mode, where it is allowed', () => {
    expect(effectiveImagingMode('matching', { coverAloneAllowed: true, onlyCover: true })).toBe('basic');
    expect(effectiveImagingMode('matching', { coverAloneAllowed: false, onlyCover: true })).toBe('matching');
    expect(effectiveImagingMode('matching', { coverAloneAllowed: true, onlyCover: false })).toBe('matching');
    expect(effectiveImagingMode('sync', { coverAloneAllowed: true, onlyCover: true })).toBe('sync');
  });

  it('all but the basic mode need 收票; matching and sync need the push table', () => {
    const needs = Object.entries(IMAGING_MODES).map(([mode, { needsReceiving, needsPushTable }]) => [mode, needsReceiving, needsPushTable]);
    expect(needs).toEqual([
      ['basic', false, false],
      ['matching', true, true],
      ['sync', true, true],
      ['audit', true, false],
    ]);
  });

  it('rescan is meant by a code that is it or contains it', () => {
    expect(['rescan', 'agree_rescan', 'rescan2', 'agree', 'RESCAN', 'scan'].map(isRescanDecision)).toEqual([true, true, true, false, false, false]);
  });

  it('补改 is for what came by sync without matching and is with the ERP', () => {
    const allowed = IMAGING_STATES.filter((state) => mayAmend({ mode: 'sync', paperNeedsNoMatch: true, state }));
    expect(allowed).toEqual(['已提交ERP', '已就绪']);
    expect(mayAmend({ mode: 'matching', paperNeedsNoMatch: true, state: '已就绪' })).toBe(false);
    expect(mayAmend({ mode: 'sync', paperNeedsNoMatch: false, state: '已就绪' })).toBe(false);
    expect([mayScanMore({ hasImages: true }), mayScanMore({ hasImages: false })]).toEqual([true, false]);
  });

  it('knows seven states; observed numbers are kept apart', () => {
    expect([IMAGING_STATES.length, isImagingState('已就绪'), isImagingState('3')]).toEqual([7, true, false]);
    expect([Object.keys(OBSERVED_IMAGING_CODES.notices), Object.keys(OBSERVED_IMAGING_CODES.fscanStatus).length]).toEqual([['1', '2', '3'], 9]);
    expect(VIEW_PARAMETERS.showPlaceView).toBe('false');
  });
});

describe('no 【影像扫描】', () => {
  const ALL = { role: true, user: true, mobile: true, organization: true, roleGranted: true, scanPoint: true, scanPointBound: true } as const;
  const steps = (checks: readonly { readonly step: string }[]) => checks.map(({ step }) => step);

  it.each(SCAN_MENU_CHECKS.map(({ step }) => step))('is explained by %s', (step) => {
    expect(steps(explainScanMenu({ ...ALL, [step]: false }).missing)).toEqual([step]);
    expect(steps(explainScanMenu({ ...ALL, [step]: undefined }).unknown)).toEqual([step]);
  });

  it('is not explained by what is not known', () => {
    const { missing, unknown } = explainScanMenu({});
    expect([missing, unknown.length]).toEqual([[], SCAN_MENU_CHECKS.length]);
  });

  it.each([
    ['13800000001', '13800000001', true],
    ['+86 138-0000-0001', '13800000001', true],
    ['13800000001', '008613800000001', true],
    ['13800000001', '13800000002', false],
    ['', '', false],
  ])('compares the mobile numbers %s and %s', (eas, imaging, fits) => {
    expect(steps(explainScanMenu({ ...ALL, mobile: { eas, imaging } }).missing)).toEqual(fits ? [] : ['mobile']);
  });

  it('is one line of the connection test, without the numbers', () => {
    expect(scanMenuFinding(ALL, 'en')).toMatchObject({ status: 'ok' });
    const { role: _, ...noRole } = ALL;
    expect(scanMenuFinding(noRole, 'en')).toMatchObject({ status: 'skipped', evidence: expect.stringContaining('角色管理') });
    const wrong = scanMenuFinding({ ...ALL, mobile: { eas: '13800000001', imaging: '13800000002' } }, 'zh-CN');
    expect(wrong).toMatchObject({ status: 'failed', diagnosis: 'EAS_IMAGING_SCAN_MENU_MISSING', evidence: expect.stringContaining('手机号码') });
    expect(JSON.stringify(wrong)).not.toContain('1380000');
  });

  it('says every step in both languages', () => {
    for (const { title, remedy, where } of SCAN_MENU_CHECKS)
      expect([title.zh, title.en, remedy.zh, remedy.en, where].every((text) => text !== '')).toBe(true);
  });
});
