export {
  type CallbackConfiguration,
  type CallbackSettings,
  type ExpenseSurroundings,
  type ExpenseSwitches,
  expenseSwitchFindings,
  type TripleRecordSettings,
  type TripleRecords,
} from '@piaozone/cosmic';
export { galaxyCallbackConfiguration, proveGalaxyCallback } from './callback.js';
export { type GalaxySettings, galaxyAdapter, inspectGalaxy } from './galaxy-adapter.js';
export { type GalaxySetup, galaxyModuleFindings } from './module.js';
export { galaxyScreens } from './screens.js';
export { galaxyOrganizationTriples } from './triples.js';
export { compareGalaxyVersions, type GalaxyVersion, galaxyVersionFinding, OLDEST_GALAXY, parseGalaxyVersion } from './version.js';
