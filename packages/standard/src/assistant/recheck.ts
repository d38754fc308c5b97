import { asText, type Call, isObject, type JsonValue, type Piaozone } from '@piaozone/core';
import { SignedClient } from '../signed-client.js';
import { CHECK_REFUSALS } from './refusals.js';
import { missing } from './requests.js';
import { checkSerialNos, requestError, type TicketRules, ticketParam } from './rules.js';

const OPERATION = 'assistant.recheck';

/** 再次查验 of invoices of an expense (standard-edition §6.9). */
export interface RecheckRequest {
  /** Chooses the triple; not part of the body. */
  readonly taxNo?: string;
  /** `checkBuyerName` ≤ 100: invoices made out to another name are stopped. */
  readonly buyerName?: string;
  /** `checkBuyerTaxNo` ≤ 20. */
  readonly buyerTaxNo?: string;
  /** `expenseId` ≤ 50. */
  readonly expenseId: string;
  readonly rules: TicketRules;
  /** Digits of `ticketParam`. Default 5. */
  readonly ticketDigits?: 5 | 4;
  /** `invoiceData[]`: the serial number is the only one of its six fields that is published; others are passed on as they are. */
  readonly invoices: readonly (Readonly<Record<string, unknown>> & { readonly serialNo: string })[];
}

/** The answer's fields are not published. */
export interface RecheckAnswer {
  readonly description: string;
  readonly data: JsonValue | undefined;
  /** A task or batch number, where `data` is one text. */
  readonly text: string | undefined;
}

/**
 * Submits invoices for another verification. Uses up verification quota, so it is sent once. The token in the query is optional and left out; the body proves
 * itself as those of the other calls do.
 * @throws request_invalid, and as {@link SignedClient.call}
 */
export async function recheckInvoices(piaozone: Piaozone, request: RecheckRequest, call: Call): Promise<RecheckAnswer> {
  const { buyerName, buyerTaxNo, expenseId, invoices } = request;
  const serialNos = invoices.map(({ serialNo }) => serialNo);
  const tooLong = (path: string, value: string | undefined, most: number) =>
    value !== undefined && [...value].length > most
      ? [{ path, message: { zh: `超过 ${most} 个字符`, en: `is longer than ${most} characters` } }]
      : [];
  const problems = [
    ...(expenseId === '' ? [missing('expenseId')] : []),
    ...tooLong('expenseId', expenseId, 50),
    ...tooLong('buyerName', buyerName, 100),
    ...tooLong('buyerTaxNo', buyerTaxNo, 20),
    ...checkSerialNos(serialNos, 'invoices'),
  ];
  if (problems.length > 0) throw requestError(problems, { operation: OPERATION, requestId: call.requestId, locale: piaozone.locale });
  const fields = {
    checkBuyerName: buyerName,
    checkBuyerTaxNo: buyerTaxNo,
    expenseId,
    ticketParam: ticketParam(request.rules, request.ticketDigits),
    invoiceData: invoices,
  };
  return new SignedClient(piaozone).call(
    {
      operation: OPERATION,
      path: '/m4/bill/multiple/check/invoice/forexpense/submit',
      effect: 'write',
      taxNo: request.taxNo,
      feature: 'verification',
      refusals: CHECK_REFUSALS,
      body: ({ clientId, timestamp, sign, encType }) => ({ client_id: clientId, timestamp, sign, encType, ...fields }),
      read: ({ description, data }) => ({ description, data, text: isObject(data) ? undefined : asText(data) }),
    },
    call,
  );
}
