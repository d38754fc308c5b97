import type { Bilingual, Finding, Locale } from '@piaozone/core/adapter';
import { findingFor, localize, okFinding, skippedFinding } from '@piaozone/core/adapter';

/** What must be kept in imaging itself: scan points and users of EAS are not carried over (eas-and-imaging §8.1, the manual's 影像上传). */
export type ScanMenuStep = 'role' | 'user' | 'mobile' | 'organization' | 'roleGranted' | 'scanPoint' | 'scanPointBound';

export interface ScanMenuCheck {
  readonly step: ScanMenuStep;
  /** Where in the imaging system, logged in as the administrator of the authorization mail. */
  readonly where: string;
  readonly title: Bilingual;
  readonly remedy: Bilingual;
}

/** Why somebody who comes from EAS sees no 【影像扫描】, or may not submit; in the order of the manual. */
export const SCAN_MENU_CHECKS: readonly ScanMenuCheck[] = [
  {
    step: 'role',
    where: '权限管理-角色管理',
    title: { zh: '影像系统里有带扫描权限的角色', en: 'imaging has a role with the right to scan' },
    remedy: { zh: '新增角色并给它【影像扫描】权限', en: 'add a role and give it 【影像扫描】' },
  },
  {
    step: 'user',
    where: '权限管理-用户管理',
    title: { zh: '影像系统里有该用户', en: 'imaging has the user' },
    remedy: { zh: '在影像系统单独新增该用户：EAS 用户不会同步过来', en: 'add the user in imaging too: users of EAS are not carried over' },
  },
  {
    step: 'mobile',
    where: '权限管理-用户管理',
    title: { zh: '手机号码与 EAS 账号一致', en: 'the mobile number is that of the EAS account' },
    remedy: { zh: '把两边的手机号码改为一致，用户按手机号匹配', en: 'make both mobile numbers the same: users are matched by them' },
  },
  {
    step: 'organization',
    where: '权限管理-用户管理',
    title: { zh: '该用户已做组织授权', en: 'the user is authorized for the organization' },
    remedy: { zh: '给该用户授权单据所属的组织', en: 'authorize the user for the organization of the bills' },
  },
  {
    step: 'roleGranted',
    where: '权限管理-用户管理',
    title: { zh: '该用户已做角色授权', en: 'the user has the role' },
    remedy: { zh: '给该用户授予扫描角色', en: 'give the user the scanning role' },
  },
  {
    step: 'scanPoint',
    where: '扫描点管理-扫描点列表',
    title: { zh: '影像系统里有扫描点', en: 'imaging has the scan point' },
    remedy: {
      zh: '新增扫描点，组织与用户一致：EAS 的扫描点不会同步过来',
      en: 'add the scan point, of the user’s organization: those of EAS are not carried over',
    },
  },
  {
    step: 'scanPointBound',
    where: '扫描点管理-扫描点列表',
    title: { zh: '该用户已绑定到扫描点', en: 'the user is bound to the scan point' },
    remedy: {
      zh: '在扫描点绑定该用户；查不到该用户时先核对组织授权和角色，未绑定则无权提交影像',
      en: 'bind the user to the scan point; one who is not listed lacks organization or role; unbound, he may not submit',
    },
  },
];

/** What is known of one user in imaging; what is left out counts as unknown. */
export type ScanMenuFacts = Readonly<Partial<Record<Exclude<ScanMenuStep, 'mobile'>, boolean>>> & {
  /** `true`/`false`, or both numbers to be compared. */
  readonly mobile?: boolean | { readonly eas: string; readonly imaging: string };
};

export interface ScanMenuAnswer {
  /** What is not as it must be: the reasons. */
  readonly missing: readonly ScanMenuCheck[];
  /** What still has to be looked up. */
  readonly unknown: readonly ScanMenuCheck[];
}

/** Says why the menu is missing, from what is known. */
export function explainScanMenu(facts: ScanMenuFacts): ScanMenuAnswer {
  const answers = SCAN_MENU_CHECKS.map((check) => ({ check, answer: check.step === 'mobile' ? mobileFits(facts.mobile) : facts[check.step] }));
  return {
    missing: answers.filter(({ answer }) => answer === false).map(({ check }) => check),
    unknown: answers.filter(({ answer }) => answer === undefined).map(({ check }) => check),
  };
}

/** One line of a connection test; names no user and no number. */
export function scanMenuFinding(facts: ScanMenuFacts, locale: Locale): Finding {
  const line = { code: 'eas.imaging.scan-menu', title: { zh: '影像系统的【影像扫描】菜单', en: '【影像扫描】 in imaging' } };
  const { missing, unknown } = explainScanMenu(facts);
  const listed = (checks: readonly ScanMenuCheck[]) => checks.map(({ title, where }) => `${localize(title, locale)} (${where})`).join('; ');
  if (missing.length > 0) return findingFor(line, 'EAS_IMAGING_SCAN_MENU_MISSING', listed(missing));
  if (unknown.length > 0) return skippedFinding(line, undefined, listed(unknown));
  return okFinding(line);
}

/** Blanks, dashes and the country code are ways of writing the same number. */
function mobileFits(mobile: ScanMenuFacts['mobile']): boolean | undefined {
  if (typeof mobile !== 'object') return mobile;
  const eas = bare(mobile.eas);
  return eas !== '' && eas === bare(mobile.imaging);
}

function bare(number: string): string {
  return number.replace(/[\s-]/g, '').replace(/^(?:\+86|0086)(?=1\d{10}$)/, '');
}
