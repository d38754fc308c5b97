export {
  type CallbackConfiguration,
  type CallbackSettings,
  type ExpenseSurroundings,
  type ExpenseSwitches,
  expenseSwitchFindings,
  type TripleRecordSettings,
  type TripleRecords,
} from '@piaozone/cosmic';
export { proveXinghanCallback, xinghanCallbackConfiguration } from './callback.js';
export { xinghanScreens } from './screens.js';
export { xinghanOrganizationTriples } from './triples.js';
export {
  type DigitalSetup,
  OLDEST_XINGHAN,
  parseXinghanVersion,
  type XinghanRules,
  type XinghanVersions,
  xinghanRules,
  xinghanVersionFindings,
} from './versions.js';
export { inspectXinghan, type XinghanSettings, xinghanAdapter } from './xinghan-adapter.js';
