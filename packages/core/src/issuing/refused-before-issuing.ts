/**
 * Diagnoses after which an invoice certainly does not exist, whatever the route: what the tax number may use, the account, and the bureau's own rules about a
 * request (business-rules §11.6). Named one by one, never by category: a wrong "certainly not" costs a second invoice.
 */
export const REFUSED_BEFORE_ISSUING: ReadonlySet<string> = new Set([
  'TAX_NO_WITHOUT_LICENCE',
  'TAX_NO_LICENCE_EXPIRED',
  'NO_USABLE_ENTITLEMENT',
  'FEATURE_GROUP_NOT_LICENSED',
  'INVOICE_KIND_NOT_ENABLED',
  'ISSUING_ACCOUNT_UNAVAILABLE',
  'DEFAULT_ACCOUNT_MISSING',
  'LEQI_ACCOUNT_MISCONFIGURED',
  'INVOICE_TYPE_INVALID',
  'ISSUER_NAME_ILLEGAL',
  'ISSUER_NAME_EMPTY',
  'ITEM_NAME_EMPTY',
  'ITEM_NAME_INCORRECT',
  'ITEM_SHORT_NAME_INVALID',
  'ITEM_UNIT_INVALID',
  'TAX_CODE_NOT_SELECTED',
  'TAX_CODE_UNKNOWN',
  'SUMMARY_TAX_CODE_USED',
  'TAX_RATE_NOT_ALLOWED',
  'SPECIAL_INVOICE_ZERO_RATE',
  'SPECIAL_BUSINESS_TYPE_REQUIRED',
  'LINE_AMOUNT_OUT_OF_RANGE',
  'DISCOUNT_LINE_MISPLACED',
  'UNIT_PRICE_TOO_LONG',
  'REMARK_TOO_LONG',
  'LEQI_RED_REMARK_TOO_LONG',
  'LEQI_PROVINCE_CODE_EMPTY',
  'LEQI_SPECIFIC_ELEMENTS_MISSING',
  'BUYER_BANK_FORMAT_INVALID',
  'BUYER_TAX_NO_ILLEGAL',
  'SELLER_NAME_DIFFERS_AT_BUREAU',
  'SELLER_ADDRESS_EMPTY',
  'CONSTRUCTION_SITE_EMPTY',
  'CONSTRUCTION_SITE_UNKNOWN',
  'CROSS_REGION_PROJECT_NOT_FOUND',
  'CROSS_REGION_NUMBER_REQUIRED',
  'SPECIFIC_ELEMENTS_COUNT_DIFFERS',
  'INVOICE_KIND_NOT_ALLOCATED',
]);

/** Words of an answer that also speaks of an invoice made or in the making: whatever else it says proves nothing. */
const INVOICE_IN_SIGHT = /成功|已(?:经)?开(?:具|票)|开具出来|修复|处理中|正在/;

/** Whether a text of the cloud leaves open that an invoice exists, beside whatever else it says. */
export function mayHaveIssued(text: string): boolean {
  return INVOICE_IN_SIGHT.test(text);
}
