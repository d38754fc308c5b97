import type { ErpConnection } from '@piaozone/core/adapter';
import type { CosmicProduct } from '../product.js';
import type { CosmicAccess } from '../settings/config.js';

interface Origin {
  readonly product: CosmicProduct;
  readonly access: CosmicAccess;
}

/** Beside the connections, so that printing one shows nothing of it. */
const origins = new WeakMap<ErpConnection, Origin>();

export function rememberOrigin(connection: ErpConnection, origin: Origin): void {
  origins.set(connection, origin);
}

/** How `connection` reaches its platform; `undefined` for one that `createCosmicConnection` did not make. For services that run inside the same ERP. */
export function accessOf(connection: ErpConnection): CosmicAccess | undefined {
  return origins.get(connection)?.access;
}

/** Which ERP on the platform `connection` leads to. */
export function productOf(connection: ErpConnection): CosmicProduct | undefined {
  return origins.get(connection)?.product;
}
