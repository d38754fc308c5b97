import { Refusal } from '../answers.js';
import type { IssuedInvoice } from '../ledger.js';
import type { PiaozoneState } from '../state.js';
import type { ScanCustomer, ScanPush } from './desk.js';
import { issueOrder, type ScanBuyer } from './issue-order.js';
import { deliverDue, repeatPush } from './push.js';
import type { MockShop } from './qr.js';
import type { SalesOrderCode } from './sales-order-errors.js';
import { scanQr } from './scan-qr.js';

export interface ShownOrder {
  readonly saleNo: string;
  readonly taxNo: string;
  /** Issuing link of an uploaded sales order; `undefined` for a self-built QR. */
  readonly link: string | undefined;
  readonly issued: IssuedInvoice | undefined;
}

/** What a test does with scan-to-invoice: the person with the telephone, and the cloud that calls the customer. */
export class MockScan {
  readonly #state: PiaozoneState;
  readonly #baseUrl: () => string;

  constructor(state: PiaozoneState, baseUrl: () => string) {
    this.#state = state;
    this.#baseUrl = baseUrl;
  }

  /** One shop per enterprise, in their order: key and public key for self-built QR links. */
  get shops(): readonly MockShop[] {
    return this.#state.scan.shops;
  }

  /** Every push with its attempts, oldest first. */
  get pushes(): readonly ScanPush[] {
    return this.#state.scan.pushes;
  }

  orders(): ShownOrder[] {
    return this.#state.scan.orders().map(({ saleNo, taxNo, linkId, invoice }) => ({
      saleNo,
      taxNo,
      link: linkId === '' ? undefined : `${this.#baseUrl()}/scan/order/${linkId}`,
      issued: invoice?.issued,
    }));
  }

  /** Addresses of the customer, loopback only. */
  setCustomer(taxNo: string, customer: ScanCustomer): void {
    this.#state.scan.setCustomer(taxNo, customer);
  }

  /** The next upload of this sales order is refused with this code of the table. */
  refuse(saleNo: string, code: SalesOrderCode): void {
    this.#state.scan.refuse(saleNo, code);
  }

  /**
   * A person scans: the URL of a self-built QR, or the number of an uploaded sales order. Issues, and plans the push.
   * @throws Error with the cloud's text when nothing is issued
   */
  async scan(code: string, buyer: ScanBuyer = {}): Promise<IssuedInvoice> {
    try {
      return (await this.#issued(code, buyer)).issued;
    } catch (error) {
      throw error instanceof Refusal ? new Error(`${error.answer.errcode} ${error.answer.description}`) : error;
    }
  }

  /** Pushes everything that is due by the mock's clock; returns how many reached the customer. */
  deliverDue(): Promise<number> {
    return deliverDue(this.#state);
  }

  /** Pushes the last one of this order again, as a cloud that repeats does; `true` = answered 2xx. */
  repeatPush(saleNo: string): Promise<boolean> {
    return repeatPush(this.#state, saleNo);
  }

  async #issued(code: string, buyer: ScanBuyer) {
    if (/^https?:/.test(code)) return scanQr(this.#state, this.#baseUrl(), new URL(code).searchParams.get('k') ?? '', buyer);
    const order = this.#state.scan.orders().find(({ saleNo }) => saleNo === code);
    if (order === undefined) throw new TypeError(`no sales order ${code} was uploaded`);
    return issueOrder(this.#state, this.#baseUrl(), order, buyer);
  }
}
