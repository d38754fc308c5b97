import { defineAdapter, type ErpAdapter } from '@piaozone/core/adapter';
import { MyErpConnection } from './connection.js';
import { myErpScreens } from './screens.js';
import { type MyErpSettings, readMyErpSettings } from './settings.js';

/**
 * MyErp, by its JSON interface.
 * @throws config_invalid listing every problem of the settings at once
 */
export function myErpAdapter(settings: MyErpSettings): ErpAdapter {
  const config = readMyErpSettings(settings);
  let connections = 0;
  return defineAdapter({
    id: 'myerp',
    capabilities: { abilities: [], billTypes: [], billDates: true },
    screens: myErpScreens,
    async connect(context) {
      connections += 1;
      return new MyErpConnection(context, config, `${connections}/${context.runtime.random()}`);
    },
  });
}
