import { configError, type ErpAdapter, isPiaozoneError, isSettingsObject, type Problem, type SettingsObject } from '@piaozone/core/adapter';
import { cosmicAdapter } from './adapter.js';
import type { CosmicExtension } from './extension.js';
import type { CosmicProduct } from './product.js';
import type { CosmicSettings } from './settings/types.js';

/** Settings that only one product has, beside those of the platform. */
export interface OwnSettings {
  readonly keys: readonly string[];
  /** Looks at them without throwing. The extension of wrong ones is used to look for evidence only. */
  read(own: SettingsObject): { readonly problems: readonly Problem[]; readonly extension: CosmicExtension | undefined };
}

/**
 * The adapter of settings that hold more than the platform's.
 * @param forEvidence own settings may be wrong: the adapter serves a connection test and nothing else
 * @throws config_invalid with the problems of both parts at once
 */
export function extendedAdapter(product: CosmicProduct, settings: unknown, own: OwnSettings, forEvidence = false): ErpAdapter {
  const given = isSettingsObject(settings) ? settings : {};
  const { problems, extension } = own.read(pick(given, (key) => own.keys.includes(key)));
  const rest = isSettingsObject(settings) ? pick(settings, (key) => !own.keys.includes(key)) : settings;
  const adapter = attempt(() => cosmicAdapter(product, rest as CosmicSettings, extension), problems);
  if (problems.length > 0 && !forEvidence) throw configError(problems);
  return adapter;
}

function attempt(make: () => ErpAdapter, more: readonly Problem[]): ErpAdapter {
  try {
    return make();
  } catch (error) {
    if (more.length > 0 && isPiaozoneError(error, 'config_invalid')) throw configError([...error.problems, ...more]);
    throw error;
  }
}

function pick(settings: SettingsObject, wanted: (key: string) => boolean): SettingsObject {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => wanted(key)));
}
