import type { ErpConnection } from '../adapter/contract.js';
import type { Call } from '../call.js';
import type { EnvironmentKind } from '../environments.js';
import { PiaozoneError, type Problem } from '../errors.js';
import type { Locale } from '../i18n/locale.js';
import type { Warning } from '../i18n/log.js';
import { expectedOf } from '../issuing/expected-invoice.js';
import { operationKey } from '../issuing/operation-key.js';
import type { OperationStore } from '../issuing/operation-store.js';
import type { IssuingRoute, PreparedRequest } from '../issuing/route.js';
import { deriveSerialNo } from '../issuing/serial-number.js';
import type { AmountRuleOptions } from '../model/amount-rules.js';
import type { Bill } from '../model/bill.js';
import { checkInvoiceRequest } from '../model/check-request.js';
import type { BillReference, Invoice } from '../model/invoice.js';
import { fingerprintOf } from './fingerprint.js';
import type { OperationOutcome, OperationRunner } from './operation-runner.js';
import type { BillResult, BillStatus } from './results.js';
import { classified } from './unclassified.js';

/** What issuing needs to know of its surroundings. */
export interface IssuingContext {
  readonly environment: EnvironmentKind;
  readonly erpId: string;
  readonly connection: ErpConnection;
  readonly route: IssuingRoute;
  readonly store: OperationStore;
  readonly runner: OperationRunner;
  readonly amountRules: AmountRuleOptions;
  readonly locale: Locale;
}

/** Takes one bill the whole way: request → checks → store → route → write-back. Never throws: every end is a result. */
export class BillIssuer {
  readonly #context: IssuingContext;
  /** Blue requests of this run, so that a red one waits for its blue one. */
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(context: IssuingContext) {
    this.#context = context;
  }

  async issue(bill: Bill, newCall: (warn: Call['warn']) => Call): Promise<BillResult> {
    const warnings: Warning[] = [];
    const reference = referenceOf(bill);
    const call = newCall((warning) => warnings.push(warning));
    try {
      const request = this.#prepare(bill);
      const end = this.#run(request, reference, call, warnings);
      this.#running.set(request.serialNo, end);
      return await end;
    } catch (error) {
      return { ...failureResult(reference, asError(error)), warnings };
    }
  }

  /** @throws request_invalid naming what is wrong with the bill */
  #prepare(bill: Bill): PreparedRequest {
    const request = this.#context.connection.toInvoiceRequest(bill);
    const serialNo = request.serialNo ?? this.#serialNo(request.bill, request.color, request.bill.number);
    if (request.red === undefined) return { ...request, serialNo };
    const { originalBillNumber } = request.red;
    const originalSerialNo =
      request.red.originalSerialNo ?? (originalBillNumber === undefined ? undefined : this.#serialNo(request.bill, 'blue', originalBillNumber));
    return { ...request, serialNo, red: { ...request.red, ...(originalSerialNo === undefined ? {} : { originalSerialNo }) } };
  }

  #serialNo(bill: BillReference, color: 'blue' | 'red', billNumber: string): string {
    const { environment, erpId: erp, connection } = this.#context;
    return deriveSerialNo({ environment, erp, accountSet: connection.accountSet, billType: bill.type, billNumber, color });
  }

  async #run(request: PreparedRequest, reference: BillReference, call: Call, warnings: Warning[]): Promise<BillResult> {
    const { route, store, runner, amountRules, environment, erpId, connection, locale } = this.#context;
    const own = checkInvoiceRequest(request, amountRules);
    const routes = route.validate(request);
    for (const problem of [...own.warnings, ...routes.warnings]) warnings.push(problem);
    const problems = [...own.errors, ...routes.errors];
    const base = { bill: reference, serialNo: request.serialNo, totals: request.totals, warnings };
    if (problems.length > 0) return { ...base, status: 'refused', problems, error: invalidRequest(problems, locale, call) };

    const original = request.red?.originalSerialNo;
    if (original !== undefined) await this.#running.get(original)?.catch(() => {});
    const { operation } = await store.accept({
      key: operationKey({ environment, erpId, accountSet: connection.accountSet, color: request.color, serialNo: request.serialNo }),
      serialNo: request.serialNo,
      fingerprint: fingerprintOf(request),
      expected: expectedOf(request),
    });
    const outcome = await runner.run(request, operation, call);
    if (outcome.status !== 'issued') return { ...base, ...withoutOperation(outcome), problems: [] };
    return { ...base, problems: [], ...(await this.#writeBack(reference, request.serialNo, outcome.invoice, call)) };
  }

  /** The invoice exists whatever happens here; only the ERP's knowledge of it is at stake, and the adapter's write-back is idempotent. */
  async #writeBack(
    bill: BillReference,
    serialNo: string,
    invoice: Invoice,
    call: Call,
  ): Promise<Pick<BillResult, 'status' | 'invoice' | 'writeBack' | 'error'>> {
    try {
      return { status: 'issued', invoice, writeBack: await this.#context.connection.writeBack({ bill, serialNo, invoice }, call) };
    } catch (error) {
      return { status: 'issued', invoice, writeBack: 'failed', error: asError(error) };
    }
  }
}

function withoutOperation(outcome: Exclude<OperationOutcome, { status: 'issued' }>): Pick<BillResult, 'status' | 'error' | 'invoice'> {
  const { status, error, invoice } = outcome;
  return { status, ...(error === undefined ? {} : { error }), ...(invoice === undefined ? {} : { invoice }) };
}

function referenceOf({ type, number, id }: Bill): BillReference {
  return { type, number, ...(id === undefined ? {} : { id }) };
}

function failureResult(bill: BillReference, error: PiaozoneError): Omit<BillResult, 'warnings'> {
  return { bill, status: statusOf(error), error, problems: error.problems };
}

function statusOf({ code, outcome }: PiaozoneError): BillStatus {
  if (code === 'operation_conflict') return 'needs-review';
  if (outcome === 'unknown') return 'unknown';
  return code === 'request_invalid' ? 'refused' : 'failed';
}

function invalidRequest(problems: readonly Problem[], locale: Locale, call: Call): PiaozoneError {
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: '单据未通过校验，没有发送', en: 'the bill did not pass the checks and was not sent' },
    problems,
    locale,
    requestId: call.requestId,
  });
}

const ADAPTER_FAILED = {
  code: 'adapter_contract_violation',
  outcome: 'not-sent',
  message: { zh: '适配器抛出了未分类的错误', en: 'the adapter threw an error of no known kind' },
} as const;

function asError(error: unknown): PiaozoneError {
  return classified(error, ADAPTER_FAILED);
}
