import { cents, negated } from '../common/amounts.js';
import type { MockReply, MockRequest } from '../server/http-server.js';
import { ANSWERS, envelope, Refusal, SUCCESS } from './answers.js';
import { applyFaults, authorized, sealedBody } from './call.js';
import { type CreateRequest, demand, oneOf, readCreateRequest, refuse, texts } from './create-request.js';
import type { Grant, MockEnterprise } from './directory.js';
import { admit, commit, redTotal, repeated, reversible } from './issue.js';
import type { HeldInvoice } from './ledger.js';
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
  const call = openHostedCall(state, request);
  const { grant, body } = call;
  const create = readCreateRequest(state, body);
  const serialNo = create.head['serialNo'] ?? '';
  const enterprise = sellerOf(state, grant, create.head['salerTaxNo'] ?? '');
  const first = repeated(state, serialNo);
  if (first !== undefined) return answer(first, request);
  const blue = create.head['type'] === '1' ? blueToReverse(state, create) : undefined;
  admit(state, enterprise, serialNo, request.baseUrl);
  return answer(issue(state, call, enterprise, create, blue), request);
}

/** 红冲 (standard-edition §6.1): full red of a blue invoice; the repeat key is `originalSerialNo`, the serial of the red one. */
export function redRoute(state: PiaozoneState, request: MockRequest): MockReply {
  const call = openHostedCall(state, request);
  const { grant, body } = call;
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
  const blue = reversible(state, state.ledger.bySerial(blueSerial));
  if (state.ledger.redsOf(blue).length > 0) throw new Refusal(ANSWERS.blueNotFound);
  const enterprise = sellerOf(state, grant, blue.issued.taxNo);
  const serialNo = givenSerial ?? state.random.digits(24); // the form of a serial the cloud makes itself is mock-defined
  admit(state, enterprise, serialNo, request.baseUrl);
  return answer(issue(state, call, enterprise, reversed(blue, serialNo, redReason), blue), request);
}

export function sellerOf(state: PiaozoneState, grant: Grant, taxNo: string): MockEnterprise {
  const enterprise = state.directory.enterprise(taxNo);
  const foreign = grant.level === 'enterprise' && grant.enterprise !== enterprise && !state.settings.sharedAuthorization;
  if (enterprise === undefined || foreign) throw new Refusal(ANSWERS.sellerOutsideGrant);
  return enterprise;
}

function blueToReverse(state: PiaozoneState, { head }: CreateRequest): HeldInvoice {
  const blue = reversible(state, state.ledger.byNumber(head['originalInvoiceCode'] || '0', head['originalInvoiceNo'] ?? ''));
  if (blue.issued.taxNo !== head['salerTaxNo']) throw new Refusal(ANSWERS.blueNotFound);
  if (redTotal(state, blue) + (cents(head['totalAmount']) ?? 0n) + (cents(blue.issued.totalAmount) ?? 0n) < 0n) refuse('红冲金额超过蓝票金额'); // mock-defined
  return blue;
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

/** Issues at once, or takes the issue on and answers as planned: then only a query tells what became of it. */
function issue(
  state: PiaozoneState,
  { grant }: IssuingCall,
  enterprise: MockEnterprise,
  create: CreateRequest,
  blue: HeldInvoice | undefined,
): HeldInvoice {
  const { digital } = state.settings;
  const born = (at: number) => commit(state, { enterprise, issuedBy: grant.triple.clientId, at, digital, blue }, create);
  const serialNo = create.head['serialNo'] ?? '';
  const delay = state.delays.take(serialNo);
  if (delay === undefined) return born(state.clock.now());
  const dueAt = state.clock.now() + delay.afterMs;
  state.pending.add({ serialNo, locks: blue?.issued.serialNo, dueAt, settle: () => delay.outcome === 'issued' && born(dueAt) });
  throw new Refusal(delay.answer);
}

function answer(held: HeldInvoice, request: MockRequest): MockReply {
  const { invoiceCode, invoiceNo, serialNo } = held.issued;
  return envelope(SUCCESS, { invoiceCode, invoiceNo, pdfUrl: links(request.baseUrl, held).pdf, serialNo });
}
