export type { Call } from './call.js';
export { createPiaozone, type Piaozone } from './client.js';
export {
  Authorization,
  type AuthorizationInput,
  type CredentialQuery,
  type DocumentedLevel,
  type PerOrganizationAuthorizationInput,
  perOrganizationAuthorization,
  type SharedAuthorizationInput,
  sharedAuthorization,
} from './credentials/authorization.js';
export { Secret } from './credentials/secret.js';
export { type AuthorizationTriple, type Credential, type CredentialLevel, levelOf } from './credentials/triple.js';
export type { AesKey, CryptoBackend } from './crypto/backend.js';
export { nodeBackend } from './crypto/node-backend.js';
export { type EncType, type SignInput, sign } from './crypto/signer.js';
export { type Environment, type EnvironmentInput, type EnvironmentKind, joinUrl, readBaseUrl } from './environments.js';
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
export { type Logger, silentLogger, type Warning } from './i18n/log.js';
export { createIntegration, type Integration, type IntegrationOptions } from './integration/create-integration.js';
export type { SettleOptions } from './integration/operation-runner.js';
export type { BillResult, BillStatus, ConnectionReport, IssueOptions, IssueSummary, UnitImport } from './integration/results.js';
export type { IssuingRun } from './integration/run.js';
export { operationConflict } from './issuing/conflict.js';
export { createNonDurableOperationStore } from './issuing/non-durable-store.js';
export {
  type NewOperation,
  type Operation,
  type OperationPatch,
  type OperationState,
  type OperationStore,
  REPLACEABLE_STATES,
} from './issuing/operation-store.js';
export type {
  Deduplication,
  IssuingCapabilities,
  IssuingKey,
  IssuingRoute,
  IssuingRouteFactory,
  PreparedRedRequest,
  PreparedRequest,
  QueryResult,
  SubmitResult,
} from './issuing/route.js';
export { deriveSerialNo, type SerialNumberParts } from './issuing/serial-number.js';
export { type AmountRuleOptions, checkAmounts } from './model/amount-rules.js';
export type { Bill } from './model/bill.js';
export { checkInvoiceRequest } from './model/check-request.js';
export type { Decimal } from './model/decimal.js';
export type { Finding } from './model/finding.js';
export { checkGbkLength, gbkByteLength } from './model/gbk.js';
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
export type { BusinessUnit, Enterprise, Importability, Organization } from './model/organization.js';
export type { Party } from './model/party.js';
export { checkTaxNumber } from './model/tax-number.js';
export { DEFAULT_TOKEN_REJECTION, type NetworkSettings, type PiaozoneOptions, type TlsOptions, type TokenRejection } from './options.js';
export { type AnswerContext, readJsonAnswer } from './protocol/answer.js';
export { asText, ExactNumber, exactNumber, isObject, type JsonObject, type JsonValue, parseExact, stringifyExact } from './protocol/json.js';
export { type Runtime, systemRuntime } from './runtime.js';
export { sessionAuthorizer } from './session/authorizer.js';
export { type Session, type SessionKey, SessionManager, type SessionManagerOptions, type SessionSpec } from './session/session-manager.js';
export { HttpClient, type HttpClientOptions } from './transport/http-client.js';
export {
  type AttemptEvent,
  type Authorizer,
  type Effect,
  type HttpCall,
  type SendContext,
  type Sender,
  SendFailure,
  type SendFailureKind,
  type Verdict,
  type WireRequest,
  type WireResponse,
} from './transport/types.js';
