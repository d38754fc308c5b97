import { defineAdapter, type ErpAdapter } from '@piaozone/core/adapter';
import { K3Connection } from './connection.js';
import { k3cloudScreens } from './screens.js';
import { readSettings } from './settings/read-settings.js';
import type { K3CloudSettings } from './settings/types.js';

/**
 * 星空企业版 (K3Cloud, not 星空旗舰版) by its WebAPI: organizations, bills of the forms in `settings`, write-back by Save.
 * @throws config_invalid listing every problem of the settings at once
 */
export function k3cloudAdapter(settings: K3CloudSettings): ErpAdapter {
  const config = readSettings(settings);
  let connections = 0;
  return defineAdapter({
    id: 'k3cloud',
    capabilities: { abilities: [], billTypes: config.bills.map(({ formId }) => formId), billDates: true },
    screens: k3cloudScreens,
    async connect(context) {
      connections += 1;
      return new K3Connection(context, config, `${connections}/${context.runtime.random()}`);
    },
  });
}
