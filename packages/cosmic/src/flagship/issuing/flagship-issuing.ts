import {
  configError,
  type Deduplication,
  type IssuingCapabilities,
  type IssuingRoute,
  type IssuingRouteFactory,
  isPiaozoneError,
  type Piaozone,
  type PreparedRedByNumber,
  type PreparedRedRequest,
  type Problem,
} from '@piaozone/core';
import { accessOf } from '../../connection/access-of.js';
import { createCosmicPlatform } from '../../connection/platform.js';
import { type FlagshipCalls, FlagshipClient } from '../client.js';
import { billMode } from './bill-mode.js';
import { checkFlagship } from './check.js';
import { kindsOf } from './codes.js';
import { directMode } from './direct-mode.js';
import { checkForFlagship } from './limits.js';
import { type FlagshipRouteSettings, type IssuingConfig, NO_ACCESS, readIssuingSettings } from './settings.js';

type Connection = Parameters<IssuingRouteFactory['connect']>[1];

/**
 * Issuing by the flagship edition (旗舰版): 发票云 in 星瀚, 发票服务 in 星空旗舰版, or Kingdee's own tenant. Without `access` the cloud is reached through the
 * ERP the bills come from, in its session. One integration per business system; open points are {@link FlagshipRouteSettings}.
 */
export function flagshipIssuing(settings: FlagshipRouteSettings): IssuingRouteFactory {
  return { id: ID, connect: (piaozone, erp) => connectFlagship(piaozone, settings, erp) };
}

const ID = 'flagship';

function connectFlagship(piaozone: Piaozone, settings: FlagshipRouteSettings, erp: Connection): IssuingRoute {
  const { locale } = piaozone;
  const context = piaozone.adapterContext();
  const access = settings.access ?? (erp === undefined ? undefined : accessOf(erp));
  const problems: Problem[] = access === undefined ? [NO_ACCESS] : [];
  const platform = access === undefined ? undefined : collected(problems, () => createCosmicPlatform(access, {}, context));
  const config = readIssuingSettings(settings, problems, locale);
  // `readIssuingSettings` has thrown where there is none.
  if (platform === undefined) throw configError(problems, locale);
  return issuingRoute(new FlagshipClient(platform.client, settings, context), config, piaozone);
}

/** The route over any calls of the flagship edition; a test may stand in for them. */
export function issuingRoute(flagship: FlagshipCalls, config: IssuingConfig, { locale }: Pick<Piaozone, 'locale'>): IssuingRoute {
  const capabilities = capabilitiesOf(config);
  const effect = capabilities.dedup === 'unknown' ? 'write' : 'keyed-write';
  const mode = config.mode === 'direct' ? directMode(flagship, config, effect) : billMode(flagship, config, effect);
  return {
    id: ID,
    capabilities,
    validate: (request) => checkForFlagship(request, config),
    submit: (request, call) => mode.submit(request, call),
    red: (request: PreparedRedRequest, call) => mode.red(request, call),
    redByNumber: (request: PreparedRedByNumber, call) => mode.red(request, call),
    query: (key, call) => mode.query(key, call),
    check: (call) => checkFlagship(flagship, config.testTaxNo, locale, call),
  };
}

const DEFAULT_DEDUP: Readonly<Record<IssuingConfig['mode'], { readonly dedup: Deduplication; readonly source: string }>> = {
  'bill-push': { dedup: 'unique-key', source: 'flagship-and-cosmic §6.2: a repeated billNo is answered 10127' },
  direct: { dedup: 'unknown', source: 'default: flagship-and-cosmic §6.3 calls a repeat safe for the RPA channel only' },
};

function capabilitiesOf(config: IssuingConfig): IssuingCapabilities {
  const { mode, dedup, maxProcessingMs } = config;
  const byDefault = DEFAULT_DEDUP[mode];
  return {
    dedup: dedup ?? byDefault.dedup,
    keyField: mode === 'direct' ? 'serialNo' : 'billNo',
    kinds: kindsOf(config),
    ...(maxProcessingMs === undefined ? {} : { maxProcessingMs }),
    sources: {
      dedup: dedup === undefined ? byDefault.source : 'setting',
      keyField: mode === 'direct' ? 'flagship-and-cosmic §6.3' : 'flagship-and-cosmic §6.2',
      kinds: mode === 'direct' ? 'flagship-and-cosmic §6.3' : 'flagship-and-cosmic §6.2',
      ...(maxProcessingMs === undefined ? {} : { maxProcessingMs: 'setting' }),
    },
  };
}

/** Problems of the access join those of the other settings. */
function collected<T>(problems: Problem[], make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (!isPiaozoneError(error, 'config_invalid')) throw error;
    problems.push(...error.problems.map((problem) => ({ ...problem, path: `access.${problem.path}` })));
    return undefined;
  }
}
