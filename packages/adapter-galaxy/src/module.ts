import { type Bilingual, type Finding, findingFor, type Line, type Locale, localize, okFinding, skippedFinding } from '@piaozone/core/adapter';
import { galaxyVersionFinding } from './version.js';

/** What is known about the module 发票服务 of one 星空旗舰版; nothing outside the ERP shows it, so it is declared (seed 003 §一). */
export interface GalaxySetup {
  /** `public` 公有云 · `private` 私有化平台部署, patched by DCS · `offline` 轻量 or gpass environment. */
  readonly deployment: 'public' | 'private' | 'offline';
  /** Whether the menu 发票服务 is there. Absent = not looked at yet. */
  readonly module?: 'present' | 'missing';
  /** The invoice cloud product of the order, e.g. `星空旗舰版`. */
  readonly product?: string;
  /** State of a public cloud order, e.g. `交付中`, `已交付`. */
  readonly orderState?: string;
  /** E.g. `GALAXY.V2.0.010_0411`. */
  readonly version?: string;
}

const LINE: Line = { code: 'erp.module', title: { zh: '发票服务模块', en: 'module 发票服务' } };
const PRODUCT = '星空旗舰版';
const IN_DELIVERY = '交付中';
const DELIVERED = '已交付';
/** Patches of the public cloud run at 20:00 in Asia/Shanghai, which has no summer time. */
const PATCH_HOUR = 20;
const SHANGHAI_HOURS = 8;
const HOUR_MS = 3_600_000;
const NOT_LOOKED_AT: Bilingual = { zh: '没有说明 ERP 中是否有“发票服务”', en: 'whether the ERP has 发票服务 was not declared' };

/**
 * Why 发票服务 is missing: another product, an order not in delivery, the patch of the evening still to come, a version below the rule; on a private
 * platform the ISV patch. A public cloud with none of these is the vendor's case.
 * @param nowMs epoch milliseconds, for the time of the patch
 */
export function galaxyModuleFindings(setup: GalaxySetup, nowMs: number, locale: Locale): Finding[] {
  const version = setup.version === undefined || setup.deployment === 'public' ? [] : [galaxyVersionFinding(setup.version, locale)];
  if (setup.module === undefined) return [skippedFinding(LINE, NOT_LOOKED_AT), ...version];
  if (setup.module === 'present') return [okFinding(LINE), ...version];
  return [missing(setup, nowMs, version, locale), ...version];
}

function missing(setup: GalaxySetup, nowMs: number, version: readonly Finding[], locale: Locale): Finding {
  const { product, deployment } = setup;
  if (product !== undefined && product !== PRODUCT) return findingFor(LINE, 'GALAXY_PRODUCT_WRONG', product);
  if (deployment === 'public') return missingInPublicCloud(setup, nowMs, locale);
  if (version.some(({ status }) => status === 'failed')) return findingFor(LINE, 'ERP_VERSION_TOO_OLD', setup.version ?? '');
  return findingFor(LINE, deployment === 'private' ? 'GALAXY_ISV_PATCH_MISSING' : 'GALAXY_OFFLINE_PATCH_MISSING', setup.version ?? '');
}

function missingInPublicCloud({ orderState }: GalaxySetup, nowMs: number, locale: Locale): Finding {
  if (orderState === DELIVERED) return findingFor(LINE, 'GALAXY_MODULE_MISSING_AFTER_DELIVERY', orderState);
  if (orderState !== IN_DELIVERY) return findingFor(LINE, 'GALAXY_ORDER_NOT_IN_DELIVERY', orderState ?? localize(NO_STATE, locale));
  return findingFor(LINE, 'GALAXY_PATCH_PENDING', localize(patchText(nowMs), locale));
}

function patchText(nowMs: number): Bilingual {
  const hour = Math.floor(nowMs / HOUR_MS + SHANGHAI_HOURS) % 24;
  if (hour < PATCH_HOUR) return { zh: '交付中；今天 20:00 的补丁尚未开始', en: '交付中; the patch of today, 20:00, is still to come' };
  return {
    zh: '交付中；今天 20:00 的补丁已开始，完成后仍没有模块时，看订单是否变为已交付',
    en: '交付中; the patch of today, 20:00, has begun: if the module is not there after it, see whether the order is 已交付',
  };
}

const NO_STATE: Bilingual = { zh: '没有说明订单状态', en: 'the state of the order was not declared' };
