import type { Row } from '../../erp/bill-table.js';
import { exactJson } from '../../erp/exact-json.js';
import type { CosmicContext } from '../part.js';
import type { FlagshipBook, HeldFlagshipInvoice } from '../sim/book.js';
import type { ConfirmationDesk } from '../sim/confirmations.js';
import { isDigital, isRed, type OrderPart, type SimOrder } from '../sim/order.js';
import type { OrderEvents } from '../sim/order-desk.js';
import type { SimSettings } from '../sim/settings.js';
import { billElement, directElement } from '../sim/views.js';
import type { CallbackDesk } from './desk.js';
import type { CallbackCode, CallbackDoc } from './types.js';
import { encodeFor } from './wire.js';

/** Only a businessSystemCode that starts so gets 5.1.03 (flagship-and-cosmic §9). */
const PER_BILL_PREFIX = '3std1';

export interface PlannerParts {
  readonly context: CosmicContext;
  readonly settings: SimSettings;
  readonly book: FlagshipBook;
  readonly confirmations: ConfirmationDesk;
  readonly desk: CallbackDesk;
}

interface Plan {
  readonly order: SimOrder;
  readonly doc: CallbackDoc;
  readonly interfaceCode: CallbackCode;
  readonly at: number;
  readonly returnCode: '0' | '9999';
  readonly returnMsg: string;
  readonly data: unknown;
}

/** Turns what happens to bills and serials into callbacks 2.1.02, 5.1.02, 5.1.03. Body 5.1.01 is unknown and left out (§17.6). */
export class CallbackPlanner implements OrderEvents {
  readonly #parts: PlannerParts;

  constructor(parts: PlannerParts) {
    this.#parts = parts;
  }

  issued(invoice: HeldFlagshipInvoice, at: number): void {
    const { order, part } = invoice;
    const interfaceCode = codeOf(order);
    if (!this.#toldPerInvoice(order)) return;
    for (const { dueAt, files } of this.#times(order, at)) {
      this.#plan({ order, doc: docOf(order), interfaceCode, at: dueAt, ...SUCCESS, data: this.#element(order, part, invoice, files) });
    }
  }

  failed(order: SimOrder, part: OrderPart, at: number, again: boolean): void {
    if (!this.#toldPerInvoice(order) || !this.#tellsFailure(again)) return;
    const failure = { returnCode: '9999', returnMsg: part.failure ?? '' } as const;
    this.#plan({
      order,
      doc: docOf(order),
      interfaceCode: codeOf(order),
      at: this.#after(at),
      ...failure,
      data: this.#element(order, part, undefined, false),
    });
  }

  /** 5.1.03: the whole bill, when all of it is decided. */
  decided(order: SimOrder, at: number, again: boolean): void {
    const failures = order.parts.filter(({ failure }) => failure !== undefined);
    if (isDirect(order) || !this.#toldPerBill(order)) return;
    if (failures.length > 0 && again && !this.#parts.settings.callbacks.forceOnFailure) return;
    const allFailed = failures.length === order.parts.length;
    if (allFailed && !this.#parts.settings.callbacks.onFailure) return;
    const { dueAt, files } = this.#times(order, at).at(-1) ?? { dueAt: at, files: true };
    const rows = order.parts.map((part) => this.#element(order, part, this.#invoiceOf(part), files));
    const { partialReturnCode, perBillData } = this.#parts.settings.callbacks;
    const returnCode = allFailed ? '9999' : failures.length > 0 ? partialReturnCode : '0';
    const data = perBillData === 'object' && rows.length === 1 ? rows[0] : rows;
    this.#plan({
      order,
      doc: '5.1.03',
      interfaceCode: codeOf(order),
      at: dueAt,
      returnCode,
      returnMsg: failures[0]?.failure ?? SUCCESS.returnMsg,
      data,
    });
  }

  /** A person has voided a fiscal invoice. */
  voided(invoice: HeldFlagshipInvoice): void {
    const { order, part } = invoice;
    const at = this.#after(this.#parts.context.clock.now());
    this.#plan({ order, doc: docOf(order), interfaceCode: 'INVOICE.CANCEL', at, ...SUCCESS, data: this.#element(order, part, invoice, true) });
  }

  #toldPerBill({ businessSystemCode }: SimOrder): boolean {
    return businessSystemCode.startsWith(PER_BILL_PREFIX);
  }

  #toldPerInvoice(order: SimOrder): boolean {
    return isDirect(order) || !this.#toldPerBill(order) || this.#parts.settings.callbacks.perInvoiceToo;
  }

  #tellsFailure(again: boolean): boolean {
    const { onFailure, forceOnFailure } = this.#parts.settings.callbacks;
    return onFailure && (!again || forceOnFailure);
  }

  /** 数电 waits for its files; a fiscal invoice is told of at once, after the PDF, or both. */
  #times({ content }: SimOrder, at: number): { readonly dueAt: number; readonly files: boolean }[] {
    const { filesAfterMs, taxControlType } = this.#parts.settings.callbacks;
    const early = { dueAt: this.#after(at), files: false };
    const late = { dueAt: early.dueAt + filesAfterMs, files: true };
    if (isDigital(content.invoiceType) || taxControlType === '1') return [late];
    return taxControlType === '0' ? [early] : [early, late];
  }

  #after(at: number): number {
    return at + this.#parts.settings.callbacks.afterMs;
  }

  #element(order: SimOrder, part: OrderPart, invoice: HeldFlagshipInvoice | undefined, files: boolean): Row {
    const view = { baseUrl: this.#parts.context.baseUrl, settings: this.#parts.settings, files };
    const number = order.confirmation;
    const confirmation = number === undefined ? undefined : this.#parts.confirmations.find(number);
    return isDirect(order) ? directElement(view, order, part, invoice, confirmation) : billElement(view, order, part, invoice);
  }

  #invoiceOf({ invoiceNum }: OrderPart): HeldFlagshipInvoice | undefined {
    return invoiceNum === undefined ? undefined : this.#parts.book.find(invoiceNum);
  }

  #plan({ order, doc, interfaceCode, at, returnCode, returnMsg, data }: Plan): void {
    const { key, businessSystemCode } = order;
    const body = this.envelope(businessSystemCode, { interfaceCode, returnCode, returnMsg, data });
    this.#parts.desk.add({ key, doc, interfaceCode, businessSystemCode, body, dueAt: at });
  }

  /** The whole JSON of one callback. */
  envelope(businessSystemCode: string, told: Pick<Plan, 'interfaceCode' | 'returnCode' | 'data'> & { readonly returnMsg?: string }): string {
    const { interfaceCode, returnCode, returnMsg = SUCCESS.returnMsg, data } = told;
    const { bizControl } = this.#parts.settings.callbacks;
    const wire = this.#wireData(businessSystemCode, data);
    return exactJson({ interfaceCode, returnCode, returnMsg, data: wire, ...(bizControl === undefined ? {} : { bizControl }) });
  }

  #wireData(businessSystemCode: string, data: unknown): unknown {
    const { context } = this.#parts;
    const system = context.businessSystems.find(businessSystemCode);
    if (system === undefined || this.#parts.settings.callbacks.dataForm === 'plain') return data;
    return encodeFor(context, system, exactJson(data));
  }
}

/** Text mock-defined. */
const SUCCESS = { returnCode: '0', returnMsg: '开票成功' } as const;

function isDirect({ channel }: SimOrder): boolean {
  return channel === 'direct' || channel === 'vehicle';
}

function docOf(order: SimOrder): CallbackDoc {
  return isDirect(order) ? '2.1.02' : '5.1.02';
}

function codeOf(order: SimOrder): CallbackCode {
  return isRed(order) ? 'INVOICE.RED' : 'INVOICE.OPEN';
}
