import { configError, SettingReader } from '@piaozone/core/adapter';
import { LOGIN_SETTINGS, readLoginSettings } from '../session/login-settings.js';
import { checkFacade } from './check-facade.js';
import { checkVouchers } from './check-vouchers.js';
import type { EasConfig } from './config.js';
import type { EasSettings } from './types.js';

const TOP = [...LOGIN_SETTINGS, 'version', 'facade', 'vouchers'] as const satisfies readonly (keyof EasSettings)[];
/** What is sent as it stands. */
const CONSTANTS = /^(?:facade\.\w+\.parts\[\d+\]\.json\.constants|vouchers\.lookup\.separator)$/;
const MIN_VERSION = [8, 5] as const;

/** @throws config_invalid with every problem at once, each named by its path */
export function readEasSettings(input: EasSettings): EasConfig {
  const reader = new SettingReader({ isContent: (path) => CONSTANTS.test(path) });
  const warnings: string[] = [];
  reader.refuseStrayBlanks(input);
  const settings = reader.object(input, '', TOP) ?? {};
  checkVersion(reader, settings['version']);
  const config = {
    ...readLoginSettings(reader, settings, warnings),
    version: reader.optionalText(settings['version'], 'version'),
    facade: input?.facade,
    vouchers: input?.vouchers,
    warnings,
  };
  checkFacade(reader, settings['facade']);
  checkVouchers(reader, settings['vouchers']);
  if (reader.problems.length > 0) throw configError(reader.problems);
  return config;
}

function checkVersion(reader: SettingReader, value: unknown): void {
  const version = reader.optionalText(value, 'version');
  if (version === undefined || version === '') return;
  if (!/^\d+(?:\.\d+)+$/.test(version)) {
    reader.add('version', '应形如 8.6 或 8.6.1', 'must look like 8.6 or 8.6.1');
    return;
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < MIN_VERSION[0] || (major === MIN_VERSION[0] && minor < MIN_VERSION[1])) {
    reader.add('version', 'EAS 须为 8.5 及以上版本', 'EAS 8.5 or later is needed');
  }
}
