import { checkVoucherRows } from '../gl/check-rows.js';
import { GL_NAMESPACE } from '../gl/operations.js';
import type { EasCaller, EasCallOptions } from '../session/eas-caller.js';
import { isSoapRecord, type SoapRecord } from '../soap/reply.js';
import { type EasRow, isList, type ResultReader, readBeans, readRows, readText } from '../soap/results.js';
import { type PartValues, typedParts } from '../soap/typed-parts.js';
import { WS_VOUCHER } from './beans.js';
import { type NImportResult, type NImportVoucher, nImportParts, readNImport } from './n-import.js';

const SERVICE = 'WSWSVoucher';
const VOUCHERS = { items: WS_VOUCHER } as const;
const OF_THREE = { voucherCols: VOUCHERS, isVerify: 'flag', isImpCashflow: 'flag' } as const;
const OF_FOUR = { voucherCols: VOUCHERS, isTempSave: 'flag', isVerify: 'flag', hasCashflow: 'flag' } as const;

/** The overload of three parts. */
export type ImportOfThree = PartValues<typeof OF_THREE>;
/** The overload of four parts. */
export type ImportOfFour = PartValues<typeof OF_FOUR>;

/** `WSWSRtnInfo` (eas-and-imaging §4.4). A field EAS left out is absent; a nil one is `null`. */
export interface VoucherInfo {
  readonly number?: string | null;
  readonly easNumber?: string | null;
  readonly voucherType?: string | null;
  readonly period?: string | null;
  readonly year?: string | null;
  readonly message?: string | null;
  readonly description?: string | null;
  readonly exception?: string | null;
}

/**
 * What an import answered. Clients know rows from the overload of three parts and beans from that of four; whichever comes is given. Columns and texts are
 * unknown: nothing here says whether a voucher was made.
 */
export type VoucherImport =
  | { readonly kind: 'rows'; readonly rows: readonly (EasRow | null)[] }
  | { readonly kind: 'infos'; readonly infos: readonly (VoucherInfo | null)[] }
  | { readonly kind: 'null' };

export interface VoucherServiceOptions {
  /**
   * Namespace of the operations. Default: that of the GL facade, as in the reference's fixture of this service (F11); Axis does not check it
   * (eas-and-imaging §5.1).
   */
  readonly namespace?: string;
  /** Deadline in milliseconds; absent = that of the client. */
  readonly writeTimeoutMs?: number;
}

/** `WSWSVoucher`. Everything here writes: nothing is repeated, and a lost reply ends with `outcome: 'unknown'`. */
export class VoucherService {
  readonly #caller: EasCaller;
  readonly #options: VoucherServiceOptions;

  constructor(caller: EasCaller, options: VoucherServiceOptions = {}) {
    this.#caller = caller;
    this.#options = options;
  }

  /**
   * Imports one voucher. Which overload is meant is told by `isTempSave`; flags are written `1` or `0`, valid for int and boolean alike.
   * @throws request_invalid before anything is sent: unknown fields, empty numbers, rows of several vouchers
   */
  importVoucher(parts: ImportOfThree | ImportOfFour, options?: EasCallOptions): Promise<VoucherImport> {
    return this.#call(
      'importVoucher',
      () => {
        const written = typedParts('isTempSave' in parts ? OF_FOUR : OF_THREE, parts);
        checkVoucherRows('voucherCols', parts.voucherCols);
        return written;
      },
      readImport,
      options,
    );
  }

  /** Known from one integrator only. Column names and switches are checked; what they do is EAS' matter. */
  async nImportVoucher(voucher: NImportVoucher, options: EasCallOptions = {}): Promise<NImportResult> {
    return this.#caller.named('eas.voucher.nImportVoucher', options, async (requestId) => {
      const parts = await nImportParts(voucher);
      const answer = await this.#call('nImportVoucher', () => parts, readText, { ...options, requestId });
      return readNImport(answer, voucher.gzip === true);
    });
  }

  #call<T>(operation: string, parts: () => ReturnType<typeof typedParts>, read: ResultReader<T>, options: EasCallOptions = {}): Promise<T> {
    const { namespace = GL_NAMESPACE, writeTimeoutMs: timeoutMs } = this.#options;
    const call = { name: `eas.voucher.${operation}`, service: SERVICE, namespace, operation, parts, effect: 'write' } as const;
    return this.#caller.call(call, read, timeoutMs === undefined ? options : { timeoutMs, ...options });
  }
}

const readImport: ResultReader<VoucherImport> = (value) => {
  if (value === null) return { kind: 'null' };
  if (isList(value) && value.some(isSoapRecord))
    return { kind: 'infos', infos: (readBeans(value) ?? []).map((bean) => (bean === null ? null : infoOf(bean))) };
  return { kind: 'rows', rows: readRows(value) ?? [] };
};

const INFO_FIELDS = ['number', 'easNumber', 'voucherType', 'period', 'year', 'message', 'description', 'exception'] as const;

function infoOf(bean: SoapRecord): VoucherInfo {
  return Object.fromEntries(INFO_FIELDS.flatMap((field) => (bean.has(field) ? [[field, readText(bean.get(field))]] : [])));
}
