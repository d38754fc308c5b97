import { defineAdapter, type ErpAdapter } from '@piaozone/core/adapter';
import { createCosmicConnection } from './connection/create-connection.js';
import type { CosmicProduct } from './product.js';
import { readCosmicSettings } from './settings/read-settings.js';
import type { CosmicSettings } from './settings/types.js';

/**
 * The adapter of one ERP on the 苍穹 platform.
 * @throws config_invalid with every problem of `settings` at once
 */
export function cosmicAdapter(product: CosmicProduct, settings: CosmicSettings): ErpAdapter {
  const config = readCosmicSettings(settings, product);
  return defineAdapter({
    id: product.id,
    capabilities: { abilities: config.organizations === undefined ? [] : ['organizations'], billTypes: [] },
    connect: async (context) => createCosmicConnection(product, config, context),
  });
}
