import type { Row } from '../../erp/bill-table.js';
import { objectOf } from './bills.js';
import type { HeldFlagshipInvoice } from './book.js';
import { isReady, isWaiting, type RedConfirmation } from './confirmations.js';
import { acceptedAnswer, repeated } from './direct.js';
import { FieldReader } from './fields.js';
import { readLines, type SimLine, totalsOf } from './lines.js';
import { directType, isDigital, type SimOrder } from './order.js';
import { blueNotReversible, duplicate, refuse, SIM_TEXTS } from './refusal.js';
import type { SimAnswer, SimEnterprise } from './settings.js';
import type { SimInterface, SimState } from './state.js';
import { confirmationView } from './views.js';

const RED_FIELDS = new Set(['serialNo', 'invoiceNum', 'redReason', 'invoiceType', 'sellerTaxpayerId']);

/** `ALLE.INVOICE.RED`: applies the confirmation itself; issues if none is needed, else returns the waiting state and issues nothing. */
export const redDirect: SimInterface = ({ state, system }, data) => {
  const row = objectOf(data);
  const fields = new FieldReader(row, '');
  fields.note(RED_FIELDS, state.context.unknownFields, 'ALLE.INVOICE.RED');
  const serialNo = fields.required('serialNo', 50);
  const seller = state.enterprises.seller(fields.required('sellerTaxpayerId'), '');
  const before = state.orders.direct(serialNo);
  if (before !== undefined) return redAgain(state, before);
  return redInvoice(state, system.code, { serialNo, seller, invoiceNum: fields.required('invoiceNum'), channel: 'direct' });
};

export interface RedRequest {
  readonly serialNo: string;
  readonly seller: SimEnterprise | undefined;
  readonly invoiceNum: string;
  readonly channel: 'direct' | 'vehicle';
}

/** Starts a red invoice under a new serial. @throws SimRefusal */
export function redInvoice(state: SimState, businessSystemCode: string, { serialNo, seller, invoiceNum, channel }: RedRequest): SimAnswer {
  const blue = reversible(state, invoiceNum, seller);
  const there = state.orders.unclaimed(invoiceNum);
  const ready = there.find(isReady);
  const blocked = state.confirmations.of(invoiceNum).some(isWaiting);
  // A vehicle invoice needs its confirmation to be there (§6.1: 2.1.03 first).
  if (ready === undefined && (blocked || channel === 'vehicle')) refuse(SIM_TEXTS.confirmationNotReady);
  const confirmation = ready ?? apply(state, blue, reversal(state, blue), serialNo);
  const { content } = blue.order;
  const order = state.orders.accept({
    ...{ key: serialNo, channel, businessSystemCode },
    content: { ...content, ...{ invoiceType: directType(content.invoiceType), lines: confirmation.lines, blueNum: invoiceNum }, handedBack: {} },
  });
  state.orders.claim(order, confirmation);
  return isReady(confirmation) ? issueNow(state, order) : waitingAnswer(state, confirmation, serialNo);
}

/** The same serial again: goes on when both sides have confirmed meanwhile. */
function redAgain(state: SimState, before: SimOrder): SimAnswer {
  if (before.content.blueNum === undefined) throw duplicate(before.key);
  const confirmation = before.confirmation === undefined ? undefined : state.confirmations.find(before.confirmation);
  const issued = before.parts.some(({ invoiceNum }) => invoiceNum !== undefined);
  if (issued || before.state === 'issuing') return repeated(state, before);
  if (confirmation === undefined || !isReady(confirmation)) return refuse(SIM_TEXTS.confirmationNotReady);
  return before.state === 'waiting' ? issueNow(state, before) : repeated(state, before);
}

function issueNow(state: SimState, order: SimOrder): SimAnswer {
  state.orders.start(order);
  return acceptedAnswer(state, order.key);
}

function waitingAnswer({ settings }: SimState, confirmation: RedConfirmation, serialNo: string): SimAnswer {
  if (settings.redWaiting === 'refused') refuse(SIM_TEXTS.confirmationNotReady);
  return { data: { serialNo, ...confirmationView(confirmation) } };
}

const APPLY_FIELDS = new Set(['orderNo', 'invoiceCode', 'invoiceNo', 'redReason', 'invoiceType', 'invoiceDetail']);

/** `REDCONFIRMBILL.APPLY`: applies only; the red invoice comes by ALLE.INVOICE.RED. */
export const applyConfirmation: SimInterface = ({ state }, data) => {
  const row = objectOf(data);
  const fields = new FieldReader(row, '');
  fields.note(APPLY_FIELDS, state.context.unknownFields, 'REDCONFIRMBILL.APPLY');
  const orderNo = fields.required('orderNo', 50);
  fields.oneOf('redReason', ['1', '2', '3', '4']);
  if (state.confirmations.all().some(({ appliedBy }) => appliedBy === orderNo)) throw duplicate(orderNo);
  const blue = reversible(state, fields.required('invoiceNo'), undefined);
  if (isDigital(blue.issued.invoiceType) && fields.text('invoiceCode') !== '') refuse(SIM_TEXTS.blueCodeFormat);
  const lines = row['invoiceDetail'] === undefined ? reversal(state, blue) : partialLines(state, fields);
  return { data: { orderNo, ...confirmationView(apply(state, blue, lines, orderNo)) } };
};

/** Which lineProperty REDCONFIRMBILL.APPLY takes is not held, nor what its lines must name: only their amounts are read. */
function partialLines(state: SimState, fields: FieldReader): SimLine[] {
  const rows: Row[] = fields.list('invoiceDetail').map((line) => ({ ...line, lineProperty: '0' }));
  return readLines(rows, {
    kinds: { '0': 'goods' },
    ...{ taxIncluded: false, differential: false, red: true, required: 'amounts', settings: state.settings },
    unknownFields: state.context.unknownFields,
    place: 'REDCONFIRMBILL.APPLY.invoiceDetail',
  });
}

function apply(state: SimState, blue: HeldFlagshipInvoice, lines: readonly SimLine[], appliedBy: string): RedConfirmation {
  const { invoiceNum, taxNo, buyer } = blue.issued;
  const live = state.confirmations.of(invoiceNum).filter((one) => isWaiting(one) || isReady(one));
  const asked = totalsOf([...live.flatMap((one) => one.lines), ...lines]).gross;
  if (state.book.remaining(blue).gross + asked < 0n) throw blueNotReversible(invoiceNum);
  const needed = state.confirmationsNeeded.get(invoiceNum) ?? state.settings.confirmation;
  return state.confirmations.apply({ blueNum: invoiceNum, sellerTaxNo: taxNo, buyerTaxNo: buyer.taxNo, lines, appliedBy, state: needed });
}

const REVOKE_FIELDS = new Set(['taxNo', 'number', 'enteridentity', 'qrlx']);

/** `REDCONFIRMBILL.REVOKE`; what the values of enteridentity mean is unknown (§17.5). */
export const revokeConfirmation: SimInterface = ({ state }, data) => {
  const fields = new FieldReader(objectOf(data), '');
  fields.note(REVOKE_FIELDS, state.context.unknownFields, 'REDCONFIRMBILL.REVOKE');
  fields.required('enteridentity');
  fields.oneOf('qrlx', ['C']);
  const taxNo = fields.required('taxNo');
  const confirmation = state.confirmations.find(fields.required('number'));
  if (confirmation === undefined || ![confirmation.sellerTaxNo, confirmation.buyerTaxNo].includes(taxNo)) return refuse('红字确认单不存在'); // mock-defined text
  state.confirmations.revoke(confirmation.number);
  return {};
};

/** A blue 数电 invoice that may still be reversed, by its own seller only (§6.3). */
function reversible(state: SimState, invoiceNum: string, seller: SimEnterprise | undefined): HeldFlagshipInvoice {
  const blue = state.book.find(invoiceNum);
  if (blue === undefined || (seller !== undefined && blue.issued.taxNo !== seller.taxNo)) return refuse(SIM_TEXTS.blueDateMissing);
  if (blue.issued.kind === 'red' || blue.status !== '0') throw blueNotReversible(invoiceNum);
  return blue;
}

/** Everything that is left of a blue invoice, with the other sign: its own lines, or one line after a part was reversed. */
function reversal(state: SimState, blue: HeldFlagshipInvoice): SimLine[] {
  const left = state.book.remaining(blue);
  const whole = totalsOf(blue.part.lines).gross === left.gross;
  if (whole) return blue.part.lines.map((line) => ({ ...line, net: -line.net, tax: -line.tax, quantity: negated(line.quantity) }));
  const [first] = blue.part.lines;
  return first === undefined ? [] : [{ ...first, kind: 'goods', quantity: '', price: '', net: -left.net, tax: -left.tax }];
}

function negated(text: string): string {
  if (text === '') return '';
  return text.startsWith('-') ? text.slice(1) : `-${text}`;
}
