export { cosmicAdapter } from './adapter.js';
export { createCosmicConnection } from './connection/create-connection.js';
export { inspectCosmic } from './connection/inspect.js';
export type { CosmicProduct } from './product.js';
export { type CosmicScreenPlaces, cosmicScreens } from './screens.js';
export { CosmicSession } from './session/cosmic-session.js';
export type { CosmicAccess, CosmicConfig } from './settings/config.js';
export { readCosmicSettings } from './settings/read-settings.js';
export type {
  BillSettings,
  BillSource,
  BusinessUnitSettings,
  CosmicAccessSettings,
  CosmicSettings,
  FieldMatch,
  OrganizationSettings,
  QuerySettings,
  ReadBackSettings,
  RequestFields,
  UnitFunctions,
  UserType,
  ViewChoice,
  WriteBackSettings,
  WriteBackSource,
} from './settings/types.js';
