import type { Bilingual } from '../i18n/locale.js';
import type { Enterprise } from '../model/organization.js';
import type { Tenant } from './directory-data.js';
import { coverageOf, daysLeft, type Validity } from './validity.js';

/** Days before the end from which people are warned; from the second on the words are stronger. */
export const WARNING_DAYS = [30, 15] as const;

/** A product whose last order ends soon. */
export interface EndingProduct {
  readonly product: string;
  /** Last day, `YYYY-MM-DD`. */
  readonly endsOn: string;
  /** 0 on the last day. */
  readonly days: number;
}

/** What is valid now and ends within 30 days without a renewal that follows, soonest first. */
export function endingSoon(orders: readonly (Validity & { readonly product: string })[], nowMs: number): EndingProduct[] {
  const names = [...new Set(orders.map(({ product }) => product))];
  return names
    .flatMap((product) => {
      const coverage = coverageOf(
        orders.filter((order) => order.product === product),
        nowMs,
      );
      if (coverage.state !== 'active' || coverage.endsOn === undefined) return [];
      const days = daysLeft(coverage.endsOn, nowMs);
      return days <= WARNING_DAYS[0] ? [{ product, endsOn: coverage.endsOn, days }] : [];
    })
    .sort((a, b) => a.days - b.days);
}

/** One sentence about an enterprise or tenant. @param ending at least one, soonest first */
export function endingText(owner: Bilingual, ending: readonly EndingProduct[]): Bilingual {
  const urgent = ending.some(({ days }) => days <= WARNING_DAYS[1]);
  const zh = ending.map(({ product, endsOn, days }) => `${product} ${endsOn}（还有 ${days} 天）`).join('、');
  const en = ending.map(({ product, endsOn, days }) => `${product} on ${endsOn} (${days} days left)`).join(', ');
  return {
    zh: `${owner.zh}的权益将到期：${zh}${urgent ? '，请尽快续费并分配' : '，请安排续费'}`,
    en: `entitlement of ${owner.en} ends: ${en}${urgent ? '; renew and allocate it now' : '; plan the renewal'}`,
  };
}

export function enterpriseOwner({ name, taxNo }: Enterprise): Bilingual {
  return { zh: `${name}（${taxNo}）`, en: `${name} (${taxNo})` };
}

export function tenantOwner({ id }: Tenant): Bilingual {
  return { zh: `租户 ${id}`, en: `tenant ${id}` };
}
