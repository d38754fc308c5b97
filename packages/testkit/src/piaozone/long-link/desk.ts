import type { Answer } from '../answers.js';
import type { Directory } from '../directory.js';
import type { Fields } from '../ledger.js';

/** What the tax bureau or the tax disk is asked for, when a test has said how. */
export interface LongLinkOperationCall {
  readonly czlx: string;
  readonly sjd: Readonly<Record<string, unknown>>;
  readonly taxNo: string;
  /** Made with `debugOpenInvoice=1` on the test base. */
  readonly simulated: boolean;
  /** Issues through the mock's ledger, with its repeat behaviour, entitlement, quota and persons; refusals end the call. */
  readonly issue: (invoice: LongLinkInvoice) => IssuedByLink;
}

export interface LongLinkInvoice {
  /** 发票请求流水号. */
  readonly serialNo: string;
  readonly buyerName: string;
  readonly buyerTaxNo?: string;
  /** Decimal texts with two places; negative on a red invoice. */
  readonly invoiceAmount: string;
  readonly totalTaxAmount: string;
  readonly totalAmount: string;
  readonly invoiceType?: string;
  readonly items?: readonly Fields[];
  /** Makes a red invoice of the blue one with this number; a 数电 invoice has the code `0`. */
  readonly reverses?: { readonly invoiceCode: string; readonly invoiceNo: string };
}

export interface IssuedByLink {
  readonly serialNo: string;
  readonly invoiceCode: string;
  readonly invoiceNo: string;
  readonly pdf: string;
  readonly snapshot: string;
}

/** An answer, with what stands in its `data`. */
export type LongLinkAnswer = Answer & { readonly data?: unknown };
export type LongLinkOperation = (call: LongLinkOperationCall) => LongLinkAnswer;

/** One request that found its way to a client. */
export interface LongLinkCall {
  /** Epoch milliseconds by the mock's clock. */
  readonly at: number;
  readonly form: 'v3' | 'tax-disk';
  readonly czlx: string;
  readonly taxNo: string;
  /** Below `/test`. */
  readonly testBase: boolean;
  /** The flag as it stood in the query, whatever it did. */
  readonly debugOpenInvoice: boolean;
  readonly simulated: boolean;
  /** The other options of the link: paperInvoiceFlag, invoiceCopyType, nameLink, naturalId, connectNaturalId, request_path. */
  readonly options: Fields;
  readonly sjd: Readonly<Record<string, unknown>>;
}

/** The issuing clients behind the long links, and what the tests have taught them. */
export class LongLinkDesk {
  readonly calls: LongLinkCall[] = [];
  readonly #directory: Directory;
  readonly #operations = new Map<string, LongLinkOperation>();
  readonly #offline = new Set<string>();
  readonly #withoutAccount = new Set<string>();

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** How an operation answers; 115 is built in and can be replaced. The reference holds no other `sjd`. */
  register(czlx: string, operation: LongLinkOperation | LongLinkAnswer): void {
    this.#operations.set(czlx, typeof operation === 'function' ? operation : () => operation);
  }

  operation(czlx: string): LongLinkOperation | undefined {
    return this.#operations.get(czlx);
  }

  /** The desktop client of a tax number; default online. */
  setOnline(taxNo: string, online: boolean): void {
    set(this.#offline, this.#known(taxNo), !online);
  }

  /** Whether a 数电 issuing account (全电开票账号) is configured; default yes. */
  setAccount(taxNo: string, configured: boolean): void {
    set(this.#withoutAccount, this.#known(taxNo), !configured);
  }

  isOnline(taxNo: string): boolean {
    return !this.#offline.has(taxNo);
  }

  hasAccount(taxNo: string): boolean {
    return !this.#withoutAccount.has(taxNo);
  }

  /** 盘号 of an enterprise: twelve digits, counted in the order of the enterprises (mock-defined). */
  diskNo(taxNo: string): string {
    const index = this.#directory.enterprises.findIndex((enterprise) => enterprise.taxNo === this.#known(taxNo));
    return String(440_000_000_001 + index);
  }

  #known(taxNo: string): string {
    if (this.#directory.enterprise(taxNo) === undefined) throw new TypeError(`mock piaozone has no enterprise ${taxNo}`);
    return taxNo;
  }
}

function set(names: Set<string>, name: string, member: boolean): void {
  if (member) names.add(name);
  else names.delete(name);
}
