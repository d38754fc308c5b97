import { type AdapterContext, isSecret } from '@piaozone/core/adapter';
import type { CosmicProduct } from '../product.js';
import { CosmicSession } from '../session/cosmic-session.js';
import type { CosmicAccess } from '../settings/config.js';
import { readCosmicAccess } from '../settings/read-access.js';
import type { CosmicAccessSettings } from '../settings/types.js';
import { CosmicClient } from './cosmic-client.js';

/** Which platform it is; all have a default that fits Kingdee's own 发票云 tenant, where nothing beyond the access is known. */
export interface CosmicPlatformOptions extends Partial<Pick<CosmicProduct, 'id' | 'name' | 'gatewayIdentity'>> {}

/** A 苍穹 platform without an ERP adapter: what invoice services of the flagship edition are called through. */
export interface CosmicPlatform {
  readonly client: CosmicClient;
  /** 数据中心id of the access. */
  readonly accountId: string;
  /**
   * Logs in unless a session is alive; calls do so by themselves. Does nothing with `digest` and `basic`, which prove every call for itself.
   * @throws credentials_rejected, erp_rejected, closed, and what the network does
   */
  login(signal?: AbortSignal): Promise<void>;
  /** Ends the session this platform logged in for; later calls fail with `closed`. Safe to call twice. */
  close(): Promise<void>;
}

const FLAGSHIP = { id: 'flagship', name: '发票云旗舰版', gatewayIdentity: 'optional' } as const;

/**
 * A client of one 苍穹 platform. Does no I/O: the first call logs in. Two platforms of one context with the same access share their session.
 * @param access settings, or what `accessOf` found at a connection
 * @param options default: prefix `flagship`, gateway identity optional
 * @throws config_invalid with every problem of the settings at once
 */
export function createCosmicPlatform(
  access: CosmicAccessSettings | CosmicAccess,
  options: CosmicPlatformOptions,
  context: AdapterContext,
): CosmicPlatform {
  const product = { ...FLAGSHIP, ...options };
  const checked = isChecked(access) ? access : readCosmicAccess(access, product);
  const session = new CosmicSession(checked, context);
  const client = new CosmicClient(product, session, context);
  return Object.freeze({
    client,
    accountId: checked.accountId,
    login: (signal) => session.ensure(signal),
    close: () => session.close(),
  } satisfies CosmicPlatform);
}

/** Only what was read has its secret wrapped. */
function isChecked(access: CosmicAccessSettings | CosmicAccess): access is CosmicAccess {
  return isSecret((access as Partial<CosmicAccess> | undefined)?.app?.secret);
}
