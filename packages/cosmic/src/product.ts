import type { CallLimits } from './settings/types.js';

/** What tells one ERP on the 苍穹 platform from another, as far as this package is concerned. */
export interface CosmicProduct {
  /** Adapter id, e.g. `xinghan`; also the prefix of operation names in errors and events. */
  readonly id: string;
  /** Name a person knows it by, exact Chinese. */
  readonly name: string;
  /** Menu path of 业务单元 (manuals of 2025), where 职能类型 is set. */
  readonly unitMenu: string;
  /** `required` where an API gateway stands before every call (flagship-and-cosmic §2.6). */
  readonly gatewayIdentity: 'required' | 'optional';
}

/** By adapter id; the basic tier of 星空旗舰版. For 星瀚 and the public 发票云 tenant none is published (flagship-and-cosmic §12). */
const PUBLISHED: ReadonlyMap<string, CallLimits> = new Map([['galaxy', { perSecond: 20, perMinute: 500, perHour: 10_000, perDay: 200_000 }]]);

export function publishedLimits({ id }: Pick<CosmicProduct, 'id'>): CallLimits | undefined {
  return PUBLISHED.get(id);
}
