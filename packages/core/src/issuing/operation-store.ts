import type { Invoice } from '../model/invoice.js';
import type { ExpectedInvoice } from './expected-invoice.js';

/**
 * Where one legal intent stands. `accepted`: known here, nothing sent. `sending`: a request may have left; after a crash this means `unknown`.
 * `submitted`: taken in by the cloud. `rejected`: refused, certainly not issued. `needs-review`: a person must look before anything is sent again.
 */
export type OperationState = 'accepted' | 'sending' | 'submitted' | 'issued' | 'rejected' | 'unknown' | 'waiting-for-person' | 'needs-review';

export interface NewOperation {
  /** Unique for ever: environment, ERP, account set, colour and serial number. */
  readonly key: string;
  readonly serialNo: string;
  /** SHA-256 over the business fields only. */
  readonly fingerprint: string;
  /** Belongs to the fingerprint. Absent in records of older versions. */
  readonly expected?: ExpectedInvoice;
}

export interface Operation extends NewOperation {
  readonly state: OperationState;
  /** Fence: every write names the version it read, a late writer fails. */
  readonly version: number;
  readonly attempts: number;
  /** Epoch milliseconds of the last send. */
  readonly lastSentAt?: number;
  readonly invoice?: Invoice;
  readonly writtenBack: boolean;
}

export type OperationPatch = Partial<Pick<Operation, 'state' | 'invoice' | 'writtenBack' | 'lastSentAt' | 'attempts'>>;

/**
 * Remembers what was sent. The port of core; durable implementations live in `@piaozone/stores`.
 * Every method either has taken effect when its promise resolves, or rejects.
 */
export interface OperationStore {
  /** Whether it outlives the process. */
  readonly durable: boolean;
  /**
   * Takes an intent in, once for ever. A fingerprint other than the known one replaces it only while nothing was sent or all was refused.
   * @throws operation_conflict otherwise
   */
  accept(operation: NewOperation): Promise<{ readonly operation: Operation; readonly created: boolean }>;
  /** @returns `undefined` for a key that was never accepted */
  find(key: string): Promise<Operation | undefined>;
  /**
   * Writes `patch` if the stored version is still `version`.
   * @returns the new record, or `undefined` when another writer was faster
   */
  update(key: string, version: number, patch: OperationPatch): Promise<Operation | undefined>;
  close(): Promise<void>;
}

/** States in which the content may still change: nothing was sent, or all of it was refused. */
export const REPLACEABLE_STATES: ReadonlySet<OperationState> = new Set(['accepted', 'rejected']);
