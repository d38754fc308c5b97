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
  return {
    accountId: options.accountId ?? random.digits(19), // mock-defined
    appId: options.appId ?? options.preset ?? `app${random.digits(6)}`, // mock-defined
    appSecret: options.appSecret ?? random.text(32), // mock-defined
    user: options.user ?? `user${random.digits(4)}`, // mock-defined
  };
}

/** URL-safe base64 that starts `djF8` and ends `=`, the look of a real one (flagship-and-cosmic §2.6). */
export function newGatewayIdentity(random: SeededRandom): string {
  return `${Buffer.from(`v1|${random.text(32)}`).toString('base64url')}=`; // mock-defined content
}
