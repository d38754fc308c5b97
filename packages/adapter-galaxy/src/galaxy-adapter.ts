import type { ErpAdapter, TestedErp } from '@piaozone/core/adapter';
import { type CosmicProduct, type CosmicSettings, cosmicAdapter, inspectCosmic } from '@piaozone/cosmic';
import { galaxyScreens } from './screens.js';

/** Settings of {@link galaxyAdapter}. */
export interface GalaxySettings extends CosmicSettings {
  /** `x-acgw-identity` of the third-party app; 星空旗舰版 demands it on every request (flagship-and-cosmic §2.6). */
  readonly gatewayIdentity: string;
}

const GALAXY: CosmicProduct = {
  id: 'galaxy',
  name: '星空旗舰版',
  unitMenu: '基础服务云→企业建模→组织管理→业务单元',
  gatewayIdentity: 'required',
};

/**
 * 星空旗舰版 (金蝶AI星空, not 星空企业版): business units, bills and write-back over the APIs named in `settings`.
 * @throws config_invalid with every problem of the settings at once; a missing `gatewayIdentity` with the place to copy it from
 */
export function galaxyAdapter(settings: GalaxySettings): ErpAdapter {
  return Object.freeze({ ...cosmicAdapter(GALAXY, settings), screens: galaxyScreens });
}

/** Settings of {@link galaxyAdapter} that may be wrong, for a connection test. Does no I/O. */
export function inspectGalaxy(settings: unknown): TestedErp {
  return inspectCosmic(GALAXY, settings);
}
