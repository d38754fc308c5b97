import { type ErpAdapter, type Finding, SettingReader, type SettingsObject, type TestedErp } from '@piaozone/core/adapter';
import {
  type CallbackSettings,
  type CosmicExtension,
  type CosmicProduct,
  type CosmicSettings,
  callbackExtension,
  extendedAdapter,
  inspectCosmic,
  type OwnSettings,
  readCallback,
} from '@piaozone/cosmic';
import { GALAXY_CALLBACK } from './callback.js';
import { type GalaxySetup, galaxyModuleFindings } from './module.js';
import { GALAXY } from './product.js';
import { galaxyScreens } from './screens.js';

/** Settings of {@link galaxyAdapter}. */
export interface GalaxySettings extends CosmicSettings {
  /** `x-acgw-identity` of the third-party app; 星空旗舰版 demands it on every request (flagship-and-cosmic §2.6). */
  readonly gatewayIdentity: string;
  /** 发票回调配置: checked here, proved by the connection test. */
  readonly callback?: CallbackSettings;
  /** What is known about order, version and the module 发票服务; looked at by the connection test. */
  readonly setup?: GalaxySetup;
}

/**
 * 星空旗舰版 (金蝶AI星空, not 星空企业版): business units, bills and write-back over the APIs named in `settings`.
 * @throws config_invalid with every problem of the settings at once; a missing `gatewayIdentity` with the place to copy it from
 */
export function galaxyAdapter(settings: GalaxySettings): ErpAdapter {
  return make(GALAXY, settings);
}

/** Settings of {@link galaxyAdapter} that may be wrong, for a connection test. Does no I/O. */
export function inspectGalaxy(settings: unknown): TestedErp {
  return inspectCosmic(GALAXY, settings, make);
}

function make(product: CosmicProduct, settings: unknown, forEvidence = false): ErpAdapter {
  return Object.freeze({ ...extendedAdapter(product, settings, OWN, forEvidence), screens: galaxyScreens });
}

const OWN: OwnSettings = { keys: ['callback', 'setup'], read: readOwn };

function readOwn({ callback, setup }: SettingsObject): ReturnType<OwnSettings['read']> {
  const reader = new SettingReader();
  reader.refuseStrayBlanks(setup, 'setup');
  if (setup !== undefined) checkSetup(reader, setup);
  const declared = reader.problems.length === 0 ? (setup as GalaxySetup | undefined) : undefined;
  const reading = callback === undefined ? undefined : readCallback(callback, GALAXY_CALLBACK, 'callback');
  const callbackPart = reading?.configuration === undefined ? undefined : callbackExtension(reading.configuration, GALAXY);
  return { problems: [...reader.problems, ...(reading?.problems ?? [])], extension: together(declared, callbackPart) };
}

function together(setup: GalaxySetup | undefined, callback: CosmicExtension | undefined): CosmicExtension | undefined {
  if (setup === undefined) return callback;
  return {
    async check(tools, call): Promise<readonly Finding[]> {
      const { runtime, locale } = tools.context;
      return [...galaxyModuleFindings(setup, runtime.now(), locale), ...((await callback?.check(tools, call)) ?? [])];
    },
  };
}

function checkSetup(reader: SettingReader, value: unknown): void {
  const setup = reader.object(value, 'setup', ['deployment', 'module', 'product', 'orderState', 'version']);
  if (setup === undefined) return;
  const deployments = ['public', 'private', 'offline'] as const;
  if (setup['deployment'] === undefined)
    reader.add('setup.deployment', `只能是 ${deployments.join('、')}`, `must be one of ${deployments.join(', ')}`);
  reader.oneOf(setup['deployment'], deployments, 'setup.deployment');
  reader.oneOf(setup['module'], ['present', 'missing'], 'setup.module');
  for (const name of ['product', 'orderState', 'version']) reader.optionalText(setup[name], `setup.${name}`);
}
