/**
 * Diagnoses after which a call of the assistant has changed nothing: wrong triple, a number that is not on the bill, a rule of the enterprise. Not among them:
 * 发票已被单据使用, 重复报销 and 使用金额超出, since the bill that uses the invoice may be this one, saved by a call whose answer was lost.
 */
export const BILL_REFUSALS: ReadonlySet<string> = new Set([
  'ASSISTANT_SERIAL_NOT_ON_BILL',
  'ASSISTANT_USERKEY_REJECTED',
  'TENANT_ID_USED_FOR_ASSISTANT',
  'ADDRESS_OR_BANK_MISMATCH',
  'BUYER_DIFFERS_FROM_SELECTED_ENTERPRISE',
  'BUYER_NAME_MISMATCH',
  'BUYER_TAX_NO_MISMATCH',
  'ELECTRONIC_SEAL_MISSING',
  'IMPORT_FORBIDDEN_BY_RULE',
  'INVOICE_NOT_VERIFIED',
  'INVOICE_TYPE_FORBIDDEN',
  'MANUALLY_EDITED_INVOICE',
  'PERSONAL_INVOICE_BLOCKED',
  'REIMBURSEMENT_PERIOD_OVER',
  'SELLER_DIFFERS_FROM_SUPPLIER',
  'VERIFICATION_NOT_PASSED',
]);

/** The answers of a verification: it took place, and that is its result. */
export const CHECK_REFUSALS: ReadonlySet<string> = new Set([
  'FILE_DIFFERS_FROM_LEDGER',
  'INVOICE_DATA_INCONSISTENT',
  'INVOICE_NOT_FOUND_AT_BUREAU',
  'INVOICE_NOT_UPLOADED_YET',
  'INVOICE_TOO_OLD_TO_VERIFY',
  'INVOICE_UNKNOWN_TO_BUREAU',
  'VERIFICATION_DATA_MISMATCH',
  'VERIFICATION_KIND_UNSUPPORTED',
  'VERIFICATION_NOT_PASSED',
  'VERIFICATION_REQUEST_IRREGULAR',
  'VERIFICATION_SUSPENDED',
]);
