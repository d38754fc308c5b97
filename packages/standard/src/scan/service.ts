import {
  asText,
  type Call,
  type CredentialLevel,
  isObject,
  isPiaozoneError,
  type JsonValue,
  type Piaozone,
  PiaozoneError,
  type Problem,
} from '@piaozone/core';
import { StandardClient } from '../standard-client.js';
import { checkSalesOrder } from './check-sales-order.js';
import type { SalesOrder, SalesOrderSettings } from './sales-order.js';
import { salesOrderBody, unnamedFields } from './sales-order-body.js';
import { ALREADY_SAVED, SAVE_FAILED, SAVED, salesOrderCode } from './sales-order-codes.js';

/** Settings of {@link ScanService}. */
export interface ScanSettings extends SalesOrderSettings {
  /** The sources do not say which authorization this interface wants. Default `enterprise`. */
  readonly level?: CredentialLevel;
}

export type SalesOrderResult =
  | {
      readonly state: 'saved';
      /** The issuing link, for a QR code; needs the setting `linkField`. */
      readonly link: string | undefined;
      /** `data` as it came. */
      readonly raw: JsonValue | undefined;
    }
  /** An order of this `saleNo` is there (`00565`): this one from an earlier try, or another one. Its link is not told again. */
  | { readonly state: 'duplicate'; readonly error: PiaozoneError };

/** 扫码开票 A: sales orders that the buyer issues by scanning a code (standard-edition §6.4). */
export class ScanService {
  readonly #client: StandardClient;
  readonly #settings: ScanSettings;

  constructor(piaozone: Piaozone, settings: ScanSettings) {
    this.#client = new StandardClient(piaozone);
    this.#settings = settings;
  }

  /** Everything the cloud would refuse `order` for, and lines that cannot be written. Sends nothing. */
  check(order: SalesOrder): Problem[] {
    return [...checkSalesOrder(order, this.#settings), ...unnamedFields(order, this.#settings)];
  }

  /**
   * 上传销售单. Sent once; safe to send again under the same `saleNo`, since a repeat is refused with `00565`.
   * @throws request_invalid with every problem `check` finds, before anything is sent; business_rejected with the printed code;
   * business_unrecognised for `0001` and codes that are not printed; entitlement_denied; what the transport throws
   */
  async uploadSalesOrder(order: SalesOrder, call: Call): Promise<SalesOrderResult> {
    const problems = this.check(order);
    if (problems.length > 0) throw invalidOrder(problems, call);
    const { level, linkField } = this.#settings;
    try {
      return await this.#client.call<SalesOrderResult>(
        {
          operation: 'scan.saveSalesOrder',
          path: '/m5/bill/save/salesOrder',
          effect: 'keyed-write',
          encrypted: true,
          body: salesOrderBody(order, this.#settings),
          credential: { level: 'disputed', ...(level === undefined ? {} : { preferred: level }), taxNo: order.issuerTaxNo },
          feature: 'issuing',
          read: ({ data }) => ({
            state: 'saved',
            link: linkField !== undefined && isObject(data) ? asText(data[linkField]) : undefined,
            raw: data,
          }),
        },
        call,
      );
    } catch (error) {
      if (!isPiaozoneError(error)) throw error;
      // There is no query for sales orders, so the usual advice would lead nowhere.
      if (!isAnswer(error)) throw error.outcome === 'unknown' ? error.with({ hint: SEND_AGAIN }) : error;
      const judged = judge(error);
      if (error.upstreamCode === ALREADY_SAVED) return { state: 'duplicate', error: judged };
      throw judged;
    }
  }
}

/** The cloud's own answer to the order; a refused login has a code too, of another table. */
function isAnswer({ code }: PiaozoneError): boolean {
  return code === 'business_rejected' || code === 'business_unrecognised';
}

/** The table is complete (standard-edition §4): its codes name what was wrong with the order, so nothing of it was stored. */
function judge(error: PiaozoneError): PiaozoneError {
  const { upstreamCode } = error;
  const known = salesOrderCode(upstreamCode);
  if (known === undefined || upstreamCode === SAVED || upstreamCode === SAVE_FAILED) return error.with({ hint: SEND_AGAIN });
  const text = `${upstreamCode} ${known.zh}`;
  return error.with({
    code: 'business_rejected',
    outcome: 'rejected',
    message: { zh: `发票云没有接受销售单：${text}`, en: `the invoice cloud did not take the sales order: ${text} (${known.en})` },
    hint: error.diagnosis?.remedy ?? MEND,
  });
}

function invalidOrder(problems: readonly Problem[], { requestId }: Call): PiaozoneError {
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    operation: 'scan.saveSalesOrder',
    requestId,
    message: { zh: `销售单有 ${problems.length} 处问题，没有上传`, en: `${problems.length} problem(s) with the sales order; it was not uploaded` },
    problems,
  });
}

const MEND = {
  zh: '按提示修改后，用同一销售单编号再次上传',
  en: 'mend what is named and upload it again under the same saleNo',
};
const SEND_AGAIN = {
  zh: '用同一销售单编号再次上传：若其实已保存，会返回 00565',
  en: 'upload it again under the same saleNo: if it was stored after all, the answer is 00565',
};
