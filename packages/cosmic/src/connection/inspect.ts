import { type ErpAdapter, inspectAdapter, isSettingsObject, type Problem, type TestedErp, withoutBlanks } from '@piaozone/core/adapter';
import { cosmicAdapter } from '../adapter.js';
import type { CosmicProduct } from '../product.js';
import type { CosmicSettings } from '../settings/types.js';

/** Settings of a {@link cosmicAdapter} that may be wrong, for a connection test: without a gateway identity the gateway itself is asked. Does no I/O. */
export function inspectCosmic(product: CosmicProduct, settings: unknown, make: MakeAdapter = makeCosmic): TestedErp {
  return inspectAdapter(
    () => make(product, settings, false),
    () => make({ ...product, gatewayIdentity: 'optional' }, repaired(settings), true),
    (problem) => diagnosisOfProblem(problem, settings),
  );
}

/** @param forEvidence the settings were repaired: the adapter serves a connection test and nothing else */
type MakeAdapter = (product: CosmicProduct, settings: unknown, forEvidence: boolean) => ErpAdapter;

function makeCosmic(product: CosmicProduct, settings: unknown): ErpAdapter {
  return cosmicAdapter(product, settings as CosmicSettings);
}

function repaired(settings: unknown): unknown {
  const trimmed = withoutBlanks(settings);
  if (!isSettingsObject(trimmed) || trimmed['gatewayIdentity'] !== '') return trimmed;
  const { gatewayIdentity: _, ...rest } = trimmed;
  return rest;
}

function diagnosisOfProblem({ path }: Problem, settings: unknown): string | undefined {
  if (path !== 'gatewayIdentity') return undefined;
  const given = isSettingsObject(settings) ? settings['gatewayIdentity'] : undefined;
  return given === undefined || (typeof given === 'string' && given.trim() === '') ? 'GATEWAY_IDENTITY_MISSING' : undefined;
}
