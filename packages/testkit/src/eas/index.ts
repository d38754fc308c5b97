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
  TypedFunction,
  TypedOperation,
} from './options.js';
export {
  type ArrayType,
  array,
  type BeanType,
  type BeanValue,
  type PartSpec,
  type PartType,
  type SimpleType,
  type Value,
} from './part-types.js';
export type { Strings, WireStyle } from './reply.js';
export type { EasSessions } from './sessions.js';
export {
  GL_NAMESPACE,
  GL_SERVICE,
  GL_SIGNATURES,
  type GlOperation,
  type Signature,
  VOUCHER_SERVICE,
  VOUCHER_SERVICE_NAMESPACE,
  VOUCHER_SIGNATURES,
} from './signatures.js';
export {
  type GlRead,
  type SentVoucher,
  type StoredVoucher,
  VoucherBook,
  type VoucherOutcome,
  type VoucherRules,
  voucherFacades,
} from './vouchers/index.js';
