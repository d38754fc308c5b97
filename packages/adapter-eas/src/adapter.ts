import { defineAdapter, type ErpAdapter } from '@piaozone/core/adapter';
import { EasConnection } from './connection.js';
import { easScreens } from './screens.js';
import { readEasSettings } from './settings/read-settings.js';
import type { EasSettings } from './settings/types.js';

/**
 * EAS 8.5+ through its web services: EASLogin for the session, one facade with JSON texts for units, bills and write-back.
 * @throws config_invalid listing every problem of the settings at once
 */
export function easAdapter(settings: EasSettings): ErpAdapter {
  const config = readEasSettings(settings);
  let connections = 0;
  return defineAdapter({
    id: 'eas',
    capabilities: {
      abilities: config.vouchers === undefined ? [] : ['vouchers'],
      billTypes: config.facade.bills.billTypes ?? [],
      billDates: config.facade.bills.fields.date !== undefined,
    },
    screens: easScreens,
    async connect(context) {
      connections += 1;
      return new EasConnection(context, config, `${connections}/${context.runtime.random()}`);
    },
  });
}
