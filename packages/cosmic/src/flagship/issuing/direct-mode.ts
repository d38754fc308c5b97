import { type Call, type Effect, type IssuingKey, isPiaozoneError, type PreparedRequest, type QueryResult, type SubmitResult } from '@piaozone/core';
import type { FlagshipCalls } from '../client.js';
import type { FlagshipAnswer } from '../envelope.js';
import { assertWhole, beforeSending, blueMissing, type RedRequest } from './blue.js';
import { directOpenData, directRedData } from './bodies.js';
import { judgeDirect, shownBySerial } from './direct-query.js';
import { CONFIRMATION, readShownInvoice, recordsOf, type ShownInvoice, textOf } from './invoice.js';
import { lookUp } from './lookup.js';
import { type IssuingMode, sendOnce } from './mode.js';
import { assertConfirmationGoesOn } from './red-confirmation.js';
import type { IssuingConfig } from './settings.js';

const QUERY = 'ALLE.INVOICE.QUERY';

/** 数电直开 (flagship-and-cosmic §6.3): one request, one invoice; the result is asked for by serial number. */
export function directMode(flagship: FlagshipCalls, config: IssuingConfig, effect: Effect): IssuingMode {
  return new DirectMode(flagship, config, effect);
}

class DirectMode implements IssuingMode {
  readonly #flagship: FlagshipCalls;
  readonly #config: IssuingConfig;
  readonly #effect: Effect;

  constructor(flagship: FlagshipCalls, config: IssuingConfig, effect: Effect) {
    this.#flagship = flagship;
    this.#config = config;
    this.#effect = effect;
  }

  submit(request: PreparedRequest, call: Call): Promise<SubmitResult> {
    const data = directOpenData(request, this.#config);
    return sendOnce(this.#flagship, { interfaceCode: 'ALLE.INVOICE.OPEN', data, effect: this.#effect }, request, call);
  }

  query(key: IssuingKey, call: Call): Promise<QueryResult> {
    const data = { serialNo: key.serialNo, sellerTaxpayerId: key.sellerTaxNo };
    return lookUp(
      this.#flagship,
      { interfaceCode: QUERY, data },
      key,
      this.#config.unknownRequest,
      (found) => judgeDirect(found, key, call.requestId),
      call,
    );
  }

  /**
   * Looks before it sends: an earlier attempt may have issued, or have left a confirmation that waits for the other side. `ALLE.INVOICE.RED` applies for the
   * confirmation by itself and issues once it is confirmed, so the same request goes out again then.
   */
  async red(request: RedRequest, call: Call): Promise<SubmitResult> {
    const { serialNo } = request;
    const earlier = await beforeSending(() => this.#shown({ serialNo }, request, call));
    if (earlier?.invoice !== undefined) return { state: 'issued', invoice: earlier.invoice };
    assertConfirmationGoesOn(earlier?.confirmation, call.requestId);
    const blue = await this.#blue(request, call);
    const redReason = this.#config.redReasons?.[request.red.reason] ?? '';
    const data = directRedData(request, blue, redReason, this.#config);
    // Whose number an answer to this call would carry, the red invoice's or the blue one's, is not said: only the query shows the red invoice.
    const read = ({ data: answer }: FlagshipAnswer) => {
      for (const record of recordsOf(answer)) assertConfirmationGoesOn(textOf(record, CONFIRMATION), call.requestId);
    };
    try {
      return await sendOnce(this.#flagship, { interfaceCode: 'ALLE.INVOICE.RED', data, effect: this.#effect }, request, call, read);
    } catch (error) {
      throw judgedRed(error);
    }
  }

  /** Number of the blue invoice, once it is certain that the red request is about all of it. */
  async #blue(request: RedRequest, call: Call): Promise<string> {
    const { originalInvoiceNo: invoiceNum, originalSerialNo } = request.red;
    const shown = await beforeSending(() => this.#shown(invoiceNum === undefined ? { serialNo: originalSerialNo } : { invoiceNum }, request, call));
    const { invoice } = shown ?? {};
    if (invoice === undefined) throw blueMissing(request, call);
    assertWhole(request, invoice, shown?.totalAmount, call);
    return invoice.number;
  }

  async #shown(
    by: { readonly serialNo?: string | undefined; readonly invoiceNum?: string },
    request: RedRequest,
    call: Call,
  ): Promise<ShownInvoice | undefined> {
    const { taxNo } = request.seller;
    const data = { ...by, sellerTaxpayerId: taxNo };
    try {
      const answer = await this.#flagship.sim({ interfaceCode: QUERY, data, effect: 'read', ...(taxNo === undefined ? {} : { taxNo }) }, call);
      const { serialNo } = by;
      if (serialNo !== undefined) return shownBySerial(answer.data, { serialNo, color: serialNo === request.serialNo ? 'red' : 'blue' });
      const shown = recordsOf(answer.data).map((record) => readShownInvoice(record, { serialNo: '', color: 'blue' }));
      return shown.find(({ invoice }) => invoice?.number === by.invoiceNum);
    } catch (error) {
      // A refused query shows nothing; whether that is a reason to stop is for the caller.
      if (isPiaozoneError(error, 'business_rejected')) return undefined;
      throw error;
    }
  }
}

/** Waiting for the other side is no refusal: the same request goes on once it has confirmed. */
function judgedRed(error: unknown): unknown {
  if (!isPiaozoneError(error) || error.diagnosis?.code !== 'RED_CONFIRMATION_NOT_READY') return error;
  return error.with({ code: 'person_action_required', reason: 'red-confirmation', outcome: 'rejected' });
}
