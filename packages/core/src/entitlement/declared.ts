import { finding } from '@piaozone/diagnosis';
import { compare } from '../model/decimal.js';
import type { Enterprise } from '../model/organization.js';
import { addDays, shanghaiDate } from './calendar.js';
import type { Denial, EntitlementDecision } from './decision.js';
import type { EnterpriseDirectory } from './directory.js';
import { ENTITLED_FEATURES, type EntitledFeature, PRODUCTS, SERVICE_GROUP_LABELS } from './products.js';
import { coverageOf, isActive, type Validity } from './validity.js';

/** Days a tax number is blocked after 取消授权, issuing and receiving included (business-rules §3.3). */
export const CANCELLATION_BLOCK_DAYS = 60;

/** What the directory says about a feature of a tax number at this moment. */
export function declaredDecision(directory: EnterpriseDirectory, taxNo: string, feature: EntitledFeature, nowMs: number): EntitlementDecision {
  const enterprise = directory.byTaxNo(taxNo);
  if (enterprise === undefined) return unknown(`税号 ${taxNo} 不在企业目录中`, `tax number ${taxNo} is not in the enterprise directory`);
  return blockedBy(enterprise, nowMs) ?? unlicensed(enterprise, feature) ?? byProducts(directory, enterprise, feature, nowMs);
}

export function blockedBy({ licences = [] }: Enterprise, nowMs: number): Denial | undefined {
  const today = shanghaiDate(nowMs);
  for (const { state, cancelledOn } of licences) {
    if (cancelledOn === undefined || state === 'authorized') continue;
    const free = addDays(cancelledOn, CANCELLATION_BLOCK_DAYS);
    if (today >= free) continue;
    return {
      ...denial('cancelled', 'LICENCE_RECENTLY_CANCELLED'),
      cause: {
        zh: `${cancelledOn} 取消了许可授权，60 天内开票收票都不能使用`,
        en: `its 许可授权 was cancelled on ${cancelledOn}: 60 days without any service`,
      },
      remedy: {
        zh: `等到 ${free}，或联系金蝶；重新授权后更新企业目录`,
        en: `wait until ${free} or ask Kingdee; once authorized again, update the directory`,
      },
      until: free,
    };
  }
  return undefined;
}

function unlicensed({ licences = [] }: Enterprise, feature: EntitledFeature): Denial | undefined {
  const { group } = ENTITLED_FEATURES[feature];
  const licence = licences.find((one) => one.group === group);
  if (group === undefined || licence === undefined || licence.state === 'authorized') return undefined;
  const label = SERVICE_GROUP_LABELS[group];
  const failed = licence.state === 'failed';
  return {
    ...denial('not-licensed', 'ENTITLEMENT_NOT_LICENSED'),
    cause: {
      zh: failed ? `${label}的许可授权失败` : `没有做${label}的许可授权`,
      en: failed ? `its 许可授权 for ${group} failed` : `it has no 许可授权 for ${group}`,
    },
    remedy: {
      zh: '在 ERP 的“许可授权”中授权该税号，再更新企业目录',
      en: 'authorize the tax number under 许可授权 in the ERP, then update the directory',
    },
  };
}

function byProducts(directory: EnterpriseDirectory, enterprise: Enterprise, feature: EntitledFeature, nowMs: number): EntitlementDecision {
  const { product, perhaps } = ENTITLED_FEATURES[feature];
  const decision = byProduct(directory, enterprise, product, nowMs);
  if (decision.status !== 'denied') return decision;
  const other = perhaps.find((name) => (enterprise.products ?? []).some((one) => one.product === name && isActive(one, nowMs)));
  return other === undefined
    ? decision
    : unknown(`${decision.cause.zh}；${other}可能包含，由发票云判断`, `${decision.cause.en}; ${other} may include it, the cloud decides`);
}

function byProduct(directory: EnterpriseDirectory, enterprise: Enterprise, product: string, nowMs: number): EntitlementDecision {
  const packages = directory.packagesOf(enterprise, product);
  if (packages.length > 0) {
    const usable = packages.filter(({ remaining }) => remaining === undefined || compare(remaining, '0') > 0);
    const active = packages.some((one) => isActive(one, nowMs));
    if (active && !usable.some((one) => isActive(one, nowMs))) return exhausted(product);
    return byDates(product, active ? usable : packages, nowMs);
  }
  const products = enterprise.products ?? [];
  const orders = products.filter((one) => one.product === product);
  if (orders.length > 0) return byDates(product, orders, nowMs);
  if (products.length === 0)
    return unknown(`企业目录没有写明税号 ${enterprise.taxNo} 的产品`, `the directory does not say what ${enterprise.taxNo} has bought`);
  if (PRODUCTS.get(product)?.shared === true) return unknown(`企业目录没有写明租户的${product}`, `the directory names no ${product} of the tenant`);
  return {
    ...denial('not-allocated', 'ENTITLEMENT_NOT_LICENSED'),
    cause: { zh: `没有分配${product}`, en: `${product} is not allocated to it` },
    remedy: {
      zh: `购买后在激活页把${product}分配给该税号，并更新企业目录（目录须写全已分配的产品）`,
      en: `buy and allocate ${product} to the tax number, then update the directory, which must name all its products`,
    },
  };
}

function byDates(product: string, orders: readonly Validity[], nowMs: number): EntitlementDecision {
  const coverage = coverageOf(orders, nowMs);
  if (coverage.state === 'active') {
    return { status: 'allowed', source: 'declared', ...(coverage.endsOn === undefined ? {} : { endsOn: coverage.endsOn }) };
  }
  if (coverage.state === 'not-started') {
    return {
      ...denial('not-started', 'ENTITLEMENT_NOT_STARTED'),
      cause: { zh: `${product}自 ${coverage.startsOn} 起有效`, en: `${product} is valid from ${coverage.startsOn} on` },
      remedy: { zh: '等到生效；日期有误时更新企业目录', en: 'wait until then; if the date is wrong, update the directory' },
      until: coverage.startsOn,
    };
  }
  return {
    ...denial('expired', 'ENTITLEMENT_EXPIRED'),
    cause: { zh: `${product}已于 ${coverage.endedOn} 到期`, en: `${product} ended on ${coverage.endedOn}` },
    remedy: {
      zh: '续费；未自动激活的续费订单需手工分配，然后更新企业目录',
      en: 'renew, allocate the renewal if it was not activated by itself, then update the directory',
    },
  };
}

function exhausted(product: string): Denial {
  return {
    ...denial('exhausted', 'ENTITLEMENT_EXHAUSTED'),
    cause: { zh: `租户的${product}已用完`, en: `the ${product} of the tenant is used up` },
    remedy: { zh: '加购后更新企业目录中的剩余量', en: 'buy more, then update what is left in the directory' },
  };
}

function denial(reason: Denial['reason'], code: string): Pick<Denial, 'status' | 'source' | 'reason' | 'diagnosis'> {
  return { status: 'denied', source: 'declared', reason, diagnosis: finding(code) };
}

function unknown(zh: string, en: string): EntitlementDecision {
  return { status: 'unknown', cause: { zh, en } };
}
