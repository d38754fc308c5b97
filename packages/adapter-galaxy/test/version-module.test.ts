import { describe, expect, it } from 'vitest';
import {
  compareGalaxyVersions,
  type GalaxySetup,
  galaxyModuleFindings,
  galaxyVersionFinding,
  OLDEST_GALAXY,
  parseGalaxyVersion,
} from '../src/index.js';

const parsed = (text: string) => {
  const version = parseGalaxyVersion(text);
  if (version === undefined) throw new Error(`not read: ${text}`);
  return version;
};
/** 2026-11-22 in Asia/Shanghai. */
const at = (hour: number, minute = 0) => Date.UTC(2026, 10, 22, hour - 8, minute);
const brief = (setup: GalaxySetup, nowMs = at(12)) =>
  galaxyModuleFindings(setup, nowMs, 'zh-CN').map(({ code, status, diagnosis }) => [code, status, diagnosis]);

describe('versions of 星空旗舰版', () => {
  it('are dotted numbers, then a suffix', () => {
    expect(parseGalaxyVersion(OLDEST_GALAXY)).toEqual({ text: OLDEST_GALAXY, numbers: [2, 0, 10], suffix: 411 });
  });

  it.each([
    'GALAXY.V2.0.010',
    'V2.0.010_0411',
    'galaxy.v2.0.010_0411',
    'GALAXY.V2.0.010_0411_1',
    'GALAXY.V2.0.010_04a',
    'GALAXY.V2..010_0411',
    'R202404.001',
    ' GALAXY.V2.0.010_0411',
    'GALAXY.V2.0.010_0411\n',
    '',
  ])('that are written %j are unknown, with a warning', (text) => {
    expect(parseGalaxyVersion(text)).toBeUndefined();
    expect(galaxyVersionFinding(text, 'en')).toMatchObject({ status: 'warning', diagnosis: 'ERP_VERSION_UNKNOWN' });
  });

  it.each([
    ['GALAXY.V2.0.010_0410', -1],
    ['GALAXY.V2.0.010_0411', 0],
    ['GALAXY.V2.0.10_411', 0],
    ['GALAXY.V2.0.010_1101', 1],
    ['GALAXY.V2.0.009_1231', -1],
    ['GALAXY.V2.0.011_0101', 1],
    ['GALAXY.V2.0.100_0101', 1],
    ['GALAXY.V1.9.999_9999', -1],
    ['GALAXY.V10.0.0_1', 1],
    ['GALAXY.V2.0_0411', -1],
    ['GALAXY.V2.0.010.1_0001', 1],
  ])('compare number by number: %s', (text, sign) => {
    expect(Math.sign(compareGalaxyVersions(parsed(text), parsed(OLDEST_GALAXY)))).toBe(sign);
    expect(galaxyVersionFinding(text, 'en').diagnosis).toBe(sign < 0 ? 'ERP_VERSION_TOO_OLD' : undefined);
  });
});

describe('the module 发票服务', () => {
  it.each<[string, GalaxySetup, string]>([
    ['another product', { deployment: 'public', product: '星空企业版', orderState: '交付中' }, 'GALAXY_PRODUCT_WRONG'],
    ['an order before delivery', { deployment: 'public', product: '星空旗舰版', orderState: '待交付' }, 'GALAXY_ORDER_NOT_IN_DELIVERY'],
    ['an order nobody looked at', { deployment: 'public' }, 'GALAXY_ORDER_NOT_IN_DELIVERY'],
    ['the patch of the evening', { deployment: 'public', orderState: '交付中' }, 'GALAXY_PATCH_PENDING'],
    ['a delivered order', { deployment: 'public', product: '星空旗舰版', orderState: '已交付' }, 'GALAXY_MODULE_MISSING_AFTER_DELIVERY'],
    ['the ISV patch', { deployment: 'private' }, 'GALAXY_ISV_PATCH_MISSING'],
    ['a private cloud of another product', { deployment: 'private', product: '标准版' }, 'GALAXY_PRODUCT_WRONG'],
    ['an old version', { deployment: 'offline', version: 'GALAXY.V2.0.009_0411' }, 'ERP_VERSION_TOO_OLD'],
    ['the offline patch', { deployment: 'offline', version: OLDEST_GALAXY }, 'GALAXY_OFFLINE_PATCH_MISSING'],
    ['the offline patch, version unknown', { deployment: 'offline', version: '2.0' }, 'GALAXY_OFFLINE_PATCH_MISSING'],
  ])('is missing for %s', (_, setup, diagnosis) => {
    const [line] = galaxyModuleFindings({ ...setup, module: 'missing' }, at(12), 'zh-CN');
    expect(line).toMatchObject({ code: 'erp.module', status: 'failed', diagnosis });
    for (const text of [line?.cause, line?.remedy])
      expect(text).toEqual({ zh: expect.stringMatching(/\p{sc=Han}/u), en: expect.stringMatching(/[a-z]{3}/) });
  });

  it('tells whether the patch of today is still to come, by the time of Shanghai', () => {
    const evidence = (nowMs: number) =>
      galaxyModuleFindings({ deployment: 'public', module: 'missing', orderState: '交付中' }, nowMs, 'zh-CN')[0]?.evidence;
    for (const early of [at(0), at(7, 59), at(19, 59)]) expect(evidence(early)).toContain('尚未开始');
    for (const late of [at(20), at(23, 59)]) expect(evidence(late)).toContain('已开始');
  });

  it('that is there is fine; of private deployments the version is looked at anyway', () => {
    expect(brief({ deployment: 'public', module: 'present', version: 'nonsense' })).toEqual([['erp.module', 'ok', undefined]]);
    expect(brief({ deployment: 'offline', module: 'present', version: 'nonsense' })).toEqual([
      ['erp.module', 'ok', undefined],
      ['erp.version', 'warning', 'ERP_VERSION_UNKNOWN'],
    ]);
    expect(brief({ deployment: 'private', version: 'GALAXY.V1.0_1' })).toEqual([
      ['erp.module', 'skipped', undefined],
      ['erp.version', 'failed', 'ERP_VERSION_TOO_OLD'],
    ]);
  });
});
