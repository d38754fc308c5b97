export { type Diagnosis, diagnose } from '@piaozone/diagnosis';
export type { TestedErp } from './adapter/inspection.js';
export type { Call } from './call.js';
export type { CallbackBody } from './callback/body.js';
export { type FetchCallbackOptions, fetchCallbackHandler } from './callback/fetch-handler.js';
export {
  type CallbackBinding,
  type CallbackHandler,
  type CallbackMessage,
  type HandlerVerdict,
  onCallback,
} from './callback/handler.js';
export type { ClaimedDelivery, Delivery, DeliveryState, InboxEntry, InboxStore } from './callback/inbox.js';
export { readCallbackJson, undecodableCallback } from './callback/json-body.js';
export { type JsonCallbackSettings, jsonCallbackProfile } from './callback/json-profile.js';
export { expressCallbackHandler, type NodeCallbackHandler, nodeCallbackHandler } from './callback/node-handler.js';
export { createNonDurableInbox } from './callback/non-durable-inbox.js';
export { type PathToken, PathTokens } from './callback/path-token.js';
export type { CallbackContent, CallbackProfile, CallbackResponse, CallbackResult } from './callback/profile.js';
export {
  type CallbackAnswer,
  type CallbackEvent,
  type CallbackReceiver,
  type CallbackReceiverOptions,
  type CallbackRequest,
  createCallbackReceiver,
} from './callback/receiver.js';
export { type Refreshable, type RefreshHandlerOptions, refreshOnCallback } from './callback/refresh-handler.js';
export type { CallbackHead, CallbackRoute } from './callback/routes.js';
export { type CallbackServerOptions, createCallbackServer } from './callback/server.js';
export { createTestCallback, type TestCallback, type TestCallbackOptions } from './callback/test-callback.js';
export { createInboxWorker, type InboxSummary, type InboxWorker, processInbox } from './callback/worker.js';
export type { CallbackIncident, InboxWorkerOptions, RetrySchedule } from './callback/worker-options.js';
export { createPiaozone, type Piaozone } from './client.js';
export type { CheckRequest } from './connection/check-request.js';
export { clockFinding, clockLine } from './connection/clock.js';
export { type ConnectionTest, otherPublic, testConnection } from './connection/connection-test.js';
export { diagnosisOf, isNetworkFailure, isTlsFailure } from './connection/diagnosis-of.js';
export { evidenceOf, findingFor, findingOfError, type Line, okFinding, skippedFinding } from './connection/findings.js';
export { FEATURES, type Feature, type Host, hostsFor } from './connection/hosts.js';
export { probeHosts } from './connection/probe-hosts.js';
export { looksSwapped } from './connection/shape.js';
export { type TripleUnderTest, triplesOf } from './connection/triples.js';
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
export { type CredentialDirectory, credentialDirectory, type DirectoryOptions, type LookUpTriple } from './credentials/directory.js';
export { type AuthorizationMail, type MailAuthorization, readAuthorizationMail } from './credentials/mail/read-mail.js';
export { type JoinedScreens, joinScreens } from './credentials/screens/join-screens.js';
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
export type { CredentialSlot } from './credentials/slot.js';
export { type CallbackSourceOptions, type ReadTriple, tripleFromCallback } from './credentials/sources/callback.js';
export { tripleFromEnvironment } from './credentials/sources/environment.js';
export { type FileSourceOptions, tripleFromFile } from './credentials/sources/file.js';
export type { EnvironmentSource, ReloadableSource, TripleInput, TripleSource, TripleVersions } from './credentials/sources/source.js';
export { type AuthorizationTriple, type Credential, type CredentialLevel, levelOf } from './credentials/triple.js';
export { type CredentialUse, withCredential } from './credentials/with-credential.js';
export type { AesKey, CryptoBackend } from './crypto/backend.js';
export { nodeBackend } from './crypto/node-backend.js';
export { type EncType, type SignInput, sign } from './crypto/signer.js';
export { addDays, shanghaiDate, shanghaiTime, startOfDate } from './entitlement/calendar.js';
export type { Denial, DenialReason, EntitlementDecision, EntitlementSource } from './entitlement/decision.js';
export {
  EnterpriseDirectory,
  type EnterpriseDirectoryOptions,
  type EnterpriseDirectoryReading,
  parseEnterpriseDirectory,
  readEnterpriseDirectory,
} from './entitlement/directory.js';
export {
  DIRECTORY_FORMAT,
  DIRECTORY_VERSION,
  type EnterpriseDirectoryData,
  type FlowPackage,
  type LicenceCount,
  type Tenant,
} from './entitlement/directory-data.js';
export { type EntitledUse, type EntitlementMode, Entitlements, type EntitlementsOptions } from './entitlement/entitlements.js';
export { checkEnterprises, type EnterpriseComparison } from './entitlement/erp-enterprises.js';
export type { EntitlementProbe, ProbeResult } from './entitlement/probe.js';
export {
  ENTITLED_FEATURES,
  type EntitledFeature,
  type EntitledFeatureFacts,
  GROUP_PRODUCTS,
  LICENCE_STATE_LABELS,
  LICENCE_SYNC_LABELS,
  PRODUCTS,
  type ProductFacts,
  SERVICE_GROUP_LABELS,
  TAX_CHANNEL_LABELS,
} from './entitlement/products.js';
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
export { type CheckOptions, createIntegration, type Integration, type IntegrationOptions } from './integration/create-integration.js';
export type { SettleOptions } from './integration/operation-runner.js';
export type { ContradictionReason, OpenReason, RefreshResult } from './integration/refresh.js';
export type { BillResult, BillStatus, ConnectionReport, IssueOptions, IssueSummary, UnitImport } from './integration/results.js';
export type { IssuingRun } from './integration/run.js';
export type { VoucherOptions, VoucherResult, VoucherStatus } from './integration/voucher-results.js';
export type { InvoiceClaim } from './issuing/claim.js';
export { operationConflict } from './issuing/conflict.js';
export type { ExpectedInvoice } from './issuing/expected-invoice.js';
export { createNonDurableOperationStore } from './issuing/non-durable-store.js';
export {
  type NewOperation,
  type Operation,
  type OperationPatch,
  type OperationState,
  type OperationStore,
  REPLACEABLE_STATES,
} from './issuing/operation-store.js';
export { mayHaveIssued, REFUSED_BEFORE_ISSUING } from './issuing/refused-before-issuing.js';
export type {
  Deduplication,
  IssuingCapabilities,
  IssuingKey,
  IssuingRoute,
  IssuingRouteFactory,
  PreparedRedByNumber,
  PreparedRedRequest,
  PreparedRequest,
  QueryResult,
  SubmitResult,
} from './issuing/route.js';
export { deriveSerialNo, type SerialNumberParts } from './issuing/serial-number.js';
export { type AmountRuleOptions, checkAmounts } from './model/amount-rules.js';
export type { Bill } from './model/bill.js';
export { checkInvoiceRequest } from './model/check-request.js';
export { checkVoucher } from './model/check-voucher.js';
export {
  compare as compareDecimals,
  type Decimal,
  decimalPlaces,
  isDecimal,
  multiply as multiplyDecimals,
  subtract as subtractDecimals,
  sum as sumDecimals,
} from './model/decimal.js';
export type { EnterpriseRecord } from './model/enterprise-record.js';
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
export type {
  AllocatedProduct,
  BusinessUnit,
  Enterprise,
  Importability,
  Licence,
  LicenceState,
  LicenceSync,
  Organization,
  ServiceGroup,
  TaxChannel,
} from './model/organization.js';
export { type OrganizationNode, type OrganizationTree, organizationTree } from './model/organization-tree.js';
export type { Party } from './model/party.js';
export { invoicesOf, joinInvoices } from './model/split-invoice.js';
export { checkTaxNumber } from './model/tax-number.js';
export type { AssistItem, CreatedVoucher, Voucher, VoucherLine, VoucherSearch } from './model/voucher.js';
export type { NetworkOptions, ProxyOption } from './network.js';
export type { AttemptEvent } from './observe/attempt-event.js';
export { ATTEMPT_CHANNEL } from './observe/attempt-observer.js';
export { maskId } from './observe/mask.js';
export { DEFAULT_TOKEN_REJECTION, type NetworkSettings, type PiaozoneOptions, type TlsOptions, type TokenRejection } from './options.js';
export { type AnswerContext, readJsonAnswer } from './protocol/answer.js';
export { asText, ExactNumber, exactNumber, isObject, type JsonObject, type JsonValue, parseExact, stringifyExact } from './protocol/json.js';
export { type Runtime, systemRuntime } from './runtime.js';
export { sessionAuthorizer } from './session/authorizer.js';
export type { Session } from './session/live-session.js';
export type { SessionKey } from './session/session-key.js';
export { SessionManager, type SessionManagerOptions, type SessionSpec } from './session/session-manager.js';
export type { StoredToken, TokenLease, TokenStore } from './session/token-store.js';
export type { LimitOptions } from './transport/flow/limits.js';
export { HttpClient, type HttpClientOptions } from './transport/http-client.js';
export type { Rewrite, RewriteRules, RewriteTarget } from './transport/rewrite.js';
export { MAX_CORRECTED_MS, ServerClock } from './transport/server-clock.js';
export {
  type Authorizer,
  type ConnectionReason,
  type Effect,
  type ExchangeStage,
  type FailureFacts,
  type HttpCall,
  type ProxyReason,
  type SendContext,
  type Sender,
  SendFailure,
  type SendFailureKind,
  type Verdict,
  type WireRequest,
  type WireResponse,
} from './transport/types.js';
export { loadXml, serializeXml, XmlElement, type XmlNode, XmlReader } from './xml/index.js';
