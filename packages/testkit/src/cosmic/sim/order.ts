import type { SimLine } from './lines.js';
import type { SimEnterprise } from './settings.js';

/** Which interface asked for it. */
export type SimChannel = 'bill' | 'scan' | 'reissue' | 'direct' | 'vehicle';

/** What the invoices of one order say. */
export interface OrderContent {
  readonly invoiceType: string;
  readonly seller: SimEnterprise;
  readonly buyer: { readonly name: string; readonly taxNo: string };
  /** Texts that callbacks hand back as they came: batch, orderNo, … */
  readonly handedBack: Readonly<Record<string, string>>;
  readonly lines: readonly SimLine[];
  /** On a red one: the number of the blue invoice. */
  readonly blueNum?: string;
  readonly redInfoBillNo?: string;
}

/**
 * `held`: waits for a person (autoInvoice "0", a QR code nobody scanned, a bill made for a re-issue). `issuing`: on its way.
 * `waiting`: for a red confirmation. `decided`: every part is issued or failed. `withdrawn`: will never be issued.
 */
export type OrderState = 'held' | 'issuing' | 'waiting' | 'decided' | 'withdrawn';

/** One invoice an order is to become. */
export interface OrderPart {
  /** From 1. */
  readonly number: number;
  readonly lines: readonly SimLine[];
  /** The cloud's own number of this part. */
  readonly serialNo: string;
  invoiceNum: string | undefined;
  failure: string | undefined;
}

/** A bill or a serial: what a business system asked for, and what has become of it. */
export interface SimOrder {
  /** billNo or serialNo. */
  readonly key: string;
  readonly channel: SimChannel;
  readonly businessSystemCode: string;
  /** Changes only when somebody scans and enters a buyer. */
  content: OrderContent;
  /** Epoch milliseconds of acceptance. */
  readonly acceptedAt: number;
  state: OrderState;
  /** Epoch milliseconds of the decision, while `issuing`. */
  dueAt: number;
  /** Empty until the first decision. */
  parts: OrderPart[];
  /** Number of the red confirmation that lets it be issued. */
  confirmation: string | undefined;
}

export function isRed({ content }: SimOrder): boolean {
  return content.lines.reduce((sum, { net }) => sum + net, 0n) < 0n;
}

/** 数电: the invoice types of BILL.* and ALLE.* that have a number of 20 digits and no code (flagship-and-cosmic §6.2, §6.3). */
export function isDigital(invoiceType: string): boolean {
  return ['08xdp', '10xdp', '01', '02', VEHICLE_TYPE].includes(invoiceType);
}

/** 专 and 普 as ALLE.* numbers them (§6.3), also for what BILL.* issued. */
export function directType(invoiceType: string): string {
  return { '08xdp': '01', '10xdp': '02' }[invoiceType] ?? invoiceType;
}

/** Type of what INVOICE.OPEN.VEHICLE issues; as `012` is the fiscal one, this name is mock-defined. */
export const VEHICLE_TYPE = 'vehicle';
