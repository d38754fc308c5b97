import type { MockClock } from '../../server/clock.js';
import type { MockCosmicOptions } from '../options.js';
import type { CosmicApps } from '../platform/apps.js';
import type { CosmicUsers } from '../platform/users.js';
import type { CosmicTokens } from '../tokens.js';

/** Switches an administrator may turn while the mock runs. */
export interface CosmicSwitches {
  /** 是否允许API1.0授权 of 星空旗舰版; off refuses the two-step login. */
  api1Allowed: boolean;
  /** The address the platform sees every client come from; compared with 允许IP of the app. */
  clientIp: string;
}

/** What the authentication modes of one mock share. */
export interface AuthState {
  readonly accountId: string;
  readonly apps: CosmicApps;
  readonly users: CosmicUsers;
  readonly tokens: CosmicTokens;
  readonly clock: MockClock;
  readonly switches: CosmicSwitches;
}

/** Where the reference leaves a choice, with the defaults filled in. */
export interface AuthSettings {
  readonly secretSpelling: 'appSecret' | 'appSecuret' | 'either';
  readonly topLevelStatus: 'present' | 'missing' | 'always-true';
  readonly carriers: readonly TokenCarrier[];
  readonly refusalStatus: 'ok' | 'code';
  readonly expiresInType: 'text' | 'number';
  readonly isoTimestamps: boolean;
}

/** Where an access token is read. */
export type TokenCarrier = 'accesstoken' | 'access_token' | 'query';

export function authSettings(options: MockCosmicOptions): AuthSettings {
  return {
    secretSpelling: options.secretSpelling ?? 'either',
    topLevelStatus: options.topLevelStatus ?? 'present',
    carriers: options.carriers ?? ['accesstoken', 'access_token'],
    refusalStatus: options.refusalStatus ?? 'ok',
    expiresInType: options.expiresInType ?? 'text',
    isoTimestamps: options.isoTimestamps ?? false,
  };
}
