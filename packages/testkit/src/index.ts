export {
  type CosmicBillOptions,
  type CosmicGateway,
  type CosmicGrants,
  type CosmicPublicData,
  type CosmicQuery,
  type CosmicQueryOptions,
  type CosmicTokens,
  type DepartmentOptions,
  departmentRow,
  type LastPageBehaviour,
  MockCosmic,
  type MockCosmicOptions,
  type PlatformReply,
  startMockCosmic,
} from './cosmic/index.js';
export {
  type BillFacadeOptions,
  billFacade,
  type EasFacade,
  type EasPublicData,
  type EasSessions,
  type FacadeArguments,
  type FacadeContext,
  type FacadeFunction,
  type FacadeOperation,
  type FacadeResult,
  MockEas,
  type MockEasOptions,
  type SessionSymptom,
  type Strings,
  startMockEas,
  type WireStyle,
  WsInvokeException,
} from './eas/index.js';
export { BillTable, type BillTableOptions, type Row, type WriteOutcome, type WriteRecord } from './erp/bill-table.js';
export { ExactNumber, exactJson } from './erp/exact-json.js';
export {
  type Answer,
  type BodyForm,
  creditCodeCheck,
  type Fields,
  type IssuedInvoice,
  type LineCodes,
  type MockAllocation,
  type MockEnterprise,
  type MockEntitlement,
  type MockLicence,
  MockPiaozone,
  type MockPiaozoneOptions,
  type MockProduct,
  type MockToken,
  type MockTriple,
  type PersonActionChannel,
  type PersonActionKind,
  type PersonActionOptions,
  PIAOZONE_PATHS,
  type PiaozoneSettings,
  type SentMail,
  type SerialFaultOptions,
  startMockPiaozone,
  syntheticTaxNo,
  type ThrottleRule,
  type TokenBook,
} from './piaozone/index.js';
export type { ProxyMode } from './proxy/proxy-mode.js';
export { type ProxyJournalEntry, ProxyServer, type ProxyServerOptions } from './proxy/proxy-server.js';
export { MockClock } from './server/clock.js';
export { type Fault, FaultScript, type PlannedFault } from './server/faults.js';
export { type MockHandler, type MockReply, type MockRequest, MockServer, type MockServerOptions } from './server/http-server.js';
export { Journal, type JournalEntry } from './server/journal.js';
