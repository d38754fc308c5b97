import type { EasCaller, EasCallOptions } from '../session/eas-caller.js';
import { type EasRow, type ResultReader, readBoolean, readInt, readRows, readText, readTexts, readVoid } from '../soap/results.js';
import { type PartValues, typedParts } from '../soap/typed-parts.js';
import { checkVoucherRows } from './check-rows.js';
import { type ImportedVoucher, readImported } from './imported-voucher.js';
import { GL_NAMESPACE, GL_OPERATIONS, GL_SERVICE } from './operations.js';
import { DEFAULT_PAGE_SIZE, type RowRange, walkRows } from './rows.js';

type Operations = typeof GL_OPERATIONS;
export type GlOperation = keyof Operations;
/** The parts of an operation by their wire names. */
export type GlParts<O extends GlOperation> = PartValues<Operations[O]['parts']>;
/** Without the range, which the walk fills in. */
type Ranged<O extends GlOperation> = Omit<GlParts<O>, 'fromRow' | 'toRow'>;

type Rows = readonly (EasRow | null)[] | null;
type RowWalk = AsyncGenerator<EasRow | null, void>;

export interface GlFacadeOptions {
  /** Rows asked for at once by the walks. Default 1001. */
  readonly pageSize?: number;
  /** Deadline of writes in milliseconds; absent = that of the client. */
  readonly writeTimeoutMs?: number;
}

/**
 * `WSGLWebServiceFacade`: vouchers, organisations, accounts and balances. Reads are repeated as reads are; a write never is, and one whose reply was lost
 * ends with `outcome: 'unknown'`. What the ints and the columns of the rows mean is unknown (eas-and-imaging §12): they are given as they came.
 */
export class GlFacade {
  readonly #caller: EasCaller;
  readonly #options: GlFacadeOptions;

  constructor(caller: EasCaller, options: GlFacadeOptions = {}) {
    this.#caller = caller;
    this.#options = options;
  }

  /**
   * Imports one voucher, a row per entry or assist line. Published clients call it with `isSubmit: 1, isVerify: 0, isCashflow: 0`.
   * @throws request_invalid before anything is sent: unknown fields, empty numbers, rows of several vouchers
   */
  importVoucher(parts: GlParts<'importVoucher'>, options?: EasCallOptions): Promise<readonly (ImportedVoucher | null)[] | null> {
    return this.#call('importVoucher', parts, readImported, options, () => checkVoucherRows('col', parts.col));
  }

  /** As {@link importVoucher}; what its texts hold is unknown. */
  importVoucherOfReturnID(parts: GlParts<'importVoucherOfReturnID'>, options?: EasCallOptions): Promise<EasRow | null> {
    return this.#call('importVoucherOfReturnID', parts, readTexts, options, () => checkVoucherRows('col', parts.col));
  }

  findVoucher(parts: GlParts<'findVoucher'>, options?: EasCallOptions): Promise<EasRow | null> {
    return this.#call('findVoucher', parts, readTexts, options);
  }

  exploreVoucher(parts: GlParts<'exploreVoucher'>, options?: EasCallOptions): Promise<string | null> {
    return this.#call('exploreVoucher', parts, readText, options);
  }

  checkVoucher(parts: GlParts<'checkVoucher'>, options?: EasCallOptions): Promise<string | null> {
    return this.#call('checkVoucher', parts, readText, options);
  }

  /** @param parts `fexp`: a published client passes a description */
  deleteVoucher(parts: GlParts<'deleteVoucher'>, options?: EasCallOptions): Promise<number> {
    return this.#call('deleteVoucher', parts, readInt, options);
  }

  deleteVoucherByID(parts: GlParts<'deleteVoucherByID'>, options?: EasCallOptions): Promise<number> {
    return this.#call('deleteVoucherByID', parts, readInt, options);
  }

  importAccountBalance(parts: GlParts<'importAccountBalance'>, options?: EasCallOptions): Promise<string | null> {
    return this.#call('importAccountBalance', parts, readText, options);
  }

  importInitAccountBalance(parts: GlParts<'importInitAccountBalance'>, options?: EasCallOptions): Promise<string | null> {
    return this.#call('importInitAccountBalance', parts, readText, options);
  }

  importAssistBalance(parts: GlParts<'importAssistBalance'>, options?: EasCallOptions): Promise<string | null> {
    return this.#call('importAssistBalance', parts, readText, options);
  }

  importInitAssistBalance(parts: GlParts<'importInitAssistBalance'>, options?: EasCallOptions): Promise<void> {
    return this.#call('importInitAssistBalance', parts, readVoid, options);
  }

  deleteBalance(parts: GlParts<'deleteBalance'>, options?: EasCallOptions): Promise<boolean> {
    return this.#call('deleteBalance', parts, readBoolean, options);
  }

  getOrg(parts: GlParts<'getOrg'>, options?: EasCallOptions): Promise<Rows> {
    return this.#call('getOrg', parts, readRows, options);
  }

  getAcctType(parts: GlParts<'getAcctType'>, options?: EasCallOptions): Promise<Rows> {
    return this.#call('getAcctType', parts, readRows, options);
  }

  getAsstActType(parts: GlParts<'getAsstActType'>, options?: EasCallOptions): Promise<Rows> {
    return this.#call('getAsstActType', parts, readRows, options);
  }

  getAcctTypeDetail(parts: GlParts<'getAcctTypeDetail'>, options?: EasCallOptions): Promise<Rows> {
    return this.#call('getAcctTypeDetail', parts, readRows, options);
  }

  /** One range of rows; {@link accounts} walks through all. */
  getAccount(parts: GlParts<'getAccount'>, options?: EasCallOptions): Promise<Rows> {
    return this.#call('getAccount', parts, readRows, options);
  }

  getAccountBalance(parts: GlParts<'getAccountBalance'>, options?: EasCallOptions): Promise<Rows> {
    return this.#call('getAccountBalance', parts, readRows, options);
  }

  /** A published client asks for `fromRow: 0, toRow: 0`. */
  getAssitBalance(parts: GlParts<'getAssitBalance'>, options?: EasCallOptions): Promise<Rows> {
    return this.#call('getAssitBalance', parts, readRows, options);
  }

  getVoucher(parts: GlParts<'getVoucher'>, options?: EasCallOptions): Promise<Rows> {
    return this.#call('getVoucher', parts, readRows, options);
  }

  /** All rows of {@link getAccount}. */
  accounts(parts: Ranged<'getAccount'>, range?: RowRange, options?: EasCallOptions): RowWalk {
    return this.#walk(range, (fromRow, toRow) => this.getAccount({ ...parts, fromRow, toRow }, options));
  }

  accountBalances(parts: Ranged<'getAccountBalance'>, range?: RowRange, options?: EasCallOptions): RowWalk {
    return this.#walk(range, (fromRow, toRow) => this.getAccountBalance({ ...parts, fromRow, toRow }, options));
  }

  assistBalances(parts: Ranged<'getAssitBalance'>, range?: RowRange, options?: EasCallOptions): RowWalk {
    return this.#walk(range, (fromRow, toRow) => this.getAssitBalance({ ...parts, fromRow, toRow }, options));
  }

  voucherRows(parts: Ranged<'getVoucher'>, range?: RowRange, options?: EasCallOptions): RowWalk {
    return this.#walk(range, (fromRow, toRow) => this.getVoucher({ ...parts, fromRow, toRow }, options));
  }

  async *#walk(range: RowRange | undefined, page: (fromRow: number, toRow: number) => Promise<Rows>): RowWalk {
    try {
      yield* walkRows(page, { pageSize: this.#options.pageSize ?? DEFAULT_PAGE_SIZE, ...range });
    } catch (error) {
      throw this.#caller.inLanguage(error);
    }
  }

  async #call<O extends GlOperation, T>(
    operation: O,
    values: GlParts<O>,
    read: ResultReader<T>,
    options: EasCallOptions = {},
    check: () => void = () => {},
  ): Promise<T> {
    const { parts: types, effect } = GL_OPERATIONS[operation];
    const { writeTimeoutMs: timeoutMs } = this.#options;
    const parts = () => {
      const written = typedParts(types, values);
      check();
      return written;
    };
    const call = { name: `eas.gl.${operation}`, service: GL_SERVICE, namespace: GL_NAMESPACE, operation, parts, effect };
    return this.#caller.call(call, read, effect === 'read' || timeoutMs === undefined ? options : { timeoutMs, ...options });
  }
}
