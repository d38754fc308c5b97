export { AssistantChannel, type ChannelIncident, type ChannelOptions } from './assistant/channel.js';
export type { AssistantInvoice, InvoiceFields } from './assistant/invoice.js';
export { invoicePage, type MiniProgram, type MobilePage, miniProgram, mobilePage, type PageKeys, type PcPage, pcPage } from './assistant/pages.js';
export { assistantPushProfile, type PushMessage, type PushType } from './assistant/push-message.js';
export { type RecheckAnswer, type RecheckRequest, recheckInvoices } from './assistant/recheck.js';
export type { AssistantBill, CachedEntry, InvoiceUse, SavedEntry, StatusChange, UserKeyRequest } from './assistant/requests.js';
export {
  BILL_TYPES,
  type BillKind,
  EXPENSE_STATUSES,
  type ExpenseStatus,
  expenseStatusOf,
  mayFollow,
  readTicketParam,
  type TicketRules,
  ticketParam,
} from './assistant/rules.js';
export { type AssistantAnswer, type AssistantInvoices, type AssistantSettings, InvoiceAssistant } from './assistant/service.js';
export { OBSERVED_ASYNC_STATUS, type ObservedAsyncResult, observedAsyncResult, observedQueryResult } from './async-issuing/observed.js';
export { type AsyncIssuingRouteSettings, type AsyncStep, asyncIssuing } from './async-issuing/route.js';
export { AsyncIssuingService, type AsyncIssuingSettings, type AsyncSubmission, isNotFoundHere } from './async-issuing/service.js';
export type { ItemFailure } from './bulk/failure.js';
export {
  type BulkFilesOptions,
  type BulkRecognition,
  type BulkVerification,
  type BulkVerifyOptions,
  type FileItem,
  recognizeFiles,
  verifyFiles,
} from './bulk/files.js';
export { type BulkItem, type BulkOptions, type BulkProgress, type BulkResult, type BulkSummary, runBulk } from './bulk/runner.js';
export { type DownloadedFile, type DownloadOptions, type DownloadSettings, FileDownloads } from './files/downloads.js';
export type { DownloadReason } from './files/errors.js';
export type { LinkRules } from './files/links.js';
export type { ResolveHost } from './files/open.js';
export type { FileKind } from './files/sniff.js';
export { type HostedInvoiceDetails, type HostedInvoiceItem, hostedInvoiceDetails } from './hosted/details.js';
export { hostedIssuing } from './hosted/route.js';
export { type HostedMail, HostedService, type InvoiceFiles } from './hosted/service.js';
export type { HostedExtraFields, HostedExtraLineFields, HostedSettings, TaxPreferenceCodes, UnknownSerialAnswer } from './hosted/settings.js';
export {
  IMAGING_LANGUAGES,
  IMAGING_SOURCES,
  type ImagingLanguage,
  type ImagingLogin,
  ImagingService,
  type ImagingSettings,
  type ImagingSource,
  type ImagingToken,
} from './imaging/service.js';
export type { KeptFile } from './kept-files.js';
export { COPY_TYPES, type CopyType, LONG_LINK_PATH, type LongLinkParts, longLinkAddress } from './long-link/address.js';
export { checkLongLinkAddress, type LongLinkPurpose } from './long-link/check-address.js';
export { type LongLinkIssuingSettings, type LongLinkStep, longLinkIssuing } from './long-link/issuing.js';
export { LONG_LINK_OPERATIONS, type LongLinkOperation, longLinkOperation } from './long-link/operations.js';
export { type LongLinkCall, LongLinkService, type LongLinkSettings, type RefreshedFiles, type TaxDiskLink } from './long-link/service.js';
export { longLinkName, redactLongLink, TAX_DISK_LINK, taxDiskLinkAddress } from './long-link/tax-disk.js';
export type {
  DigitalInvoice,
  DigitalInvoicePage,
  DigitalInvoiceQuery,
  FullQueryRequest,
  HeaderPage,
  HeaderRequest,
  HeaderSearch,
  NotDeductibleInvoice,
  NotDeductibleRequest,
  ReceivingAnswer,
  ReceivingTarget,
} from './receiving/requests.js';
export { ReceivingService } from './receiving/service.js';
export type { CollectionSettings, ReceivingSettings } from './receiving/settings.js';
export { checkSalesOrder } from './scan/check-sales-order.js';
export { checkOrderDetails, type OrderDetails, type OrderDetailsLine } from './scan/order-details.js';
export {
  createOrderDetailsHandler,
  type OrderDetailsHandler,
  type OrderDetailsOptions,
  type OrderQuestion,
  orderDetailsFetchHandler,
  orderDetailsNodeHandler,
} from './scan/order-details-handler.js';
export type { OrderDetailsFormat, OrderDetailsXml } from './scan/order-details-text.js';
export { type ScanPush, type ScanPushSettings, scanPushProfile } from './scan/push.js';
export { type QrImageOptions, qrPng, qrSvg } from './scan/qr-image.js';
export type { SalesOrder, SalesOrderItem, SalesOrderItemFields, SalesOrderSettings, WireField } from './scan/sales-order.js';
export { SALES_ORDER_CODES, type SalesOrderCode, type SalesOrderErrorCode, salesOrderCode } from './scan/sales-order-codes.js';
export { type ScanLinkOptions, type ScanLinkParts, scanLink, scanLinkText } from './scan/scan-link.js';
export { type SalesOrderResult, ScanService, type ScanSettings } from './scan/service.js';
export { type AirTicket, airTicket, type TrainTicket, trainTicket } from './tickets.js';
export { VERIFICATION_CODES, type Verdict, type VerificationCodes } from './verification/codes.js';
export { CHECKS_PER_DAY } from './verification/daily-checks.js';
export type { InvoiceElements, RuleLevel } from './verification/elements.js';
export { type InvoiceFile, MAX_FILE_BYTES } from './verification/file-input.js';
export type { RecognizedInvoice, RecognizedItem } from './verification/invoice.js';
export { CHECKABLE_TYPES, type Element, INVOICE_TYPES, REQUIRED_ELEMENTS } from './verification/invoice-types.js';
export { type CheckLedger, createMemoryCheckLedger, createMemoryResultCache, type ResultCache } from './verification/ports.js';
export type { CheckedInvoice, Recognition, Verification } from './verification/result.js';
export { type CheckOptions, VerificationService } from './verification/service.js';
export type { VerificationSettings } from './verification/settings.js';
