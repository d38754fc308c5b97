import { findingFor, type Line, okFinding, skippedFinding } from '../connection/findings.js';
import { type Bilingual, type Locale, localize } from '../i18n/locale.js';
import type { Finding } from '../model/finding.js';
import type { Enterprise } from '../model/organization.js';
import { shanghaiDate } from './calendar.js';
import type { Denial } from './decision.js';
import { blockedBy, declaredDecision } from './declared.js';
import type { EnterpriseDirectory } from './directory.js';
import type { Tenant } from './directory-data.js';
import { endingSoon, endingText, enterpriseOwner, tenantOwner } from './ending-soon.js';
import type { LearnedRefusals } from './learned.js';
import { ENTITLED_FEATURES, type EntitledFeature } from './products.js';

/** One code for all lines: the connection test has the same for what the cloud answers. */
const LINE: Line = { code: 'piaozone.entitlement', title: { zh: '权益与许可', en: 'entitlement and licence' } };

/** Lines of a connection test: what the directory and the last refusals say now. Nothing is asked. */
export function entitlementFindings(directory: EnterpriseDirectory | undefined, learned: LearnedRefusals, nowMs: number, locale: Locale): Finding[] {
  const refused = learned
    .all()
    .map(({ taxNo, feature, denial }) => failed({ zh: `税号 ${taxNo}`, en: `tax number ${taxNo}` }, feature, denial, locale));
  if (directory === undefined) return [...refused, ...(refused.length > 0 ? [] : [NOTHING_DECLARED])];
  const declared = directory.enterprises.flatMap((enterprise) => enterpriseFindings(directory, enterprise, nowMs, locale));
  return [...refused, ...declared, ...directory.tenants.flatMap((tenant) => tenantFindings(directory, tenant, nowMs, locale))];
}

const NOTHING_DECLARED: Finding = skippedFinding(LINE, {
  zh: '没有给出企业目录，权益由发票云判断',
  en: 'no enterprise directory is given; the cloud decides about entitlement',
});

/** Only what the enterprise has a product or a licence for; that it may not use the rest is no trouble before a call wants it. */
function enterpriseFindings(directory: EnterpriseDirectory, enterprise: Enterprise, nowMs: number, locale: Locale): Finding[] {
  const owner = enterpriseOwner(enterprise);
  const blocked = blockedBy(enterprise, nowMs);
  if (blocked !== undefined) return [failed(owner, undefined, blocked, locale)];
  const own = (enterprise.products ?? []).map(({ product }) => product);
  const denials = featureNames().flatMap((feature) => {
    const { product, group } = ENTITLED_FEATURES[feature];
    const concerned = own.includes(product) || (enterprise.licences ?? []).some((licence) => licence.group === group);
    const decision = concerned ? declaredDecision(directory, enterprise.taxNo, feature, nowMs) : undefined;
    return decision?.status === 'denied' ? [failed(owner, feature, decision, locale)] : [];
  });
  const ending = endingSoon(enterprise.products ?? [], nowMs);
  const unsynced = (enterprise.licences ?? []).some(({ sync }) => sync === 'failed');
  const lines = [
    ...denials,
    ...(ending.length === 0 ? [] : [warning('ENTITLEMENT_ENDING_SOON', endingText(owner, ending), locale)]),
    ...(unsynced
      ? [warning('ENTITLEMENT_NOT_LICENSED', { zh: `${owner.zh}的许可授权同步失败`, en: `许可授权 of ${owner.en} is not synchronized` }, locale)]
      : []),
  ];
  return lines.length > 0 ? lines : [okFinding(LINE, localize(owner, locale))];
}

function tenantFindings(directory: EnterpriseDirectory, tenant: Tenant, nowMs: number, locale: Locale): Finding[] {
  const packages = tenant.flowPackages ?? [];
  const today = shanghaiDate(nowMs);
  const owner = tenantOwner(tenant);
  const empty = [...new Set(packages.map(({ product }) => product))].filter((product) => directory.remaining(tenant.id, product, today) === '0');
  const ending = endingSoon(packages, nowMs);
  return [
    ...empty.map((product) =>
      warning('ENTITLEMENT_EXHAUSTED', { zh: `${owner.zh}的${product}已用完`, en: `the ${product} of ${owner.en} is used up` }, locale),
    ),
    ...(ending.length === 0 ? [] : [warning('ENTITLEMENT_ENDING_SOON', endingText(owner, ending), locale)]),
  ];
}

/** The catalogue's remedy under the words of the case. */
function warning(code: string, cause: Bilingual, locale: Locale): Finding {
  return { ...findingFor(LINE, code, localize(cause, locale), 'warning'), cause };
}

function failed(
  owner: Bilingual,
  feature: EntitledFeature | undefined,
  { diagnosis, cause, remedy, source, until }: Denial,
  locale: Locale,
): Finding {
  const label = feature === undefined ? { zh: '', en: '' } : ENTITLED_FEATURES[feature].label;
  const what = { zh: `${owner.zh}${label.zh}`, en: `${owner.en} ${label.en}`.trimEnd() };
  return {
    ...LINE,
    status: 'failed',
    diagnosis: diagnosis.code,
    evidence: `${localize(what, locale)}: ${source}${until === undefined ? '' : ` → ${until}`}`,
    cause: { zh: `${what.zh}：${cause.zh}`, en: `${what.en}: ${cause.en}` },
    remedy,
  };
}

function featureNames(): EntitledFeature[] {
  return Object.keys(ENTITLED_FEATURES) as EntitledFeature[];
}
