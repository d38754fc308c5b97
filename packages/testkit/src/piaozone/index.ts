export { creditCodeCheck, syntheticTaxNo } from '../common/tax-number.js';
export type { Answer } from './answers.js';
export type { AsyncOutcome, AsyncStatus } from './async-issuing/desk.js';
export { type AsyncIssuingSettings, type AsyncResultFields, OBSERVED_ASYNC_FIELDS } from './async-issuing/settings.js';
export type { DelayOptions } from './delays.js';
export type { MockEnterprise, MockTriple } from './directory.js';
export { DOCUMENTED_ANSWERS, type DocumentedAnswer } from './documented-answers.js';
export type { MockAllocation, MockEntitlement, MockLicence, MockProduct } from './entitlement.js';
export type { ExpenseMock, ImportOptions } from './expense/expense-mock.js';
export type { CheckStatus, ExpendStatus, InvoiceFields, PooledInvoice } from './expense/pool.js';
export type { CheckAnswers, ExpenseSettings, ReceivingNames } from './expense/settings.js';
export type { Fields, IssueChannel, IssuedInvoice } from './ledger.js';
export type {
  IssuedByLink,
  LongLinkAnswer,
  LongLinkCall,
  LongLinkDesk,
  LongLinkInvoice,
  LongLinkOperation,
  LongLinkOperationCall,
} from './long-link/desk.js';
export type { LongLinkSettings } from './long-link/settings.js';
export { MockPiaozone, type MockPiaozoneOptions, type SerialFaultOptions, startMockPiaozone } from './mock-piaozone.js';
export type { PersonActionChannel, PersonActionKind, PersonActionOptions } from './person.js';
export type { PushType } from './polling/channel.js';
export type { FileFixture } from './recognition/fixtures.js';
export { PIAOZONE_PATHS } from './routes.js';
export type { ScanCustomer, ScanPush } from './scan/desk.js';
export type { ScanBuyer } from './scan/issue-order.js';
export type { MockScan, ShownOrder } from './scan/mock-scan.js';
export type { MockShop } from './scan/qr.js';
export { SALES_ORDER_ANSWERS, type SalesOrderCode } from './scan/sales-order-errors.js';
export type { PushSettings, SalesOrderItemFields, ScanSettings } from './scan/settings.js';
export type { BodyForm, LineCodes, PiaozoneSettings, SettingsChange } from './settings.js';
export type { SentMail } from './state.js';
export type { ThrottleRule } from './throttle.js';
export type { MockToken, TokenBook } from './tokens.js';
