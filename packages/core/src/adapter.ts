export { billsWithin } from './adapter/bill-dates.js';
export type { Ability, AdapterContext, BillQuery, Capabilities, ErpAdapter, ErpConnection, Page, PageQuery, WriteBack } from './adapter/contract.js';
export { defineAdapter } from './adapter/define-adapter.js';
export { type BillFields, type FieldRef, type Fields, readBill, readField, readFields, readInvoiceRequest } from './adapter/field-map.js';
export { inspectAdapter, type TestedErp } from './adapter/inspection.js';
export { mergeBusinessUnits } from './adapter/merge-units.js';
export { type SeenUnits, seekImportableUnit } from './adapter/seen-units.js';
export { checkBillFields, checkFieldRef, checkFields, checkUnitFields, type FieldNames, type UnitFields } from './adapter/settings/check-fields.js';
export { isSettingsObject, SettingReader, type SettingReaderOptions, type SettingsObject } from './adapter/settings/setting-reader.js';
export {
  type BillSource,
  billSources,
  checkWriteBackSources,
  requireBillValues,
  type WriteBackSource,
  writeBackSources,
  writeBackValues,
} from './adapter/write-back-sources.js';
export type { Call } from './call.js';
export { readCallbackJson, undecodableCallback } from './callback/json-body.js';
export { type JsonCallbackSettings, jsonCallbackProfile } from './callback/json-profile.js';
export type { CallbackContent, CallbackProfile, CallbackResponse, CallbackResult } from './callback/profile.js';
export { diagnosisByCode, diagnosisOf, isNetworkFailure, isTlsFailure } from './connection/diagnosis-of.js';
export { evidenceOf, findingFor, findingOfError, type Line, okFinding, skippedFinding } from './connection/findings.js';
export { groupedFindings, type Trouble } from './connection/grouped-findings.js';
export { withoutBlanks } from './connection/without-blanks.js';
export { readScreen, type ScreenValues } from './credentials/screens/read-screen.js';
export type {
  AuthorizationScreen,
  MissingPart,
  PartialTriple,
  ScreenField,
  ScreenFinding,
  ScreenReading,
  SettingMeaning,
  TriplePart,
} from './credentials/screens/types.js';
export { isSecret, Secret, type SecretInput } from './credentials/secret.js';
export { checkEnterprises, type EnterpriseComparison } from './entitlement/erp-enterprises.js';
export { type Environment, type EnvironmentInput, joinUrl, readBaseUrl, readEnvironment } from './environments.js';
export {
  configError,
  type ErrorCode,
  type FailureOutcome,
  inLocale,
  isPiaozoneError,
  PiaozoneError,
  type PiaozoneErrorInit,
  type Problem,
} from './errors.js';
export { type Bilingual, type Locale, localize } from './i18n/locale.js';
export type { Logger, Warning } from './i18n/log.js';
export type { InvoiceClaim } from './issuing/claim.js';
export type { Bill } from './model/bill.js';
export { type Decimal, sum as sumDecimals } from './model/decimal.js';
export type { EnterpriseRecord } from './model/enterprise-record.js';
export type { Finding } from './model/finding.js';
export type {
  BillReference,
  Invoice,
  InvoiceKind,
  InvoiceLine,
  InvoiceRequest,
  InvoiceTotals,
  LineNature,
  RedReason,
  RedReference,
  TaxPreference,
} from './model/invoice.js';
export type { BusinessUnit, Enterprise, Importability, Organization, TaxChannel } from './model/organization.js';
export { type OrganizationNode, type OrganizationTree, organizationTree } from './model/organization-tree.js';
export type { Party } from './model/party.js';
export type { AssistItem, CreatedVoucher, Voucher, VoucherLine, VoucherSearch } from './model/voucher.js';
export { type AnswerContext, readJsonAnswer } from './protocol/answer.js';
export { asText, ExactNumber, exactNumber, isObject, type JsonObject, type JsonValue, parseExact, stringifyExact } from './protocol/json.js';
export { sessionAuthorizer } from './session/authorizer.js';
export type { Session } from './session/live-session.js';
export type { SessionKey } from './session/session-key.js';
export type { SessionManager, SessionSpec } from './session/session-manager.js';
export type { HttpClient } from './transport/http-client.js';
export { MAX_CORRECTED_MS, type ServerClock } from './transport/server-clock.js';
export type { Authorizer, CallRate, Effect, HttpCall, RateWindow, Verdict, WireRequest, WireResponse } from './transport/types.js';
export { escapeXml, isXmlName, loadXml, serializeXml, type XmlAttribute, XmlElement, type XmlLimits, type XmlNode, XmlReader } from './xml/index.js';
