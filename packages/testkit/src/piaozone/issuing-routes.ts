import type { MockReply, MockRequest } from '../server/http-server.js';
import { amountText, cents, negated } from './amounts.js';
import { ANSWERS, envelope, Refusal, SUCCESS } from './answers.js';
import { applyFaults, authorized, sealedBody } from './call.js';
import { type CreateRequest, demand, oneOf, readCreateRequest, refuse, texts } from './create-request.js';
import type { Grant, MockEnterprise } from './directory.js';
import { checkEntitled, spend } from './entitlement.js';
import type { Fields, HeldInvoice } from './ledger.js';
import { links } from './links.js';
import type { PiaozoneState } from './state.js';

const RED_FIELDS = new Set(['serialNo', 'originalSerialNo', 'redReason']);

interface IssuingCall {
  readonly grant: Grant;
  readonly body: Readonly<Record<string, unknown>>;
}

export function openHostedCall(state: PiaozoneState, request: MockRequest): IssuingCall {
  applyFaults(state, request);
  const grant = authorized(state, request);
  if (!state.settings.grantLevels.includes(grant.level)) throw new Refusal(ANSWERS.tenantGrantRefused);
  return { grant, body: sealedBody(state, request, grant) };
}

/** 托管开票 (standard-edition §6.1): blue, or red with `type` 1. The invoice exists before the answer is written. */
export function createRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const { grant, body } = openHostedCall(state, request);
  const create = readCreateRequest(state, body);
  const serialNo = create.head['serialNo'] ?? '';
  const enterprise = sellerOf(state, grant, create.head['salerTaxNo'] ?? '');
  const first = repeated(state, serialNo);
  if (first !== undefined) return answer(first, request);
  const blue = create.head['type'] === '1' ? blueToReverse(state, create) : undefined;
  admit(state, enterprise, serialNo, request);
  return answer(commit(state, grant, enterprise, create, blue), request);
}

/** 红冲 (standard-edition §6.1): full red of a blue invoice; the repeat key is `originalSerialNo`, the serial of the red one. */
export function redRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const { grant, body } = openHostedCall(state, request);
  const fields = texts(body, '', RED_FIELDS, state.unknownFields);
  const blueSerial = fields['serialNo'];
  demand(blueSerial, 'serialNo');
  if (blueSerial.length < state.settings.minRedSerialLength) refuse(`serialNo长度必须为${state.settings.minRedSerialLength}位以上`);
  // Empty means 2 开票有误.
  const redReason = fields['redReason'] || '2';
  oneOf({ redReason }, 'redReason', ['1', '2', '3', '4']);
  const givenSerial = fields['originalSerialNo'] || undefined;
  const first = givenSerial === undefined ? undefined : repeated(state, givenSerial, blueSerial);
  if (first !== undefined) return answer(first, request);
  const blue = state.ledger.bySerial(blueSerial);
  if (blue === undefined || blue.issued.kind === 'red' || blue.status !== '0' || state.ledger.redsOf(blue).length > 0)
    throw new Refusal(ANSWERS.blueNotFound);
  const enterprise = sellerOf(state, grant, blue.issued.taxNo);
  const serialNo = givenSerial ?? state.random.digits(24); // the form of a serial the cloud makes itself is mock-defined
  admit(state, enterprise, serialNo, request);
  return answer(commit(state, grant, enterprise, reversed(blue, serialNo, redReason), blue), request);
}

/** The invoice a repeat is answered with, or `undefined` to issue. */
function repeated(state: PiaozoneState, serialNo: string, blueSerial?: string): HeldInvoice | undefined {
  const first = state.ledger.bySerial(serialNo);
  if (first === undefined || state.settings.repeatedSerial === 'issue-again') return undefined;
  const sameIntent = blueSerial === undefined || first.issued.blue?.serialNo === blueSerial;
  if (state.settings.repeatedSerial === 'first-result' && sameIntent) return first;
  throw new Refusal({ errcode: state.settings.repeatedSerialCode, description: '该流水号已经存在' }); // text: standard-edition §4
}

function sellerOf(state: PiaozoneState, grant: Grant, taxNo: string): MockEnterprise {
  const enterprise = state.directory.enterprise(taxNo);
  const foreign = grant.level === 'enterprise' && grant.enterprise !== enterprise && !state.settings.sharedAuthorization;
  if (enterprise === undefined || foreign) throw new Refusal(ANSWERS.sellerOutsideGrant);
  return enterprise;
}

/** Everything that may stop an issue after the request itself was found right. */
function admit(state: PiaozoneState, enterprise: MockEnterprise, serialNo: string, request: MockRequest): void {
  checkEntitled(enterprise, '开票管理', state.clock);
  state.persons.check(serialNo, request.baseUrl);
  if (enterprise.quota <= 0) throw new Refusal(ANSWERS.noNumbersLeft);
}

function blueToReverse(state: PiaozoneState, { head }: CreateRequest): HeldInvoice {
  const blue = state.ledger.byNumber(head['originalInvoiceCode'] || '0', head['originalInvoiceNo'] ?? '');
  if (blue === undefined || blue.issued.kind === 'red' || blue.status !== '0' || blue.issued.taxNo !== head['salerTaxNo']) {
    throw new Refusal(ANSWERS.blueNotFound);
  }
  if (redTotal(state, blue) + (cents(head['totalAmount']) ?? 0n) + (cents(blue.issued.totalAmount) ?? 0n) < 0n) refuse('红冲金额超过蓝票金额'); // mock-defined
  return blue;
}

function redTotal(state: PiaozoneState, blue: HeldInvoice): bigint {
  return state.ledger.redsOf(blue).reduce((sum, red) => sum + (cents(red.totalAmount) ?? 0n), 0n);
}

/** The full red request of a blue invoice. */
function reversed({ issued, head }: HeldInvoice, serialNo: string, redReason: string): CreateRequest {
  const total = (name: string) => negated(head[name] ?? '');
  return {
    head: {
      ...head,
      serialNo,
      redReason,
      type: '1',
      originalInvoiceCode: issued.invoiceCode,
      originalInvoiceNo: issued.invoiceNo,
      invoiceAmount: total('invoiceAmount'),
      totalTaxAmount: total('totalTaxAmount'),
      totalAmount: total('totalAmount'),
    },
    items: issued.items.map((item) => {
      const change: Record<string, string> = { detailAmount: negated(item['detailAmount'] ?? ''), taxAmount: negated(item['taxAmount'] ?? '') };
      if (item['num']) change['num'] = negated(item['num']);
      return { ...item, ...change };
    }),
  };
}

function commit(
  state: PiaozoneState,
  grant: Grant,
  enterprise: MockEnterprise,
  { head, items }: CreateRequest,
  blue: HeldInvoice | undefined,
): HeldInvoice {
  const amount = (name: string) => amountText(cents(head[name]) ?? 0n);
  const held = state.ledger.issue(
    {
      kind: blue === undefined ? 'blue' : 'red',
      serialNo: head['serialNo'] ?? '',
      invoiceType: head['invoiceType'] ?? '',
      taxNo: enterprise.taxNo,
      sellerName: enterprise.name,
      buyer: { name: head['buyerName'] ?? '', taxNo: head['buyerTaxNo'] ?? '' },
      invoiceAmount: amount('invoiceAmount'),
      totalTaxAmount: amount('totalTaxAmount'),
      totalAmount: amount('totalAmount'),
      items: items.map((item): Fields => ({ ...item })),
      at: state.clock.now(),
      issuedBy: grant.triple.clientId,
      ...(blue === undefined ? {} : { blue: numberOf(blue) }),
    },
    head,
    state.settings.digital,
  );
  enterprise.quota -= 1;
  spend(enterprise, '开票管理', state.clock);
  // A partly reversed blue invoice keeps state 0: the reference names no state for it (mock-defined).
  if (blue !== undefined && redTotal(state, blue) + (cents(blue.issued.totalAmount) ?? 0n) === 0n) blue.status = '3';
  return held;
}

function numberOf({ issued: { serialNo, invoiceCode, invoiceNo } }: HeldInvoice): { serialNo: string; invoiceCode: string; invoiceNo: string } {
  return { serialNo, invoiceCode, invoiceNo };
}

function answer(held: HeldInvoice, request: MockRequest): MockReply {
  const { invoiceCode, invoiceNo, serialNo } = held.issued;
  return envelope(SUCCESS, { invoiceCode, invoiceNo, pdfUrl: links(request.baseUrl, held).pdf, serialNo });
}
