import { customerUrl } from '../../common/customer-client.js';
import type { Directory, MockEnterprise } from '../directory.js';
import type { Fields, HeldInvoice } from '../ledger.js';
import type { SeededRandom } from '../seeded-random.js';
import type { MockShop } from './qr.js';
import { SALES_ORDER_ANSWERS, type SalesOrderCode } from './sales-order-errors.js';

/** Addresses of the customer; http on loopback. */
export interface ScanCustomer {
  /** 查询开票明细, served by the customer. */
  readonly detailsUrl?: string;
  /** 回推. */
  readonly pushUrl?: string;
}

/** One order or receipt that can be invoiced by scanning: one code = one invoice, also after a red one (business-rules §6). */
export interface ScanOrder {
  readonly saleNo: string;
  readonly taxNo: string;
  /** Client id of the grant, or the shop's key. */
  readonly by: string;
  /** Path part of the issuing link; empty for a self-built QR. */
  readonly linkId: string;
  /** Head in the names of hosted issuing, ready to be issued once the buyer is known. */
  readonly head: Fields;
  readonly items: readonly Fields[];
  invoice?: HeldInvoice;
}

/** A push to the customer, with every attempt. */
export interface ScanPush {
  readonly saleNo: string;
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
  /** Epoch milliseconds of the issue. */
  readonly since: number;
  nextAt: number;
  readonly attempts: { readonly at: number; readonly status: number | 'no answer' }[];
  delivered: boolean;
}

/** Orders, shops and pushes of scan-to-invoice. */
export class ScanDesk {
  readonly shops: readonly MockShop[];
  readonly pushes: ScanPush[] = [];
  readonly #orders = new Map<string, ScanOrder>();
  readonly #customers = new Map<string, ScanCustomer>();
  readonly #refusals = new Map<string, SalesOrderCode>();
  readonly #directory: Directory;
  readonly #random: SeededRandom;

  constructor(directory: Directory, random: SeededRandom) {
    this.#directory = directory;
    this.#random = random;
    this.shops = directory.enterprises.map(({ taxNo }, index) => ({ key: `mockShop${index + 1}`, publicKey: random.key(16), taxNo }));
  }

  /** Where the customer with this tax number can be reached. */
  setCustomer(taxNo: string, customer: ScanCustomer): void {
    for (const url of [customer.detailsUrl, customer.pushUrl]) if (url !== undefined) customerUrl(url);
    this.#customers.set(this.enterprise(taxNo).taxNo, customer);
  }

  customer(taxNo: string): ScanCustomer {
    return this.#customers.get(taxNo) ?? {};
  }

  /** The next upload of this sales order is refused with a documented code, whatever it says. */
  refuse(saleNo: string, code: SalesOrderCode): void {
    if (!(code in SALES_ORDER_ANSWERS) || code === '0000') throw new TypeError(`save/salesOrder knows no refusal ${code}`);
    this.#refusals.set(saleNo, code);
  }

  takeRefusal(saleNo: string): SalesOrderCode | undefined {
    const code = this.#refusals.get(saleNo);
    this.#refusals.delete(saleNo);
    return code;
  }

  add(order: Omit<ScanOrder, 'linkId'>, withLink: boolean): ScanOrder {
    const kept = { ...order, linkId: withLink ? this.#random.hex(32) : '' };
    this.#orders.set(key(order.taxNo, order.saleNo), kept);
    return kept;
  }

  order(taxNo: string, saleNo: string): ScanOrder | undefined {
    return this.#orders.get(key(taxNo, saleNo));
  }

  orderByLink(linkId: string): ScanOrder | undefined {
    return [...this.#orders.values()].find((order) => order.linkId !== '' && order.linkId === linkId);
  }

  orders(): ScanOrder[] {
    return [...this.#orders.values()];
  }

  enterprise(taxNo: string): MockEnterprise {
    const enterprise = this.#directory.enterprise(taxNo);
    if (enterprise === undefined) throw new TypeError(`mock piaozone has no enterprise ${taxNo}`);
    return enterprise;
  }
}

function key(taxNo: string, saleNo: string): string {
  return `${taxNo}/${saleNo}`;
}
