import { checkDate, checkPeriod, type RequestChecker } from '../checks.js';
import type { DownloadSearch, RecordingRequest, SelectionRequest } from './requests.js';

const MOST_SELECTED = 2_000;

export function checkSearch(checker: RequestChecker, search: DownloadSearch): void {
  checkPeriod(checker, search.taxPeriod, 'search.taxPeriod');
  checkDate(checker, search.startTime, 'search.startTime');
  checkDate(checker, search.endTime, 'search.endTime');
}

export function checkSelection(checker: RequestChecker, { taxNo, billType, authenticateFlag, deductionPurpose, invoices }: SelectionRequest): void {
  checker.needed(taxNo, 'taxNo');
  checker.needed(billType, 'billType');
  checker.oneOf(billType, ['0', '1'], 'billType');
  checker.needed(deductionPurpose, 'deductionPurpose');
  checker.oneOf(deductionPurpose, ['1', '2', '3'], 'deductionPurpose');
  checker.count(authenticateFlag, 0, Number.MAX_SAFE_INTEGER, 'authenticateFlag');
  checker.some(invoices, MOST_SELECTED, 'invoices');
  for (const [index, invoice] of (invoices ?? []).entries()) {
    const path = `invoices[${index}]`;
    for (const name of ['invoiceType', 'invoiceNo'] as const) checker.needed(invoice[name], `${path}.${name}`);
    for (const name of ['invoiceAmount', 'effectiveTaxAmount', 'totalTaxAmount'] as const)
      checker.decimal(invoice[name], undefined, `${path}.${name}`);
  }
}

export function checkRecording(checker: RequestChecker, { taxNo, invoices }: RecordingRequest): void {
  checker.needed(taxNo, 'taxNo');
  checker.some(invoices, Number.POSITIVE_INFINITY, 'invoices');
  for (const [index, { invoiceNo }] of (invoices ?? []).entries()) checker.needed(invoiceNo, `invoices[${index}].invoiceNo`);
}
