export type { ConformanceCase } from './conformance/case.js';
export { adapterCases } from './conformance/cases/index.js';
export { ConformanceFailure } from './conformance/failure.js';
export { type CaseResult, type ConformanceOptions, type ConformanceReport, runConformance } from './conformance/run.js';
export type {
  AdapterHarness,
  AdapterVariant,
  ConformanceAccount,
  ConformanceCore,
  ConformanceErp,
  ErpFault,
  Rule,
  SeedBill,
  SeedUnit,
  StoredBill,
} from './conformance/types.js';
export { describeAdapter, type TestContext, type TestRunner } from './conformance/vitest.js';
