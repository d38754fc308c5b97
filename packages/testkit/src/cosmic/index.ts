export { BillTable, type BillTableOptions, type Row, type WriteOutcome, type WriteRecord } from '../erp/bill-table.js';
export { ExactNumber } from '../erp/exact-json.js';
export { type DepartmentOptions, departmentRow } from './department.js';
export type { CosmicGateway, CosmicGrants } from './gate.js';
export { MockCosmic, startMockCosmic } from './mock-cosmic.js';
export type {
  CosmicBillOptions,
  CosmicPublicData,
  CosmicQueryOptions,
  LastPageBehaviour,
  MockCosmicOptions,
  PlatformReply,
} from './options.js';
export type { CosmicQuery } from './query.js';
export type { CosmicTokens } from './tokens.js';
