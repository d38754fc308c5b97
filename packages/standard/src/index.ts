export { OBSERVED_ASYNC_STATUS, type ObservedAsyncResult, observedAsyncResult, observedQueryResult } from './async-issuing/observed.js';
export { type AsyncIssuingRouteSettings, type AsyncStep, asyncIssuing } from './async-issuing/route.js';
export { AsyncIssuingService, type AsyncIssuingSettings, type AsyncSubmission, isNotFoundHere } from './async-issuing/service.js';
export { type HostedInvoiceDetails, type HostedInvoiceItem, hostedInvoiceDetails } from './hosted/details.js';
export { hostedIssuing } from './hosted/route.js';
export { type HostedMail, HostedService, type InvoiceFiles } from './hosted/service.js';
export type { HostedExtraFields, HostedExtraLineFields, HostedSettings, TaxPreferenceCodes, UnknownSerialAnswer } from './hosted/settings.js';
export { COPY_TYPES, type CopyType, LONG_LINK_PATH, type LongLinkParts, longLinkAddress } from './long-link/address.js';
export { checkLongLinkAddress, type LongLinkPurpose } from './long-link/check-address.js';
export { type LongLinkIssuingSettings, type LongLinkStep, longLinkIssuing } from './long-link/issuing.js';
export { LONG_LINK_OPERATIONS, type LongLinkOperation, longLinkOperation } from './long-link/operations.js';
export { type LongLinkCall, LongLinkService, type LongLinkSettings, type RefreshedFiles, type TaxDiskLink } from './long-link/service.js';
export { longLinkName, redactLongLink, TAX_DISK_LINK, taxDiskLinkAddress } from './long-link/tax-disk.js';
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
