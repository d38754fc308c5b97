import { type ErpAdapter, SettingReader, type SettingsObject, type TestedErp } from '@piaozone/core/adapter';
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
import { XINGHAN_CALLBACK } from './callback.js';
import { XINGHAN } from './product.js';
import { xinghanScreens } from './screens.js';
import { type XinghanVersions, xinghanRules, xinghanVersionFindings } from './versions.js';

/** Settings of {@link xinghanAdapter}; `gatewayIdentity` only where an API gateway stands before the ERP. */
export interface XinghanSettings extends CosmicSettings {
  /** 发票回调配置: checked here, proved by the connection test. */
  readonly callback?: CallbackSettings;
  /** Decide screens and set-up steps; looked at by the connection test. */
  readonly versions?: XinghanVersions;
}

/**
 * 金蝶云星瀚: business units, bills and write-back over the APIs named in `settings`.
 * @throws config_invalid with every problem of the settings at once
 */
export function xinghanAdapter(settings: XinghanSettings): ErpAdapter {
  return make(XINGHAN, settings);
}

/** Settings of {@link xinghanAdapter} that may be wrong, for a connection test. Does no I/O. */
export function inspectXinghan(settings: unknown): TestedErp {
  return inspectCosmic(XINGHAN, settings, make);
}

function make(product: CosmicProduct, settings: unknown, forEvidence = false): ErpAdapter {
  const adapter = extendedAdapter(product, settings, OWN, forEvidence);
  const version = (settings as Partial<XinghanSettings>).versions?.invoiceCloud;
  const rules = typeof version === 'string' ? xinghanRules(version) : undefined;
  return Object.freeze({ ...adapter, screens: rules?.screens ?? xinghanScreens });
}

const OWN: OwnSettings = { keys: ['callback', 'versions'], read: readOwn };

function readOwn({ callback, versions }: SettingsObject): ReturnType<OwnSettings['read']> {
  const reader = new SettingReader();
  reader.refuseStrayBlanks(versions, 'versions');
  if (versions !== undefined) checkVersions(reader, versions);
  const declared = reader.problems.length === 0 ? (versions as XinghanVersions | undefined) : undefined;
  const reading = callback === undefined ? undefined : readCallback(callback, XINGHAN_CALLBACK, 'callback');
  const callbackPart = reading?.configuration === undefined ? undefined : callbackExtension(reading.configuration, XINGHAN);
  return { problems: [...reader.problems, ...(reading?.problems ?? [])], extension: together(declared, callbackPart) };
}

function together(versions: XinghanVersions | undefined, callback: CosmicExtension | undefined): CosmicExtension | undefined {
  if (versions === undefined) return callback;
  return {
    check: async (tools, call) => [...xinghanVersionFindings(versions, tools.context.locale), ...((await callback?.check(tools, call)) ?? [])],
  };
}

function checkVersions(reader: SettingReader, value: unknown): void {
  const versions = reader.object(value, 'versions', ['platform', 'invoiceCloud']);
  for (const name of ['platform', 'invoiceCloud']) reader.optionalText(versions?.[name], `versions.${name}`);
}
