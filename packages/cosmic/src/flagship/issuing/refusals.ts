import type { PiaozoneError } from '@piaozone/core';

/**
 * Refusals of one bill after which nothing of it exists, beyond those the interface's own pages name: checks before the tax bureau sees anything, and the
 * bureau's own rules about a request (business-rules §11.6). Named one by one, never by category: a wrong "certainly not" costs a second invoice.
 */
const REFUSED: ReadonlySet<string> = new Set([
  // entitlement, account, device
  'DIGITAL_CONFIGURATION_MISSING',
  'TAX_NO_WITHOUT_LICENCE',
  'TAX_NO_LICENCE_EXPIRED',
  'NO_USABLE_ENTITLEMENT',
  'FEATURE_GROUP_NOT_LICENSED',
  'GALAXY_FEATURE_GROUP_NOT_LICENSED',
  'ISSUING_ACCOUNT_UNAVAILABLE',
  'DEFAULT_ACCOUNT_MISSING',
  'LEQI_ACCOUNT_MISCONFIGURED',
  'INVOICE_KIND_NOT_ENABLED',
  'INVOICE_KIND_NOT_ALLOCATED',
  // content
  'INVOICE_TYPE_INVALID',
  'ISSUER_NAME_ILLEGAL',
  'ISSUER_NAME_EMPTY',
  'DELIVERY_CONTACT_MISSING',
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
]);

/** Words of an answer that also speaks of an invoice made or in the making: whatever else it says proves nothing. */
const MAY_EXIST = /成功|已(?:经)?开(?:具|票)|开具出来|修复|处理中|正在/;

/** The same error as a refusal, where its text surely is one. For a message that carried one request only. */
export function refusedIfKnown(error: PiaozoneError): PiaozoneError {
  const { code, diagnosis, upstreamMessage = '' } = error;
  const known = code === 'business_unrecognised' && diagnosis !== undefined && REFUSED.has(diagnosis.code) && !MAY_EXIST.test(upstreamMessage);
  if (!known) return error;
  const message = { zh: upstreamMessage, en: `refused by the invoice cloud: ${upstreamMessage}` };
  return error.with({ code: 'business_rejected', outcome: 'rejected', message, hint: diagnosis.remedy });
}
