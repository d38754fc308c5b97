import type { SeededRandom } from '../erp/random.js';
import type { MockCosmicOptions } from './options.js';

export interface CosmicIdentity {
  readonly accountId: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly user: string;
}

/** Completes what the caller left open; every generated value is mock-defined. */
export function cosmicIdentity(options: MockCosmicOptions, random: SeededRandom): CosmicIdentity {
  const identity = {
    accountId: options.accountId ?? random.digits(19), // mock-defined
    appId: options.appId ?? `app${random.digits(6)}`, // mock-defined
    appSecret: options.appSecret ?? random.text(32), // mock-defined
    user: options.user ?? `user${random.digits(4)}`, // mock-defined
  };
  if (identity.appSecret.length < 16 || identity.appSecret.length > 50) throw new Error('appSecret: 16 to 50 characters');
  return identity;
}

/** URL-safe base64 that starts `djF8` and ends `=`, the look of a real one (flagship-and-cosmic §2.6). */
export function newGatewayIdentity(random: SeededRandom): string {
  return `${Buffer.from(`v1|${random.text(32)}`).toString('base64url')}=`; // mock-defined content
}
