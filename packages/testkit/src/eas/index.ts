export { BillTable, type BillTableOptions, type Row, type WriteOutcome, type WriteRecord } from '../erp/bill-table.js';
export { ExactNumber, exactJson } from '../erp/exact-json.js';
export { type BillFacadeOptions, billFacade, type FacadeArguments } from './bill-facade.js';
export { WsInvokeException } from './faults.js';
export { MockEas, startMockEas } from './mock-eas.js';
export type {
  EasFacade,
  EasPublicData,
  FacadeContext,
  FacadeFunction,
  FacadeOperation,
  FacadeResult,
  MockEasOptions,
  SessionSymptom,
} from './options.js';
export type { Strings, WireStyle } from './reply.js';
export type { EasSessions } from './sessions.js';
