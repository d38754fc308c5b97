import { SeededRandom } from '../../erp/random.js';
import type { EasFacade } from '../options.js';
import { glFacade } from './gl-facade.js';
import { VoucherBook } from './voucher-book.js';
import { voucherFacade } from './voucher-facade.js';
import type { VoucherRules } from './voucher-rules.js';

export type { SentVoucher, StoredVoucher, VoucherOutcome } from './voucher-book.js';
export type { GlRead, VoucherRules } from './voucher-rules.js';
export { VoucherBook };

/** WSGLWebServiceFacade and WSWSVoucher over one voucher book, for `facades` of a mock EAS. */
export function voucherFacades(rules: VoucherRules = {}, seed = 'vouchers'): { readonly book: VoucherBook; readonly facades: readonly EasFacade[] } {
  const book = new VoucherBook(rules, new SeededRandom(seed));
  return { book, facades: [glFacade(book, rules), voucherFacade(book, rules)] };
}
