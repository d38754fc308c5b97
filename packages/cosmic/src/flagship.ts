export {
  callbackInvoice,
  callbackOutcome,
  type FlagshipCallbackCode,
  type FlagshipCallbackMessage,
  type FlagshipCallbackOutcome,
} from './flagship/callback/message.js';
export { type FlagshipCallbackSettings, flagshipCallback } from './flagship/callback/profile.js';
export { type DeductionCall, type FlagshipCalls, FlagshipClient, type MessageCall, type PlainCall, type SimCall } from './flagship/client.js';
export { encryptingCodec, type PayloadCodec, plainCodec } from './flagship/codec.js';
export { createFlagship, type Flagship } from './flagship/create-flagship.js';
export type {
  DownloadSearch,
  PeriodChange,
  RecordedInvoice,
  RecordingRequest,
  SelectedInvoice,
  SelectionRequest,
  StartedTask,
  StatisticConfirmation,
  StatisticRequest,
  TaskKey,
  TaskPage,
} from './flagship/deduction/requests.js';
export { DeductionService, type DeductionSettings } from './flagship/deduction/service.js';
export type { FlagshipAnswer } from './flagship/envelope.js';
export { flagshipIssuing } from './flagship/issuing/flagship-issuing.js';
export type {
  FlagshipInvoiceFields,
  FlagshipRouteSettings,
  FlagshipTaxPreferenceCodes,
  UnknownRequestAnswer,
} from './flagship/issuing/settings.js';
export { type AssistantPage, assistantPage } from './flagship/message/pages.js';
export type {
  AssistantDocument,
  CheckedInvoice,
  Company,
  Cover,
  DocumentStatus,
  EditedInvoice,
  EventCodeRequest,
  FlagshipFileType,
  ImportedInvoices,
  RecognitionRequest,
  RecognitionSource,
  SavedDocument,
  SavedInvoice,
  SavedVoucher,
  UploadRequest,
} from './flagship/message/requests.js';
export { FlagshipAssistant, type FlagshipAssistantSettings, readImported } from './flagship/message/service.js';
export { isDuplicate } from './flagship/refusals.js';
export type { FlagshipPage } from './flagship/rows.js';
export type { EncryptionSettings, FlagshipClientSettings, FlagshipSettings } from './flagship/settings.js';
export type { BillInvoiceType, FlagshipBill, FlagshipBillLine } from './flagship/sim/bill.js';
export {
  type AlleInvoice,
  type AlleLine,
  type AlleRed,
  type BillInvoices,
  type FlagshipInvoice,
  readBillInvoices,
  readFlagshipInvoice,
  readFlagshipInvoices,
} from './flagship/sim/invoice.js';
export {
  RED_CONFIRMATION_STATES,
  type RedConfirmation,
  type RedConfirmationApplication,
  type RedConfirmationQuery,
  type RedConfirmationRevocation,
  type RedConfirmationStage,
  type RedConfirmationState,
  redConfirmationState,
} from './flagship/sim/red-confirmation.js';
export type { AlleBatchQuery, AlleInvoiceQuery, BillReissue, BillWithdrawal, IssuedInvoiceQuery } from './flagship/sim/requests.js';
export { FlagshipIssuingService } from './flagship/sim/service.js';
export type { FlagshipIssuingSettings, ListCode } from './flagship/sim/settings.js';
export type { PollOptions } from './flagship/tasks.js';
