import {
  compareDecimals,
  type Invoice,
  type IssuingKey,
  isDecimal,
  type JsonObject,
  type JsonValue,
  joinInvoices,
  type QueryResult,
  subtractDecimals,
  sumDecimals,
} from '@piaozone/core';
import { readShownInvoice, recordsOf, type ShownInvoice, textOf } from './invoice.js';
import { failedAtCloud, provesNothing } from './open-answers.js';
import type { FlagshipInvoiceFields } from './settings.js';

/** Tax of each part of a split bill is rounded for itself; this much per part is no missing invoice (flagship-and-cosmic §6.2, amount checks). */
const ROUNDING_PER_PART = '0.06';

/**
 * What `BILL.INVOICE.QUERY` says of a bill: `[{billNo, invoiceList[…]}]` (§6.2). `undefined` when it shows nothing of it.
 * A bill may be split (拆分): it is issued when the invoices that exist make up what was asked for.
 */
export function judgeBill(
  data: JsonValue | undefined,
  key: IssuingKey,
  fields: FlagshipInvoiceFields | undefined,
  requestId: string,
): QueryResult | undefined {
  const bills = recordsOf(data).filter((bill) => textOf(bill, 'billNo') === key.serialNo);
  if (bills.length === 0) return undefined;
  const shown = bills.flatMap((bill) => recordsOf(bill['invoiceList'])).map((raw) => readShownInvoice(raw, key, fields));
  const issued = countable(
    shown.flatMap(({ invoice, totalAmount }) => (invoice === undefined ? [] : [{ invoice, totalAmount }])),
    key.color,
  );
  const failures = shown.flatMap(({ invoice, pending, errorMessage }) =>
    invoice === undefined && !pending && errorMessage !== undefined ? [errorMessage] : [],
  );
  if (shown.some(isPending)) return { state: 'in-progress' };
  const whole = joined(issued, bills);
  if (failures.length > 0) {
    const error = failedAtCloud(
      failures,
      issued.map(({ invoice }) => invoice.number),
      requestId,
    );
    return { state: 'needs-review', error, ...(whole === undefined ? {} : { invoice: whole }) };
  }
  return whole === undefined ? { state: 'in-progress' } : judgeIssued(whole, issued, key, requestId);
}

interface Issued {
  readonly invoice: Invoice;
  readonly totalAmount: string | undefined;
}

function isPending({ invoice, pending }: ShownInvoice): boolean {
  return invoice === undefined && pending;
}

/** A void invoice (税控作废) is replaced by another one, and a red one listed beside its blue one is another request's; unless there is no other. */
function countable(issued: readonly Issued[], color: IssuingKey['color']): readonly Issued[] {
  const live = issued.filter(({ invoice }) => invoice.state !== 'void' && invoice.color === color);
  const counted = live.length > 0 ? live : issued;
  // Shown twice is still one invoice.
  return counted.filter(({ invoice }, index) => counted.findIndex(({ invoice: other }) => sameInvoice(other, invoice)) === index);
}

function sameInvoice(a: Invoice, b: Invoice): boolean {
  return a.number === b.number && a.code === b.code;
}

function joined(issued: readonly Issued[], bills: readonly JsonObject[]): Invoice | undefined {
  const [first, ...others] = issued.map(({ invoice }) => invoice);
  return first === undefined ? undefined : joinInvoices(first, others, bills);
}

function judgeIssued(whole: Invoice, issued: readonly Issued[], { expected }: IssuingKey, requestId: string): QueryResult {
  if (expected === undefined) return { state: 'issued', invoice: whole };
  const amounts = issued.flatMap(({ totalAmount }) => (isDecimal(totalAmount) ? [totalAmount] : []));
  if (amounts.length < issued.length) return { state: 'needs-review', error: provesNothing(NO_TOTALS, requestId), invoice: whole };
  const missing = subtractDecimals(magnitude(expected.totalAmount), magnitude(sumDecimals(amounts)));
  const rounding = sumDecimals(amounts.map(() => ROUNDING_PER_PART));
  // The rest is not there yet: the cloud issues the parts one after the other.
  if (compareDecimals(missing, rounding) > 0) return { state: 'in-progress' };
  return { state: 'issued', invoice: whole };
}

/** Without its sign: whether a red invoice is shown negative is compared by core. */
function magnitude(amount: string): string {
  return amount.replace(/^-/, '');
}

const NO_TOTALS = {
  zh: '查到了发票号码，但应答没有价税合计，无法确认该单据是否已全部开具；如字段名不同，请配置 invoiceFields',
  en: 'invoice numbers are shown without their totals, so nobody can tell whether the whole bill is issued; if the field has another name, set invoiceFields',
};
