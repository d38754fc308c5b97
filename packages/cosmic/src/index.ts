export { cosmicAdapter } from './adapter.js';
export { type ExpenseSurroundings, type ExpenseSwitches, expenseSwitchFindings } from './authorization/expense-switches.js';
export { type OrganizationTriple, readTripleRecords, type TripleRecords } from './authorization/triple-records.js';
export { callbackExtension } from './callback/callback-extension.js';
export { type CallbackProof, proveCallback } from './callback/prove-callback.js';
export { type CallbackReading, readCallback } from './callback/read-callback.js';
export type { CallbackConfiguration, CallbackRules, CallbackSettings } from './callback/settings.js';
export { accessOf, productOf } from './connection/access-of.js';
export type { CosmicClient, GetOptions, PostOptions } from './connection/cosmic-client.js';
export { createCosmicConnection } from './connection/create-connection.js';
export type { Idempotency } from './connection/idempotency.js';
export { inspectCosmic } from './connection/inspect.js';
export { type CosmicPlatform, type CosmicPlatformOptions, createCosmicPlatform } from './connection/platform.js';
export { extendedAdapter, type OwnSettings } from './extended-adapter.js';
export type { CheckTools, CosmicExtension } from './extension.js';
export type { CosmicProduct } from './product.js';
export { type CosmicScreenPlaces, cosmicScreens } from './screens.js';
export { CosmicSession } from './session/cosmic-session.js';
export type { CosmicAccess, CosmicConfig } from './settings/config.js';
export { type AccessProduct, readCosmicAccess } from './settings/read-access.js';
export { readCosmicSettings } from './settings/read-settings.js';
export type {
  Authentication,
  BillSettings,
  BillSource,
  BusinessUnitSettings,
  CallLimits,
  CosmicAccessSettings,
  CosmicSettings,
  EnterpriseFields,
  EnterpriseSettings,
  FieldMatch,
  JwtSettings,
  OrganizationSettings,
  QuerySettings,
  ReadBackSettings,
  RequestFields,
  TokenCarrier,
  TripleRecordFields,
  TripleRecordSettings,
  UnitFunctions,
  UserType,
  ViewChoice,
  WriteBackSettings,
  WriteBackSource,
} from './settings/types.js';
