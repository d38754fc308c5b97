import { checkDate, type RequestChecker } from '../checks.js';
import type { AssistantDocument, EventCodeRequest, RecognitionRequest, SavedDocument, SavedVoucher } from './requests.js';
import { FILE_TYPE_CODES } from './requests.js';

const RESOURCE_LENGTH = 10;

function checkDocument(checker: RequestChecker, document: AssistantDocument): void {
  for (const name of ['billId', 'billNo', 'billType', 'resource'] as const) checker.needed(document[name], name);
  checker.characters(document.resource, RESOURCE_LENGTH, 'resource');
}

export function checkEventCode(checker: RequestChecker, request: EventCodeRequest): void {
  checkDocument(checker, request);
  for (const name of ['userId', 'linkKey', 'pushType'] as const) checker.needed(request[name], name);
  checker.oneOf(request.pushType, ['socket', 'poll'], 'pushType');
  checkCompanies(checker, request.companyInfo);
}

export function checkRecognition(checker: RequestChecker, request: RecognitionRequest): void {
  if ((request.file === undefined) === (request.fileDownUrl === undefined)) {
    checker.add('file', 'file 与 fileDownUrl 须且只能填一个', 'exactly one of file and fileDownUrl is needed');
  }
  if (request.file?.byteLength === 0) checker.add('file', '文件为空', 'the file is empty');
  checker.oneOf(request.fileType, Object.keys(FILE_TYPE_CODES), 'fileType');
  checker.characters(request.resource, RESOURCE_LENGTH, 'resource');
  checkCompanies(checker, request.companyInfo);
}

function checkCompanies(checker: RequestChecker, companies: EventCodeRequest['companyInfo']): void {
  for (const [index, company] of (companies ?? []).entries()) {
    checker.needed(company.taxNo, `companyInfo[${index}].taxNo`);
    checker.needed(company.name, `companyInfo[${index}].name`);
  }
}

export function checkSavedDocument(checker: RequestChecker, document: SavedDocument): void {
  checkDocument(checker, document);
  checker.needed(document.billTaxNo, 'billTaxNo');
  checker.needed(document.status, 'status');
  checker.oneOf(document.status, ['1', '30', '60'], 'status');
  if (!Array.isArray(document.invoiceData)) checker.add('invoiceData', '必填', 'is required');
  for (const [index, invoice] of (document.invoiceData ?? []).entries()) {
    const path = `invoiceData[${index}]`;
    checker.needed(invoice.serialNo, `${path}.serialNo`);
    for (const name of ['amount', 'deductionTaxAmount', 'outputAmount'] as const) checker.decimal(invoice[name], undefined, `${path}.${name}`);
  }
  if (document.cover === undefined) return;
  checker.needed(document.cover.number, 'cover.number');
  checker.oneOf(document.cover.type, ['pdf', 'image'], 'cover.type');
}

export function checkVoucher(checker: RequestChecker, voucher: SavedVoucher): void {
  for (const name of ['vouchId', 'vouchNo', 'accountDate', 'accountTime', 'businessDate', 'resource'] as const) checker.needed(voucher[name], name);
  checkDate(checker, voucher.businessDate === '' ? undefined : voucher.businessDate, 'businessDate');
  checker.characters(voucher.resource, RESOURCE_LENGTH, 'resource');
  for (const name of ['serialNoArray', 'expenseIdArray'] as const) {
    checker.some(voucher[name], Number.POSITIVE_INFINITY, name);
    for (const [index, value] of (voucher[name] ?? []).entries()) checker.needed(value, `${name}[${index}]`);
  }
}
