import { type Ability, defineAdapter, type ErpAdapter } from '@piaozone/core/adapter';
import { createCosmicConnection } from './connection/create-connection.js';
import type { CosmicExtension } from './extension.js';
import type { CosmicProduct } from './product.js';
import type { CosmicConfig } from './settings/config.js';
import { readCosmicSettings } from './settings/read-settings.js';
import type { CosmicSettings } from './settings/types.js';

/**
 * The adapter of one ERP on the 苍穹 platform.
 * @param extension what this product adds to the connection test
 * @throws config_invalid with every problem of `settings` at once
 */
export function cosmicAdapter(product: CosmicProduct, settings: CosmicSettings, extension?: CosmicExtension): ErpAdapter {
  const config = readCosmicSettings(settings, product);
  return defineAdapter({
    id: product.id,
    capabilities: { abilities: abilitiesOf(config), billTypes: [], billDates: config.bills.fields.date !== undefined },
    connect: async (context) => createCosmicConnection(product, config, context, extension),
  });
}

function abilitiesOf({ organizations, enterprises }: CosmicConfig): Ability[] {
  return [...(organizations === undefined ? [] : (['organizations'] as const)), ...(enterprises === undefined ? [] : (['enterprises'] as const))];
}
