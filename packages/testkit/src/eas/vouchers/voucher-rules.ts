import type { TypedFunction } from '../options.js';
import type { BeanValue } from '../part-types.js';
import type { Strings } from '../reply.js';
import type { GlOperation } from '../signatures.js';
import type { BookOptions, StoredVoucher, VoucherOutcome } from './voucher-book.js';

/** The reads of the GL facade that give rows of strings. */
export type GlRead = Extract<GlOperation, `get${string}`>;

/** What no reference holds and a test therefore decides: codes, texts, columns. A call whose rule is missing ends as an error of the test. */
export interface VoucherRules extends BookOptions {
  /** The fields of one result of GL importVoucher, which joins them by `||` (eas-and-imaging §4.2). */
  readonly importLine?: (outcome: VoucherOutcome) => readonly (string | number)[];
  /** The string answered by importVoucherOfReturnID for one voucher. */
  readonly importId?: (outcome: VoucherOutcome) => string | null;
  /** One row of the `string[][]` form of WSWSVoucher.importVoucher. */
  readonly importRow?: (outcome: VoucherOutcome) => Strings;
  /** Texts of one WSWSRtnInfo; numbers, type and period are filled in. */
  readonly importInfo?: (outcome: VoucherOutcome) => BeanValue;
  /** The maps nImportVoucher answers. */
  readonly importMaps?: (outcomes: readonly VoucherOutcome[]) => { readonly sucs: object; readonly errs: object };
  readonly find?: (found: readonly StoredVoucher[]) => Strings | null;
  readonly explore?: (found: StoredVoucher | undefined) => string | null;
  readonly check?: (found: StoredVoucher | undefined, amount: number) => string | null;
  /** What deleteVoucher and deleteVoucherByID return. */
  readonly deleted?: (found: StoredVoucher | undefined) => number;
  /** How a period is written in deleteVoucher. Default six digits, mock-defined. */
  readonly periodText?: (voucher: StoredVoucher) => string;
  /** Rows of the reads; those with a row range are cut by it and by `rowCap`. */
  readonly rows?: Partial<Record<GlRead, readonly Strings[] | ((args: readonly unknown[]) => readonly Strings[])>>;
  /** Rows a read gives at most. Default 1000. */
  readonly rowCap?: number;
  /** Any operation of the GL facade, instead of what is here. */
  readonly operations?: Partial<Record<GlOperation, TypedFunction>>;
}

/** A rule that is needed now. */
export function needed<Rule>(name: string, rule: Rule | undefined): Rule {
  if (rule === undefined) throw new Error(`the test gives no rule ${name}`);
  return rule;
}
