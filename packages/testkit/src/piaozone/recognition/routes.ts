import type { MockReply, MockRequest } from '../../server/http-server.js';
import { type Answer, envelope, invalidRequest, Refusal, SUCCESS } from '../answers.js';
import { applyFaults, type Route } from '../call.js';
import { EXPENSE_ANSWERS } from '../expense/answers.js';
import { charge, recognitionEnterprise } from '../expense/entitled.js';
import { type PooledInvoice, shown } from '../expense/pool.js';
import type { PiaozoneState } from '../state.js';
import { checkPooled } from '../verification/check-pooled.js';
import { base64File, multipartFile } from './file-body.js';
import type { FileFixture } from './fixtures.js';

/** Paths of standard-edition §6.8; `Check` with a capital C. */
export const RECOGNITION_PATHS = {
  checkOne: '/m3/bill/invoice/img/Check/info',
  checkMany: '/m3/bill/invoice/img/analyze/multiple/check',
  recognizeMany: '/m3/bill/invoice/img/analyze/multiple/info',
  pdfCheck: '/m3/bill/invoice/pdf/check',
} as const;

export const RECOGNITION_ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  [RECOGNITION_PATHS.checkOne, (state, request) => checkOne(state, request, base64File)],
  [RECOGNITION_PATHS.pdfCheck, (state, request) => checkOne(state, request, multipartFile)],
  [RECOGNITION_PATHS.checkMany, checkMany],
  [RECOGNITION_PATHS.recognizeMany, recognizeMany],
]);

type FileOf = (state: PiaozoneState, request: MockRequest) => Buffer;

/** 识别+查验(单张): the first invoice only; a failed check gives the OCR data. That `data` is one object is mock-defined. */
function checkOne(state: PiaozoneState, request: MockRequest, fileOf: FileOf): MockReply {
  const { pay, fixture, invoices } = recognize(state, request, fileOf);
  const [first] = invoices;
  if (first === undefined) throw new Refusal(EXPENSE_ANSWERS.nothingRecognized);
  const failed = checkPooled(state, first);
  if (failed === undefined) pay([first], unitsOf);
  const { failedCheck } = state.settings;
  if (failed !== undefined && failedCheck === 'code-only') return envelope(failed);
  const answer = fixture.answer ?? (failed === undefined || failedCheck === 'success-with-data' ? SUCCESS : failed);
  return envelope(answer, shown(first));
}

/** 识别+查验(多张): every invoice tells its own result in `checkStatus` (standard-edition §8). */
function checkMany(state: PiaozoneState, request: MockRequest): MockReply {
  const checkFlag = request.query['checkFlag'] ?? 'false';
  if (checkFlag !== 'true' && checkFlag !== 'false') throw new Refusal(invalidRequest(`checkFlag的值不支持：${checkFlag}`)); // mock-defined text
  const { pay, fixture, invoices } = recognize(state, request, base64File);
  const passed = invoices.filter((invoice) => checkPooled(state, invoice) === undefined);
  pay(passed, unitsOf);
  return listed(fixture.answer ?? SUCCESS, invoices, state.settings.checkedData);
}

/** 识别(多张). */
function recognizeMany(state: PiaozoneState, request: MockRequest): MockReply {
  const { pay, fixture, invoices } = recognize(state, request, base64File);
  pay(invoices, () => 0.5);
  return listed(fixture.answer ?? SUCCESS, invoices, state.settings.recognizedData);
}

/** Recognized and verified, or of a type that is only recognized (business-rules §3.1). */
function unitsOf({ checkStatus }: PooledInvoice): number {
  return checkStatus === '1' ? 1 : 0.5;
}

function listed(answer: Answer, invoices: readonly PooledInvoice[], form: 'string' | 'array'): MockReply {
  const list = invoices.map(shown);
  return envelope(answer, form === 'string' ? JSON.stringify(list) : list);
}

interface Recognized {
  readonly fixture: FileFixture;
  readonly invoices: readonly PooledInvoice[];
  /** Charges per invoice; what failed is free (business-rules §3.1). */
  readonly pay: (invoices: readonly PooledInvoice[], units: (invoice: PooledInvoice) => number) => void;
}

function recognize(state: PiaozoneState, request: MockRequest, fileOf: FileOf): Recognized {
  applyFaults(state, request);
  const enterprise = recognitionEnterprise(state, request);
  const file = fileOf(state, request);
  const fixture = state.expense.fixtures.of(file);
  if (fixture === undefined || fixture.invoices.length === 0) throw new Refusal(EXPENSE_ANSWERS.nothingRecognized);
  const invoices = fixture.invoices.map((fields) => state.expense.pool.take(fields));
  const pay = (paid: readonly PooledInvoice[], units: (invoice: PooledInvoice) => number) => {
    for (const invoice of paid) {
      const repeat = state.expense.usage.seen.has(invoice.serialNo);
      state.expense.usage.seen.add(invoice.serialNo);
      if (!repeat || !state.settings.repeatsAreFree) charge(state, enterprise, units(invoice));
    }
  };
  return { fixture, invoices, pay };
}
