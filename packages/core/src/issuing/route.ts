import type { ErpConnection } from '../adapter/contract.js';
import type { Call } from '../call.js';
import type { Piaozone } from '../client.js';
import type { CheckRequest } from '../connection/check-request.js';
import type { PiaozoneError, Problem } from '../errors.js';
import type { Finding } from '../model/finding.js';
import type { Invoice, InvoiceKind, InvoiceRequest, RedReference } from '../model/invoice.js';
import type { ExpectedInvoice } from './expected-invoice.js';

/** A request ready to travel: it has its serial number for ever. */
export interface PreparedRequest extends InvoiceRequest {
  readonly serialNo: string;
}

/** A red request whose blue invoice is known by serial number. */
export interface PreparedRedRequest extends PreparedRequest {
  readonly red: RedReference & { readonly originalSerialNo: string };
}

/** A red request whose blue invoice is known by its number only, e.g. one that was issued elsewhere. */
export interface PreparedRedByNumber extends PreparedRequest {
  readonly red: RedReference & { readonly originalInvoiceNo: string };
}

/** What finds one issuing request again. */
export interface IssuingKey {
  readonly serialNo: string;
  readonly sellerTaxNo: string | undefined;
  readonly color: 'blue' | 'red';
  /** What was asked for; tells routes whose cloud splits a request whether all of its invoices are there. Absent for records of older versions. */
  readonly expected?: ExpectedInvoice;
}

/**
 * What the cloud does with a serial number sent twice. `unique-key`: refuses it; `first-result`: answers with the first invoice;
 * `unknown`: nothing is promised, so nothing open is ever sent again without a person's decision.
 */
export type Deduplication = 'unique-key' | 'first-result' | 'unknown';

/**
 * Facts about a route that decide what may be repeated. Defaults are pessimistic; each entry names its source.
 * A run decides by `dedup` alone; the two times are for schedulers that come back later.
 */
export interface IssuingCapabilities {
  readonly dedup: Deduplication;
  /** Field that carries the key on the wire. */
  readonly keyField: string;
  /** Longest time after sending in which an invoice may still appear, milliseconds; absent = no bound is known. */
  readonly maxProcessingMs?: number;
  /** How long a query may lag behind what was issued, milliseconds. */
  readonly readLagMs?: number;
  readonly kinds: readonly InvoiceKind[];
  /** Entry → where it is documented, or `setting` / `default`. */
  readonly sources: Readonly<Record<string, string>>;
}

export type SubmitResult =
  | { readonly state: 'issued'; readonly invoice: Invoice }
  /** Taken in; the invoice exists when a query shows it. */
  | { readonly state: 'accepted' }
  /** The cloud already knows this serial number: query and adopt, never send under a new one. */
  | { readonly state: 'duplicate'; readonly error: PiaozoneError };

export type QueryResult =
  | { readonly state: 'issued'; readonly invoice: Invoice }
  | { readonly state: 'in-progress' }
  /** Certainly not issued, and it never will be from what was sent. */
  | { readonly state: 'failed'; readonly error: PiaozoneError }
  /**
   * The cloud holds the request and stopped short of issuing all of it, e.g. one part of a split bill failed; it may still go on by itself or by somebody's
   * hand. Nothing is sent again, a person looks. `invoice`: what exists of it.
   */
  | { readonly state: 'needs-review'; readonly error: PiaozoneError; readonly invoice?: Invoice }
  /** Nothing is issued before somebody has acted, e.g. confirmed a reversal; the same request is then to be sent once more. */
  | { readonly state: 'waiting-for-person'; readonly error: PiaozoneError }
  | { readonly state: 'not-found' }
  /** The answer proves neither that it exists nor that it does not. */
  | { readonly state: 'cannot-tell'; readonly error: PiaozoneError };

/** The interface invoices are issued through. Core knows no route; `standard` and `cosmic` implement them. */
export interface IssuingRoute {
  readonly id: string;
  readonly capabilities: IssuingCapabilities;
  /** What this route cannot carry: unmapped kinds, missing settings, lengths. Pure. */
  validate(request: PreparedRequest): { readonly errors: readonly Problem[]; readonly warnings: readonly Problem[] };
  /** Sends a blue request once. @throws PiaozoneError whose `outcome` says whether it may have been processed */
  submit(request: PreparedRequest, call: Call): Promise<SubmitResult>;
  /** Sends a red request once. @throws as `submit` */
  red(request: PreparedRedRequest, call: Call): Promise<SubmitResult>;
  /** The same for a blue invoice known by its number only; absent = such requests are refused. @throws as `submit` */
  redByNumber?(request: PreparedRedByNumber, call: Call): Promise<SubmitResult>;
  /** Repeatable. @throws PiaozoneError when the query itself failed */
  query(key: IssuingKey, call: Call): Promise<QueryResult>;
  /** The cloud's side of the connection test. Never throws for what it tests. */
  check(call: Call, request?: CheckRequest): Promise<Finding[]>;
}

/** A route that waits for its client: what `hostedIssuing(…)` and its like return. */
export interface IssuingRouteFactory {
  readonly id: string;
  /**
   * @param erp the connection its bills come from: a cloud that runs inside the ERP is reached the same way. Absent where no ERP is at hand
   * @throws config_invalid for settings that do not suffice
   */
  connect(piaozone: Piaozone, erp?: ErpConnection): IssuingRoute;
}
