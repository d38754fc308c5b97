import type { Answer } from '../answers.js';
import { type PooledInvoice, text } from '../expense/pool.js';
import type { PiaozoneState } from '../state.js';

/** Types recognition checks (standard-edition §6.8: 1–5, 12, 13, 15, 26–29). */
const CHECKED_TYPES = new Set(['1', '2', '3', '4', '5', '12', '13', '15', '26', '27', '28', '29']);

/** Checks a received invoice and keeps the result; the refusal when it did not pass. A type that is never checked stays 未查验 and is no failure. */
export function checkPooled(state: PiaozoneState, invoice: PooledInvoice): Answer | undefined {
  if (!CHECKED_TYPES.has(text(invoice.fields, 'invoiceType'))) return undefined;
  const result = state.expense.bureau.check(invoice.fields, false);
  invoice.checkStatus = 'found' in result ? '1' : '2';
  return 'refused' in result ? result.refused : undefined;
}
