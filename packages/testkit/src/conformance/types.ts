import type { InvoiceKind, InvoiceRequest, Voucher } from '@piaozone/core';
import type { ErpAdapter } from '@piaozone/core/adapter';

/**
 * What the suite needs of `@piaozone/core`, which it only knows by its types: give it the module itself (`import * as core from '@piaozone/core'`),
 * so that the adapter is judged against the copy it runs on.
 */
export type ConformanceCore = Pick<
  typeof import('@piaozone/core'),
  'createPiaozone' | 'createIntegration' | 'createNonDurableOperationStore' | 'isPiaozoneError' | 'readScreen'
>;

/** A text in both languages. */
export interface Rule {
  readonly zh: string;
  readonly en: string;
}

/** An organization unit to put into the ERP. */
export interface SeedUnit {
  readonly number: string;
  readonly name: string;
  /** 税号; absent in a unit that must not be offered. */
  readonly taxNo?: string;
  /** Whether the ERP's own rule lets it be imported, e.g. 核算组织 on 苍穹. */
  readonly importable: boolean;
}

/** A bill to put into the ERP: exactly what `toInvoiceRequest` has to give back. */
export interface SeedBill {
  readonly request: InvoiceRequest;
  readonly unitNumber: string;
  /** `yyyy-MM-dd`. */
  readonly date: string;
}

/** A bill as the ERP has it, read behind the adapter's back. */
export interface StoredBill {
  readonly number: string;
  /** Numbers of the invoices it carries, exact; empty while it waits. */
  readonly invoiceNumbers: readonly string[];
  /** How often something was written into it. */
  readonly writes: number;
}

/**
 * What goes wrong in the ERP from now on. `session-dies`: every session is ended once. `sessions-refused`: no session is accepted any more, logins go on.
 * `html`: business calls are answered 200 by a web page. `oversize`: by more than a client may take in. `stall`: not at all. `reply-lost`: the next write takes
 * effect and its answer never arrives. `none` ends what lasts.
 */
export type ErpFault = 'none' | 'session-dies' | 'sessions-refused' | 'html' | 'oversize' | 'stall' | 'reply-lost';

/** `wrong-password`: everything right but the secret. `unreachable`: an address nobody listens at. */
export type AdapterVariant = 'right' | 'wrong-password' | 'unreachable';

type Maybe<T> = T | Promise<T>;

/** One account set of the ERP under test (账套 / 数据中心), and what an oracle sees of it without the adapter. */
export interface ConformanceAccount {
  adapter(variant?: AdapterVariant): ErpAdapter;
  seedUnits(units: readonly SeedUnit[]): Maybe<void>;
  /** Bills, and whatever the ERP needs to hold them: the unit and its taxpayer may not have been seeded. */
  seedBills(bills: readonly SeedBill[]): Maybe<void>;
  bills(): Maybe<readonly StoredBill[]>;
  /** Successful logins so far. */
  logins(): Maybe<number>;
  /** How often the ledger holds the voucher of the harness. Needed with the ability `vouchers`. */
  vouchers?(): Maybe<number>;
}

/** A running ERP of its own for one case: a mock, or the partner's test system behind a proxy. */
export interface ConformanceErp extends ConformanceAccount {
  /** Another account set with its own user and data, in the same ERP where it has several. Absent: say why in `skips`. */
  readonly second?: ConformanceAccount;
  /** HTTP requests that reached the ERP so far, of any kind. */
  requests(): Maybe<number>;
  fault(fault: ErpFault): Maybe<void>;
  /** Every secret the adapters were given. */
  readonly secrets: readonly string[];
  close(): Maybe<void>;
}

/** How the suite gets at one ERP. */
export interface AdapterHarness {
  /** Shown in the report. */
  readonly name: string;
  /** A bill type of the ERP, in its own words. */
  readonly billType: string;
  /** An invoice kind the settings of the harness map. */
  readonly kind: InvoiceKind;
  /** Names of fields of the neutral request that this ERP does not keep, e.g. `remark`; they are not seeded. */
  readonly unkept?: readonly ('remark' | 'payee' | 'reviewer' | 'specification' | 'unit' | 'quantity')[];
  /** A voucher the ERP's ledger takes, for adapters with the ability `vouchers`. */
  readonly voucher?: Voucher;
  /** Ids of cases that cannot be asked of this ERP, each with the reason, which is printed. */
  readonly skips?: Readonly<Record<string, string>>;
  start(): Promise<ConformanceErp>;
}
