import type { LoginConfig } from '../session/login-settings.js';
import type { FacadeSettings } from './types.js';
import type { VoucherSettings } from './voucher-types.js';

/** Checked settings with their defaults; print without secrets. */
export interface EasConfig extends LoginConfig {
  /** As declared; 8.5 or later. */
  readonly version: string | undefined;
  readonly facade: FacadeSettings;
  readonly vouchers: VoucherSettings | undefined;
  /** Said once when the connection is made. */
  readonly warnings: readonly string[];
}
