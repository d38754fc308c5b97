export { BillTable, type BillTableOptions, type Row, type WriteOutcome, type WriteRecord } from '../erp/bill-table.js';
export { ExactNumber } from '../erp/exact-json.js';
export type { CosmicSwitches, TokenCarrier } from './auth/state.js';
export type { BusinessSystem, BusinessSystems } from './business-systems.js';
export type { Callback, CallbackCode, CallbackDelivery, CallbackDesk, CallbackDoc, CallbackSettings, CallbackState } from './callbacks/index.js';
export { aesKey, decodePayload, encodePayload, type PayloadEncryption } from './codec.js';
export { type DepartmentOptions, departmentRow } from './department.js';
export { MockCosmic, startMockCosmic } from './mock-cosmic.js';
export type {
  CosmicBillOptions,
  CosmicPublicData,
  CosmicQueryOptions,
  LastPageBehaviour,
  MockCosmicOptions,
  PlatformReply,
  QueryColumn,
} from './options.js';
export { type OrganizationTree, type OrganizationTreeOptions, organizationTree, type TreeUnit } from './org-tree.js';
export type { CosmicApp, CosmicAppOptions, CosmicApps } from './platform/apps.js';
export type { CosmicGateway } from './platform/gateway.js';
export type { CosmicGrants } from './platform/grants.js';
export { GALAXY_RATES, type RateLimit, type RateRule, type RateWindow } from './platform/limits.js';
export type { PlannedRefusal } from './platform/refusals.js';
export type { CosmicUser, UserType } from './platform/users.js';
export type { CosmicQuery } from './query.js';
export type { DeductionDesk, DeductionOptions } from './rim/deduction/desk.js';
export type { DeductionAnswers, DeductionView } from './rim/deduction/operations.js';
export type { DeductionTask } from './rim/deduction/tasks.js';
export type { DeductionRecord, DeductionTaxpayer, StatisticState, TaxpayerState } from './rim/deduction/taxpayers.js';
export type { MessageDesk, MessageOptions, RimInvoice } from './rim/message/desk.js';
export type { BillEvent, ImportMessage } from './rim/message/events.js';
export {
  type Buyer,
  CONFIRMATION_STATES,
  type ConfirmationState,
  type EnterpriseBook,
  type FlagshipInvoice,
  type FlagshipStatus,
  type IssuePlan,
  type KeyFaultOptions,
  MockSim,
  type OrderState,
  type RecordedLine,
  type RedConfirmation,
  type ShownOrder,
  SIM_PATH,
  type SimAnswer,
  type SimChannel,
  type SimEnterprise,
  type SimHooks,
  type SimOptions,
  type SimSettings,
  type SimSettingsChange,
  type VehicleHooks,
  type VehicleRequest,
} from './sim/index.js';
export type { CosmicTokens } from './tokens.js';
