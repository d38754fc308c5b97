import type { Secret } from '@piaozone/core/adapter';
import type { FaultPhrase } from '../soap/fault.js';
import type { FacadeSettings } from './types.js';

/** Checked settings with their defaults; print without secrets. */
export interface EasConfig {
  /** Without trailing slash. */
  readonly servicesUrl: string;
  readonly userName: string;
  readonly password: Secret;
  readonly slnName: string;
  readonly dcName: string;
  readonly language: string;
  readonly dbType: number;
  readonly authPattern: string | undefined;
  readonly isEncodePwd: number | undefined;
  readonly sessionLifetimeMs: number;
  readonly sessionFaults: readonly FaultPhrase[];
  readonly logoutOnClose: boolean;
  /** As declared; 8.5 or later. */
  readonly version: string | undefined;
  readonly facade: FacadeSettings;
  /** Said once when the connection is made. */
  readonly warnings: readonly string[];
}
