import {
  type AuthorizationScreen,
  type Bilingual,
  type Finding,
  findingFor,
  type Line,
  type Locale,
  okFinding,
  skippedFinding,
} from '@piaozone/core/adapter';
import { xinghanScreens } from './screens.js';

/** Versions as the ERP shows them (`8.0`, `V7.0.15`), declared: no call of the platform is known to tell them. */
export interface XinghanVersions {
  /** 金蝶云星瀚 itself. */
  readonly platform?: string;
  /** 发票云版本, the version of its invoice apps. */
  readonly invoiceCloud?: string;
}

/** How 数电配置 is done: from V8.0 with the tenant triple (`TN_…`), before with an activation code (seed 002 §三). */
export type DigitalSetup = 'tenant-triple' | 'activation-code';

/** What the version of the invoice apps decides. */
export interface XinghanRules {
  readonly digitalSetup: DigitalSetup;
  /** 发票云→基础资料→企业管理→数电配置, step by step. */
  readonly steps: readonly Bilingual[];
  /** The screens this version has. */
  readonly screens: readonly AuthorizationScreen[];
  /** E-tax accounts can be added and imported in the ERP; before they come from the official account by 更新. Deleting is possible only there. */
  readonly accountsInErp: boolean;
}

/** Oldest 星瀚 the manual of the invoice cloud is for. */
export const OLDEST_XINGHAN = '6.0';
/** From here on the ERP keeps the tenant triple. */
const TENANT_TRIPLE_SINCE = '8.0';
const SHAPE = /^V?(\d{1,6}(?:\.\d{1,6}){0,3})$/i;
const VERSION: Line = { code: 'erp.version', title: { zh: '星瀚与发票云的版本', en: 'versions of 星瀚 and its invoice apps' } };
const DIGITAL: Line = { code: 'erp.digital', title: { zh: '数电配置的步骤', en: 'steps of 数电配置' } };

const STEPS: Readonly<Record<DigitalSetup, readonly Bilingual[]>> = {
  'tenant-triple': [
    {
      zh: '维护租户授权信息：填租户级（TN_ 开头）授权账号、授权密钥、加密key，同一租户只需一次，正式与测试订单分开',
      en: '维护租户授权信息: the tenant triple (TN_…), once per tenant, of the order of this environment',
    },
    { zh: '升级数电票：勾选税号', en: '升级数电票: tick the tax numbers' },
    { zh: '新增或导入电子税局账号，并绑定微信', en: 'add or import the e-tax accounts and bind WeChat' },
  ],
  'activation-code': [
    {
      zh: '升级数电发票：选择已完成许可授权的税号，填收件邮箱，激活码发到该邮箱',
      en: '升级数电发票: pick licensed tax numbers and a mail address, which gets the activation code',
    },
    { zh: '导入激活码（24 小时内有效）', en: '导入激活码, within 24 hours' },
    { zh: '电子税局账号在公众号维护，回到数电配置点“更新”取得', en: 'keep the e-tax accounts in the official account, then press 更新 in 数电配置' },
  ],
};

/** Dotted numbers, with or without V; anything else is `undefined`. */
export function parseXinghanVersion(text: string): readonly number[] | undefined {
  return SHAPE.exec(text)?.[1]?.split('.').map(Number);
}

/** What the version of the invoice apps decides; `undefined` where it cannot be read. */
export function xinghanRules(invoiceCloud: string): XinghanRules | undefined {
  const version = parseXinghanVersion(invoiceCloud);
  if (version === undefined) return undefined;
  const since8 = !isOlder(version, TENANT_TRIPLE_SINCE);
  const digitalSetup = since8 ? 'tenant-triple' : 'activation-code';
  const screens = since8 ? xinghanScreens : xinghanScreens.filter(({ holds }) => holds !== 'tenant');
  return { digitalSetup, steps: STEPS[digitalSetup], screens, accountsInErp: since8 };
}

/** Lines of a connection test about the declared versions. */
export function xinghanVersionFindings({ platform, invoiceCloud }: XinghanVersions, locale: Locale): Finding[] {
  const declared = [platform, invoiceCloud].filter((text) => text !== undefined);
  const unknown = declared.filter((text) => parseXinghanVersion(text) === undefined);
  const parsed = platform === undefined ? undefined : parseXinghanVersion(platform);
  const lines: Finding[] = unknown.map((text) => findingFor(VERSION, 'ERP_VERSION_UNKNOWN', `“${text.slice(0, 60)}”`, 'warning'));
  if (parsed !== undefined && isOlder(parsed, OLDEST_XINGHAN))
    lines.push(findingFor(VERSION, 'ERP_VERSION_TOO_OLD', `${platform} < ${OLDEST_XINGHAN}`));
  if (lines.length === 0 && declared.length > 0) lines.push(okFinding(VERSION, declared.join(', ')));
  const rules = invoiceCloud === undefined ? undefined : xinghanRules(invoiceCloud);
  return rules === undefined ? lines : [...lines, stepsLine(rules, locale)];
}

/** Told, not tested: the ERP does not show how far it was done. */
function stepsLine({ steps }: XinghanRules, locale: Locale): Finding {
  const menu = '发票云→基础资料→企业管理→数电配置';
  const cause = { zh: `${menu}：${steps.map(({ zh }) => zh).join(' → ')}`, en: `${menu}: ${steps.map(({ en }) => en).join(' → ')}` };
  return skippedFinding(DIGITAL, cause, locale === 'en' ? 'cannot be seen from outside' : '从外部看不到，请人工核对');
}

function isOlder(version: readonly number[], than: string): boolean {
  const other = parseXinghanVersion(than) ?? [];
  for (let at = 0; at < Math.max(version.length, other.length); at += 1) {
    const difference = (version[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
