import type { ErpAdapter, TestedErp } from '@piaozone/core/adapter';
import { type CosmicProduct, type CosmicSettings, cosmicAdapter, inspectCosmic } from '@piaozone/cosmic';
import { xinghanScreens } from './screens.js';

/** Settings of {@link xinghanAdapter}; `gatewayIdentity` only where an API gateway stands before the ERP. */
export type XinghanSettings = CosmicSettings;

const XINGHAN: CosmicProduct = {
  id: 'xinghan',
  name: '金蝶云星瀚',
  unitMenu: '基础服务云→企业建模→业务单元',
  gatewayIdentity: 'optional',
};

/**
 * 金蝶云星瀚: business units, bills and write-back over the APIs named in `settings`.
 * @throws config_invalid with every problem of the settings at once
 */
export function xinghanAdapter(settings: XinghanSettings): ErpAdapter {
  return Object.freeze({ ...cosmicAdapter(XINGHAN, settings), screens: xinghanScreens });
}

/** Settings of {@link xinghanAdapter} that may be wrong, for a connection test. Does no I/O. */
export function inspectXinghan(settings: unknown): TestedErp {
  return inspectCosmic(XINGHAN, settings);
}
