export { easAdapter } from './adapter.js';
export { type EasOrganizationTriple, type EasTriples, easOrganizationTriples } from './authorization.js';
export type { AccountBalanceRow, AssistBalanceRow, GlVoucherRow } from './gl/beans.js';
export { GlFacade, type GlOperation, type GlParts } from './gl/gl-facade.js';
export { type ImportedVoucher, parseImportedVoucher } from './gl/imported-voucher.js';
export type { RowRange } from './gl/rows.js';
export { inspectEas } from './inspect.js';
export { type EasLongLink, type EasLongLinkRow, type EasLongLinkSettings, easLongLink } from './long-link/build.js';
export { checkEasLongLink, easLongLinkFindings, type TypedEasLongLink } from './long-link/check.js';
export type { TestModeFact } from './long-link/facts.js';
export { easScreens } from './screens.js';
export { createEasServices, EasServices, type EasServicesSettings } from './services.js';
export type { EasCallOptions } from './session/eas-caller.js';
export type { EasLoginSettings } from './session/login-settings.js';
export type {
  AnswerMatch,
  BillQuerySettings,
  BillQuerySource,
  BillSource,
  EasSettings,
  FacadeOperation,
  FacadePart,
  FacadeQuery,
  FacadeSettings,
  JsonPart,
  JsonTarget,
  PageSource,
  PagingSettings,
  UnitAuthorizationFields,
  UnitFields,
  UnitQuery,
  WriteBackSettings,
  WriteBackSource,
} from './settings/types.js';
export type {
  ConstantField,
  VoucherAnswerSettings,
  VoucherConstants,
  VoucherImportSettings,
  VoucherKeyField,
  VoucherListLookup,
  VoucherLookupSettings,
  VoucherSettings,
  VoucherTextLookup,
} from './settings/voucher-types.js';
export { type FaultPhrase, SESSION_FAULTS } from './soap/fault.js';
export { isSoapRecord, type SoapRecord, type SoapValue } from './soap/reply.js';
export type { EasRow } from './soap/results.js';
export { type FacadeAddress, type FacadeArgument, type FacadeArguments, type FacadeCallOptions, StringFacade } from './string-facade.js';
export type { VoucherColumn, WsVoucherRow } from './voucher/beans.js';
export type { NImportResult, NImportVoucher } from './voucher/n-import.js';
export { type ImportOfFour, type ImportOfThree, type VoucherImport, type VoucherInfo, VoucherService } from './voucher/voucher-service.js';
